from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class Conv2dBackward(Kata):
    """K13.1 Go back through a convolution."""

    batch: Annotated[int, Draw(1, 2)] = 1
    channels: Annotated[int, Draw(1, 2)] = 1
    filters: Annotated[int, Draw(1, 2)] = 1
    rows: Annotated[int, Draw(1, 2, 3)] = 2
    cols: Annotated[int, Draw(1, 2, 3)] = 2
    kernel_size: Annotated[int, Draw(2, 3)] = 2
    stride: Annotated[int, Draw(1, 1, 2)] = 1
    padding: Annotated[int, Draw(0, 0, 1)] = 0
    rest: Annotated[int, Draw(0, 1)] = 0

    level = "hard"
    minutes = 20
    says = (
        "Write the backward pass of a convolutional layer: from the gradient of its output to those of its input, its "
        "weight and its bias. Loops first; then without a Python loop over positions."
    )
    signature = (
        "def conv2d_backward(\n    grad: np.ndarray, x: np.ndarray, weight: np.ndarray, stride: int, padding: int\n"
        ") -> tuple[np.ndarray, np.ndarray, np.ndarray]:"
    )
    shapes = (
        "Return the gradients (dx, dw, db) of x (n, c, h, w), weight (o, c, k, "
        "k) and bias (o,) from grad (n, o, oh, ow); "
        "the forward pass slides the weight unflipped over zero-padded x."
    )
    returns = ("dx", "dw", "db")
    hints = (
        "Every output is a sum of products: each factor's gradient is grad times the other factor, wherever they met.",
        "Walk through the outputs as forward does: the window's dx gets grad · weight, dw gets grad · window.",
        "Collect dx on the padded image; last of all cut the padding off on all sides. db sums images and positions.",
    )
    loops = """
    n, c, h, w = x.shape
    o, _, k, _ = weight.shape
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(x, sides)
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(weight.shape), np.zeros(o)
    for b in range(n):
        for f in range(o):
            for i in range(grad.shape[2]):
                for j in range(grad.shape[3]):
                    g = grad[b, f, i, j]
                    rows, cols = slice(i * stride, i * stride + k), slice(j * stride, j * stride + k)
                    dpadded[b, :, rows, cols] += g * weight[f]
                    dw[f] += g * padded[b, :, rows, cols]
                    db[f] += g
    dx = dpadded[:, :, padding : padding + h, padding : padding + w]
    return dx, dw, db
    """
    vectorised = """
    n, c, h, w = x.shape
    o, _, k, _ = weight.shape
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    dw = np.tensordot(grad, windows, ((0, 2, 3), (0, 2, 3)))
    stamps = np.tensordot(grad, weight, (1, 0))
    dpadded = np.zeros(padded.shape)
    rows, cols = (stride * (size - 1) + 1 for size in grad.shape[2:])
    for u in range(k):
        for v in range(k):
            dpadded[:, :, u : u + rows : stride, v : v + cols : stride] += stamps[..., u, v].transpose(0, 3, 1, 2)
    return dpadded[:, :, padding : padding + h, padding : padding + w], dw, grad.sum(axis=(0, 2, 3))
    """
    must_be_fast = True
    complexity = "Time twice the forward pass, once for dx and once for dw; memory for x, kept since the forward pass."
    asked_next = FollowUp(
        ask="dx as a convolution?",
        answer="At stride 1 it is the cross-correlation of grad, padded by k − 1 − padding, with the kernel turned by "
        "180°, channels and filters exchanged. With a stride, zeros are put between the gradients first, and what the "
        "last window left unread is padded after them.",
    )
    mutants = (
        mutant(
            "dx.not_rotated",
            "g * weight[f]",
            "g * weight[f, :, ::-1, ::-1]",
            message="Your dx has the kernel turned the wrong way. Slid over grad it needs the rotation, stamped "
            "window by window it does not.",
        ),
        mutant(
            "dw.rotated",
            "g * padded[b, :, rows, cols]",
            "g * padded[b, :, rows, cols][:, ::-1, ::-1]",
            message="Your dw is turned by 180°: layers slide unflipped, and so does their gradient.",
        ),
        mutant(
            "overlap.overwritten",
            "dpadded[b, :, rows, cols] += g * weight[f]",
            "dpadded[b, :, rows, cols] = g * weight[f]",
            message="Windows overlap, and filters share them: their gradients add up in dx.",
        ),
        mutant(
            "grad.batch_averaged",
            "return dx, dw, db",
            "return dx, dw / n, db / n",
            message="You averaged over the batch; the loss has its own mean, gradients of weights sum over the batch.",
        ),
        mutant(
            "grad.position_averaged",
            "return dx, dw, db",
            "return dx, dw / grad[0, 0].size, db / grad[0, 0].size",
            message="You took the mean over the positions; a shared weight's gradient is the sum over them.",
        ),
        mutant(
            "db.batch_forgotten",
            "db[f] += g",
            "db[f] += g if b == 0 else 0",
            "dw[f] += g * padded[b, :, rows, cols]",
            "dw[f] += g * padded[b, :, rows, cols] if b == 0 else 0",
            message="The gradient sums over the batch as well.",
        ),
        mutant(
            "db.counts",
            "db[f] += g",
            "db[f] += 1",
            message="The bias's gradient sums grad, it does not count positions.",
        ),
        mutant(
            "pad.not_cut",
            "dpadded[:, :, padding : padding + h, padding : padding + w]",
            "dpadded",
            message="You returned dx of the padded image: cut the padding off.",
        ),
        mutant(
            "pad.cut_wrongly",
            "dpadded[:, :, padding : padding + h, padding : padding + w]",
            "dpadded[:, :, :h, :w]",
            message="You cut the padding off at the end only; half of it is at the beginning.",
        ),
        mutant("stride.ignored", "i * stride, i * stride + k", "i, i + k", "j * stride, j * stride + k", "j, j + k"),
        mutant(
            "pad.empty_slice",
            "padding : padding + h, padding : padding + w",
            "padding:-padding, padding:-padding",
            message="Without padding your slice ends at −0, which is 0: nothing is left. End it at padding + h.",
        ),
    )
    edges = (
        {"rows": 1, "cols": 1, "kernel_size": 1},
        {"rows": 1, "cols": 1},
        {"rows": 1, "cols": 2},
        {"rows": 2, "cols": 2},
        {"rows": 2, "cols": 2, "padding": 1},
        {"rows": 2, "cols": 2, "stride": 2, "rest": 1},
        {"batch": 2},
        {"channels": 2, "filters": 2},
        {"rows": 3, "cols": 3, "kernel_size": 3, "padding": 1},
    )
    large = {"channels": 3, "filters": 4, "rows": 24, "cols": 24, "kernel_size": 3, "padding": 1}

    def possible(self) -> bool:
        return min(self._sides()) >= 1

    def _sides(self) -> tuple[int, ...]:
        rest = min(self.rest, self.stride - 1)
        counts = (self.rows, self.cols)
        return tuple((count - 1) * self.stride + self.kernel_size - 2 * self.padding + rest for count in counts)

    def arguments(self) -> dict[str, Any]:
        return {
            "grad": self.array("grad", self.batch, self.filters, self.rows, self.cols),
            "x": self.array("x", self.batch, self.channels, *self._sides()),
            "weight": self.array("weight", self.filters, self.channels, self.kernel_size, self.kernel_size),
            "stride": self.stride,
            "padding": self.padding,
        }

    def expected(self) -> Any:
        grad, x, weight, stride, padding = self.arguments().values()
        return (
            engine.conv2d_input_grad(grad, weight, x.shape, stride, padding),
            engine.conv2d_weight_grad(grad, x, weight.shape, stride, padding),
            engine.conv2d_bias_grad(grad),
        )
