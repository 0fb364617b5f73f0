from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class DeformConv2d(Kata):
    """K15.2 Convolve with learned offsets."""

    height: Annotated[int, Draw(3, 4, 5)] = 3
    width: Annotated[int, Draw(3, 4, 5)] = 3
    kernel_size: Annotated[int, Draw(1, 2, 2)] = 2

    level = "hard"
    minutes = 20
    says = "Write a deformable convolution of one channel: every tap reads where its own offset points."
    signature = "def deform_conv2d(image: np.ndarray, kernel: np.ndarray, offsets: np.ndarray) -> np.ndarray:"
    shapes = (
        "Weigh by kernel (k, k), at each output, what image (h, w) has at its "
        "taps, tap (u, v) moved by (down, right) = "
        "offsets[u, v], of shape (k, k, 2, oh, ow); bilinear between pixels, 0 outside, stride 1: (oh, ow)."
    )
    hints = (
        "Tap (u, v) of output (i, j) reads at row i + u + down and column j + v + right.",
        "Write the bilinear sample first, as a function of its own.",
    )
    loops = """
    def sample(y, x):
        top, left = int(np.floor(y)), int(np.floor(x))
        total = 0.0
        for i in (top, top + 1):
            for j in (left, left + 1):
                if 0 <= i < image.shape[0] and 0 <= j < image.shape[1]:
                    total += (1 - abs(y - i)) * (1 - abs(x - j)) * image[i, j]
        return total

    k = len(kernel)
    out = np.zeros(offsets.shape[3:])
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(k):
                for v in range(k):
                    down, right = offsets[u, v, :, i, j]
                    out[i, j] += kernel[u, v] * sample(i + u + down, j + v + right)
    return out
    """
    complexity = "Time O(oh · ow · k² · 4): four pixels a tap; the offsets are 2k² numbers a position."
    asked_next = FollowUp(
        ask="Where do the offsets come from?",
        answer="From a convolution of their own on the same input, with 2k² output channels, begun at zero.",
    )
    mutants = (
        mutant("axes.swapped", "down, right = offsets", "right, down = offsets"),
        mutant(
            "offsets.ignored",
            "i + u + down, j + v + right",
            "i + u, j + v",
            message="You left the offsets out: that is the ordinary convolution.",
        ),
        mutant(
            "offsets.one_for_all_taps",
            "offsets[u, v, :, i, j]",
            "offsets[0, 0, :, i, j]",
            message="Every tap has an offset of its own; you moved the whole window by the first.",
        ),
        mutant(
            "offsets.one_for_all_positions",
            "offsets[u, v, :, i, j]",
            "offsets[u, v, :, 0, 0]",
            message="Every position has offsets of its own; you used those of the first.",
        ),
        mutant(
            "offsets.negative",
            "i + u + down, j + v + right",
            "i + u - down, j + v - right",
            message="You moved the taps the other way: offsets are added.",
        ),
        mutant(
            "bilinear.nearest",
            "sample(i + u + down, j + v + right)",
            "sample(np.floor(i + u + down + 0.5), np.floor(j + v + right + 0.5))",
            message="You took the nearest pixel; four are weighed by nearness.",
        ),
        mutant(
            "offsets.instead_of_taps",
            "i + u + down, j + v + right",
            "i + down, j + right",
            message="You left the tap's own place out: offsets are added to it.",
        ),
        mutant(
            "taps.centred",
            "i + u + down, j + v + right",
            "i + u - k // 2 + down, j + v - k // 2 + right",
            message="You centred the window at (i, j); without padding its first tap is there.",
        ),
    )
    edges = (
        {"height": 1, "width": 1, "kernel_size": 1},
        {"height": 1, "width": 2, "kernel_size": 1},
        {"height": 2, "width": 2, "kernel_size": 1},
        {"height": 2, "width": 2},
        {"height": 2, "width": 3},
        {"height": 4, "width": 4, "kernel_size": 3},
    )

    def arguments(self) -> dict[str, Any]:
        k = self.kernel_size
        moves = self.array("offsets", k, k, 2, self.height - k + 1, self.width - k + 1)
        return {
            "image": self.array("image", self.height, self.width),
            "kernel": self.array("kernel", k, k),
            "offsets": moves,
        }

    def expected(self) -> Any:
        image, kernel, offsets = self.arguments().values()
        moves = offsets.reshape(1, -1, *offsets.shape[3:])
        return engine.deform_conv2d(image[None, None], moves, kernel[None, None])[0, 0]
