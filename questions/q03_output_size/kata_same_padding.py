from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import engine
from solvers.arithmetic import same_upper


class SamePadding(Kata):
    """K03.2 Find SAME padding at any stride."""

    size: Annotated[int, Draw(range(4, 40))] = 5
    kernel_size: Annotated[int, Draw(1, 2, 3, 4, 5, 7)] = 3
    stride: Annotated[int, Draw(1, 1, 2, 3, 4)] = 1

    level = "medium"
    minutes = 8
    says = (
        "Write SAME padding as TensorFlow and ONNX (SAME_UPPER) have it: the "
        "padding before and after an axis with which "
        "a window stands for every stride-th sample."
    )
    signature = "def same_padding(size: int, kernel_size: int, stride: int) -> tuple[int, int]:"
    shapes = "Return the padding (before, after) with which the output is ⌈size / stride⌉; an odd one goes after."
    returns = ("before", "after")
    hints = (
        "The output has ⌈size / stride⌉ positions.",
        "The last window ends at (output − 1) · stride + kernel_size; what lies beyond the axis is padding.",
        "There is no negative padding: a large stride may need none.",
    )
    loops = """
    output = -(-size // stride)
    total = max((output - 1) * stride + kernel_size - size, 0)
    return total // 2, total - total // 2
    """
    complexity = "Time and memory O(1)."
    asked_next = FollowUp(
        ask="Why can PyTorch's padding=1 not stand for SAME at stride 2?",
        answer="SAME depends on the size and may be uneven: for an even size, a 3×3 kernel and stride 2 it is (0, 1).",
    )
    mutants = (
        mutant(
            "same.lower",
            "total // 2, total - total // 2",
            "total - total // 2, total // 2",
            message="You put the odd sample before (SAME_LOWER); in SAME_UPPER it goes after.",
        ),
        mutant(
            "same.stride_one",
            "max((output - 1) * stride + kernel_size - size, 0)",
            "kernel_size - 1",
            message="K − 1 in all keeps the size at stride 1; with a stride the padding depends on the size.",
        ),
        mutant(
            "same.halved_twice",
            "total // 2, total - total // 2",
            "total // 2, total // 2",
            message="Both sides got the half rounded down: an odd total lacks one.",
        ),
        mutant("round.floor", "-(-size // stride)", "size // stride"),
        mutant(
            "same.total_each",
            "total // 2, total - total // 2",
            "total, total",
            message="You gave each side the whole; the total is shared.",
        ),
        mutant(
            "same.negative",
            "max((output - 1) * stride + kernel_size - size, 0)",
            "(output - 1) * stride + kernel_size - size",
            message="There is no negative padding: where the windows need none, it is 0.",
        ),
        mutant(
            "same.half_kernel",
            "return total // 2, total - total // 2",
            "return kernel_size // 2, kernel_size // 2",
            message="Half the kernel on both sides keeps the size for odd kernels at stride 1, and only there.",
        ),
    )
    edges = (
        {"size": 1, "kernel_size": 1},
        {"size": 5},
        {"size": 5, "kernel_size": 2},
        {"size": 6, "stride": 2},
        {"size": 7, "stride": 2},
        {"size": 6, "kernel_size": 1, "stride": 3},
        {"size": 4, "kernel_size": 2, "stride": 4},
    )

    def arguments(self) -> dict[str, Any]:
        return self.model_dump()

    def expected(self) -> Any:
        line = engine.axis(self.size, self.kernel_size, self.stride, "same_upper")
        return line.before, line.after

    def closed(self) -> Any:
        return same_upper(self.size, self.kernel_size, self.stride)[1:]
