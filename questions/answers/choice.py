"""One of several words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from questions.answers.single import Single


@dataclass(frozen=True, kw_only=True)
class Choice(Single):
    """One of several words."""

    value: str
    options: tuple[str, ...]
    units: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.value not in self.options:
            raise ValueError(f"{self.value!r} is not among the options {self.options}")

    def _key(self, value: object) -> str | None:
        return value.casefold() if isinstance(value, str) else None

    def write(self, value: Any) -> str:
        """Write an option as a learner could type it."""
        return str(value)

    def show(self, value: Any) -> str:
        """Write an option for people."""
        return str(value)

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        *others, last = self.options
        return f"{', '.join(others)} or {last}" if others else last
