"""Rows of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from questions.answers.rounding import Scalar, entries_of, finite
from questions.answers.single import Single
from questions.answers.writing import MINUS, exactly


@dataclass(frozen=True, kw_only=True)
class Grid(Single):
    """Rows of numbers, every one exact."""

    value: tuple[tuple[Scalar, ...], ...]
    units: tuple[str, ...] = ()
    """Nouns that may follow an entry, beside the usual ones."""

    def __post_init__(self) -> None:
        if self._key(self.value) is None:
            raise ValueError("a grid is rows of numbers")

    @property
    def one_row(self) -> bool:
        """Whether a single row is wanted."""
        return len(self.value) == 1

    def _key(self, value: object) -> object:
        if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
            return None
        rows = tuple(map(entries_of, value))
        return None if None in rows or not rows else rows

    def write(self, value: Any, rows: str = "; ") -> str:
        """Write a value as a learner could type it."""
        return rows.join(_row(", ".join(map(self._entry, row))) for row in value)

    @staticmethod
    def _entry(value: object) -> str:
        # In parentheses the stroke of a fraction cannot be taken for the end of a row.
        text = exactly(finite(value))
        return f"({text})" if "/" in text else text

    def show(self, value: Any) -> str:
        """Write a value for people: `1 2 / 3 4`."""
        rows = (_row(" ".join(exactly(finite(entry)) for entry in row)) for row in value)
        return " / ".join(rows).translate(MINUS)

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        return "numbers, separated by commas" if self.one_row else "numbers, rows separated by ;"


def _row(text: str) -> str:
    """Write a row; one number of several digits in brackets, since it could be taken for a row of digits."""
    return f"[{text}]" if text.isdigit() and len(text) > 1 else text
