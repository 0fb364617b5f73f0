from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine


class ChannelShuffle(Kata):
    """K14.2 Shuffle channels between groups."""

    groups: Annotated[int, Draw(1, 2, 3, 4)] = 2
    each: Annotated[int, Draw(1, 2, 3, 4)] = 3
    height: Annotated[int, Draw(1, 2)] = 1
    width: Annotated[int, Draw(1, 2, 3)] = 1

    level = "easy"
    minutes = 5
    says = "Write ShuffleNet's channel shuffle. No loop is needed."
    signature = "def channel_shuffle(x: np.ndarray, groups: int) -> np.ndarray:"
    shapes = (
        "Deal the channels of x (n, c, h, w) out in turn: the first of every group, then the second of every one: "
        "(n, c, h, w)."
    )
    hints = ("Seen as (groups, c / groups), the channels are to be read the other way round.",)
    loops = """
    n, c, h, w = x.shape
    grouped = x.reshape(n, groups, c // groups, h, w)
    return grouped.swapaxes(1, 2).reshape(n, c, h, w)
    """
    complexity = "Time and memory O(n · c · h · w): one copy."
    asked_next = FollowUp(
        ask="What undoes it?", answer="The same shuffle with c/groups groups: a transpose undoes a transpose."
    )
    mutants = (
        mutant(
            "shuffle.not_transposed",
            "grouped.swapaxes(1, 2).reshape",
            "grouped.reshape",
            message="You took the channels apart and put them together as they were: the transpose is missing.",
        ),
        mutant(
            "shuffle.wrong_way",
            "(n, groups, c // groups, h, w)",
            "(n, c // groups, groups, h, w)",
            message="You shuffled the other way: there are `groups` runs of c/groups channels.",
        ),
        mutant(
            "shuffle.reversed",
            "grouped.swapaxes(1, 2)",
            "grouped[:, ::-1].swapaxes(1, 2)",
            message="Your groups come in the wrong order: the first of the first group stays first.",
        ),
        mutant(
            "shuffle.rolled",
            "return grouped.swapaxes(1, 2).reshape(n, c, h, w)",
            "return np.roll(x, c // groups, axis=1)",
            message="You moved whole groups; every group is to be spread over all.",
        ),
    )
    edges = (
        {"groups": 1, "each": 1},
        {"groups": 2, "each": 2},
        {"groups": 2, "each": 3},
        {"groups": 3, "each": 2},
        {"groups": 3, "each": 1},
        {"width": 2},
    )

    def arguments(self) -> dict[str, Any]:
        return {"x": self.array("x", 1, self.groups * self.each, self.height, self.width), "groups": self.groups}

    def expected(self) -> Any:
        return engine.channel_shuffle(*self.arguments().values())
