"""What every kind of answer but one in parts shares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from questions.answers.rounding import Scalar
from questions.answers.writing import grouped

Value = Scalar | str | tuple[Any, ...] | Mapping[str, Any] | None
"""What is read: a number, entries, rows, an option, parts by name, or None for the word `none`."""


class Single(ABC):
    """What every kind but `Parts` shares: values are the same when their keys are."""

    value: Any
    units: tuple[str, ...]

    def _key(self, value: object) -> object:
        """Return what two values that are the same have in common, None for what is no value."""
        return value

    def same(self, a: object, b: object) -> bool:
        """Tell whether two values are the same under this kind's rule."""
        key = self._key(a)
        return key is not None and key == self._key(b)

    @cached_property
    def _right(self) -> object:
        return self._key(self.value)

    def accepts(self, value: object) -> bool:
        """Tell whether a value is right."""
        key = self._key(value)
        return key is not None and key == self._right

    @abstractmethod
    def write(self, value: Any) -> str:
        """Write a value as a learner could type it."""

    def show(self, value: Any) -> str:
        """Write a value for people."""
        return grouped(self.write(value))

    @property
    def plain(self) -> str:
        """The right answer as a learner could type it."""
        return self.write(self.value)

    @property
    def shown(self) -> str:
        """The right answer for people."""
        return self.show(self.value)

    @property
    def trivial(self) -> bool:
        """Whether a guess of 0 or 1 would be right."""
        return False
