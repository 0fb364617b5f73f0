"""Several answers in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questions.answers.choice import Choice
from questions.answers.grid import Grid
from questions.answers.integer import Integer
from questions.answers.number import Number
from questions.answers.percent import Percent
from questions.answers.shape import Shape

Part = Integer | Number | Percent | Shape | Grid | Choice


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Several answers by name, each judged by itself; a value holds what each named part holds."""

    parts: Mapping[str, Part]
    units: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(isinstance(part, Parts) for part in self.parts.values()):
            raise ValueError("a part has no parts of its own")

    @property
    def value(self) -> dict[str, Any]:
        """The right value of every part."""
        return {name: part.value for name, part in self.parts.items()}

    def accepts(self, value: object) -> bool:
        """Tell whether every part that a value names is right."""
        if not isinstance(value, Mapping) or not value or not value.keys() <= self.parts.keys():
            return False
        return all(self.parts[name].accepts(given) for name, given in value.items())

    def same(self, a: object, b: object) -> bool:
        """Tell whether two values name the same parts and hold the same in each."""
        if not isinstance(a, Mapping) or not isinstance(b, Mapping):
            return False
        if not a or a.keys() != b.keys() or not a.keys() <= self.parts.keys():
            return False
        return all(self.parts[name].same(a[name], b[name]) for name in a)

    def write(self, value: Any) -> str:
        """Write a value as a learner could type it; one that lacks parts with the names of the others."""
        texts = {name: self._write(name, value[name]) for name in self.parts if name in value}
        if len(texts) == len(self.parts):
            return "; ".join(texts.values())
        return "; ".join(f"{name}={text}" for name, text in texts.items())

    def _write(self, name: str, value: Any) -> str:
        part = self.parts[name]
        return part.write(value, rows=" / ") if isinstance(part, Grid) else part.write(value)

    def show(self, value: Any) -> str:
        """Write a value for people: `learned 9,600; buffers 4,800`."""
        return "; ".join(f"{name} {self._show(name, value[name])}" for name in self.parts if name in value)

    def _show(self, name: str, value: Any) -> str:
        part = self.parts[name]
        return part.show(value, rows=" / ") if isinstance(part, Grid) else part.show(value)

    @property
    def plain(self) -> str:
        """The right answer as a learner could type it."""
        return self.write(self.value)

    @property
    def shown(self) -> str:
        """The right answer for people."""
        return self.show(self.value)

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        return "; ".join(f"{name}: {part.form}" for name, part in self.parts.items())

    @property
    def trivial(self) -> bool:
        """Whether a guess of 0 or 1 would be right."""
        return False


Answer = Part | Parts
