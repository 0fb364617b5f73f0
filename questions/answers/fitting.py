"""Whole numbers of which many choices are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from questions.answers.rounding import entries_of
from questions.answers.shape import Shape


@dataclass(frozen=True, kw_only=True)
class Fitting(Shape):
    """Whole numbers by name of which many are right: those with which the op does what was asked.

    `value` is one right choice.
    """

    bounds: tuple[range, ...]
    """What each may be; the ask says so."""
    explain: Callable[[tuple[int, ...]], Any]
    """Runs the op on such numbers: None if they are right, else what they lead to, under the tag of a mistake if any.
    """
    joint: str = ", "

    def accepts(self, value: object) -> bool:
        """Tell whether a run with these numbers does what was asked."""
        entries = entries_of(value)
        if entries is None or len(entries) != self.length:
            return False
        if not all(entry in bound for entry, bound in zip(entries, self.bounds, strict=True)):
            return False
        return self.explain(tuple(map(int, entries))) is None

    def show(self, value: Any) -> str:
        """Write a value for people: `K=7, S=2, P=3`."""
        return ", ".join(f"{name}={entry}" for name, entry in zip(self.axes, value, strict=True)) if value else "none"

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        return f"{super().form}, in this order or as {' '.join(f'{name}=…' for name in self.axes)}"
