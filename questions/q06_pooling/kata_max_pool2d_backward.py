from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class MaxPool2dBackward(Kata):
    """K06.3 Go back through max pooling."""

    channels: Annotated[int, Draw(1, 2)] = 1
    rows: Annotated[int, Draw(1, 2, 3)] = 2
    cols: Annotated[int, Draw(1, 2, 3)] = 2
    rest: Annotated[int, Draw(0, 1)] = 0
    kernel_size: Annotated[int, Draw(2, 3)] = 2
    stride: Annotated[int, Draw(1, 2, 3)] = 2

    level = "medium"
    minutes = 12
    says = "Write the backward pass of max pooling: from the gradient of its output to that of its input."
    signature = "def max_pool2d_backward(grad: np.ndarray, x: np.ndarray, kernel_size: int, stride: int) -> np.ndarray:"
    shapes = (
        "Return the gradient of x (c, h, w) from that of its pooled windows, "
        "grad (c, oh, ow), without padding; of equal "
        "numbers the first of a window was the largest."
    )
    hints = (
        "Only the number that was the largest has moved the output: it gets the whole gradient.",
        "np.argmax of a window counts along its rows; np.unravel_index tells row and column.",
        "Windows may overlap: one number can be the largest of several.",
    )
    loops = """
    dx = np.zeros(x.shape)
    for k in range(grad.shape[0]):
        for i in range(grad.shape[1]):
            for j in range(grad.shape[2]):
                top, left = i * stride, j * stride
                window = x[k, top : top + kernel_size, left : left + kernel_size]
                u, v = np.unravel_index(np.argmax(window), window.shape)
                dx[k, top + u, left + v] += grad[k, i, j]
    return dx
    """
    complexity = "Time O(c · oh · ow · K²), O(c · oh · ow) with the places kept from the forward pass."
    asked_next = FollowUp(
        ask="And of average pooling?",
        answer="Every number of a window gets an equal share, grad/K²; nothing has to be remembered.",
    )
    mutants = (
        mutant(
            "overlap.overwritten",
            "+= grad[k, i, j]",
            "= grad[k, i, j]",
            message="Where windows overlap, gradients add up; yours overwrite each other.",
        ),
        mutant(
            "pool.shared_out",
            "dx[k, top + u, left + v] += grad[k, i, j]",
            "dx[k, top : top + kernel_size, left : left + kernel_size] += grad[k, i, j] / kernel_size**2",
            message="You shared the gradient out equally: that is average pooling's.",
        ),
        mutant(
            "pool.all_of_window",
            "dx[k, top + u, left + v] += grad[k, i, j]",
            "dx[k, top : top + kernel_size, left : left + kernel_size] += grad[k, i, j]",
            message="Every number of the window got the gradient; only the largest has moved the output.",
        ),
        mutant(
            "pool.corner",
            "dx[k, top + u, left + v]",
            "dx[k, top, left]",
            message="You put the gradient at the window's corner, not where the largest number is.",
        ),
        mutant("axes.swapped", "u, v = np.unravel", "v, u = np.unravel"),
        mutant(
            "pool.times_largest",
            "+= grad[k, i, j]",
            "+= grad[k, i, j] * window.max()",
            message="The derivative of the maximum by the largest number is 1, not that number.",
        ),
        mutant(
            "pool.all_of_equals",
            "dx[k, top + u, left + v] += grad[k, i, j]",
            "dx[k, top : top + kernel_size, left : left + kernel_size] += grad[k, i, j] * (window == window.max())",
            message="You gave the gradient to all of several equal numbers; the first of them was the largest.",
        ),
    )
    edges = (
        {"rows": 1, "cols": 1, "kernel_size": 1, "stride": 1},
        {"rows": 1, "cols": 1},
        {"rows": 1, "cols": 2},
        {"rows": 2, "cols": 2, "stride": 1},
        {"rows": 2, "cols": 2, "rest": 1},
        {"rows": 2, "cols": 3, "kernel_size": 3, "channels": 2},
    )
    large = {"channels": 3, "rows": 24, "cols": 24}

    def arguments(self) -> dict[str, Any]:
        high, wide = ((count - 1) * self.stride + self.kernel_size for count in (self.rows, self.cols))
        rest = min(self.rest, self.stride - 1)
        return {
            "grad": self.array("grad", self.channels, self.rows, self.cols),
            "x": self.array("x", self.channels, high + rest, wide + rest),
            "kernel_size": self.kernel_size,
            "stride": self.stride,
        }

    def expected(self) -> Any:
        grad, x, kernel_size, stride = self.arguments().values()
        return engine.max_pool2d_grad(grad[None], x[None], kernel_size, stride)[0]
