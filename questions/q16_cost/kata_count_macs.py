from typing import Annotated, Any

from questions.drawing import Draw, DrawSeveral
from questions.model import FollowUp, Kata, mutant
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size

LAYER = Draw((8, 3, 1, 1, 1), (8, 3, 2, 1, 1), (16, 1, 1, 0, 1), (16, 3, 1, 1, 4), (4, 5, 1, 2, 1), (8, 2, 2, 0, 2))


class CountMacs(Kata):
    """K16.1 Count the multiply-adds of a stack."""

    channels: Annotated[int, Draw(4, 8)] = 4
    size: Annotated[int, Draw(6, 8, 9, 12)] = 8
    layers: Annotated[tuple[tuple[int, int, int, int, int], ...], DrawSeveral(LAYER, range(1, 4))] = ()

    level = "medium"
    minutes = 10
    says = "Count the multiply-adds of a stack of convolutions on a square image, taps in the padding counted."
    signature = "def count_macs(channels: int, size: int, layers: list[tuple[int, int, int, int, int]]) -> int:"
    shapes = (
        "Add up the multiply-adds, biases not counted, of layers (filters, "
        "kernel, stride, padding, groups), applied one "
        "after the other to `channels` maps of size × size."
    )
    hints = (
        "Every weight of a layer is used once at every position of its output.",
        "Carry two numbers along: the channels and the size that the next layer gets.",
    )
    loops = """
    total = 0
    for filters, kernel, stride, padding, groups in layers:
        out = (size + 2 * padding - kernel) // stride + 1
        total += kernel * kernel * (channels // groups) * filters * out * out
        channels, size = filters, out
    return total
    """
    complexity = "Time O(layers), memory O(1)."
    asked_next = FollowUp(
        ask="Do the multiply-adds tell the time?",
        answer="Not alone: a depthwise layer has few and waits for memory; bytes moved count as well.",
    )
    mutants = (
        mutant("mac.input_positions", "filters * out * out", "filters * size * size"),
        mutant("mac.positions_forgotten", "filters * out * out", "filters"),
        mutant("mac.one_axis", "filters * out * out", "filters * out"),
        mutant("groups.ignored", "(channels // groups)", "channels"),
        mutant("flops.doubled", "total += kernel", "total += 2 * kernel"),
        mutant("kernel.side_not_area", "kernel * kernel", "kernel"),
        mutant(
            "stack.channels_kept",
            "channels, size = filters, out",
            "size = out",
            message="The next layer gets as many channels as this one has filters.",
        ),
        mutant(
            "stack.size_kept",
            "channels, size = filters, out",
            "channels = filters",
            message="The next layer gets this one's output: its size, not the first.",
        ),
        mutant(
            "mac.bias_counted",
            "filters * out * out",
            "filters * out * out + filters * out * out",
            message="Adding a bias is no multiply-add.",
        ),
        mutant("groups.both_divided", "* filters * out * out", "* (filters // groups) * out * out"),
        mutant("stride.ignored", "// stride", "// 1"),
        mutant("pad.ignored", "2 * padding", "0"),
    )
    edges = (
        {"channels": 1, "size": 1, "layers": ((1, 1, 1, 0, 1),)},
        {"channels": 1, "size": 3, "layers": ((1, 3, 1, 0, 1),)},
        {"channels": 2, "size": 4, "layers": ((3, 3, 1, 1, 1),)},
        {"channels": 4, "size": 5, "layers": ((4, 3, 2, 0, 4),)},
        {"channels": 4, "size": 8, "layers": ((8, 3, 2, 1, 1), (8, 3, 1, 1, 1))},
        {"channels": 3, "size": 32, "layers": ((8, 3, 1, 1, 1), (16, 3, 2, 1, 1))},
    )

    def possible(self) -> bool:
        return all(sizes >= kernel for sizes, kernel in self._fits())

    def _fits(self) -> list[tuple[int, int]]:
        size, found = self.size, []
        for _, kernel, stride, padding, _ in self.layers:
            found.append((size + 2 * padding, kernel))
            size = output_size(size, kernel, stride, padding)
        return found

    def arguments(self) -> dict[str, Any]:
        return {"channels": self.channels, "size": self.size, "layers": list(self.layers)}

    def expected(self) -> Any:
        total, channels, size = 0, self.channels, self.size
        for filters, kernel, stride, padding, groups in self.layers:
            square, sides = (kernel, kernel), (size, size)
            total += measure.ones(channels, filters, square, sides, stride, padding, 1, groups).value
            channels, size = filters, measure.positions(size, kernel, stride, (padding, padding))
        return total

    def closed(self) -> Any:
        total, channels, size = 0, self.channels, self.size
        for filters, kernel, stride, padding, groups in self.layers:
            size = output_size(size, kernel, stride, padding)
            total += conv_macs(conv_parameters(kernel, kernel, channels, filters, groups, bias=False), size**2)
            channels = filters
        return total
