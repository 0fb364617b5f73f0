from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Pool, Stream
from questions.model import Level, Variant
from questions.parts.limits import misfit
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import window_count
from solvers.measure import Measurement


def _real_poolings() -> Pool:
    rows = [
        ("AlexNet pool1", 55, 3, 2, 0, False),
        ("AlexNet pool2", 27, 3, 2, 0, False),
        ("AlexNet pool5", 13, 3, 2, 0, False),
        ("VGG pool1", 224, 2, 2, 0, False),
        ("VGG pool5", 14, 2, 2, 0, False),
        ("ResNet max pool", 112, 3, 2, 1, False),
        ("GoogLeNet pool1", 112, 3, 2, 0, True),
        ("GoogLeNet pool2", 56, 3, 2, 0, True),
        ("GoogLeNet pool3", 28, 3, 2, 0, True),
        ("GoogLeNet pool4", 14, 3, 2, 0, True),
        ("SqueezeNet 1.0 pool1", 109, 3, 2, 0, True),
        ("SqueezeNet 1.0 pool4", 54, 3, 2, 0, True),
        ("Inception v3 pool1", 147, 3, 2, 0, False),
        ("Inception v3 pool2", 71, 3, 2, 0, False),
    ]
    fields = ("size", "kernel", "stride", "padding", "ceil_mode")
    return Pool(fields, [(name, tuple(numbers)) for name, *numbers in rows])


class CeilMode(Variant):
    """6.2 Output size with ceil mode."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "O = r((I + 2P − K)/S) + 1, r floor or ceiling; ceiling drops a window starting at ≥ I + P"
    latex: ClassVar[str] = (
        r"O = r\left( \frac{I + 2P - K}{S} \right) + 1, \quad r \text{ floor or ceiling; ceiling drops a window "
        r"starting at} \ge I + P"
    )
    pool: ClassVar[Pool | None] = _real_poolings()

    size: Annotated[int, Field(ge=1, le=1024), Draw(range(7, 131))]
    kernel: Annotated[int, Field(ge=1, le=16), Draw(2, 3)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(2, 2, 3)]
    padding: Annotated[int, Field(ge=0, le=8), Draw(0, 1, 1)] = 0
    ceil_mode: Annotated[bool, Draw(True, True, False)] = False

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a layer whose windows do not fit: where they do, floor and ceiling agree, as in many real layers."""
        drawn = super().numbers(stream)
        stride = min(drawn["stride"], drawn["kernel"])
        room = drawn["size"] + 2 * drawn["padding"] - drawn["kernel"]
        return {**drawn, "stride": stride, "size": drawn["size"] + (room % stride == 0)}

    @property
    def _room(self) -> int:
        return self.size + 2 * self.padding - self.kernel

    def _outputs(self, ceil_mode: bool | None = None, stride: int | None = None, sides: int | None = None) -> int:
        """Return the windows, some settings changed; `sides` is the padding of both sides together."""
        padding = (self.padding, self.padding) if sides is None else (sides - sides // 2, sides // 2)
        ceiling = self.ceil_mode if ceil_mode is None else ceil_mode
        return window_count(self.size, self.kernel, stride or self.stride, padding, 1, ceiling)

    def _rounded(self, room: int) -> int:
        return -(-room // self.stride) if self.ceil_mode else room // self.stride

    def impossible(self) -> str | None:
        if 2 * self.padding > self.kernel:
            return f"a window of {self.kernel} allows a padding of at most {self.kernel // 2}"
        return misfit(self.size, self.kernel, self.padding)

    def ask(self) -> str:
        where = f"{self.network}: input" if self.network else "Pooling: input"
        return (
            f"{where} {self.size}×{self.size}, window {self.kernel}×{self.kernel}, stride {self.stride}, padding "
            f"{self.padding}, ceil_mode {'on' if self.ceil_mode else 'off'}. What is the side of the output?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._outputs(), unit="pixels")

    def slips(self) -> Iterator[Slip]:
        s, p, room = self.stride, self.padding, self._room
        left, right = "⌈⌉" if self.ceil_mode else "⌊⌋"
        yield Slip(
            tag="round.other",
            value=self._outputs(not self.ceil_mode),
            message=f"That is the size with ceil_mode {'off' if self.ceil_mode else 'on'}.",
            working=f"ceil_mode {'off' if self.ceil_mode else 'on'}: {self._outputs(not self.ceil_mode)}",
            run=lambda: self._run(ceil_mode=not self.ceil_mode),
        )
        if self.ceil_mode:
            value = self._rounded(room) + 1
            yield Slip(
                tag="ceil.last_kept",
                value=value,
                message="The last window would start in the padding after the input: ceil_mode drops it.",
                working=f"⌈{room}/{s}⌉ + 1 = {value}, whose last one starts at {(value - 1) * s} ≥ {self.size} + {p}",
            )
        yield Slip(
            tag="pad.ignored",
            value=self._outputs(sides=0),
            working=f"{left}({self.size} − {self.kernel})/{s}{right} + 1, padding taken as 0",
            run=(lambda: self._run(padding=0)) if self.size >= self.kernel else None,
        )
        alone = window_count(self.size, 1, s, (p, p), 1, self.ceil_mode)
        yield Slip(
            tag="kernel.forgotten",
            value=alone,
            working=f"{left}({self.size} − 1 + 2·{p})/{s}{right} + 1 = {alone}",
        )
        if room % s:
            yield Slip(
                tag="round.not_rounded",
                value=Fraction(room, s) + 1,
                message=f"A layer has whole positions: round {'up, as ceil_mode says' if self.ceil_mode else 'down'}.",
                working=f"{room}/{s} + 1 = {room / s + 1:g}",
            )
        yield Slip(
            tag="size.unchanged",
            value=self.size,
            message="Pooling with a stride above 1 makes the map smaller.",
            working=f"{self.size} in and out",
        )
        yield Slip(
            tag="plus1.missing",
            value=self._rounded(room),
            working=f"{left}{room}/{s}{right} = {self._rounded(room)}",
        )
        yield Slip(
            tag="pool.stride_one",
            value=self._outputs(stride=1),
            message="That is the size at stride 1. Where a pooling layer states no stride, it is the window, not 1.",
            working=f"{room} + 1 = {room + 1}",
            run=lambda: self._run(stride=1),
        )
        yield Slip(
            tag="pool.windows_disjoint",
            value=self._outputs(stride=self.kernel),
            message="The windows start every S samples, not every K: they may overlap.",
            working=f"{left}{room}/{self.kernel}{right} + 1, stride taken as {self.kernel}",
            run=lambda: self._run(stride=self.kernel),
        )
        yield Slip(
            tag="stride.ratio_only",
            value=self.size // s,
            working=f"⌊{self.size}/{s}⌋ = {self.size // s}",
        )

    def steps(self) -> Iterator[str]:
        s, room, outputs = self.stride, self._room, self._outputs()
        left, right = "⌈⌉" if self.ceil_mode else "⌊⌋"
        yield f"Room to move the window: {self.size} + 2·{self.padding} − {self.kernel} = {room}"
        yield f"Steps: {left}{room}/{s}{right} = {self._rounded(room)}"
        yield f"Plus the first position: {self._rounded(room) + 1}"
        if self.ceil_mode:
            start, end = self._rounded(room) * s, self.size + self.padding
            kept = f"≥ {end}: dropped, leaving {outputs}" if start >= end else f"< {end}: it stays"
            yield f"The last window starts at {self._rounded(room)}·{s} = {start} {kept}"

    def _run(self, **changed: Any) -> Measurement:
        settings = {"stride": self.stride, "padding": self.padding, "ceil_mode": self.ceil_mode, **changed}
        output = engine.max_pool2d(measure.zeros(1, 1, self.size, self.size), self.kernel, **settings)
        return Measurement(output.shape[2], f"max_pool2d on zeros (1, 1, {self.size}, {self.size}) gave {output.shape}")

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        outputs, k, s, p = self._run().value, self.kernel, self.stride, self.padding
        beyond = max((outputs - 1) * s + k - (self.size + 2 * p), 0)
        ruler = Ruler("one row", self.size, k, s, (p, p + beyond))
        over = f", {beyond} beyond the padding" if beyond else ""
        return sliding(f"window {k}, stride {s}, padding {p}{over}", [ruler])
