"""What a run showed, and runs until one shows what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value that a run showed, and what was run."""

    value: Any
    run: str

    def named(self, part: str) -> Measurement:
        """Return this as one part of an answer."""
        return Measurement({part: self.value}, self.run)


def error(run: Callable[[], object]) -> Measurement:
    """ERROR: run and return what the op complained of, None if it did not."""
    try:
        run()
    except (TypeError, ValueError) as complaint:
        return Measurement(str(complaint), f"refused: {complaint}")
    return Measurement(None, "ran without complaint")


def search(candidates: Iterable[T], found: Callable[[T], bool]) -> T:
    """SEARCH: return the first candidate with which the op does what was asked; StopIteration if none does."""
    return next(filter(found, candidates))
