from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class ConvTranspose2d(Kata):
    """K10.1 Transpose a convolution by stamping."""

    channels: Annotated[int, Draw(1, 2)] = 1
    filters: Annotated[int, Draw(1, 2)] = 1
    height: Annotated[int, Draw(1, 2, 3, 4)] = 2
    width: Annotated[int, Draw(1, 2, 3, 4)] = 2
    kernel_size: Annotated[int, Draw(2, 3, 4)] = 2
    stride: Annotated[int, Draw(1, 2, 3)] = 1
    padding: Annotated[int, Draw(0, 0, 1)] = 0

    level = "hard"
    minutes = 15
    says = "Write a transposed convolution: every number of the input stamps the kernel, scaled, into the output."
    signature = "def conv_transpose2d(x: np.ndarray, weight: np.ndarray, stride: int, padding: int) -> np.ndarray:"
    shapes = (
        "Stamp weight (c, o, k, k), scaled by each number of x (c, h, w), a stride apart, and cut padding off on all "
        "sides: (o, oh, ow)."
    )
    hints = (
        "All stamps together are (h − 1) · stride + k high.",
        "Where stamps overlap, they add up.",
        "Last of all, padding is cut off on all sides: it makes the output smaller.",
    )
    loops = """
    c, h, w = x.shape
    _, o, k, _ = weight.shape
    high, wide = ((size - 1) * stride + k for size in (h, w))
    out = np.zeros((o, high, wide))
    for m in range(c):
        for i in range(h):
            for j in range(w):
                out[:, i * stride : i * stride + k, j * stride : j * stride + k] += x[m, i, j] * weight[m]
    return out[:, padding : high - padding, padding : wide - padding]
    """
    vectorised = """
    c, h, w = x.shape
    _, o, k, _ = weight.shape
    stuffed = np.zeros((c, (h - 1) * stride + 1, (w - 1) * stride + 1))
    stuffed[:, ::stride, ::stride] = x
    padded = np.pad(stuffed, ((0, 0), (k - 1, k - 1), (k - 1, k - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(1, 2))
    out = np.einsum("cijuv,couv->oij", windows, weight[..., ::-1, ::-1], optimize=True)
    return out[:, padding : out.shape[1] - padding, padding : out.shape[2] - padding]
    """
    complexity = "Time O(h · w · c · o · k²): a stamp an input. By stuffing zeros, stride² times as much, mostly by 0."
    asked_next = FollowUp(
        ask="Why is it called transposed?",
        answer="As a matrix it is the transpose of the convolution with the same settings: ⟨conv x, y⟩ = ⟨x, convᵀ y⟩.",
    )
    mutants = (
        mutant(
            "overlap.overwritten",
            "+= x[m, i, j] * weight[m]",
            "= x[m, i, j] * weight[m]",
            message="Where stamps overlap they add up; yours overwrite each other.",
        ),
        mutant("stride.ignored", "* stride", "* 1"),
        mutant(
            "kernel.flipped",
            "* weight[m]",
            "* weight[m, :, ::-1, ::-1]",
            message="You turned the kernel; a stamp is the kernel as it is. Only as a "
            "convolution over stuffed zeros it turns.",
        ),
        mutant(
            "pad.added",
            "out[:, padding : high - padding, padding : wide - padding]",
            "np.pad(out, ((0, 0), (padding, padding), (padding, padding)))",
            message="You added the padding; a transposed convolution cuts it off.",
        ),
        mutant("pad.ignored", "padding : high - padding, padding : wide - padding", ":, :"),
        mutant(
            "pad.single",
            "padding : high - padding, padding : wide - padding",
            "padding:, padding:",
            message="You cut above and on the left only; padding is cut on all sides.",
        ),
        mutant(
            "upsample.nearest",
            "x[m, i, j] * weight[m]",
            "x[m, i, j]",
            message="You repeated the input's numbers and left out the kernel.",
        ),
        mutant(
            "transposed.as_convolution",
            "high, wide = ((size - 1) * stride + k for size in (h, w))",
            "high, wide = (size * stride + k - 1 for size in (h, w))",
            message="The output is (h − 1) · stride + k high: nothing comes after the last stamp.",
        ),
        mutant(
            "channels.first_only",
            "range(c)",
            "range(1)",
            message="You stamped the first channel only; the stamps of all channels add up.",
        ),
        mutant(
            "pad.cut_wrongly",
            "padding : high - padding, padding : wide - padding",
            ": high - 2 * padding, : wide - 2 * padding",
            message="You cut all of the padding off at the end; half of it is at the beginning.",
        ),
        mutant(
            "pad.empty_slice",
            "padding : high - padding, padding : wide - padding",
            "padding:-padding, padding:-padding",
            message="Without padding your slice ends at −0, which is 0: nothing is left. End it at high − padding.",
        ),
    )
    edges = (
        {"height": 1, "width": 1, "kernel_size": 1},
        {"height": 1, "width": 1},
        {"height": 1, "width": 2},
        {"height": 1, "width": 2, "stride": 2},
        {"stride": 2, "kernel_size": 3},
        {"kernel_size": 3, "padding": 1},
        {"channels": 2, "filters": 2},
        {"stride": 3},
    )
    large = {"channels": 4, "filters": 4, "height": 24, "width": 24, "kernel_size": 4, "stride": 2, "padding": 1}

    def possible(self) -> bool:
        return (min(self.height, self.width) - 1) * self.stride + self.kernel_size > 2 * self.padding

    def arguments(self) -> dict[str, Any]:
        return {
            "x": self.array("x", self.channels, self.height, self.width),
            "weight": self.array("weight", self.channels, self.filters, self.kernel_size, self.kernel_size),
            "stride": self.stride,
            "padding": self.padding,
        }

    def expected(self) -> Any:
        x, weight, stride, padding = self.arguments().values()
        return engine.conv_transpose2d(x[None], weight, None, stride, padding)[0]
