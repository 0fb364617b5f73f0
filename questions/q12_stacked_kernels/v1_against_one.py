from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts, Percent
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.arrays import weight_of
from questions.parts.limits import too_many
from questions.parts.signs import equals_percent
from questions.parts.weights import one_side, sum_of, weights, with_biases
from questions.q12_stacked_kernels.convs import Channels, counted, numbered, plain_stack, square
from questions.scenes import Frame, Scene
from questions.scenes.bars import barred
from questions.scenes.footprint import footprint
from questions.scenes.heat import compared_frames
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import engine, measure
from solvers.layers import Stack, Table, Weights, Window
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

AT_ONCE = 1 << 24
"""Weights of one layer that are drawn."""


def same_field(layers: Stack) -> int:
    """SEARCH for the single kernel whose FOOT is that of the layers."""
    seen = measure.foot(layers).value
    return measure.search(range(1, 66), lambda kernel: measure.foot((Window(kernel_size=kernel),)).value == seen)


def merged(first: Array, second: Array) -> Array:
    """VALUE: the 5×5 kernels that two layers of 3×3 make together, off images of a single 1."""
    channels = first.shape[1]
    pixels = channels * 5 * 5
    images = measure.identity(pixels).reshape(pixels, channels, 5, 5)
    outputs = engine.conv2d(engine.conv2d(images, first), second).reshape(pixels, -1)
    return outputs.T.reshape(-1, channels, 5, 5)


def two_kernels(channels: int = 3, out_channels: int = 4, middle: int = 6) -> tuple[Array, Array]:
    """Return the weights of two 3×3 layers."""
    return measure.noise(middle, channels, 3, 3), measure.noise(out_channels, middle, 3, 3, seed=1)


def _as_one() -> Scene:
    """Merge two small layers into one 5×5: alike without padding, but for the rim with it, and not with a ReLU."""
    first, second = two_kernels(1, 1, 2)
    single, values = merged(first, second), measure.noise(1, 1, 8, 8, seed=2)

    def frames(name: str, pair: Array, one: Array, closing: str) -> Sequence[Frame]:
        return compared_frames((name, pair[0, 0]), ("one 5×5", one[0, 0]), closing)[-1:]

    between = engine.conv2d(values, first)
    padded = engine.conv2d(engine.conv2d(values, first, padding=1), second, padding=1)
    return story(
        "two 3×3 as one 5×5",
        [
            *frames(
                "two 3×3",
                engine.conv2d(between, second),
                engine.conv2d(values, single),
                "Without an activation they are one.",
            ),
            *frames(
                "two 3×3, padded", padded, engine.conv2d(values, single, padding=2), "With padding the rim differs."
            ),
            *frames(
                "two 3×3, ReLU between",
                engine.conv2d(engine.relu(between), second),
                engine.conv2d(values, single),
                "With a ReLU between no single kernel does the same.",
            ),
        ],
    )


class AgainstOne(Variant):
    """12.1 Stack against one large kernel."""

    level: ClassVar[Level] = "easy"
    never_misread: ClassVar[tuple[str, ...]] = ("depth.forgotten",)
    formula: ClassVar[str] = "stack 9nC², single (2n + 1)²C², saved 1 − 9n/(2n + 1)²"
    latex: ClassVar[str] = (
        r"\text{stack } 9 n C^2 \text{, single } (2n + 1)^2 C^2 \text{, saved } 1 - \frac{9n}{(2n + 1)^2}"
    )

    depth: Annotated[int, Field(ge=2, le=7), Draw(2, 2, 3, 3, 4, 5)]
    channels: Annotated[
        int, Channels, Draw(16, 24, 32, 40, 48, 64, 64, 80, 96, 112, 128, 128, 160, 192, 224, 256, 256, 320, 512, 512)
    ]

    @property
    def _large(self) -> int:
        return 2 * self.depth + 1

    def _single(self, kernel: int | None = None) -> Weights:
        return square(self.channels, self.channels, kernel or self._large)

    @property
    def _layers(self) -> Table:
        return (square(self.channels, self.channels),) * self.depth

    def impossible(self) -> str | None:
        return too_many(weights(self._single()))

    def excluded(self) -> bool:
        return weights(self._single()) > AT_ONCE

    def ask(self) -> str:
        n, k, c = self.depth, self._large, self.channels
        return (
            f"{n} layers of 3×3 in a row, each {c}→{c} at stride 1, replace one {k}×{k} layer {c}→{c}; no "
            "biases. How many weights does the stack have, how many does the single layer have, and what percent is "
            "saved, to 1 decimal? (stack; single; saved)"
        )

    def answer(self) -> Parts:
        stack, single = weights(*self._layers), weights(self._single())
        return Parts(
            parts={
                "stack": Integer(value=stack, unit="weights"),
                "single": Integer(value=single, unit="weights"),
                "saved": Percent(value=100 * (1 - Fraction(stack, single))),
            }
        )

    def slips(self) -> Iterator[Slip]:
        n, c = self.depth, self.channels
        stack, single = weights(*self._layers), weights(self._single())
        one, wide = weights(self._layers[0]), weights(self._single(3 * n))
        yield Slip(
            tag="stack.one_layer_counted",
            value={"stack": one, "saved": 100 * (1 - Fraction(one, single))},
            message="That is one 3×3 layer; the stack has several.",
            working=f"{sum_of(self._layers[:1])}; 1 − {one:,}/{single:,} {equals_percent(1 - Fraction(one, single))}",
            run=lambda: self._measured(self._layers[:1], self._single(), "stack", "saved"),
        )
        yield Slip(
            tag="stack.k_times_n",
            value={"single": wide, "saved": 100 * (1 - Fraction(stack, wide))},
            message="The field is not 3n: each 3×3 layer adds 2 samples, so n of them see 2n + 1.",
            working=f"{sum_of((self._single(3 * n),))}; "
            f"1 − {stack:,}/{wide:,} {equals_percent(1 - Fraction(stack, wide))}",
            run=lambda: self._measured(self._layers, self._single(3 * n), "single", "saved"),
        )
        yield Slip(
            tag="stack.always_28",
            value={"saved": Fraction(28)},
            message="28% is what two 3×3 save against one 5×5; here the stack and the large kernel are others.",
            working="1 − 18/25 = 28.00%",
        )
        yield Slip(
            tag="ratio.of_remaining",
            value={"saved": 100 * Fraction(stack, single)},
            working=f"{stack:,}/{single:,} {equals_percent(Fraction(stack, single))}",
        )
        yield Slip(
            tag="ratio.more_than",
            value={"saved": 100 * (Fraction(single, stack) - 1)},
            message="That is how much more the large kernel needs; the saving is a share of its weights.",
            working=f"{single:,}/{stack:,} − 1 {equals_percent(Fraction(single, stack) - 1)}",
        )
        shallow, layer = square(1, c), square(1, c, self._large)
        yield Slip(
            tag="depth.forgotten",
            value={"stack": n * weights(shallow), "single": weights(layer)},
            working=f"{n}·3·3·1·{c} = {n * weights(shallow):,}; {sum_of((layer,))}",
            run=lambda: self._measured((shallow,) * n, layer, "stack", "single"),
        )

        flat, flat_layer = one_side((self._layers[0], self._single()))
        low, wider = n * weights(flat), weights(flat_layer)
        yield Slip(
            tag="kernel.side_not_area",
            value={"stack": low, "single": wider, "saved": 100 * (1 - Fraction(low, wider))},
            working=f"{n}·3·{c}·{c} = {low:,}; {self._large}·{c}·{c} = {wider:,}; "
            f"1 − {low:,}/{wider:,} {equals_percent(1 - Fraction(low, wider))}",
            run=lambda: self._measured((flat,) * n, flat_layer),
        )
        more, most = with_biases(*self._layers), with_biases(self._single())
        yield Slip(
            tag="bias.counted",
            value={"stack": more, "single": most, "saved": 100 * (1 - Fraction(more, most))},
            working=f"{stack:,} + {n}·{c} = {more:,}; {single:,} + {c} = {most:,}; "
            f"1 − {more:,}/{most:,} {equals_percent(1 - Fraction(more, most))}",
            run=lambda: self._measured(self._layers, self._single(), bias=True),
        )

    def steps(self) -> Iterator[str]:
        n, layer, single = self.depth, self._layers[0], self._single()
        stack, large = weights(*self._layers), weights(single)
        yield f"One 3×3 layer: {sum_of((layer,))}"
        yield f"{n} of them: {stack:,}"
        yield f"The {self._large}×{self._large} layer: {sum_of((single,))}"
        share = Fraction(stack, large)
        yield f"Saved: 1 − {stack:,}/{large:,} = 1 − {9 * n}/{self._large**2} {equals_percent(1 - share)}"

    def _measured(self, layers: Table, single: Weights, *names: str, bias: bool = False) -> Measurement:
        stack, large = counted(*layers, bias=bias), counted(single, bias=bias)
        seen = {"stack": stack, "single": large, "saved": 100 * (1 - Fraction(stack, large))}
        biases = ", biases with them" if bias else ""
        shapes = f"{len(layers)} arrays {weight_of(layers[0]).shape} against one {weight_of(single).shape}{biases}"
        return Measurement({name: seen[name] for name in names or seen}, shapes)

    def measure(self) -> Measurement:
        kernel = same_field(plain_stack(self.depth))
        seen = self._measured(self._layers, self._single(kernel))
        return Measurement(seen.value, f"{seen.run}; footprint of both {kernel}")

    def scene(self) -> Scene:
        stack, seen = plain_stack(self.depth), self.measure()
        kernel = same_field(stack)
        place = f" So is that of one {kernel}×{kernel} layer."
        counts = [
            (f"{self.depth} layers of 3×3", seen.value["stack"]),
            (f"one layer of {kernel}×{kernel}", seen.value["single"]),
        ]
        return joined(
            "what the stack sees, walking back",
            footprint("", stack, numbered(stack), place),
            _as_one(),
            barred("", "weights, counted in the arrays", counts),
        )
