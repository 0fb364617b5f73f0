from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class AvgPool2d(Kata):
    """K06.2 Pool by the mean, padding counted or not."""

    channels: Annotated[int, Draw(1, 2)] = 1
    height: Annotated[int, Draw(range(3, 8))] = 4
    width: Annotated[int, Draw(range(3, 8))] = 4
    kernel_size: Annotated[int, Draw(2, 3)] = 2
    stride: Annotated[int, Draw(1, 2, 3)] = 2
    padding: Annotated[int, Draw(0, 1, 1)] = 0
    count_padding: Annotated[bool, Draw(True, False)] = True

    level = "medium"
    minutes = 10
    says = "Write average pooling in NumPy; its zero padding is counted in the mean, or is not."
    signature = (
        "def avg_pool2d(\n    x: np.ndarray, kernel_size: int, stride: int, "
        "padding: int, count_padding: bool\n) -> np.ndarray:"
    )
    shapes = "Take the mean of each window of x (c, h, w), padded by zeros that count in it or do not: (c, oh, ow)."
    hints = (
        "The sum over a window is the same in both cases; only what it is divided by differs.",
        "How many numbers of a window are no padding? Pool an array of ones alike.",
    )
    loops = """
    c, h, w = x.shape
    sides = ((0, 0), (padding, padding), (padding, padding))
    padded, inside = np.pad(x, sides), np.pad(np.ones_like(x), sides)
    rows = (h + 2 * padding - kernel_size) // stride + 1
    cols = (w + 2 * padding - kernel_size) // stride + 1
    out = np.zeros((c, rows, cols))
    for k in range(c):
        for i in range(rows):
            for j in range(cols):
                window = k, slice(i * stride, i * stride + kernel_size), slice(j * stride, j * stride + kernel_size)
                count = kernel_size**2 if count_padding else np.sum(inside[window])
                out[k, i, j] = np.sum(padded[window]) / count
    return out
    """
    vectorised = """
    def sums(array):
        padded = np.pad(array, ((0, 0), (padding, padding), (padding, padding)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(1, 2))
        return windows[:, ::stride, ::stride].sum(axis=(3, 4))

    return sums(x) / (kernel_size**2 if count_padding else sums(np.ones_like(x)))
    """
    complexity = "Time O(c · oh · ow · K²), with a summed-area table O(c · h · w) whatever K; memory O(output)."
    asked_next = FollowUp(
        ask="Which convolution is it?",
        answer="A depthwise one whose K² weights are all 1/K² and are not learned.",
    )
    mutants = (
        mutant(
            "pool.padding_always_counts",
            "kernel_size**2 if count_padding else np.sum(inside[window])",
            "kernel_size**2",
            message="You divide by K² always: where padding does not count, by the numbers inside the image.",
        ),
        mutant(
            "pool.padding_never_counts",
            "kernel_size**2 if count_padding else np.sum(inside[window])",
            "np.sum(inside[window])",
            message="You never count padding: where it does count, the mean is over all K² positions.",
        ),
        mutant(
            "pool.sum",
            "np.sum(padded[window]) / count",
            "np.sum(padded[window])",
            message="That is the sum, not the mean.",
        ),
        mutant(
            "kernel.side_not_area",
            "kernel_size**2 if count_padding else np.sum(inside[window])",
            "kernel_size if count_padding else np.sqrt(np.sum(inside[window]))",
            message="A window has K² numbers, not K.",
        ),
        mutant(
            "pool.max",
            "np.sum(padded[window]) / count",
            "np.max(padded[window])",
            message="That is max pooling; the mean of each window is wanted.",
        ),
        mutant("stride.ignored", "i * stride", "i", "j * stride", "j", "// stride", "// 1"),
        mutant(
            "pad.edge",
            "padded, inside = np.pad(x, sides)",
            'padded, inside = np.pad(x, sides, "edge")',
            message="You repeated the border; padding is zeros unless it is said otherwise.",
        ),
    )
    edges = (
        {"height": 1, "width": 1, "kernel_size": 1, "stride": 1},
        {"height": 2, "width": 2},
        {"height": 2, "width": 2, "padding": 1},
        {"height": 2, "width": 2, "padding": 1, "count_padding": False},
        {"height": 3, "width": 5},
        {"channels": 2, "height": 3, "width": 3, "stride": 1, "kernel_size": 3, "padding": 1, "count_padding": False},
    )
    large = {"channels": 3, "height": 64, "width": 64}

    def possible(self) -> bool:
        return min(self.height, self.width) + 2 * self.padding >= self.kernel_size >= 2 * self.padding

    def arguments(self) -> dict[str, Any]:
        return {
            "x": self.array("x", self.channels, self.height, self.width),
            "kernel_size": self.kernel_size,
            "stride": self.stride,
            "padding": self.padding,
            "count_padding": self.count_padding,
        }

    def expected(self) -> Any:
        x, kernel_size, stride, padding, counts = self.arguments().values()
        return engine.avg_pool2d(x[None], kernel_size, stride, padding, count_include_pad=counts)[0]
