from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine, measure


class MergeKernels(Kata):
    """K12.1 Merge two kernels into one."""

    channels: Annotated[int, Draw(1, 2)] = 1
    between: Annotated[int, Draw(1, 2, 3)] = 1
    filters: Annotated[int, Draw(1, 2)] = 1
    first: Annotated[int, Draw(1, 2, 3)] = 2
    second: Annotated[int, Draw(1, 2, 3)] = 2

    level = "hard"
    minutes = 15
    says = "Two convolutions at stride 1 with nothing between them are one convolution. Write its kernel from the two."
    signature = "def merge_kernels(first: np.ndarray, second: np.ndarray) -> np.ndarray:"
    shapes = (
        "Return the kernel (o, c, k₁ + k₂ − 1, k₁ + k₂ − 1) that does what first (m, c, k₁, k₁) and then second "
        "(o, m, k₂, k₂) do, both slid unflipped."
    )
    hints = (
        "An output reads k₂ × k₂ numbers between, each of which reads k₁ × k₁ of the input: offsets add.",
        "The weight at offset (u + a, v + b) collects second[:, :, u, v] times first[:, :, a, b].",
        "Over the channels between, that is a matrix product.",
    )
    loops = """
    m, c, k1, _ = first.shape
    o, _, k2, _ = second.shape
    merged = np.zeros((o, c, k1 + k2 - 1, k1 + k2 - 1))
    for u in range(k2):
        for v in range(k2):
            for a in range(k1):
                for b in range(k1):
                    merged[:, :, u + a, v + b] += second[:, :, u, v] @ first[:, :, a, b]
    return merged
    """
    complexity = "Time O(o · m · c · k₁² · k₂²), once; the merged layer costs (k₁ + k₂ − 1)² · c · o a position."
    asked_next = FollowUp(
        ask="Why then stack two 3×3 kernels in place of a 5×5 one?",
        answer="With a nonlinearity between they are not one convolution any more, "
        "and they have fewer weights: 18 against 25.",
    )
    mutants = (
        mutant(
            "merge.overwritten",
            "+= second",
            "= second",
            message="Several pairs of taps meet at one offset and add up; yours overwrite each other.",
        ),
        mutant(
            "merge.flipped",
            "@ first[:, :, a, b]",
            "@ first[:, :, k1 - 1 - a, k1 - 1 - b]",
            message="You turned the first kernel: unflipped kernels merge without turning either.",
        ),
        mutant(
            "merge.second_flipped",
            "second[:, :, u, v] @",
            "second[:, :, k2 - 1 - u, k2 - 1 - v] @",
            message="You turned the second kernel: unflipped kernels merge without turning either.",
        ),
        mutant(
            "merge.channel_averaged",
            "return merged",
            "return merged / m",
            message="Over the channels between one sums; you took the mean.",
        ),
        mutant(
            "rf.sum_kernels",
            "k1 + k2 - 1, k1 + k2 - 1",
            "k1 + k2, k1 + k2",
            message="The merged kernel has side k₁ + k₂ − 1: two sizes share one tap.",
        ),
        mutant("axes.swapped", "u + a, v + b", "v + b, u + a"),
    )
    edges = (
        {"first": 1, "second": 1},
        {"first": 1, "second": 2},
        {"first": 2, "second": 2},
        {"first": 2, "second": 3},
        {"channels": 2, "first": 1, "second": 1, "between": 2, "filters": 2},
        {"first": 3, "second": 3},
    )

    def arguments(self) -> dict[str, Any]:
        return {
            "first": self.array("first", self.between, self.channels, self.first, self.first),
            "second": self.array("second", self.filters, self.between, self.second, self.second),
        }

    def expected(self) -> Any:
        first, second = self.arguments().values()
        impulses = measure.identity(self.channels)[:, :, None, None]
        answers = engine.conv2d(engine.conv2d(impulses, first, padding=self.first - 1), second, padding=self.second - 1)
        return answers.swapaxes(0, 1)[:, :, ::-1, ::-1]
