from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class DepthwiseSeparable(Kata):
    """K08.1 Convolve depthwise, then pointwise."""

    channels: Annotated[int, Draw(1, 2, 3)] = 2
    filters: Annotated[int, Draw(1, 2, 3)] = 2
    height: Annotated[int, Draw(3, 4, 5)] = 3
    width: Annotated[int, Draw(3, 4, 5)] = 3
    kernel_size: Annotated[int, Draw(2, 3)] = 2
    stride: Annotated[int, Draw(1, 1, 2)] = 1
    padding: Annotated[int, Draw(0, 0, 1)] = 0

    level = "medium"
    minutes = 12
    says = "Write a depthwise separable convolution: one kernel a channel, then a 1×1 convolution over the channels."
    signature = (
        "def depthwise_separable(\n    x: np.ndarray, depthwise: np.ndarray, "
        "pointwise: np.ndarray, stride: int, padding: int\n"
        ") -> np.ndarray:"
    )
    shapes = (
        "Slide depthwise (c, k, k), a kernel a channel, over zero-padded x (c, "
        "h, w), then mix the channels by pointwise "
        "(o, c): (o, oh, ow)."
    )
    hints = (
        "The depthwise step keeps the number of channels; nothing is summed over them.",
        "The pointwise step is one matrix product over the channels.",
        "The stride belongs to the depthwise step alone.",
    )
    loops = """
    c, h, w = x.shape
    k = depthwise.shape[1]
    padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    rows, cols = ((size + 2 * padding - k) // stride + 1 for size in (h, w))
    between = np.zeros((c, rows, cols))
    for m in range(c):
        for i in range(rows):
            for j in range(cols):
                window = padded[m, i * stride : i * stride + k, j * stride : j * stride + k]
                between[m, i, j] = np.sum(window * depthwise[m])
    return np.einsum("om,mij->oij", pointwise, between)
    """
    vectorised = """
    k = depthwise.shape[1]
    padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("om,mijuv,muv->oij", pointwise, windows, depthwise, optimize=True)
    """
    complexity = "Time O(oh · ow · c · (k² + o)) against O(oh · ow · c · k² · o) of the standard convolution."
    asked_next = FollowUp(
        ask="What is its cost against a standard convolution?",
        answer="1/o + 1/k² of it: close to a ninth for 3×3 kernels and many filters.",
    )
    mutants = (
        mutant(
            "ds.channels_summed",
            "between[m, i, j] = np.sum(window * depthwise[m])",
            "between[:, i, j] += np.sum(window * depthwise[m])",
            message="Your depthwise step sums over the channels; each channel keeps to "
            "itself until the pointwise step.",
        ),
        mutant(
            "ds.one_kernel",
            "depthwise[m]",
            "depthwise[0]",
            message="Every channel has a kernel of its own; you used the first for all.",
        ),
        mutant(
            "kernel.flipped",
            "depthwise[m])",
            "depthwise[m, ::-1, ::-1])",
            message="You turned the kernels by 180°; layers slide them unflipped.",
        ),
        mutant(
            "weight.transposed",
            "om,mij->oij",
            "mo,mij->oij",
            message="You multiplied by the transposed weight: rows of pointwise are filters, columns channels.",
        ),
        mutant(
            "ds.relu_between",
            "pointwise, between)",
            "pointwise, np.maximum(between, 0))",
            message="There is no ReLU between the two steps here.",
        ),
        mutant(
            "ds.pointwise_forgotten",
            'return np.einsum("om,mij->oij", pointwise, between)',
            "return between",
            message="The pointwise step is missing: nothing mixes the channels.",
        ),
        mutant(
            "ds.pointwise_averaged",
            "pointwise, between)",
            "pointwise, between) / c",
            message="You averaged over the channels; the pointwise step sums over them.",
        ),
        mutant("stride.ignored", "i * stride", "i", "j * stride", "j", "// stride", "// 1"),
        mutant("pad.ignored", "(padding, padding), (padding, padding)", "(0, 0), (0, 0)", "2 * padding", "0"),
    )
    edges = (
        {"channels": 1, "filters": 1, "height": 1, "width": 1, "kernel_size": 1},
        {"height": 2, "width": 2},
        {"filters": 3, "height": 2, "width": 3},
        {"channels": 3, "filters": 1},
        {"padding": 1},
        {"height": 4, "width": 5, "stride": 2},
        {"kernel_size": 3},
    )
    large = {"channels": 8, "filters": 16, "height": 32, "width": 32, "kernel_size": 3, "padding": 1}

    def arguments(self) -> dict[str, Any]:
        return {
            "x": self.array("x", self.channels, self.height, self.width),
            "depthwise": self.array("depthwise", self.channels, self.kernel_size, self.kernel_size),
            "pointwise": self.array("pointwise", self.filters, self.channels),
            "stride": self.stride,
            "padding": self.padding,
        }

    def expected(self) -> Any:
        x, depthwise, pointwise, stride, padding = self.arguments().values()
        between = engine.conv2d(x[None], depthwise[:, None], None, stride, padding, groups=len(x))
        return engine.conv2d(between, pointwise[:, :, None, None])[0]
