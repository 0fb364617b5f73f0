from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Number, exactly
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.signs import minus
from questions.q13_backpropagation.by_hand import ones
from questions.scenes import Frame, Scene
from questions.scenes.numbers import figure, grid
from questions.scenes.steps import steps
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


class BiasGradient(Variant):
    """13.4 Bias gradient."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "db[o] = Σ dY[:, o, :, :], over batch and positions"
    latex: ClassVar[str] = r"db_o = \sum dY_{:,o,:,:} \text{, over batch and positions}"

    batch: Annotated[int, Field(ge=1, le=64), Draw(1, 2, 4, 8)]
    out_channels: Annotated[int, Field(ge=1, le=64), Draw(2, 4)]
    side: Annotated[int, Field(ge=1, le=32), Draw(2, 3, 4, 7, 14)]
    entry: Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False), Draw(1, 2, 3, -1, 0.5)]

    @property
    def _entry(self) -> Fraction:
        return Fraction(str(self.entry))

    @property
    def _shown(self) -> str:
        text = minus(exactly(self._entry))
        return f"({text})" if self.entry < 0 else text

    def impossible(self) -> str | None:
        return "a gradient of zero everywhere stays zero" if self.entry == 0 else None

    def excluded(self) -> bool:
        return self.out_channels in (self.batch, self.side**2)

    def ask(self) -> str:
        return (
            f"A convolution layer has {count(self.out_channels, 'output map')} of {self.side}×{self.side}; the batch "
            f"has {count(self.batch, 'image')}. Every entry of the output gradient dY is "
            f"{minus(exactly(self._entry))}. What is the gradient of one filter's bias?"
        )

    def answer(self) -> Number:
        return Number(value=self._entry * self.batch * self.side**2, exact=True)

    def slips(self) -> Iterator[Slip]:
        v, b, c, o, text = self._entry, self.batch, self.out_channels, self.side, self._shown

        def slip(tag: str, value: Fraction | int, message: str, working: str, *shape: int) -> Slip:
            run = (lambda: self._summed(*shape)) if shape else None
            return Slip(tag=tag, value=Fraction(value), message=message, working=working, run=run)

        yield slip("grad.bias_one", 1, "The derivative of one output is 1, but the bias acts at every position.", "1")
        yield slip("grad.bias_mean", v, "The contributions are added up, not averaged.", f"the mean of dY is {text}")
        yield slip("batch.forgotten", v * o * o, "", f"{text}·{o}·{o} = {minus(exactly(v * o * o))}", 1, o, o)
        yield slip(
            "grad.bias_one_axis",
            v * b * o,
            "A map has O×O positions, you multiplied by O.",
            f"{text}·{b}·{o} = {minus(exactly(v * b * o))}",
            b,
            o,
            1,
        )
        yield slip(
            "grad.bias_over_channels",
            v * b * c * o * o,
            "Each output channel has its own bias, which takes part in that channel only.",
            f"{text}·{b}·{c}·{o}·{o} = {minus(exactly(v * b * c * o * o))}",
            b * c,
            o,
            o,
        )
        yield slip(
            "grad.bias_maps_for_batch",
            v * c * o * o,
            "Sum over the images of the batch, not over the maps: each map has its own bias.",
            f"{text}·{c}·{o}·{o} = {minus(exactly(v * c * o * o))}",
            c,
            o,
            o,
        )
        yield slip(
            "grad.bias_positions_forgotten",
            v * b,
            "The bias acts at every position of every image: sum over the positions, too.",
            f"{text}·{b} = {minus(exactly(v * b))}",
            b,
            1,
            1,
        )
        yield Slip(
            tag="grad.bias_entries_counted",
            value=Fraction(b * o * o),
            message="That is how many entries dY has for one map: add up what they hold.",
            working=f"{b}·{o}·{o} = {b * o * o}",
            run=lambda: self._summed(b, o, o, 1),
        )
        yield slip("grad.bias_zero", 0, "It is zero where batch norm follows directly; nothing says so here.", "0")

    def steps(self) -> Iterator[str]:
        b, o = self.batch, self.side
        yield "The bias is added at every position of every image, so its gradient is the sum of dY there"
        yield f"Positions: {b}·{o}·{o} = {b * o * o}"
        yield f"Sum: {self._shown}·{b * o * o} = {minus(self.answer().plain)}"

    def _gradient(self, batch: int, height: int, width: int, entry: float) -> Array:
        pushed = entry * ones(batch, self.out_channels, height, width)
        return engine.conv2d_bias_grad(pushed)

    def _summed(self, batch: int, height: int, width: int, entry: float | None = None) -> Measurement:
        seen = self._gradient(batch, height, width, self.entry if entry is None else entry)
        return Measurement(float(seen[0]), f"the op's bias gradients: {seen.tolist()}")

    def measure(self) -> Measurement:
        return self._summed(self.batch, self.side, self.side)

    def scene(self) -> Scene:
        o = self.side
        sums = [
            (name, float(self._summed(*shape).value))
            for name, shape in (
                ("one position", (1, 1, 1)),
                (f"a row of {o}", (1, 1, o)),
                (f"one image, {o}×{o}", (1, o, o)),
                (f"the whole batch of {self.batch}", (self.batch, o, o)),
            )
        ]
        pushed = measure.zeros(o, o).astype(float) + self.entry
        every = Frame((grid("dY of one image", pushed),), "Every position adds its entry of dY to the one bias.")
        header = ("summed over", "gradient of the bias")
        rows = [(name, figure(value)) for name, value in sums]
        return joined("what reaches one bias", story("", [every]), steps("", header, rows))
