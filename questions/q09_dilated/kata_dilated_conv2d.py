from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class DilatedConv2d(Kata):
    """K09.1 Convolve with a dilated kernel."""

    channels: Annotated[int, Draw(1, 2)] = 1
    filters: Annotated[int, Draw(1, 2)] = 1
    height: Annotated[int, Draw(range(5, 9))] = 5
    width: Annotated[int, Draw(range(5, 9))] = 5
    kernel_size: Annotated[int, Draw(2, 3)] = 3
    dilation: Annotated[int, Draw(1, 2, 2, 3)] = 2
    padding: Annotated[int, Draw(0, 1, 2)] = 0

    level = "medium"
    minutes = 12
    says = "Write a dilated convolution at stride 1. You may not build the kernel with its holes."
    signature = "def dilated_conv2d(x: np.ndarray, weight: np.ndarray, dilation: int, padding: int) -> np.ndarray:"
    shapes = "Read x (c, h, w), zero-padded, at every dilation-th sample of a window; weight (o, c, k, k): (o, oh, ow)."
    hints = (
        "The kernel spans dilation · (k − 1) + 1 samples.",
        "A slice with a step reads every dilation-th sample.",
    )
    loops = """
    o, c, k, _ = weight.shape
    padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    span = dilation * (k - 1) + 1
    rows, cols = (size - span + 1 for size in padded.shape[1:])
    out = np.zeros((o, rows, cols))
    for f in range(o):
        for i in range(rows):
            for j in range(cols):
                window = padded[:, i : i + span : dilation, j : j + span : dilation]
                out[f, i, j] = np.sum(window * weight[f])
    return out
    """
    vectorised = """
    k = weight.shape[2]
    padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    span = dilation * (k - 1) + 1
    windows = np.lib.stride_tricks.sliding_window_view(padded, (span, span), axis=(1, 2))
    return np.einsum("cijuv,ocuv->oij", windows[..., ::dilation, ::dilation], weight, optimize=True)
    """
    complexity = "Time as without dilation, O(o · oh · ow · c · k²): holes cost nothing unless one multiplies by them."
    asked_next = FollowUp(
        ask="What goes wrong if every layer has dilation 2?",
        answer="Gridding: neighbouring outputs read disjoint sets of samples. Mix the rates: 1, 2, 3.",
    )
    mutants = (
        mutant("dilation.ignored", "dilation * (k - 1) + 1", "k", " : dilation", ""),
        mutant("keff.k_times_d", "dilation * (k - 1) + 1", "dilation * k"),
        mutant(
            "keff.zeros_counted",
            "dilation * (k - 1) + 1",
            "(dilation + 1) * (k - 1) + 1",
            " : dilation",
            " : dilation + 1",
        ),
        mutant(
            "dilation.as_stride",
            "dilation * (k - 1) + 1",
            "k",
            "i : i + span : dilation, j : j + span : dilation",
            "i * dilation : i * dilation + k, j * dilation : j * dilation + k",
            "size - span + 1",
            "(size - span) // dilation + 1",
            message="You moved the window in steps of the dilation: that is a stride. Dilation spreads the taps.",
        ),
        mutant(
            "kernel.flipped",
            "weight[f])",
            "weight[f, :, ::-1, ::-1])",
            message="You turned the kernel by 180°; layers slide it unflipped.",
        ),
        mutant(
            "dilation.one_axis",
            "j : j + span : dilation",
            "j : j + k",
            message="You dilated the rows only; both axes are.",
        ),
        mutant(
            "channels.first_only",
            "window * weight[f]",
            "window[0] * weight[f, 0]",
            message="You read the first channel only; the sum runs over all of them.",
        ),
        mutant("pad.ignored", "(padding, padding), (padding, padding)", "(0, 0), (0, 0)"),
        mutant(
            "dilation.columns_only",
            "i : i + span : dilation",
            "i : i + k",
            message="You dilated the columns only; both axes are.",
        ),
        mutant(
            "pad.times_dilation",
            "(padding, padding), (padding, padding)",
            "(padding * dilation, padding * dilation), (padding * dilation, padding * dilation)",
            message="You multiplied the padding by the dilation; it is given in samples of the image.",
        ),
    )
    edges = (
        {"height": 1, "width": 1, "kernel_size": 1},
        {"height": 3, "width": 3, "kernel_size": 2},
        {"height": 4, "width": 4, "kernel_size": 2, "dilation": 3},
        {"height": 3, "width": 4, "kernel_size": 2, "dilation": 1},
        {"height": 4, "width": 5, "kernel_size": 2},
        {"height": 5, "width": 6},
        {"height": 3, "width": 3, "padding": 1},
        {"kernel_size": 2, "channels": 2, "filters": 2},
    )
    large = {"channels": 3, "filters": 8, "height": 32, "width": 32, "padding": 2}

    def possible(self) -> bool:
        return min(self.height, self.width) + 2 * self.padding >= self.dilation * (self.kernel_size - 1) + 1

    def arguments(self) -> dict[str, Any]:
        return {
            "x": self.array("x", self.channels, self.height, self.width),
            "weight": self.array("weight", self.filters, self.channels, self.kernel_size, self.kernel_size),
            "dilation": self.dilation,
            "padding": self.padding,
        }

    def expected(self) -> Any:
        x, weight, dilation, padding = self.arguments().values()
        return engine.conv2d(x[None], weight, None, 1, padding, dilation)[0]
