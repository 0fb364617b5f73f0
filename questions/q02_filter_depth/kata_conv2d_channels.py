from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class Conv2dChannels(Kata):
    """K02.1 Convolve many channels with many filters."""

    batch: Annotated[int, Draw(1, 2)] = 1
    channels: Annotated[int, Draw(1, 2, 3)] = 1
    filters: Annotated[int, Draw(1, 2, 3)] = 1
    height: Annotated[int, Draw(range(3, 7))] = 4
    width: Annotated[int, Draw(range(3, 7))] = 4
    kernel_height: Annotated[int, Draw(1, 2, 3)] = 3
    kernel_width: Annotated[int, Draw(1, 2, 3)] = 3
    stride: Annotated[int, Draw(1, 1, 2, 3)] = 1
    padding: Annotated[int, Draw(0, 1, 2)] = 0
    bias: Annotated[bool, Draw(True, True, False)] = True

    level = "medium"
    minutes = 15
    says = (
        "Write a convolutional layer's forward pass in NumPy: a batch of images with many channels, many filters, an "
        "optional bias, stride and zero padding. Loops first; then without a Python loop over positions."
    )
    signature = (
        "def conv2d_channels(\n    x: np.ndarray, weight: np.ndarray, bias: "
        "np.ndarray | None, stride: int, padding: int\n"
        ") -> np.ndarray:"
    )
    shapes = "Slide weight (o, c, kh, kw), unflipped, over zero-padded x (n, c, h, w), add bias (o,): (n, o, oh, ow)."
    hints = (
        "A filter is as deep as the input: one number of the output sums over all channels of a window.",
        "np.pad takes a pair for each axis: ((0, 0), (0, 0), (p, p), (p, p)).",
        "sliding_window_view over the last two axes, every stride-th of them, then one einsum.",
    )
    loops = """
    n, c, h, w = x.shape
    o, _, kh, kw = weight.shape
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows = (h + 2 * padding - kh) // stride + 1
    cols = (w + 2 * padding - kw) // stride + 1
    out = np.zeros((n, o, rows, cols))
    for b in range(n):
        for f in range(o):
            for i in range(rows):
                for j in range(cols):
                    window = padded[b, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
                    out[b, f, i, j] = np.sum(window * weight[f])
            if bias is not None:
                out[b, f] += bias[f]
    return out
    """
    vectorised = """
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, weight.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    out = np.tensordot(windows, weight, ((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)
    return out if bias is None else out + bias[:, None, None]
    """
    must_be_fast = True
    complexity = (
        "Time O(n · o · oh · ow · c · kh · kw). As one matrix product the "
        "windows are copied: c · kh · kw · oh · ow numbers "
        "an image, about kh · kw times the image at stride 1."
    )
    asked_next = FollowUp(
        ask="What does im2col cost, and when is it not worth it?",
        answer="kh·kw times the memory of the input. For a 1×1 kernel there is nothing to copy, and for a depthwise "
        "layer each product has one row: neither gains by it.",
    )
    mutants = (
        mutant(
            "kernel.flipped",
            "weight[f])",
            "weight[f, :, ::-1, ::-1])",
            message="You turned the kernel by 180°: the mathematician's convolution. Layers slide it unflipped.",
        ),
        mutant("bias.forgotten", "out[b, f] += bias[f]", "pass"),
        mutant(
            "bias.first_for_all",
            "bias[f]",
            "bias[0]",
            message="Every filter has a bias of its own; you gave all of them the first.",
        ),
        mutant("bias.per_channel", "+= bias[f]", "+= bias[f] * c"),
        mutant(
            "channels.first_only",
            "window * weight[f]",
            "window[0] * weight[f, 0]",
            message="You read the first channel only; the sum runs over all of them.",
        ),
        mutant(
            "channels.averaged",
            "np.sum(window * weight[f])",
            "np.sum(window * weight[f]) / c",
            message="You averaged over the channels; a convolution sums over them.",
        ),
        mutant(
            "filters.first_for_all",
            "weight[f])",
            "weight[0])",
            message="Every output channel has a filter of its own; you used the first for all.",
        ),
        mutant(
            "batch.first_only",
            "padded[b,",
            "padded[0,",
            message="Every image of the batch is the first one with you.",
        ),
        mutant(
            "pad.single",
            "(padding, padding), (padding, padding)",
            "(padding, 0), (padding, 0)",
            "2 * padding",
            "padding",
            message="You padded above and on the left only; padding acts on all sides.",
        ),
        mutant("pad.ignored", "(padding, padding), (padding, padding)", "(0, 0), (0, 0)", "2 * padding", "0"),
        mutant("stride.ignored", "* stride", "* 1", "// stride", "// 1"),
        mutant(
            "stride.in_size_only",
            "* stride",
            "* 1",
            message="The size has the stride in it, the windows do not: window i begins at row i · stride.",
        ),
        mutant("plus1.missing", "// stride + 1", "// stride", message="The last row and column are missing: add 1."),
        mutant("axes.swapped", "return out", "return out.swapaxes(2, 3)"),
    )
    edges = (
        {"height": 1, "width": 1, "kernel_height": 1, "kernel_width": 1},
        {"height": 2, "width": 2, "kernel_height": 1, "kernel_width": 1, "channels": 2, "bias": False},
        {"height": 3, "width": 3},
        {"height": 3, "width": 3, "kernel_height": 2, "kernel_width": 2, "channels": 2},
        {"height": 3, "width": 3, "kernel_height": 2, "kernel_width": 2, "filters": 2},
        {"height": 3, "width": 3, "kernel_height": 2, "kernel_width": 2, "batch": 2},
        {"height": 2, "width": 3, "padding": 1},
        {"height": 4, "width": 5, "kernel_height": 2, "kernel_width": 3, "stride": 2},
    )
    large = {"channels": 3, "filters": 8, "height": 32, "width": 32, "padding": 1}

    def possible(self) -> bool:
        grown = 2 * self.padding
        return self.height + grown >= self.kernel_height and self.width + grown >= self.kernel_width

    def arguments(self) -> dict[str, Any]:
        return {
            "x": self.array("x", self.batch, self.channels, self.height, self.width),
            "weight": self.array("weight", self.filters, self.channels, self.kernel_height, self.kernel_width),
            "bias": self.array("bias", self.filters) if self.bias else None,
            "stride": self.stride,
            "padding": self.padding,
        }

    def expected(self) -> Any:
        return engine.conv2d(*self.arguments().values())
