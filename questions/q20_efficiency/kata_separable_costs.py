from typing import Annotated, Any

from questions.drawing import Draw, DrawSeveral
from questions.model import FollowUp, Kata, mutant
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size

ROW = Draw((8, 16, 1), (16, 16, 2), (16, 32, 1), (32, 32, 2), (4, 8, 2), (8, 8, 1))


class SeparableCosts(Kata):
    """K20.1 Make MobileNet's cost table."""

    size: Annotated[int, Draw(6, 7, 8, 12, 13)] = 8
    rows: Annotated[tuple[tuple[int, int, int], ...], DrawSeveral(ROW, range(1, 4))] = ((8, 16, 1),)

    level = "medium"
    minutes = 12
    says = (
        "Make MobileNet's cost table: for each block the multiply-adds of a "
        "standard 3×3 convolution and of the depthwise "
        "separable one that takes its place."
    )
    signature = "def separable_costs(size: int, rows: list[tuple[int, int, int]]) -> list[tuple[int, int]]:"
    shapes = (
        "Return (standard, separable) multiply-adds of each row (channels, filters, stride): 3×3, padding 1, one after "
        "the other, the first on maps of size × size; biases are not counted."
    )
    hints = (
        "The output of a row has (size − 1) // stride + 1 positions a side, and is the next one's input.",
        "Depthwise: 9 · channels a position. Pointwise: channels · filters a position. Both at the output's size.",
    )
    loops = """
    table = []
    for channels, filters, stride in rows:
        size = (size - 1) // stride + 1
        standard = 9 * channels * filters * size * size
        separable = (9 * channels + channels * filters) * size * size
        table.append((standard, separable))
    return table
    """
    complexity = "Time O(rows), memory O(rows)."
    asked_next = FollowUp(
        ask="Where does MobileNet spend most of its multiply-adds?",
        answer="In the 1×1 convolutions: about 95 % (MobileNet 2017, table 2).",
    )
    mutants = (
        mutant(
            "ds.pointwise_forgotten",
            "(9 * channels + channels * filters)",
            "9 * channels",
            message="The pointwise step is missing: channels · filters at every position.",
        ),
        mutant(
            "ds.depthwise_forgotten",
            "(9 * channels + channels * filters)",
            "channels * filters",
            message="The depthwise step is missing: 9 · channels at every position.",
        ),
        mutant(
            "ds.depthwise_times_filters",
            "9 * channels + channels * filters",
            "9 * channels * filters + channels * filters",
            message="The depthwise step has one kernel a channel; filters come in with the pointwise step.",
        ),
        mutant("stride.ignored", "(size - 1) // stride + 1", "size"),
        mutant(
            "mac.input_positions",
            "    size = (size - 1) // stride + 1\n",
            "",
            "    table.append((standard, separable))",
            "    table.append((standard, separable))\n    size = (size - 1) // stride + 1",
        ),
        mutant("kernel.side_not_area", "9 * channels", "3 * channels"),
        mutant("flops.doubled", "= 9 * channels * filters", "= 2 * 9 * channels * filters", "= (9", "= 2 * (9"),
        mutant("mac.positions_forgotten", " * size * size", ""),
        mutant(
            "round.floor",
            "(size - 1) // stride + 1",
            "size // stride",
            message="With padding 1 a 3×3 layer at stride 2 turns 7 into 4: (size − 1) // stride + 1.",
        ),
        mutant(
            "ds.depthwise_at_input",
            "(9 * channels + channels * filters) * size * size",
            "9 * channels * before * before + channels * filters * size * size",
            "    size = (size",
            "    before = size\n    size = (size",
            message="The stride is the depthwise step's: it works at the output's size as well.",
        ),
        mutant(
            "stack.size_kept",
            "    size = (size - 1) // stride + 1\n",
            "    first, size = size, (size - 1) // stride + 1\n",
            "    table.append((standard, separable))",
            "    table.append((standard, separable))\n    size = first",
            message="The next row gets this one's output: its size, not the first.",
        ),
    )
    edges = (
        {"size": 1, "rows": ((1, 1, 1),)},
        {"size": 2, "rows": ((2, 3, 1),)},
        {"size": 4, "rows": ((2, 4, 2),)},
        {"size": 7, "rows": ((4, 8, 2),)},
        {"size": 8, "rows": ((4, 8, 1), (8, 8, 2))},
        {"size": 32, "rows": ((8, 16, 2), (16, 16, 1), (16, 32, 2))},
    )

    def arguments(self) -> dict[str, Any]:
        return {"size": self.size, "rows": list(self.rows)}

    def expected(self) -> Any:
        size, table = self.size, []
        for channels, filters, stride in self.rows:
            sides = (size, size)
            standard = measure.ones(channels, filters, (3, 3), sides, stride, 1).value
            size = measure.positions(size, 3, stride, (1, 1))
            depthwise = measure.ones(channels, channels, (3, 3), sides, stride, 1, 1, channels).value
            table.append((standard, depthwise + measure.ones(channels, filters, (1, 1), (size, size)).value))
        return tuple(table)

    def closed(self) -> Any:
        size, table = self.size, []
        for channels, filters, stride in self.rows:
            size = output_size(size, 3, stride, 1)
            weights = conv_parameters(3, 3, channels, filters, bias=False)
            parts = conv_parameters(3, 3, channels, channels, channels, bias=False), channels * filters
            table.append((conv_macs(weights, size**2), conv_macs(sum(parts), size**2)))
        return tuple(table)
