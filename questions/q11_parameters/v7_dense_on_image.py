from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.arrays import arrays_of, laid_out
from questions.parts.limits import too_many
from questions.q11_parameters.weight_slips import Kernel
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.counting import counting
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters, linear_parameters
from solvers.layers import Weights
from solvers.measure import Measurement

KINDS = {3: "an RGB", 1: "a grey"}


class DenseOnImage(Variant):
    """11.7 A dense layer on an image."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "dense C·H²·N + N; convolution K²·C·N + N"
    latex: ClassVar[str] = r"\text{dense } C H^2 N + N; \text{ convolution } K^2 C N + N"

    in_channels: Annotated[int, Field(ge=1, le=64), Draw(3, 3, 3, 1)] = 3
    size: Annotated[int, Field(ge=2, le=512), Draw(28, 32, 48, 64, 96, 100, 128)]
    outputs: Annotated[int, Field(ge=2, le=4096), Draw(10, 16, 32, 64, 100, 128, 256)]
    kernel: Annotated[int, Kernel, Draw(3, 5, 7)]

    def impossible(self) -> str | None:
        if self.kernel > self.size:
            return f"a {self.kernel}×{self.kernel} kernel is larger than the image of {self.size}×{self.size}"
        return too_many(self._pixels * self.outputs)

    def ask(self) -> str:
        h, n, k = self.size, self.outputs, self.kernel
        image = f"{KINDS.get(self.in_channels, f'a {self.in_channels}-channel')} image of {h}×{h}"
        return (
            f"{image[0].upper()}{image[1:]} is flattened and read by a dense layer with {n} outputs. How many "
            f"parameters does that layer have, and how many does a {k}×{k} convolution with {n} filters on the same "
            "image have, both with biases? (dense; convolution)"
        )

    @property
    def _pixels(self) -> int:
        """The numbers of the flattened image."""
        return self.in_channels * self.size**2

    @property
    def _conv(self) -> Weights:
        return Weights("convolution", self.in_channels, self.outputs, (self.kernel, self.kernel))

    def _shared(self, bias: bool = True) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.outputs, bias=bias)

    def answer(self) -> Parts:
        return Parts(
            parts={
                "dense": Integer(value=linear_parameters(self._pixels, self.outputs), unit="parameters"),
                "convolution": Integer(value=self._shared(), unit="parameters"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, h, n, k, flat = self.in_channels, self.size, self.outputs, self.kernel, self._pixels

        def dense(
            tag: str, value: int, working: str, message: str, run: Callable[[], Measurement] | None = None
        ) -> Slip:
            return Slip(tag=tag, value={"dense": value}, message=message, working=f"{working} = {value:,}", run=run)

        def reading(features: int, bias: bool = True) -> Callable[[], Measurement]:
            return lambda: measure.count_dense(features, n, bias).named("dense")

        if c > 1:
            yield dense(
                "flatten.channels_forgotten",
                h * h * n + n,
                f"{h}²·{n} + {n}",
                f"Each pixel has {c} numbers: all of them are flattened.",
                reading(h * h),
            )
            yield dense(
                "flatten.channels_and_bias",
                h * h * n + 1,
                f"{h}²·{n} + 1",
                f"You left out that each pixel has {c} numbers and that each output has a bias of its own.",
            )
        yield dense(
            "flatten.channels_only",
            c * n + n,
            f"{c}·{n} + {n}",
            "Flatten keeps every position: C·H² numbers, not C.",
            reading(c),
        )
        yield dense(
            "flatten.one_axis",
            c * h * n + n,
            f"{c}·{h}·{n} + {n}",
            "The image has H rows and H columns: H² pixels, not H.",
            reading(c * h),
        )
        bare = flat * n, self._shared(bias=False)
        yield Slip(
            tag="bias.forgotten",
            value={"dense": bare[0], "convolution": bare[1]},
            message="You left out the biases: one for each output, one for each filter.",
            working=f"{c}·{h}²·{n} = {bare[0]:,}; {k}²·{c}·{n} = {bare[1]:,}",
            run=lambda: self._counted(bias=False),
        )
        for tag, more, message in (
            ("bias.single", (1, 1), "Every output and every filter has a bias of its own, not the layer one for all."),
            (
                "bias.on_input_channels",
                (flat, c),
                "Outputs and filters have biases, not the numbers and channels they read.",
            ),
        ):
            one, other = bare[0] + more[0], bare[1] + more[1]
            yield Slip(
                tag=tag,
                value={"dense": one, "convolution": other},
                message=message,
                working=f"{c}·{h}²·{n} + {more[0]:,} = {one:,}; {k}²·{c}·{n} + {more[1]} = {other:,}",
            )
        flat_filters = k * k * n + n
        yield Slip(
            tag="depth.forgotten",
            value={"convolution": flat_filters},
            message="Every filter spans all input channels: K²·C weights.",
            working=f"{k}²·{n} + {n} = {flat_filters:,}",
            run=lambda: measure.count(arrays_of(self._conv, in_channels=1)).named("convolution"),
        )
        side = k * c * n + n
        yield Slip(
            tag="kernel.side_not_area",
            value={"convolution": side},
            working=f"{k}·{c}·{n} + {n} = {side:,}",
            run=lambda: measure.count(arrays_of(self._conv, kernel_size=(k, 1))).named("convolution"),
        )
        yield Slip(
            tag="weights.at_every_position",
            value={"convolution": self._shared() * h * h},
            message="All positions of a convolution share its weights: their number does not depend on the image.",
            working=f"({k}²·{c} + 1)·{n}·{h}² = {self._shared() * h * h:,}",
        )

    def steps(self) -> Iterator[str]:
        c, h, n, k, flat = self.in_channels, self.size, self.outputs, self.kernel, self._pixels
        yield f"Flattened: {c}·{h}·{h} = {flat:,} numbers"
        yield f"Dense, a weight for each number and output, and a bias for each output: {flat:,}·{n} + {n}"
        yield f"That makes {linear_parameters(flat, n):,}"
        yield f"Convolution, whatever the image's size: {k}·{k}·{c}·{n} + {n} = {self._shared():,}"

    def _counted(self, bias: bool = True) -> Measurement:
        flat = measure.zeros(self.in_channels, self.size, self.size).size
        dense = measure.count_dense(flat, self.outputs, bias)
        shared = measure.count(arrays_of(self._conv, bias=bias))
        return Measurement({"dense": dense.value, "convolution": shared.value}, f"{dense.run}; {shared.run}")

    def measure(self) -> Measurement:
        return self._counted()

    def scene(self) -> Scene:
        shared = measure.count(arrays_of(self._conv)).value
        counts: list[tuple[str, float]] = [(f"{self.kernel}×{self.kernel} convolution, any image", shared)]
        for side in (max(self.size // 2, 1), self.size, 2 * self.size):
            flat = measure.zeros(self.in_channels, side, side).size
            counts.append((f"dense on {side}×{side}", measure.count_dense(flat, self.outputs).value))
        said = ("The same arrays run on every size.", "", "", "Twice the side is four times the weights.")
        arrays = counting("", laid_out((self._conv,)))
        return joined("who pays for a larger image", arrays, barred("", "parameters, counted", counts, said))
