from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class LocallyConnected2d(Kata):
    """K04.1 Convolve without sharing weights."""

    channels: Annotated[int, Draw(1, 2)] = 1
    filters: Annotated[int, Draw(1, 2, 3)] = 1
    rows: Annotated[int, Draw(1, 2, 3)] = 2
    cols: Annotated[int, Draw(1, 2, 3)] = 2
    kernel_height: Annotated[int, Draw(1, 2, 3)] = 2
    kernel_width: Annotated[int, Draw(1, 2, 3)] = 2

    level = "medium"
    minutes = 12
    says = "Write a locally connected layer: windows as in a convolution, but every position has a kernel of its own."
    signature = "def locally_connected2d(x: np.ndarray, weight: np.ndarray) -> np.ndarray:"
    shapes = "Weigh the window of x (c, h, w) at each position by weight (o, c, oh, ow, kh, kw), stride 1: (o, oh, ow)."
    hints = (
        "The number of positions stands in the weight's shape.",
        "The kernel of filter f at position (i, j) is weight[f, :, i, j].",
        "Windows (c, oh, ow, kh, kw) and weights meet in one einsum that sums over c, kh, kw.",
    )
    loops = """
    o, c, rows, cols, kh, kw = weight.shape
    out = np.zeros((o, rows, cols))
    for f in range(o):
        for i in range(rows):
            for j in range(cols):
                window = x[:, i : i + kh, j : j + kw]
                out[f, i, j] = np.sum(window * weight[f, :, i, j])
    return out
    """
    vectorised = """
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[4:], axis=(1, 2))
    return np.einsum("cijuv,ocijuv->oij", windows, weight)
    """
    complexity = "Time as a convolution, O(o · oh · ow · c · kh · kw); but as many weights as multiply-adds."
    asked_next = FollowUp(
        ask="What is lost without sharing?",
        answer="Equivariance: a shifted input no longer gives a shifted output; and the weights grow with the map.",
    )
    mutants = (
        mutant(
            "weights.shared",
            "weight[f, :, i, j]",
            "weight[f, :, 0, 0]",
            message="You used the kernel of the first position everywhere: that is a convolution.",
        ),
        mutant(
            "kernel.flipped",
            "weight[f, :, i, j]",
            "weight[f, :, i, j, ::-1, ::-1]",
            message="You turned the kernels by 180°; layers slide them unflipped.",
        ),
        mutant(
            "axes.swapped",
            "weight[f, :, i, j]",
            "weight[f, :, min(j, rows - 1), min(i, cols - 1)]",
        ),
        mutant(
            "channels.first_only",
            "window * weight[f, :, i, j]",
            "window[0] * weight[f, 0, i, j]",
            message="You read the first channel only; the sum runs over all of them.",
        ),
        mutant(
            "window.at_origin",
            "x[:, i : i + kh, j : j + kw]",
            "x[:, :kh, :kw]",
            message="Your window does not move: position (i, j) reads rows from i and columns from j.",
        ),
    )
    edges = (
        {"rows": 1, "cols": 1, "kernel_height": 1, "kernel_width": 1},
        {"rows": 2, "cols": 2, "kernel_height": 1, "kernel_width": 1},
        {"rows": 1, "cols": 1},
        {"rows": 2, "cols": 3},
        {"channels": 2},
        {"filters": 2},
    )
    large = {"channels": 3, "filters": 4, "rows": 24, "cols": 24, "kernel_height": 3, "kernel_width": 3}

    def arguments(self) -> dict[str, Any]:
        high, wide = self.rows + self.kernel_height - 1, self.cols + self.kernel_width - 1
        own = (self.filters, self.channels, self.rows, self.cols, self.kernel_height, self.kernel_width)
        return {"x": self.array("x", self.channels, high, wide), "weight": self.array("weight", *own)}

    def expected(self) -> Any:
        x, weight = self.arguments().values()
        return engine.locally_connected2d(x[None], weight)[0]
