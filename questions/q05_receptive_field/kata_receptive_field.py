from typing import Annotated, Any

from questions.drawing import Draw, DrawSeveral
from questions.model import FollowUp, Kata, mutant
from solvers import measure
from solvers.arithmetic import field_table
from solvers.layers import Stack, Window

LAYER = Draw(
    (1, 1, 0, 1), (3, 1, 1, 1), (3, 1, 0, 1), (3, 2, 1, 1), (2, 2, 0, 1), (5, 1, 2, 1), (3, 1, 2, 2), (7, 2, 3, 1)
)


class ReceptiveField(Kata):
    """K05.1 Follow the receptive field through a stack."""

    layers: Annotated[tuple[tuple[int, int, int, int], ...], DrawSeveral(LAYER, range(1, 5))] = ((3, 1, 1, 1),)

    level = "medium"
    minutes = 12
    says = (
        "Write the receptive field of a stack of layers along one axis: how "
        "many samples one output sees, how far apart "
        "the fields of neighbours begin, and where the first of them begins."
    )
    signature = "def receptive_field(layers: list[tuple[int, int, int, int]]) -> tuple[int, int, int]:"
    shapes = (
        "Return (field, jump, start) after layers of (kernel, stride, padding, dilation), in input samples; start is "
        "the index of the first sample that output 0 sees, negative in the padding."
    )
    returns = ("field", "jump", "start")
    hints = (
        "Begin with the input itself: field 1, jump 1, start 0.",
        "A layer adds dilation · (kernel − 1) steps to the field, each as wide as the jump before it.",
        "Its padding moves the start back by padding · jump; only then its stride multiplies the jump.",
    )
    loops = """
    field, jump, start = 1, 1, 0
    for kernel, stride, padding, dilation in layers:
        field += dilation * (kernel - 1) * jump
        start -= padding * jump
        jump *= stride
    return field, jump, start
    """
    complexity = "Time O(layers), memory O(1)."
    asked_next = FollowUp(
        ask="How would you check it?",
        answer="Back-propagate a 1 from one output through all-ones weights and see which inputs get a gradient.",
    )
    mutants = (
        mutant("rf.sum_kernels", "dilation * (kernel - 1) * jump", "dilation * kernel * jump"),
        mutant(
            "rf.current_stride",
            "    field += dilation * (kernel - 1) * jump",
            "    jump *= stride\n    field += dilation * (kernel - 1) * jump",
            "padding * jump\n    jump *= stride",
            "padding * jump",
        ),
        mutant("rf.strides_ignored", "jump *= stride", "pass"),
        mutant("rf.started_at_zero", "field, jump, start = 1, 1, 0", "field, jump, start = 0, 1, 0"),
        mutant("dilation.ignored", "dilation * (kernel - 1)", "(kernel - 1)"),
        mutant("keff.k_times_d", "dilation * (kernel - 1)", "(dilation * kernel - 1)"),
        mutant("pad.ignored", "start -= padding * jump", "pass"),
        mutant(
            "pad.unscaled",
            "padding * jump",
            "padding",
            message="A layer's padding counts in its own samples, each as wide as the jump before it.",
        ),
        mutant(
            "jump.added",
            "jump *= stride",
            "jump += stride - 1",
            message="Strides multiply: the jump is their product.",
        ),
        mutant(
            "start.centre",
            "start -= padding * jump",
            "start += (dilation * (kernel - 1) // 2 - padding) * jump",
            message="That is the middle of the field; start is the first sample that output 0 sees.",
        ),
        mutant(
            "pad.wrong_sign",
            "start -= padding",
            "start += padding",
            message="Padding lies before the first sample: it moves the start back.",
        ),
    )
    edges = (
        {"layers": ((1, 1, 0, 1),)},
        {"layers": ((3, 1, 0, 1),)},
        {"layers": ((3, 1, 1, 1),)},
        {"layers": ((3, 2, 0, 1), (3, 1, 0, 1))},
        {"layers": ((3, 2, 1, 1), (3, 2, 1, 1))},
        {"layers": ((3, 1, 2, 2), (3, 2, 1, 1), (2, 2, 0, 1))},
    )

    def arguments(self) -> dict[str, Any]:
        return {"layers": list(self.layers)}

    def _windows(self) -> Stack:
        return tuple(Window(kernel_size=k, stride=s, padding=p, dilation=d) for k, s, p, d in self.layers)

    def expected(self) -> Any:
        (start, end), (after, _) = (measure.foot_at(self._windows(), index).value for index in (0, 1))
        return end - start + 1, after - start, start

    def closed(self) -> Any:
        *_, last = field_table(self._windows())
        return last.receptive_field, last.jump, -last.padding
