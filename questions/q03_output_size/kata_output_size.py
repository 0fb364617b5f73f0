from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import measure
from solvers.arithmetic import output_size


class OutputSize(Kata):
    """K03.1 Work out the output size."""

    size: Annotated[int, Draw(range(5, 60))] = 5
    kernel_size: Annotated[int, Draw(1, 2, 3, 4, 5, 7)] = 3
    stride: Annotated[int, Draw(1, 2, 3, 4)] = 1
    padding: Annotated[int, Draw(0, 1, 2, 3)] = 0
    dilation: Annotated[int, Draw(1, 1, 2, 3)] = 1

    level = "easy"
    minutes = 5
    says = "Write the output size of a convolution along one axis, with stride, padding and dilation."
    signature = "def output_size(size: int, kernel_size: int, stride: int, padding: int, dilation: int) -> int:"
    shapes = "Return how many windows there are along an axis of `size`, padded on both sides: a whole number."
    hints = (
        "A dilated kernel spans dilation · (kernel_size − 1) + 1 samples.",
        "What is left to move, divided by the stride and rounded down, counts the steps.",
        "There is one position more than steps.",
    )
    loops = """
    span = dilation * (kernel_size - 1) + 1
    return (size + 2 * padding - span) // stride + 1
    """
    complexity = "Time and memory O(1)."
    asked_next = FollowUp(
        ask="Which input sizes give the same output?",
        answer="As many in a row as the stride is large: the floor throws the rest away.",
    )
    mutants = (
        mutant("pad.single", "2 * padding", "padding"),
        mutant("pad.ignored", "2 * padding", "0"),
        mutant("plus1.missing", "// stride + 1", "// stride"),
        mutant("round.ceil", "(size + 2 * padding - span) // stride", "-(-(size + 2 * padding - span) // stride)"),
        mutant("stride.ignored", "// stride", "// 1"),
        mutant("dilation.ignored", "dilation * (kernel_size - 1) + 1", "kernel_size"),
        mutant("keff.k_times_d", "dilation * (kernel_size - 1) + 1", "dilation * kernel_size"),
        mutant("keff.zeros_counted", "dilation * (kernel_size - 1) + 1", "(dilation + 1) * (kernel_size - 1) + 1"),
        mutant(
            "same.assumed",
            "(size + 2 * padding - span) // stride + 1",
            "-(-size // stride)",
            message="That is the size with SAME padding; here the padding is given.",
        ),
        mutant(
            "kernel.forgotten",
            "(size + 2 * padding - span) // stride + 1",
            "(size + 2 * padding) // stride",
        ),
        mutant(
            "plus1.before_division",
            "(size + 2 * padding - span) // stride + 1",
            "(size + 2 * padding - span + 1) // stride",
            message="The +1 stands outside the division.",
        ),
    )
    edges = (
        {"size": 1, "kernel_size": 1},
        {"size": 3},
        {"size": 5},
        {"size": 5, "padding": 1},
        {"size": 6, "stride": 2},
        {"size": 7, "dilation": 2},
        {"size": 224, "kernel_size": 7, "stride": 2, "padding": 3},
        {"size": 7, "stride": 2},
    )

    def possible(self) -> bool:
        return self.size + 2 * self.padding >= self.dilation * (self.kernel_size - 1) + 1

    def arguments(self) -> dict[str, Any]:
        return self.model_dump()

    def expected(self) -> Any:
        sides = (self.padding, self.padding)
        return measure.positions(self.size, self.kernel_size, self.stride, sides, self.dilation)

    def closed(self) -> Any:
        return output_size(self.size, self.kernel_size, self.stride, self.padding, self.dilation)
