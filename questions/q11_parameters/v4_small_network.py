from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import counted, laid_out
from questions.parts.limits import too_many
from questions.q11_parameters.weight_slips import biases, closed_form, factors, mistaken, shallow_run, written
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import MESSAGES, Slip
from solvers import measure
from solvers.arithmetic import linear_parameters, same_padding, stack_output_size
from solvers.layers import Stack, Table, Weights, Window
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


NUMERALS = ("", "one", "two", "three", "four")

RGB = 3
"""Channels of the images that are drawn."""


class SmallNetwork(Variant):
    """11.4 Small network."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "Σ(K²·C_in·C_out + C_out); (C_last·h² + 1)·N with h the final side"
    latex: ClassVar[str] = (
        r"\sum \left( K^2 C_{in} C_{out} + C_{out} \right); \quad \left( C_{last} h^2 + 1 \right) N \text{ with } "
        r"h \text{ the final side}"
    )

    size: Annotated[int, Field(ge=1, le=256), Draw(28, 32, 64, 224)]
    kernel: Annotated[int, Field(ge=1, le=15), Draw(3, 5)]
    width: Annotated[int, Field(ge=1, le=256), Draw(8, 16, 32)]
    blocks: Annotated[int, Field(ge=1, le=4), Draw(1, 2)]
    padding: Annotated[Literal["same", "valid"], Draw("same", "valid")]
    outputs: Annotated[int, Field(ge=1, le=4096), Draw(10, 100, 128)]
    in_channels: Annotated[int, Field(ge=1, le=64, exclude_if=lambda given: given == RGB)] = RGB

    @property
    def _windows(self) -> Stack:
        return self._windows_padded_by(same_padding(self.kernel) or 0 if self.padding == "same" else 0)

    def _windows_padded_by(self, padding: int) -> Stack:
        conv = Window(kernel_size=self.kernel, padding=padding)
        return (conv, Window(op="max_pool", kernel_size=2, stride=2)) * self.blocks

    @property
    def _sides(self) -> list[int]:
        """The image's side and the side after every window."""
        windows = self._windows
        return [self.size, *(stack_output_size(self.size, windows[:depth]) for depth in range(1, len(windows) + 1))]

    @property
    def _convolutions(self) -> Table:
        widths = [self.in_channels, *(self.width << block for block in range(self.blocks))]
        kernel = (self.kernel, self.kernel)
        return tuple(
            Weights(f"conv{at}", before, after, kernel) for at, (before, after) in enumerate(pairwise(widths), start=1)
        )

    @property
    def _last(self) -> int:
        """The width that is flattened."""
        return self._convolutions[-1].out_channels

    def _linear(self, features: int) -> int:
        return linear_parameters(features, self.outputs)

    def impossible(self) -> str | None:
        if self.padding == "same" and self.kernel % 2 == 0:
            return "an even kernel keeps the size only with unequal padding"
        sides = self._sides
        for side, window in zip(sides, self._windows, strict=False):
            if side + 2 * window.padding < window.kernel_size:
                return f"a {window.kernel_size}×{window.kernel_size} window does not fit into a side of {side}"
        return too_many(max(self._last * sides[-1] ** 2 * self.outputs, prod(factors(self._convolutions[-1]))))

    def ask(self) -> str:
        k, widths = self.kernel, ", then ".join(str(layer.out_channels) for layer in self._convolutions)
        kinds = {RGB: "RGB", 1: "grey"}
        image = f"{kinds[self.in_channels]} " if self.in_channels in kinds else f"{self.in_channels}-channel "
        blocks = "" if self.blocks == 1 else f"{NUMERALS[self.blocks]} blocks, each "
        return (
            f"{'An' if image == 'RGB ' else 'A'} {image}image of {self.size}×{self.size} goes through {blocks}a "
            f"{k}×{k} convolution ({self.padding} padding, stride 1; {widths} filters) and a 2×2 max pool with stride "
            f"2, then through flatten and a linear layer to {self.outputs}; all with biases. How many parameters do "
            "the convolutions have in all, and how many does the linear layer have? (convolutions; linear)"
        )

    def answer(self) -> Parts:
        side = self._sides[-1]
        return Parts(
            parts={
                "convolutions": Integer(value=sum(map(closed_form, self._convolutions)), unit="parameters"),
                "linear": Integer(value=self._linear(self._last * side**2), unit="parameters"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, n = self._last, self.outputs
        *_, unpooled, side = self._sides

        def flattened(tag: str, features: int, working: str, message: str) -> Slip:
            total = self._linear(features)
            return Slip(
                tag=tag,
                value={"linear": total},
                message=message,
                working=f"({working} + 1)·{n} = {total:,}",
                run=lambda: measure.count(measure.dense_parameters(features, n)).named("linear"),
            )

        yield flattened("flatten.channels_only", c, f"{c}", "Flatten keeps every position: C·h², not C.")
        yield flattened("flatten.input_size", c * self.size**2, f"{c}·{self.size}²", "The map has shrunk by then.")
        yield flattened(
            "flatten.channels_forgotten", side**2, f"{side}²", f"All {count(c, 'map')} are flattened, not one."
        )
        yield flattened(
            "pool.forgotten", c * unpooled**2, f"{c}·{unpooled}²", "The last pool halves the map once more."
        )
        if self.padding == "same":
            bare = stack_output_size(self.size, self._windows_padded_by(0))
            yield flattened("pad.ignored", c * bare**2, f"{c}·{bare}²", MESSAGES["pad.ignored"])
        yield flattened(
            "flatten.one_axis", c * side, f"{c}·{side}", "The last map has h rows and h columns: h² positions."
        )
        if unpooled % 2:
            kept = side + 1
            yield flattened("round.ceil", c * kept**2, f"{c}·{kept}²", "A pool rounds down unless ceil_mode is stated.")
        yield Slip(
            tag="bias.single",
            value={"linear": c * side**2 * n + 1},
            message=f"Each of the {n} outputs has a bias of its own, not the layer one for all.",
            working=f"{c}·{side}²·{n} + 1 = {c * side**2 * n + 1:,}",
        )
        weights = [mistaken("bias.forgotten", self._convolutions, lambda at: (factors(at), 0))]
        yield Slip(
            tag="bias.forgotten",
            value={"convolutions": weights[0].value, "linear": c * side**2 * n},
            working=f"{weights[0].working}; {c}·{side}²·{n} = {c * side**2 * n:,}",
            run=lambda: self._counted(bias=False),
        )
        shallow = mistaken(
            "depth.forgotten",
            self._convolutions,
            lambda at: ((*at.kernel_size, at.out_channels), biases(at)),
        )
        yield Slip(
            tag="depth.forgotten",
            value={"convolutions": shallow.value},
            working=shallow.working,
            run=lambda: shallow_run(self._convolutions).named("convolutions"),
        )
        slim = mistaken("kernel.side_not_area", self._convolutions, lambda at: (factors(at)[1:], biases(at)))
        yield Slip(
            tag="kernel.side_not_area",
            value={"convolutions": slim.value},
            working=slim.working,
            run=lambda: counted(self._convolutions, kernel_size=(self.kernel, 1)).named("convolutions"),
        )

    def steps(self) -> Iterator[str]:
        sides = self._sides
        c, n, side = self._last, self.outputs, sides[-1]
        yield f"Sides: {' → '.join(map(str, sides))}"
        for layer in self._convolutions:
            yield f"{layer.name}: {written((factors(layer), biases(layer)))}"
        if self.blocks > 1:
            yield f"Convolutions together: {sum(map(closed_form, self._convolutions)):,}"
        yield f"Flattened: {c}·{side}·{side} = {c * side**2:,}"
        yield f"Linear: {c * side**2:,}·{n} + {n} = {self._linear(c * side**2):,}"

    def _dense(self, bias: bool = True) -> dict[str, Array]:
        side = measure.sides(self.size, self._windows)[-1]
        flat = measure.zeros(self._last, side, side).size
        return measure.dense_parameters(flat, self.outputs, bias)

    def _counted(self, bias: bool = True) -> Measurement:
        convolutions, linear = counted(self._convolutions, bias=bias), measure.count(self._dense(bias))
        return Measurement(
            {"convolutions": convolutions.value, "linear": linear.value}, f"{convolutions.run}; {linear.run}"
        )

    def measure(self) -> Measurement:
        return self._counted()

    def scene(self) -> Scene:
        dense = [Counted(f"linear {name}", array, "output") for name, array in self._dense().items()]
        sides = " → ".join(map(str, measure.sides(self.size, self._windows)))
        return counting(f"sides {sides}", [*laid_out(self._convolutions), *dense])
