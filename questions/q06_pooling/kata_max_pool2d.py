from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class MaxPool2d(Kata):
    """K06.1 Pool by the largest."""

    batch: Annotated[int, Draw(1, 2)] = 1
    channels: Annotated[int, Draw(1, 2)] = 1
    height: Annotated[int, Draw(range(3, 8))] = 4
    width: Annotated[int, Draw(range(3, 8))] = 4
    kernel_size: Annotated[int, Draw(2, 3)] = 2
    stride: Annotated[int, Draw(1, 2, 2, 3)] = 2
    padding: Annotated[int, Draw(0, 0, 1)] = 0

    level = "easy"
    minutes = 10
    says = (
        "Write max pooling in NumPy, with stride and padding. Loops first; then without a Python loop over positions."
    )
    signature = "def max_pool2d(x: np.ndarray, kernel_size: int, stride: int, padding: int) -> np.ndarray:"
    shapes = (
        "Take the largest of each window of x (n, c, h, w); padding never "
        "wins, windows that do not fit are dropped: (n, c, oh, ow)."
    )
    hints = (
        "What must padding be, so that it never is the largest? Not 0: all numbers of a window may be negative.",
        "np.pad takes constant_values.",
        "sliding_window_view over the last two axes, every stride-th of them, then a maximum over the window's axes.",
    )
    loops = """
    n, c, h, w = x.shape
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(x, sides, constant_values=-np.inf)
    rows = (h + 2 * padding - kernel_size) // stride + 1
    cols = (w + 2 * padding - kernel_size) // stride + 1
    out = np.zeros((n, c, rows, cols))
    for b in range(n):
        for k in range(c):
            for i in range(rows):
                for j in range(cols):
                    top, left = i * stride, j * stride
                    out[b, k, i, j] = np.max(padded[b, k, top : top + kernel_size, left : left + kernel_size])
    return out
    """
    vectorised = """
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(x, sides, constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5))
    """
    must_be_fast = True
    complexity = "Time O(n · c · oh · ow · K²), or O(n · c · oh · ow · K) by rows and then columns; memory O(output)."
    asked_next = FollowUp(
        ask="What does its backward pass need from the forward pass?",
        answer="Where the largest was in each window: an index a window, or the input itself to find it again.",
    )
    mutants = (
        mutant(
            "pad.zero_wins",
            ", constant_values=-np.inf",
            "",
            message="Your padding is 0, which wins against negative numbers; for a maximum it is −∞.",
        ),
        mutant(
            "pool.mean", "np.max(", "np.mean(", message="That is average pooling; the largest of each window is wanted."
        ),
        mutant("pool.min", "np.max(", "np.min(", message="You took the smallest of each window."),
        mutant("stride.ignored", "i * stride, j * stride", "i, j", "// stride", "// 1"),
        mutant(
            "stride.kernel",
            "i * stride, j * stride",
            "i * kernel_size, j * kernel_size",
            "// stride",
            "// kernel_size",
            message="Your windows never overlap: the stride is an argument, not the kernel's size.",
        ),
        mutant("pad.ignored", "(padding, padding), (padding, padding)", "(0, 0), (0, 0)", "2 * padding", "0"),
        mutant(
            "pool.over_channels",
            "padded[b, k, top",
            "padded[b, :, top",
            message="You took the largest over all channels; each channel is pooled by itself.",
        ),
        mutant("plus1.missing", "// stride + 1", "// stride", message="The last row and column are missing: add 1."),
        mutant(
            "round.ceil",
            "(h + 2 * padding - kernel_size) // stride",
            "-((kernel_size - h - 2 * padding) // stride)",
            "(w + 2 * padding - kernel_size) // stride",
            "-((kernel_size - w - 2 * padding) // stride)",
        ),
    )
    edges = (
        {"height": 1, "width": 1, "kernel_size": 1, "stride": 1},
        {"height": 2, "width": 2},
        {"height": 2, "width": 4},
        {"height": 3, "width": 5},
        {"height": 2, "width": 2, "padding": 1},
        {"height": 4, "width": 4, "channels": 2},
        {"height": 5, "width": 5, "kernel_size": 3},
        {"height": 3, "width": 3, "kernel_size": 2, "stride": 1, "batch": 2},
    )
    large = {"channels": 3, "height": 64, "width": 64}

    def possible(self) -> bool:
        return min(self.height, self.width) + 2 * self.padding >= self.kernel_size >= 2 * self.padding

    def arguments(self) -> dict[str, Any]:
        x = self.array("x", self.batch, self.channels, self.height, self.width)
        return {"x": x, "kernel_size": self.kernel_size, "stride": self.stride, "padding": self.padding}

    def expected(self) -> Any:
        return engine.max_pool2d(*self.arguments().values())
