"""Whole numbers in a stated order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from questions.answers.rounding import entries_of, finite
from questions.answers.single import Single
from questions.answers.writing import MINUS, as_count

NUMERALS = ("no", "one", "two", "three", "four", "five", "six")


@dataclass(frozen=True, kw_only=True)
class Shape(Single):
    """Whole numbers in a stated order, every one exact."""

    value: tuple[int, ...] | None
    axes: tuple[str, ...] = ()
    """What the entries are, in order; without names they are counted."""
    optional: bool = False
    """Whether the word `none` is an answer; its value is None."""
    joint: str = "×"
    """What stands between the entries when shown: `, ` for numbers that are no shape."""
    units: tuple[str, ...] = ()
    """Nouns that may follow an entry, beside the usual ones."""

    def __post_init__(self) -> None:
        if self.value is None and not self.optional:
            raise ValueError("only an optional Shape may have the value None")
        if self.optional and not self.axes:
            raise ValueError("an optional Shape names its axes: how many there are must not depend on the draw")
        if self.value is not None and self.axes and len(self.axes) != len(self.value):
            raise ValueError(f"{len(self.axes)} axes do not name {len(self.value)} entries")

    @property
    def length(self) -> int:
        """How many entries are wanted."""
        return len(self.axes or self.value or ())

    def _key(self, value: object) -> object:
        return "none" if value is None else entries_of(value)

    def write(self, value: Any) -> str:
        """Write a value as a learner could type it."""
        return self._joined(value, "x" if self.joint == "×" else ", ")

    def show(self, value: Any) -> str:
        """Write a value for people: `40×40×32`."""
        return self._joined(value, self.joint).translate(MINUS)

    def _joined(self, value: Any, joint: str) -> str:
        if value is None:
            return "none"
        # 0x3 would be a number in base 16, and −1×3 a product.
        joint = joint if all(entry > 0 for entry in value) else ", "
        return joint.join(as_count(finite(entry)) for entry in value)

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        size = NUMERALS[self.length] if self.length < len(NUMERALS) else str(self.length)
        noun = "whole number" if self.length == 1 else "whole numbers"
        axes = f": {', '.join(self.axes)}" if self.axes else ""
        return f"{size} {noun}{axes}{'; or none' if self.optional else ''}"
