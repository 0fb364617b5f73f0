from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class LinearAsConv(Kata):
    """K16.2 Turn a dense layer into a convolution."""

    channels: Annotated[int, Draw(1, 2, 3)] = 2
    height: Annotated[int, Draw(1, 2, 3)] = 2
    width: Annotated[int, Draw(1, 2, 3)] = 2
    outputs: Annotated[int, Draw(1, 2, 3)] = 2
    more: Annotated[int, Draw(0, 1, 2)] = 0

    level = "medium"
    minutes = 8
    says = (
        "A network ends in a dense layer on flattened maps. Run it on a larger image: slide the dense layer as a "
        "convolution."
    )
    signature = "def linear_as_conv(x: np.ndarray, weight: np.ndarray, height: int, width: int) -> np.ndarray:"
    shapes = (
        "Apply weight (o, c · height · width), made for flattened maps (c, height, width), to every such window of the "
        "larger x (c, h, w), stride 1: (o, h − height + 1, w − width + 1)."
    )
    hints = (
        "Flattening goes channel by channel and row by row; reshape goes back the same way.",
        "A row of weight, reshaped to (c, height, width), is a filter.",
    )
    loops = """
    c, h, w = x.shape
    kernel = weight.reshape(len(weight), c, height, width)
    out = np.zeros((len(weight), h - height + 1, w - width + 1))
    for i in range(out.shape[1]):
        for j in range(out.shape[2]):
            window = x[:, i : i + height, j : j + width]
            out[:, i, j] = np.sum(window * kernel, axis=(1, 2, 3))
    return out
    """
    vectorised = """
    kernel = weight.reshape(len(weight), len(x), height, width)
    windows = np.lib.stride_tricks.sliding_window_view(x, (height, width), axis=(1, 2))
    return np.tensordot(kernel, windows, ((1, 2, 3), (0, 3, 4)))
    """
    complexity = "Time O(positions · o · c · height · width); on an image of the old size there is one position."
    asked_next = FollowUp(
        ask="Why is that better than cutting the image into crops?",
        answer="Neighbouring crops share most of the layers below; sliding computes those once.",
    )
    mutants = (
        mutant(
            "flatten.channels_last",
            "weight.reshape(len(weight), c, height, width)",
            "weight.reshape(len(weight), height, width, c).transpose(0, 3, 1, 2)",
            message="You took the flattened maps as channels last; here the channel comes first.",
        ),
        mutant(
            "axes.swapped",
            "weight.reshape(len(weight), c, height, width)",
            "weight.reshape(len(weight), c, width, height).swapaxes(2, 3)",
        ),
        mutant(
            "kernel.flipped",
            "window * kernel,",
            "window * kernel[..., ::-1, ::-1],",
            message="You turned the filters by 180°; layers slide them unflipped.",
        ),
        mutant(
            "flatten.not_slid",
            "x[:, i : i + height, j : j + width]",
            "x[:, :height, :width]",
            message="Your window does not move: position (i, j) reads rows from i and columns from j.",
        ),
        mutant(
            "mean.not_sum",
            "return out",
            "return out / (c * height * width)",
            message="A dense layer sums; you took the mean.",
        ),
    )
    edges = (
        {"channels": 1, "height": 1, "width": 1, "outputs": 1},
        {"channels": 1, "height": 1, "width": 2, "outputs": 1},
        {"channels": 2, "height": 1, "width": 2, "outputs": 1},
        {"channels": 1, "height": 2, "width": 2, "more": 1},
        {"channels": 2, "height": 2, "width": 3},
        {"more": 2},
    )
    large = {"channels": 4, "height": 5, "width": 5, "outputs": 8, "more": 20}

    def arguments(self) -> dict[str, Any]:
        c, height, width = self.channels, self.height, self.width
        return {
            "x": self.array("x", c, height + self.more, width + self.more),
            "weight": self.array("weight", self.outputs, c * height * width),
            "height": height,
            "width": width,
        }

    def expected(self) -> Any:
        x, weight, height, width = self.arguments().values()
        return engine.conv2d(x[None], weight.reshape(len(weight), len(x), height, width))[0]
