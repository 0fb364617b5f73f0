from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Number, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.signs import equals
from questions.q16_cost.ranges import Channels, Kernel
from questions.scenes import Frame, Scene
from questions.scenes.bars import barred
from questions.scenes.numbers import grid
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, linear_parameters, output_size, same_padding
from solvers.measure import Measurement


def _as_matrices() -> Scene:
    """Show both layers as matrices, on one channel of 5×5."""
    shared = measure.conv_matrix(measure.noise(1, 1, 3, 3), (5, 5), 1)
    full = measure.noise(*shared.shape, seed=1)
    frames = []
    for name, array in (("convolution", shared), ("fully connected", full)):
        nonzero, distinct = (array != 0).sum(), len({value for value in array.ravel().tolist() if value})
        frames.append(
            Frame(
                (grid(f"{name}: outputs × inputs", array, like=full, written=False),),
                f"A {name} layer as a matrix: {array.size} entries, {nonzero} not zero, {distinct} different.",
            )
        )
    return story("one channel of 5×5", frames)


class DenseWork(Variant):
    """16.2 FC with the same shapes."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "fully connected H²·C_in·H²·C_out; convolution K²·C_in·C_out·H²; ratio H²/K²"
    latex: ClassVar[str] = (
        r"\text{fully connected } H^2 C_{in} \cdot H^2 C_{out}; \text{ convolution } K^2 C_{in} C_{out} H^2; "
        r"\text{ ratio } \frac{H^2}{K^2}"
    )

    in_channels: Annotated[int, Channels, Draw(1, 3, 16, 32)]
    out_channels: Annotated[int, Channels, Draw(8, 16, 32, 64)]
    kernel: Annotated[int, Kernel, Draw(3, 5, 7)]
    size: Annotated[int, Field(ge=1, le=64), Draw(8, 14, 16, 28, 32)]

    def impossible(self) -> str | None:
        if same_padding(self.kernel) is None:
            return "an even kernel keeps the size only with unequal padding"
        return None

    def ask(self) -> str:
        c, o, k, h = self.in_channels, self.out_channels, self.kernel, self.size
        return (
            f"{c}×{h}×{h} becomes {o}×{h}×{h} (channels×height×width). How many multiply-adds (MACs) does that take "
            f"fully connected, how many as a {k}×{k} convolution with same padding (taps on padding included), and "
            "how many times as many does the fully connected one take, to 2 decimals? (fully connected; convolution; "
            "ratio)"
        )

    @property
    def _full(self) -> int:
        return linear_parameters(self.size**2 * self.in_channels, self.size**2 * self.out_channels, bias=False)

    @property
    def _weights(self) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=False)

    def answer(self) -> Parts:
        macs = conv_macs(self._weights, self.size**2)
        return Parts(
            parts={
                "fully connected": Integer(value=self._full, unit="MACs"),
                "convolution": Integer(value=macs, unit="MACs"),
                "ratio": Number(value=Fraction(self._full, macs), places=2, unit="times"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, o, k, h = self.in_channels, self.out_channels, self.kernel, self.size
        macs = conv_macs(self._weights, h * h)
        pad = (k // 2, k // 2)

        def shared(tag: str, value: int, working: str, run: Callable[[], Measurement]) -> Slip:
            """Return the mistake in the convolution's MACs, and in the ratio that they give."""
            ratio = Fraction(self._full, value)
            return Slip(
                tag=tag,
                value={"convolution": value, "ratio": ratio},
                working=f"{working} = {value:,}; {self._full:,}/{value:,} {equals(ratio)}",
                run=lambda: self._compared(run()),
            )

        lone = linear_parameters(h * h * c, o, bias=False)
        yield Slip(
            tag="fc.one_output_per_map",
            value={"fully connected": lone, "ratio": Fraction(lone, macs)},
            message="The output has H² positions per map, each with weights of its own.",
            working=f"{h}²·{c}·{o} = {lone:,}; {lone:,}/{macs:,} {equals(Fraction(lone, macs))}",
            run=self._lone,
        )
        yield Slip(
            tag="ratio.side_not_area",
            value={"ratio": Fraction(h, k)},
            message="Areas are compared: H²/K².",
            working=f"{h}/{k} ≈ {h / k:.2f}",
        )
        yield Slip(
            tag="ratio.inverted",
            value={"ratio": Fraction(k * k, h * h)},
            working=f"{k}²/{h}² ≈ {k * k / (h * h):.2g}",
        )
        yield shared(
            "mac.positions_forgotten", self._weights, f"{k}²·{c}·{o}", lambda: measure.ones(c, o, (k, k), (k, k))
        )
        if h >= k:
            bare = output_size(h, k)
            yield shared(
                "pad.ignored",
                conv_macs(self._weights, bare**2),
                f"{k}²·{c}·{o}·{bare}²",
                lambda: measure.ones(c, o, (k, k), (h, h)),
            )
        yield shared(
            "channels.forgotten",
            macs // c,
            f"{k}²·{o}·{h}²",
            lambda: measure.ones(1, o, (k, k), (h, h), 1, (pad, pad)),
        )
        yield shared(
            "kernel.side_not_area",
            macs // k,
            f"{k}·{c}·{o}·{h}²",
            lambda: measure.ones(c, o, (k, 1), (h, h), 1, (pad, (0, 0))),
        )
        yield shared(
            "mac.one_axis",
            macs // h,
            f"{k}²·{c}·{o}·{h}",
            lambda: measure.ones(c, o, (k, k), (k, h), 1, ((0, 0), pad)),
        )
        added = o * h * h
        biased = Fraction(self._full + added, macs + added)
        yield Slip(
            tag="mac.bias_counted",
            value={"fully connected": self._full + added, "convolution": macs + added, "ratio": biased},
            working=f"{self._full:,} + {o}·{h}² = {self._full + added:,}; {macs:,} + {o}·{h}² = {macs + added:,}; "
            f"ratio {equals(biased)}",
        )

    def steps(self) -> Iterator[str]:
        c, o, k, h = self.in_channels, self.out_channels, self.kernel, self.size
        yield f"Fully connected, inputs times outputs: {h}²·{c} · {h}²·{o} = {self._full:,}"
        yield f"Convolution, weights times positions: {k}²·{c}·{o} · {h}² = {conv_macs(self._weights, h * h):,}"
        yield f"Ratio: {h}²/{k}² = {h * h}/{k * k} {equals(Fraction(h * h, k * k))}"

    def measure(self) -> Measurement:
        c, o, k, h = self.in_channels, self.out_channels, self.kernel, self.size
        side = measure.square(h, k, padding=(k // 2, k // 2)).value
        full = measure.ones_dense(measure.zeros(c, h, h).size, measure.zeros(o, side, side).size)
        compared = self._compared(self._shared())
        return Measurement({"fully connected": full.value, **compared.value}, compared.run)

    def _shared(self) -> Measurement:
        k, h = self.kernel, self.size
        return measure.ones(self.in_channels, self.out_channels, (k, k), (h, h), 1, k // 2)

    def _compared(self, shared: Measurement) -> Measurement:
        c, o, h = self.in_channels, self.out_channels, self.size
        full = measure.ones_dense(measure.zeros(c, h, h).size, measure.zeros(o, h, h).size)
        return Measurement(
            {"convolution": shared.value, "ratio": Fraction(full.value, shared.value)},
            f"fully connected, {full.run}; convolution, {shared.run}",
        )

    def _lone(self) -> Measurement:
        lone = measure.ones_dense(measure.zeros(self.in_channels, self.size, self.size).size, self.out_channels)
        ratio = Fraction(lone.value, self._shared().value)
        return Measurement({"fully connected": lone.value, "ratio": ratio}, f"one output a map, {lone.run}")

    def scene(self) -> Scene:
        seen = self.measure().value
        macs = [("convolution", seen["convolution"]), ("fully connected", seen["fully connected"])]
        said = ("", f"{float(seen['ratio']):.2f} times as many.")
        bars = barred("", "multiply-adds of ones, the same shapes", macs, said)
        return joined("two layers between the same shapes", _as_matrices(), bars)
