from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine, measure


class BlurPool(Kata):
    """K17.1 Blur, then subsample."""

    channels: Annotated[int, Draw(1, 2, 3)] = 1
    height: Annotated[int, Draw(range(1, 8))] = 4
    width: Annotated[int, Draw(range(1, 8))] = 4
    stride: Annotated[int, Draw(1, 2, 2, 3)] = 2

    level = "medium"
    minutes = 10
    says = "Write BlurPool: subsample without aliasing, by a blur [1, 2, 1]/4 along both axes first."
    signature = "def blur_pool(x: np.ndarray, stride: int) -> np.ndarray:"
    shapes = (
        "Blur each channel of x (c, h, w), padded by a ring of zeros, by [1, "
        "2, 1]/4 along rows and columns, and keep every "
        "stride-th row and column from the first: (c, ⌈h / stride⌉, ⌈w / stride⌉)."
    )
    hints = (
        "The kernel is the outer product of [1, 2, 1]/4 with itself: 1/16 at the corners, 4/16 in the middle.",
        "No number that is thrown away need be computed.",
    )
    loops = """
    c, h, w = x.shape
    kernel = np.outer([1, 2, 1], [1, 2, 1]) / 16
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    out = np.zeros((c, (h - 1) // stride + 1, (w - 1) // stride + 1))
    for k in range(c):
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                window = padded[k, i * stride : i * stride + 3, j * stride : j * stride + 3]
                out[k, i, j] = np.sum(window * kernel)
    return out
    """
    vectorised = """
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    rows = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    blurred = (rows[..., :-2] + 2 * rows[..., 1:-1] + rows[..., 2:]) / 16
    return blurred[:, ::stride, ::stride]
    """
    complexity = "Time O(c · oh · ow · 9), by rows and then columns 3 + 3 a number; memory O(output)."
    asked_next = FollowUp(
        ask="Why blur before a stride?",
        answer="A stride aliases: shifted by one pixel, the output changes wildly. "
        "The blur takes out what is too fine.",
    )
    mutants = (
        mutant(
            "blur.forgotten",
            "out[k, i, j] = np.sum(window * kernel)",
            "out[k, i, j] = window[1, 1]",
            message="You subsampled without the blur: that aliases.",
        ),
        mutant("blur.not_normalised", "/ 16", "/ 1", message="The blur's weights add up to 1: divide by 16."),
        mutant(
            "blur.one_axis",
            "np.outer([1, 2, 1], [1, 2, 1]) / 16",
            "np.outer([1, 2, 1], [0, 1, 0]) / 4",
            message="You blurred down the columns only; the blur goes along the rows as well.",
        ),
        mutant(
            "blur.box",
            "np.outer([1, 2, 1], [1, 2, 1]) / 16",
            "np.ones((3, 3)) / 9",
            message="That is a mean of nine; the blur is [1, 2, 1]/4 along each axis.",
        ),
        mutant(
            "blur.after_subsampling",
            "c, h, w = x.shape\n",
            "x = x[:, ::stride, ::stride]\nstride = 1\nc, h, w = x.shape\n",
            message="You subsampled first: what the blur was to take out has aliased by then.",
        ),
        mutant(
            "pool.max",
            "np.sum(window * kernel)",
            "np.max(window)",
            message="That is a maximum; the window is weighed by the blur.",
        ),
        mutant(
            "pad.edge",
            "(1, 1)))",
            '(1, 1)), "edge")',
            message="You repeated the border; padding is zeros unless it is said otherwise.",
        ),
        mutant("stride.ignored", "// stride", "// 1", "* stride", "* 1"),
        mutant(
            "blur.along_rows_only",
            "np.outer([1, 2, 1], [1, 2, 1]) / 16",
            "np.outer([0, 1, 0], [1, 2, 1]) / 4",
            message="You blurred along the rows only; the blur goes down the columns as well.",
        ),
        mutant(
            "blur.normalised_once",
            "/ 16",
            "/ 4",
            message="You divided by 4 once; each of the two axes is divided by 4.",
        ),
    )
    edges = (
        {"height": 1, "width": 1, "stride": 1},
        {"height": 2, "width": 2, "stride": 1},
        {"height": 2, "width": 2},
        {"height": 3, "width": 4},
        {"height": 5, "width": 5, "channels": 2},
        {"height": 4, "width": 7, "stride": 3},
    )
    large = {"channels": 3, "height": 64, "width": 64}

    def arguments(self) -> dict[str, Any]:
        return {"x": self.array("x", self.channels, self.height, self.width), "stride": self.stride}

    def expected(self) -> Any:
        x, stride = self.arguments().values()
        one = measure.image([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
        return engine.conv2d(x[:, None], one, None, stride, 1)[:, 0]
