"""Reverse asks: the outcome is given, settings are wanted, and whatever makes the op do it is right."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers.answers import Fitting
from questions.drawing.stream import Draw
from questions.model.variant import Level, Variant
from questions.parts.real_layers import Pool, real_layers
from questions.q03_output_size import OneLayer, Rectangular
from questions.q05_receptive_field import StrideOne
from questions.q10_transposed import OutputSize
from questions.scenes import Scene
from questions.slips.slip import Slip
from solvers.layers import Window
from solvers.measure import Measurement

Numbers = tuple[int, ...]


class Reverse(Variant):
    """An ask turned round; `_forward` is the ask that the learner's numbers make, and its answer what they lead to."""

    wanted: ClassVar[dict[str, range]]
    """What is to be chosen, and between which bounds."""
    rare: ClassVar[tuple[str, ...]] = ()
    """Mistakes that lead to few of the drawn outcomes: named where they do, not counted on."""

    chosen: Annotated[Numbers | None, Field(exclude=True)] = None
    """Numbers of the learner's that are right, to be proved in place of the drawn ones."""

    @abstractmethod
    def _drawn(self) -> Numbers:
        """Return one right choice: that from which the outcome was drawn."""

    @abstractmethod
    def _forward(self, numbers: Numbers) -> Variant:
        """Return the ask that these numbers make."""

    @abstractmethod
    def _leads_to(self, outcome: Any) -> str:
        """Say what numbers lead to."""

    @property
    def _target(self) -> Any:
        return self._forward(self._drawn()).answer().value

    def impossible(self) -> str | None:
        bounded = all(number in bound for number, bound in zip(self._drawn(), self.wanted.values(), strict=True))
        return self._forward(self._drawn()).impossible() if bounded else "the drawn numbers are beyond the bounds"

    def bounds(self) -> str:
        """Say between what the numbers may lie: `K from 1 to 11, S from 1 to 4`."""
        return ", ".join(f"{name} from {bound[0]} to {bound[-1]}" for name, bound in self.wanted.items())

    def answer(self) -> Fitting:
        """Return the learner's choice or the drawn one; others are right that a run confirms."""
        return Fitting(
            value=self.chosen or self._drawn(),
            axes=tuple(self.wanted),
            bounds=tuple(self.wanted.values()),
            explain=self._explain,
        )

    def _explain(self, numbers: Numbers) -> Slip | None:
        """Run the op with these numbers; where they miss, find the usual mistake by which they would be right."""
        forward = self._forward(numbers)
        if why := forward.impossible():
            return Slip(tag="", value=numbers, message=f"No such layer: {why}.")
        outcome = forward.measure().value
        if forward.answer().same(outcome, self._target):
            return None
        slip = self._mistake(forward)
        led = self._leads_to(outcome)
        message = f"{slip.message} {led}" if slip else led
        slip = slip or Slip(tag="", value=numbers)
        return replace(slip, value=numbers, message=message, run=None, trial=forward.measure)

    def _mistake(self, forward: Variant) -> Slip | None:
        """Return the mistake by whose formula these numbers lead where they should, None if there is none."""
        kind = forward.answer()
        return next((slip for slip in forward.slips() if kind.same(slip.value, self._target)), None)

    def slips(self) -> Iterator[Slip]:
        yield from self._slips

    @cached_property
    def _slips(self) -> tuple[Slip, ...]:
        """For each usual mistake the first choice that it takes for right; to try all takes some 20 ms."""
        told, found = set(self.rare), []
        for numbers in product(*self.wanted.values()):
            forward = self._forward(numbers)
            if forward.impossible() or forward.answer().accepts(self._target):
                continue
            slip = self._mistake(forward)
            if slip and slip.tag not in told and (explained := self._explain(numbers)):
                told.add(slip.tag)
                found.append(explained)
        return tuple(found)

    def settled(self, value: Any) -> Variant:
        return self.model_copy(update={"chosen": tuple(map(int, value))})

    @property
    def _proved(self) -> Variant:
        return self._forward(self.chosen or self._drawn())

    def steps(self) -> Iterator[str]:
        yield f"For example {self.answer().shown}:"
        yield from self._proved.steps()

    def measure(self) -> Measurement:
        """Run the op with the chosen numbers; the value is None where the outcome is another."""
        seen, forward = self._proved.measure(), self._proved
        reached = forward.answer().same(seen.value, self._target)
        return Measurement((self.chosen or self._drawn()) if reached else None, seen.run)

    def scene(self) -> Scene:
        return self._proved.scene()


class ForSize(Reverse):
    """R1.1 Kernel, stride and padding for a size."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = OneLayer.formula
    trains: ClassVar[str] = OneLayer.id
    wanted: ClassVar[dict[str, range]] = {"K": range(1, 12), "S": range(1, 5), "P": range(6)}
    pool: ClassVar[Pool | None] = real_layers(
        "size", "kernel", "stride", "padding", where=lambda at: at.stride in (2, 3, 4) and at.kernel < 12
    )

    size: Annotated[int, Field(ge=8, le=512), Draw(28, 32, 56, 64, 112, 128, 224, 227, range(24, 257))]
    kernel: Annotated[int, Field(ge=1, le=11), Draw(2, 3, 3, 4, 5, 7)]
    stride: Annotated[int, Field(ge=1, le=4), Draw(2, 2, 3, 4)]
    padding: Annotated[int, Field(ge=0, le=5), Draw(0, 1, 2, 3)]

    def excluded(self) -> bool:
        return self.padding > self.kernel // 2 or self.stride > self.kernel

    def ask(self) -> str:
        return (
            f"Choose kernel K, stride S and padding P on every side ({self.bounds()}) so that a convolution turns a "
            f"side of {self.size} into {self._target}."
        )

    def _drawn(self) -> Numbers:
        return self.kernel, self.stride, self.padding

    def _forward(self, numbers: Numbers) -> Variant:
        kernel, stride, padding = numbers
        return OneLayer(size=self.size, kernel=kernel, stride=stride, padding=padding)

    def _leads_to(self, outcome: Any) -> str:
        return f"With these {self.size} becomes {outcome}, not {self._target}."


class KeepingSize(Reverse):
    """R1.2 Dilation and padding that keep the size."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "2P = D(K − 1)"
    trains: ClassVar[str] = "3.3"
    wanted: ClassVar[dict[str, range]] = {"D": range(2, 9), "P": range(25)}

    size: Annotated[int, Field(ge=8, le=512), Draw(28, 32, 33, 41, 56, 64, 65, 128)]
    kernel: Annotated[int, Field(ge=2, le=7), Draw(3, 3, 4, 5, 7)]
    dilation: Annotated[int, Field(ge=2, le=8), Draw(range(2, 9))]

    def impossible(self) -> str | None:
        if self.dilation * (self.kernel - 1) % 2:
            return "equal padding on both sides cannot keep the size: D(K − 1) is odd"
        return super().impossible()

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} convolution with stride 1 on {self.size}×{self.size}: choose a dilation D "
            f"and a padding P on every side ({self.bounds()}) that keep the size."
        )

    def _drawn(self) -> Numbers:
        return self.dilation, self.dilation * (self.kernel - 1) // 2

    def _forward(self, numbers: Numbers) -> Variant:
        dilation, padding = numbers
        return Rectangular(
            height=self.size,
            width=self.size,
            kernel_height=self.kernel,
            kernel_width=self.kernel,
            padding_height=padding,
            padding_width=padding,
            dilation_height=dilation,
            dilation_width=dilation,
        )

    def _leads_to(self, outcome: Any) -> str:
        return f"With these {self.size} becomes {outcome[0]}."


class ForField(Reverse):
    """R1.3 Kernel and depth for a receptive field."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "RF = 1 + n(K − 1)"
    trains: ClassVar[str] = StrideOne.id
    few_draws: ClassVar[int | None] = 30
    wanted: ClassVar[dict[str, range]] = {"K": range(2, 12), "n": range(2, 13)}

    kernel: Annotated[int, Field(ge=2, le=11), Draw(range(2, 8))]
    layers: Annotated[int, Field(ge=2, le=12), Draw(range(2, 13))]

    def excluded(self) -> bool:
        return bool(self._target > 41)

    def ask(self) -> str:
        return (
            f"A stack of n convolutions, all K×K with stride 1: choose K and n ({self.bounds()}) so that one output "
            f"sees exactly {self._target}×{self._target} pixels."
        )

    def _drawn(self) -> Numbers:
        return self.kernel, self.layers

    def _forward(self, numbers: Numbers) -> Variant:
        kernel, layers = numbers
        return StrideOne(layers=(Window(kernel_size=kernel),) * layers)

    def _leads_to(self, outcome: Any) -> str:
        return f"With these one output sees {outcome}, not {self._target}."


class ForLargerSize(Reverse):
    """R1.4 A transposed convolution for a size."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "O = (I − 1)S − 2P + K"
    trains: ClassVar[str] = OutputSize.id
    wanted: ClassVar[dict[str, range]] = {"K": range(2, 9), "S": range(1, 5), "P": range(4)}
    rare: ClassVar[tuple[str, ...]] = ("tconv.forward_formula",)
    pool: ClassVar[Pool | None] = Pool(
        ("size", "kernel", "stride", "padding"),
        [
            *((f"PyTorch's DCGAN example, layer {at}", (2**at, 4, 2, 1)) for at in (2, 3, 4, 5)),
            *((f"U-Net up-convolution {at}", (side, 2, 2, 0)) for at, side in enumerate((28, 52, 100), 1)),
            ("FCN-8s, first upsampling", (16, 4, 2, 0)),
        ],
    )

    size: Annotated[int, Field(ge=2, le=128), Draw(4, 7, 8, 14, 16, 28, 32, range(4, 65))]
    kernel: Annotated[int, Field(ge=2, le=8), Draw(2, 3, 4, 4, 5, 8)]
    stride: Annotated[int, Field(ge=1, le=4), Draw(2, 2, 3, 4)]
    padding: Annotated[int, Field(ge=0, le=3), Draw(0, 1, 1, 2)]

    def excluded(self) -> bool:
        return self.kernel < self.stride or self.padding >= self.kernel

    def ask(self) -> str:
        return (
            f"Choose kernel K, stride S and padding P ({self.bounds()}; no output padding, no dilation) so that a "
            f"transposed convolution turns a side of {self.size} into {self._target}."
        )

    def _drawn(self) -> Numbers:
        return self.kernel, self.stride, self.padding

    def _forward(self, numbers: Numbers) -> Variant:
        kernel, stride, padding = numbers
        return OutputSize(size=self.size, kernel=kernel, stride=stride, padding=padding)

    def _leads_to(self, outcome: Any) -> str:
        return f"With these {self.size} becomes {outcome}, not {self._target}."


REVERSE: tuple[type[Reverse], ...] = (ForSize, KeepingSize, ForField, ForLargerSize)
"""All kinds."""
