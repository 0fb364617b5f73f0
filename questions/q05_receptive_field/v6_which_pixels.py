from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw, DrawSeveral
from questions.model import Level, Variant
from questions.notation.stacks import DrawnStack, describe_stack, parse_stack
from questions.parts.signs import minus
from questions.q05_receptive_field.of_stack import Layers, numbered, too_wide
from questions.q05_receptive_field.stack_slips import altered
from questions.scenes import Scene
from questions.scenes.footprint import footprint
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import field_of_output, field_table
from solvers.measure import Measurement


class WhichPixels(Variant):
    """5.6 Which pixels an output sees."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "first = i·J − Σ P·(jump before the layer), last = first + RF − 1"
    latex: ClassVar[str] = (
        r"\text{first} = i J - \sum P \cdot (\text{jump before the layer}), \quad \text{last} = \text{first} + RF "
        r"- 1"
    )

    layers: Annotated[
        DrawnStack,
        Layers,
        DrawSeveral(Draw(*parse_stack("3/1p1, 3/2p1, 7/2p3, 5/1p2, 2/2, 3/1")), range(2, 6)),
    ]
    output: Annotated[int, Field(ge=0, le=999), Draw(range(2, 10))]

    def impossible(self) -> str | None:
        return too_wide(self.layers)

    def excluded(self) -> bool:
        *_, end = field_table(self.layers)
        # Without padding, and where strides multiply to their sum, neither can be mistaken.
        plain = not end.padding and end.jump == sum(layer.stride for layer in self.layers)
        return plain or all(layer.stride == 1 for layer in self.layers)

    def ask(self) -> str:
        return (
            f"Layers (kernel/stride): {describe_stack(self.layers)}; padding per side, none where not given. "
            f"Counting from 0, along one axis: which input index is the first and which the last that output "
            f"{self.output} sees? (negative means padding)"
        )

    @staticmethod
    def _interval(value: tuple[int, int]) -> Shape:
        return Shape(value=value, axes=("first", "last"), joint=" to ")

    def answer(self) -> Shape:
        return self._interval(field_of_output(self.layers, self.output))

    def slips(self) -> Iterator[Slip]:
        *_, end = field_table(self.layers)
        i, jump, field = self.output, end.jump, end.receptive_field

        def slip(tag: str, first: int, working: str, message: str, unpadded: bool = False) -> Slip:
            run = (lambda: measure.foot_at(altered(self.layers, padding=0), i)) if unpadded else None
            return Slip(
                tag=tag,
                value=(first, first + field - 1),
                message=message,
                working=f"first: {working} = {minus(first)}",
                run=run,
            )

        yield slip(
            "rf.padding_ignored",
            i * jump,
            f"{i}·{jump}",
            "Padding moves the window to the left, by the padding of all layers in input samples.",
            unpadded=True,
        )
        pads = sum(layer.padding for layer in self.layers)
        yield slip(
            "rf.padding_unscaled",
            i * jump - pads,
            f"{i}·{jump} − {pads}",
            "A sample of padding at a deep layer counts as many input samples as the jump before that layer.",
        )
        strides = sum(layer.stride for layer in self.layers)
        yield slip(
            "jump.sum_of_strides",
            i * strides - end.padding,
            f"{i}·{strides} − {end.padding}",
            "Strides multiply along the layers, they do not add up.",
        )
        first = i * jump - end.padding
        yield Slip(
            tag="rf.off_by_one_end",
            value=(first, first + field),
            message="The last index is first + RF − 1: the first one counts too.",
            working=f"last: {minus(first)} + {field} = {minus(first + field)}",
        )

        before = first - jump
        yield Slip(
            tag="index.output_from_one",
            value=(before, before + field - 1),
            message="You counted the outputs from 1: counting from 0, that is what the one before sees.",
            working=f"first: {i - 1}·{jump} − {end.padding} = {minus(before)}",
            run=lambda: measure.foot_at(self.layers, i - 1),
        )
        yield Slip(
            tag="index.from_one",
            value=(first + 1, first + field),
            working=f"inputs counted from 1: {minus(first + 1)} to {minus(first + field)}",
        )

    def steps(self) -> Iterator[str]:
        for row, name in zip(field_table(self.layers), numbered(self.layers), strict=True):
            reach = f"field {row.receptive_field}, jump {row.jump}, padding in input samples {row.padding}"
            yield f"{name.capitalize()}: {reach}"
        *_, end = field_table(self.layers)
        first, last = field_of_output(self.layers, self.output)
        yield f"First: {self.output}·{end.jump} − {end.padding} = {minus(first)}"
        yield f"Last: {minus(first)} + {end.receptive_field} − 1 = {minus(last)}"

    def measure(self) -> Measurement:
        return measure.foot_at(self.layers, self.output)

    def scene(self) -> Scene:
        first, last = self.measure().value
        place = f" Output {self.output} sees {first} to {last}."
        return footprint("where the field lies", self.layers, numbered(self.layers), place)
