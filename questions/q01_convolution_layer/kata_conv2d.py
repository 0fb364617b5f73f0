from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class Conv2d(Kata):
    """K01.1 Convolve one channel."""

    height: Annotated[int, Draw(range(3, 8))] = 4
    width: Annotated[int, Draw(range(3, 8))] = 4
    kernel_height: Annotated[int, Draw(1, 2, 3, 3)] = 3
    kernel_width: Annotated[int, Draw(1, 2, 3, 3)] = 3
    stride: Annotated[int, Draw(1, 1, 2, 3)] = 1
    padding: Annotated[int, Draw(0, 1, 2)] = 0

    level = "easy"
    minutes = 10
    says = (
        "Write the convolution of one channel in NumPy, as deep-learning libraries mean it: with bias, stride and zero "
        "padding. Loops first; then without a Python loop over positions. Say what time and memory it takes."
    )
    signature = (
        "def conv2d(image: np.ndarray, kernel: np.ndarray, bias: float, stride: int, padding: int) -> np.ndarray:"
    )
    shapes = "Slide kernel (kh, kw) over image (h, w), padded by zeros on all sides, and add the bias: (oh, ow)."
    hints = (
        "Pad the image first; then every window lies inside it.",
        "The output has (padded − kernel) // stride + 1 rows, and columns likewise.",
        "Entry (i, j) is the sum of kernel times the window that begins at row i · stride and column j · stride.",
    )
    loops = """
    padded = np.pad(image, padding)
    kh, kw = kernel.shape
    rows = (padded.shape[0] - kh) // stride + 1
    cols = (padded.shape[1] - kw) // stride + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            for u in range(kh):
                for v in range(kw):
                    out[i, j] += padded[i * stride + u, j * stride + v] * kernel[u, v]
    return out + bias
    """
    vectorised = """
    padded = np.pad(image, padding)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    return np.einsum("ijuv,uv->ij", windows, kernel) + bias
    """
    must_be_fast = True
    complexity = (
        "Time O(oh · ow · kh · kw); memory O(oh · ow) beside the padded image: the windows are a view, copied nowhere."
    )
    asked_next = FollowUp(
        ask="Is that a convolution?",
        answer="It is a cross-correlation: the kernel is not flipped. Since it is learned, nothing is lost by that.",
    )
    mutants = (
        mutant(
            "kernel.flipped",
            "kernel[u, v]",
            "kernel[kh - 1 - u, kw - 1 - v]",
            message="You turned the kernel by 180°: the mathematician's convolution. Layers slide it unflipped.",
        ),
        mutant("bias.forgotten", "return out + bias", "return out", message="You left out the bias."),
        mutant(
            "bias.per_tap",
            "* kernel[u, v]\n",
            "* kernel[u, v] + bias\n",
            "return out + bias",
            "return out",
            message="The bias is added once an output, not once a tap of the kernel.",
        ),
        mutant(
            "pad.single",
            "np.pad(image, padding)",
            "np.pad(image, ((padding, 0), (padding, 0)))",
            message="You padded above and on the left only; padding acts on all sides.",
        ),
        mutant("pad.ignored", "np.pad(image, padding)", "image"),
        mutant(
            "pad.edge",
            "np.pad(image, padding)",
            'np.pad(image, padding, "edge")',
            message="You repeated the border; padding is zeros unless it is said otherwise.",
        ),
        mutant("stride.ignored", "i * stride", "i", "j * stride", "j", "// stride", "// 1"),
        mutant(
            "stride.in_size_only",
            "i * stride",
            "i",
            "j * stride",
            "j",
            message="The size has the stride in it, the windows do not: window i begins at row i · stride.",
        ),
        mutant(
            "plus1.missing",
            "// stride + 1",
            "// stride",
            message="The last row and column are missing: (padded − K) // S counts the "
            "steps, the positions are one more.",
        ),
        mutant(
            "round.ceil",
            "(padded.shape[0] - kh) // stride",
            "-((kh - padded.shape[0]) // stride)",
            "(padded.shape[1] - kw) // stride",
            "-((kw - padded.shape[1]) // stride)",
            "padded = np.pad(image, padding)",
            "padded = np.pad(image, padding)\nbeyond = np.pad(padded, stride)[stride:, stride:]",
            "+= padded[",
            "+= beyond[",
        ),
        mutant(
            "axes.swapped",
            "return out",
            "return out.T",
        ),
        mutant(
            "same.assumed",
            "padded = np.pad(image, padding)",
            "padding, stride = kernel.shape[0] // 2, 1\npadded = np.pad(image, padding)",
            message="You padded by K // 2 so as to keep the size; stride and padding are arguments.",
        ),
        mutant(
            "mean.not_sum",
            "return out + bias",
            "return out / kernel.size + bias",
            message="You took the mean over the window; a convolution sums.",
        ),
        mutant(
            "pad.not_in_size",
            "rows = (padded.shape[0]",
            "rows = (image.shape[0]",
            "cols = (padded.shape[1]",
            "cols = (image.shape[1]",
            message="You counted the windows of the image without its padding: they move over the padded one.",
        ),
    )
    edges = (
        {"height": 1, "width": 1, "kernel_height": 1, "kernel_width": 1},
        {"height": 2, "width": 3, "kernel_height": 1, "kernel_width": 1},
        {"height": 3, "width": 3},
        {"height": 3, "width": 5, "kernel_height": 2},
        {"height": 2, "width": 2, "padding": 1},
        {"height": 4, "width": 5, "stride": 2},
        {"height": 6, "width": 6, "stride": 2, "padding": 1},
    )
    large = {"height": 96, "width": 96, "padding": 1}

    def possible(self) -> bool:
        return (
            self.height + 2 * self.padding >= self.kernel_height and self.width + 2 * self.padding >= self.kernel_width
        )

    def arguments(self) -> dict[str, Any]:
        return {
            "image": self.array("image", self.height, self.width),
            "kernel": self.array("kernel", self.kernel_height, self.kernel_width),
            "bias": 0.5,
            "stride": self.stride,
            "padding": self.padding,
        }

    def expected(self) -> Any:
        image, kernel, bias, stride, padding = self.arguments().values()
        return engine.conv2d(image[None, None], kernel[None, None], None, stride, padding)[0, 0] + bias
