from typing import Annotated, Any

from questions.drawing import Draw, DrawSeveral
from questions.model import FollowUp, Kata, mutant
from solvers import measure
from solvers.arithmetic import conv_parameters, linear_parameters

LAYER = Draw(
    ("conv", 3, 8, 3, 1, True),
    ("conv", 8, 8, 3, 8, True),
    ("conv", 8, 16, 1, 1, False),
    ("conv", 4, 6, 5, 2, True),
    ("conv", 6, 6, 3, 1, False),
    ("linear", 16, 10, 1, 1, True),
    ("linear", 12, 4, 1, 1, False),
    ("batch_norm", 8, 8, 1, 1, True),
)


class CountParameters(Kata):
    """K11.1 Count the parameters of a network."""

    layers: Annotated[tuple[tuple[str, int, int, int, int, bool], ...], DrawSeveral(LAYER, range(1, 5))] = ()

    level = "easy"
    minutes = 8
    says = "Count what a network learns: convolutions with groups, dense layers, batch norm."
    signature = "def count_parameters(layers: list[tuple[str, int, int, int, int, bool]]) -> int:"
    shapes = (
        'Add up the learned numbers of layers (op, inputs, outputs, kernel, groups, bias); op is "conv", "linear" or '
        '"batch_norm", kernel a side.'
    )
    hints = (
        "A filter of a grouped convolution is kernel × kernel × inputs/groups.",
        "Batch norm learns a scale and a shift a channel; its running statistics are not learned.",
    )
    loops = """
    total = 0
    for op, inputs, outputs, kernel, groups, bias in layers:
        if op == "batch_norm":
            total += 2 * outputs
        else:
            total += kernel * kernel * (inputs // groups) * outputs
            total += outputs if bias else 0
    return total
    """
    complexity = "Time O(layers), memory O(1)."
    asked_next = FollowUp(
        ask="Where are most of VGG-16's 138 million?",
        answer="In its first dense layer: 512·7·7·4096 weights are 102.8 million.",
    )
    mutants = (
        mutant("bias.forgotten", "total += outputs if bias else 0", "pass"),
        mutant(
            "bias.always",
            "outputs if bias else 0",
            "outputs",
            message="You gave every layer a bias; some have none.",
        ),
        mutant("bias.on_input_channels", "outputs if bias else 0", "inputs if bias else 0"),
        mutant("groups.ignored", "(inputs // groups)", "inputs"),
        mutant("groups.both_divided", "* outputs\n", "* (outputs // groups)\n"),
        mutant("kernel.side_not_area", "kernel * kernel", "kernel"),
        mutant("depth.forgotten", "* (inputs // groups)", ""),
        mutant("bn.four_learned", "2 * outputs", "4 * outputs"),
        mutant("bn.forgotten", "2 * outputs", "0"),
        mutant("bn.one_per_channel", "2 * outputs", "outputs"),
    )
    edges = (
        {"layers": (("conv", 1, 1, 1, 1, False),)},
        {"layers": (("linear", 3, 2, 1, 1, True),)},
        {"layers": (("conv", 2, 3, 3, 1, True),)},
        {"layers": (("conv", 4, 4, 3, 4, True),)},
        {"layers": (("batch_norm", 5, 5, 1, 1, True),)},
        {"layers": (("conv", 3, 8, 3, 1, False), ("batch_norm", 8, 8, 1, 1, True), ("linear", 8, 2, 1, 1, True))},
    )

    def arguments(self) -> dict[str, Any]:
        return {"layers": list(self.layers)}

    def expected(self) -> Any:
        return sum(measure.count(_arrays(*layer)).value for layer in self.layers)

    def closed(self) -> Any:
        return sum(_counted(*layer) for layer in self.layers)


def _arrays(op: str, inputs: int, outputs: int, kernel: int, groups: int, bias: bool) -> dict[str, Any]:
    if op == "batch_norm":
        return measure.batch_norm_parameters(outputs)[0]
    if op == "linear":
        return measure.dense_parameters(inputs, outputs, bias)
    return measure.parameters(inputs, outputs, (kernel, kernel), groups, bias)


def _counted(op: str, inputs: int, outputs: int, kernel: int, groups: int, bias: bool) -> int:
    if op == "batch_norm":
        return 2 * outputs
    if op == "linear":
        return linear_parameters(inputs, outputs, bias)
    return conv_parameters(kernel, kernel, inputs, outputs, groups, bias)
