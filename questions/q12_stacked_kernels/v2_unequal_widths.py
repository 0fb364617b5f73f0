from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from questions.answers import Choice, Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import weight_of
from questions.parts.limits import too_many
from questions.parts.weights import one_side, sum_of, weights, with_biases
from questions.q12_stacked_kernels.convs import Channels, counted, square
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers.layers import Table, Weights
from solvers.measure import Measurement

CHEAPER = ("single", "stack", "equal")


def cheaper(single: int, stack: int) -> str:
    """Return which of two costs is the smaller."""
    return "equal" if single == stack else "single" if single < stack else "stack"


class UnequalWidths(Variant):
    """12.2 Unequal widths."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "single 25·C_in·C_out, stack 9·C_mid·(C_in + C_out)"
    latex: ClassVar[str] = r"\text{single } 25 C_{in} C_{out} \text{, stack } 9 C_{mid} (C_{in} + C_{out})"

    in_channels: Annotated[int, Channels, Draw(1, 3, 3, 16, 32, 64, 128)]
    middle: Annotated[int, Channels, Draw(16, 32, 64, 128)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 128)]

    @property
    def _single(self) -> Weights:
        return square(self.in_channels, self.out_channels, 5)

    @property
    def _stack(self) -> tuple[Weights, Weights]:
        return square(self.in_channels, self.middle), square(self.middle, self.out_channels)

    def impossible(self) -> str | None:
        return too_many(max(map(weights, (self._single, *self._stack))))

    def ask(self) -> str:
        c, m, o = self.in_channels, self.middle, self.out_channels
        return (
            f"From {c} to {count(o, 'channel')}, no biases: one 5×5 layer, or two 3×3 layers {c}→{m}→{o}. How many "
            "weights does the single layer have, how many does the stack have, and which has fewer? (single; stack; "
            "fewer: single, stack or equal)"
        )

    def answer(self) -> Parts:
        single, stack = weights(self._single), weights(*self._stack)
        return Parts(
            parts={
                "single": Integer(value=single, unit="weights"),
                "stack": Integer(value=stack, unit="weights"),
                "fewer": Choice(value=cheaper(single, stack), options=CHEAPER),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, m, o = self.in_channels, self.middle, self.out_channels
        single = weights(self._single)

        def slip(tag: str, layers: Table, message: str) -> Slip:
            stack = weights(*layers)
            return Slip(
                tag=tag,
                value={"stack": stack, "fewer": cheaper(single, stack)},
                message=message,
                working=f"{sum_of(layers)}, against {single:,}",
                run=lambda: self._measured(self._single, layers, "stack", "fewer"),
            )

        yield slip(
            "stack.always_cheaper",
            (square(c, o),) * 2,
            "18 against 25 compares layers of equal widths: count with the widths that are given.",
        )
        yield slip(
            "stack.middle_width_ignored",
            (square(c, m), square(c, o)),
            "The second layer reads the channels that the first one has made.",
        )
        yield slip("stack.one_layer_counted", (square(c, m),), "The second layer is missing.")
        shallow, shallow_stack = square(1, o, 5), (square(1, m), square(1, o))
        large, small = weights(shallow), weights(*shallow_stack)
        if c > 1:
            yield Slip(
                tag="depth.forgotten",
                value={"single": large, "stack": small, "fewer": cheaper(large, small)},
                working=f"25·{o} = {large:,}; 9·{m} + 9·{o} = {small:,}",
                run=lambda: self._measured(shallow, shallow_stack),
            )
        flat, *flat_stack = one_side((self._single, *self._stack))
        one, two = weights(flat), weights(*flat_stack)
        yield Slip(
            tag="kernel.side_not_area",
            value={"single": one, "stack": two, "fewer": cheaper(one, two)},
            working=f"5·{c}·{o} = {one:,}; 3·{c}·{m} + 3·{m}·{o} = {two:,}",
            run=lambda: self._measured(flat, tuple(flat_stack)),
        )
        most, more = with_biases(self._single), with_biases(*self._stack)
        yield Slip(
            tag="bias.counted",
            value={"single": most, "stack": more, "fewer": cheaper(most, more)},
            working=f"{single:,} + {o} = {most:,}; {weights(*self._stack):,} + {m} + {o} = {more:,}",
            run=lambda: self._measured(self._single, self._stack, bias=True),
        )

    def steps(self) -> Iterator[str]:
        single, stack = weights(self._single), weights(*self._stack)
        yield f"One 5×5: {sum_of((self._single,))}"
        yield f"Two 3×3: {sum_of(self._stack)}"
        sign = {"single": "<", "stack": ">", "equal": "="}[cheaper(single, stack)]
        yield f"{single:,} {sign} {stack:,}: {cheaper(single, stack)}"

    def _measured(self, single: Weights, layers: Table, *names: str, bias: bool = False) -> Measurement:
        one, stack = counted(single, bias=bias), counted(*layers, bias=bias)
        seen = {"single": one, "stack": stack, "fewer": cheaper(one, stack)}
        shapes = " and ".join(str(weight_of(layer).shape) for layer in layers)
        biases = ", biases with them" if bias else ""
        return Measurement(
            {name: seen[name] for name in names or seen}, f"{weight_of(single).shape} against arrays {shapes}{biases}"
        )

    def measure(self) -> Measurement:
        return self._measured(self._single, self._stack)

    def scene(self) -> Scene:
        first, second = map(weight_of, self._stack)
        arrays = [Counted("first 3×3", first, "filter"), Counted("second 3×3", second, "filter")]
        return counting("the weights of the stack", arrays, f"the 5×5 layer alone: {counted(self._single):,}")
