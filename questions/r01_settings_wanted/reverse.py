"""Reverse asks: the outcome is given, settings are wanted, and whatever makes the op do it is right."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Fitting
from questions.model import Variant
from questions.scenes import Scene
from questions.slips import Slip
from solvers.measure import Measurement

Numbers = tuple[int, ...]


class Reverse(Variant):
    """An ask turned round; `_forward` is the ask that the learner's numbers make, and its answer what they lead to."""

    wanted: ClassVar[dict[str, range]]
    """What is to be chosen, and between which bounds."""
    rare: ClassVar[tuple[str, ...]] = ()
    """Mistakes that lead to few of the drawn outcomes, or would change what share codes draw: named, not counted on."""

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

    @cached_property
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
