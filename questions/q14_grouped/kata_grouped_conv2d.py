from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class GroupedConv2d(Kata):
    """K14.1 Convolve in groups."""

    groups: Annotated[int, Draw(1, 2, 2, 3)] = 2
    depth: Annotated[int, Draw(1, 2)] = 1
    each: Annotated[int, Draw(1, 2)] = 1
    height: Annotated[int, Draw(2, 3, 4)] = 3
    width: Annotated[int, Draw(2, 3, 4)] = 3
    kernel_size: Annotated[int, Draw(1, 2)] = 2

    level = "medium"
    minutes = 12
    says = "Write a grouped convolution, stride 1, no padding. Which filters see which channels?"
    signature = "def grouped_conv2d(x: np.ndarray, weight: np.ndarray, groups: int) -> np.ndarray:"
    shapes = (
        "Let the g-th of `groups` equal runs of filters of weight (o, c / "
        "groups, k, k) see the g-th run of channels of "
        "x (c, h, w): (o, oh, ow)."
    )
    hints = (
        "There are o // groups filters in a run, and weight.shape[1] channels in one.",
        "Filter f belongs to group f // (o // groups).",
    )
    loops = """
    o, depth, k, _ = weight.shape
    rows, cols = x.shape[1] - k + 1, x.shape[2] - k + 1
    out = np.zeros((o, rows, cols))
    for f in range(o):
        group = f // (o // groups)
        channels = x[group * depth : (group + 1) * depth]
        for i in range(rows):
            for j in range(cols):
                out[f, i, j] = np.sum(channels[:, i : i + k, j : j + k] * weight[f])
    return out
    """
    vectorised = """
    o, depth, k, _ = weight.shape
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(1, 2))
    windows = windows.reshape(groups, depth, *windows.shape[1:])
    kernels = weight.reshape(groups, o // groups, depth, k, k)
    out = np.einsum("gcijuv,gocuv->goij", windows, kernels, optimize=True)
    return out.reshape(o, *out.shape[2:])
    """
    complexity = "Time O(oh · ow · o · c/groups · k²): a groups-th of the dense layer's."
    asked_next = FollowUp(
        ask="What is lost, and how does ShuffleNet mend it?",
        answer="No information passes between groups; a channel shuffle between two grouped layers mixes them.",
    )
    mutants = (
        mutant(
            "groups.first_for_all",
            "group = f // (o // groups)",
            "group = 0",
            message="All filters see the first run of channels; each group has its own.",
        ),
        mutant(
            "groups.interleaved",
            "group = f // (o // groups)",
            "group = f % groups",
            message="You dealt the filters out in turn; groups are runs of filters, one after the other.",
        ),
        mutant(
            "groups.channels_interleaved",
            "x[group * depth : (group + 1) * depth]",
            "x[group::groups]",
            message="You dealt the channels out in turn; groups are runs of channels, one after the other.",
        ),
        mutant(
            "groups.reversed",
            "group = f // (o // groups)",
            "group = groups - 1 - f // (o // groups)",
            message="Your groups are crossed: the first filters see the first channels.",
        ),
        mutant(
            "kernel.flipped",
            "weight[f])",
            "weight[f, :, ::-1, ::-1])",
            message="You turned the kernel by 180°; layers slide it unflipped.",
        ),
        mutant(
            "groups.averaged",
            "return out",
            "return out / groups",
            message="Nothing is averaged over the groups: each has outputs of its own.",
        ),
        mutant(
            "channels.first_only",
            "channels[:, i : i + k, j : j + k] * weight[f]",
            "channels[0, i : i + k, j : j + k] * weight[f, 0]",
            message="You read the first channel of a group only; the sum runs over all of it.",
        ),
        mutant(
            "groups.by_their_number",
            "group = f // (o // groups)",
            "group = f // groups",
            message="You divided by the number of groups; a group has o // groups filters, divide by that.",
        ),
    )
    edges = (
        {"groups": 1, "height": 1, "width": 1, "kernel_size": 1},
        {"height": 1, "width": 1, "kernel_size": 1},
        {"height": 2, "width": 2},
        {"height": 1, "width": 2, "kernel_size": 1, "each": 2},
        {"height": 1, "width": 2, "kernel_size": 1, "depth": 2},
        {"height": 2, "width": 3, "each": 2, "depth": 2},
        {"groups": 3},
    )
    large = {"groups": 4, "depth": 4, "each": 4, "height": 24, "width": 24}

    def possible(self) -> bool:
        return min(self.height, self.width) >= self.kernel_size

    def arguments(self) -> dict[str, Any]:
        k = self.kernel_size
        return {
            "x": self.array("x", self.groups * self.depth, self.height, self.width),
            "weight": self.array("weight", self.groups * self.each, self.depth, k, k),
            "groups": self.groups,
        }

    def expected(self) -> Any:
        x, weight, groups = self.arguments().values()
        return engine.conv2d(x[None], weight, groups=groups)[0]
