from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class Bottleneck(Kata):
    """K19.1 Run a bottleneck block."""

    channels: Annotated[int, Draw(1, 2, 3)] = 2
    narrow: Annotated[int, Draw(1, 2)] = 1
    height: Annotated[int, Draw(1, 2, 3, 4)] = 2
    width: Annotated[int, Draw(1, 2, 3, 4)] = 2

    level = "hard"
    minutes = 15
    says = (
        "Write the forward pass of ResNet's bottleneck block, without batch "
        "norm: 1×1 down, 3×3, 1×1 up, and the shortcut."
    )
    signature = "def bottleneck(x: np.ndarray, down: np.ndarray, middle: np.ndarray, up: np.ndarray) -> np.ndarray:"
    shapes = (
        "Send x (c, h, w) through 1×1 weight down (m, c), 3×3 weight middle "
        "(m, m, 3, 3) with padding 1 and 1×1 weight up "
        "(c, m), a ReLU after the first two; add x, then a ReLU: (c, h, w)."
    )
    hints = (
        "A 1×1 convolution is a product over the channels: np.einsum('mc,cij->mij', down, x).",
        "The last ReLU comes after the shortcut is added.",
    )
    loops = """
    c, h, w = x.shape
    squeezed = np.maximum(np.einsum("mc,cij->mij", down, x), 0)
    padded = np.pad(squeezed, ((0, 0), (1, 1), (1, 1)))
    spread = np.zeros((len(middle), h, w))
    for m in range(len(middle)):
        for i in range(h):
            for j in range(w):
                spread[m, i, j] = np.sum(padded[:, i : i + 3, j : j + 3] * middle[m])
    spread = np.maximum(spread, 0)
    widened = np.einsum("cm,mij->cij", up, spread)
    return np.maximum(widened + x, 0)
    """
    vectorised = """
    squeezed = np.maximum(np.einsum("mc,cij->mij", down, x), 0)
    padded = np.pad(squeezed, ((0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    spread = np.maximum(np.einsum("cijuv,mcuv->mij", windows, middle, optimize=True), 0)
    return np.maximum(np.einsum("cm,mij->cij", up, spread) + x, 0)
    """
    complexity = "Time O(h · w · (2 · c · m + 9 · m²)); with m = c/4 that is 17/16 c² against 18 c² of two 3×3 layers."
    asked_next = FollowUp(
        ask="What if the block halves the size?",
        answer="The shortcut needs a 1×1 convolution with stride 2, so that the shapes fit.",
    )
    mutants = (
        mutant(
            "residual.forgotten",
            "widened + x",
            "widened",
            message="The shortcut is missing: x is added before the last ReLU.",
        ),
        mutant(
            "residual.relu_first",
            "np.maximum(widened + x, 0)",
            "np.maximum(widened, 0) + x",
            message="Your last ReLU comes before the sum; it comes after x is added.",
        ),
        mutant(
            "residual.no_last_relu",
            "np.maximum(widened + x, 0)",
            "widened + x",
            message="The ReLU after the sum is missing.",
        ),
        mutant(
            "relu.first_missing",
            'np.maximum(np.einsum("mc,cij->mij", down, x), 0)',
            'np.einsum("mc,cij->mij", down, x)',
            message="The ReLU after the first layer is missing.",
        ),
        mutant(
            "relu.second_missing",
            "spread = np.maximum(spread, 0)\n",
            "",
            message="The ReLU after the 3×3 layer is missing.",
        ),
        mutant(
            "residual.scaled",
            "widened + x",
            "(widened + x) / 2",
            message="Branch and shortcut are added, not averaged.",
        ),
        mutant(
            "kernel.flipped",
            "middle[m])",
            "middle[m, :, ::-1, ::-1])",
            message="You turned the kernel by 180°; layers slide it unflipped.",
        ),
        mutant(
            "residual.multiplied",
            "widened + x",
            "widened * x",
            message="The shortcut is added, not multiplied.",
        ),
        mutant(
            "relu.both_missing",
            'np.maximum(np.einsum("mc,cij->mij", down, x), 0)',
            'np.einsum("mc,cij->mij", down, x)',
            "spread = np.maximum(spread, 0)\n",
            "",
            message="The ReLUs after the first two layers are missing.",
        ),
        mutant(
            "relu.third_added",
            "np.maximum(widened + x, 0)",
            "np.maximum(np.maximum(widened, 0) + x, 0)",
            message="There is no ReLU after the last layer: x is added first.",
        ),
    )
    edges = (
        {"channels": 1, "height": 1, "width": 1},
        {"channels": 1, "height": 1, "width": 2},
        {"channels": 1, "height": 2, "width": 2},
        {"channels": 2, "height": 2, "width": 2},
        {"channels": 2, "narrow": 2, "height": 2, "width": 3},
        {"channels": 3, "narrow": 2, "height": 3, "width": 3},
    )
    large = {"channels": 16, "narrow": 4, "height": 16, "width": 16}

    def arguments(self) -> dict[str, Any]:
        return {
            "x": self.array("x", self.channels, self.height, self.width),
            "down": self.array("down", self.narrow, self.channels),
            "middle": self.array("middle", self.narrow, self.narrow, 3, 3),
            "up": self.array("up", self.channels, self.narrow),
        }

    def expected(self) -> Any:
        x, down, middle, up = self.arguments().values()
        squeezed = engine.relu(engine.conv2d(x[None], down[:, :, None, None]))
        spread = engine.relu(engine.conv2d(squeezed, middle, padding=1))
        return engine.relu(engine.conv2d(spread, up[:, :, None, None]) + x)[0]
