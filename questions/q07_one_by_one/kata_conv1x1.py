from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class Conv1x1(Kata):
    """K07.1 Write a 1×1 convolution as a matrix product."""

    batch: Annotated[int, Draw(1, 2)] = 1
    channels: Annotated[int, Draw(1, 2, 3, 4)] = 2
    filters: Annotated[int, Draw(1, 2, 3, 4)] = 2
    height: Annotated[int, Draw(1, 2, 3, 4)] = 2
    width: Annotated[int, Draw(1, 2, 3, 4)] = 2
    bias: Annotated[bool, Draw(True, True, False)] = True

    level = "easy"
    minutes = 8
    says = "Write a 1×1 convolution without any window: it is one matrix product."
    signature = "def conv1x1(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:"
    shapes = "Mix the channels of x (n, c, h, w) at every pixel by weight (o, c), add bias (o,): (n, o, h, w)."
    hints = (
        "At a pixel it is weight @ x[n, :, i, j]: a dense layer over the channels.",
        "Pixels side by side make a matrix (c, h · w).",
    )
    loops = """
    n, c, h, w = x.shape
    out = np.zeros((n, len(weight), h, w))
    for b in range(n):
        for i in range(h):
            for j in range(w):
                out[b, :, i, j] = weight @ x[b, :, i, j]
    if bias is not None:
        out += bias[:, None, None]
    return out
    """
    vectorised = """
    n, c, h, w = x.shape
    out = (weight @ x.reshape(n, c, h * w)).reshape(n, -1, h, w)
    return out if bias is None else out + bias[:, None, None]
    """
    must_be_fast = True
    complexity = "Time O(n · h · w · c · o); nothing is copied: a 1×1 convolution needs no im2col."
    asked_next = FollowUp(
        ask="What can it not do?",
        answer="Look at neighbours: its receptive field is one pixel. It changes channels only.",
    )
    mutants = (
        mutant("bias.forgotten", "out += bias[:, None, None]", "pass"),
        mutant(
            "bias.first_for_all",
            "bias[:, None, None]",
            "bias[0]",
            message="Every filter has a bias of its own; you gave all of them the first.",
        ),
        mutant(
            "weight.transposed",
            "weight @ x[b, :, i, j]",
            "x[b, :, i, j] @ weight",
            message="You multiplied by the transposed weight: rows of weight are filters, columns input channels.",
        ),
        mutant(
            "channels.averaged",
            "weight @ x[b, :, i, j]",
            "weight @ x[b, :, i, j] / c",
            message="You averaged over the channels; a convolution sums over them.",
        ),
        mutant("axes.swapped", "return out", "return out.swapaxes(2, 3)"),
        mutant(
            "channels.mean_first",
            "weight @ x[b, :, i, j]",
            "weight.sum(axis=1) * x[b, :, i, j].mean()",
            message="You mixed the channels before the weights: each channel has a weight of its own.",
        ),
        mutant(
            "batch.first_only",
            "x[b, :, i, j]",
            "x[0, :, i, j]",
            message="Every image of the batch is the first one with you.",
        ),
    )
    edges = (
        {"channels": 1, "filters": 1, "height": 1, "width": 1},
        {"height": 1, "width": 1},
        {"filters": 1, "height": 1, "width": 2},
        {"channels": 3, "filters": 2, "bias": False},
        {"height": 2, "width": 3},
        {"batch": 2},
    )
    large = {"channels": 16, "filters": 16, "height": 32, "width": 32}

    def arguments(self) -> dict[str, Any]:
        return {
            "x": self.array("x", self.batch, self.channels, self.height, self.width),
            "weight": self.array("weight", self.filters, self.channels),
            "bias": self.array("bias", self.filters) if self.bias else None,
        }

    def expected(self) -> Any:
        x, weight, bias = self.arguments().values()
        return engine.conv2d(x, weight[:, :, None, None], bias)
