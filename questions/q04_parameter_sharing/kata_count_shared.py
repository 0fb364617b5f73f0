from typing import Annotated, Any

from questions.drawing import Draw
from questions.model import FollowUp, Kata, mutant
from solvers import measure
from solvers.arithmetic import conv_parameters, output_size, unshared_parameters


class CountShared(Kata):
    """K04.2 Count weights, shared and not."""

    channels: Annotated[int, Draw(1, 2, 3, 4)] = 1
    filters: Annotated[int, Draw(1, 2, 4, 6)] = 1
    kernel_size: Annotated[int, Draw(1, 3, 5)] = 3
    size: Annotated[int, Draw(range(5, 13))] = 5
    padding: Annotated[int, Draw(0, 0, 1)] = 0

    level = "easy"
    minutes = 5
    says = "Count the parameters of a convolution with bias, and of the locally connected layer with the same windows."
    signature = (
        "def count_shared(channels: int, filters: int, kernel_size: int, size: int, padding: int) -> tuple[int, int]:"
    )
    shapes = "Return the parameters (shared, unshared) on a square of `size`, stride 1, biases included: two numbers."
    returns = ("shared", "unshared")
    hints = (
        "A filter is kernel_size × kernel_size × channels weights and one bias.",
        "Without sharing there is one such filter at every position of the output.",
        "The output has size + 2 · padding − kernel_size + 1 positions along each axis.",
    )
    loops = """
    shared = (kernel_size**2 * channels + 1) * filters
    positions = (size + 2 * padding - kernel_size + 1) ** 2
    return shared, shared * positions
    """
    complexity = "Time and memory O(1)."
    asked_next = FollowUp(
        ask="Which of the two depends on the size of the image?",
        answer="Only the unshared one; that is why a convolution takes images of any size.",
    )
    mutants = (
        mutant("bias.forgotten", "channels + 1)", "channels)"),
        mutant("channels.forgotten", "* channels + 1)", "+ 1)"),
        mutant("kernel.side_not_area", "kernel_size**2 * channels", "kernel_size * channels"),
        mutant(
            "bias.one_in_all",
            "(kernel_size**2 * channels + 1) * filters",
            "kernel_size**2 * channels * filters + 1",
            message="Every filter has a bias, not the layer one in all.",
        ),
        mutant(
            "unshared.input_positions",
            "(size + 2 * padding - kernel_size + 1) ** 2",
            "size**2",
            message="You took the input's positions: there is a kernel for every position of the output.",
        ),
        mutant("mac.one_axis", "+ 1) ** 2", "+ 1)"),
        mutant(
            "bias.shared",
            "shared * positions",
            "kernel_size**2 * channels * filters * positions + filters",
            message="Unshared, the bias belongs to a position as well.",
        ),
    )
    edges = (
        {"size": 1, "kernel_size": 1},
        {"size": 3},
        {"size": 5},
        {"size": 5, "padding": 1},
        {"size": 5, "channels": 3, "filters": 2},
    )

    def arguments(self) -> dict[str, Any]:
        return self.model_dump()

    def expected(self) -> Any:
        c, o, k, size, padding = self.arguments().values()
        shared = measure.parameters(c, o, (k, k), size=(size + 2 * padding, size + 2 * padding))
        return measure.count(shared).value, measure.count(measure.unshared_parameters(c, o, k, size, padding)).value

    def closed(self) -> Any:
        c, o, k, size, padding = self.arguments().values()
        positions = output_size(size, k, 1, padding) ** 2
        return conv_parameters(k, k, c, o), unshared_parameters(k, c, o, positions)
