"""The kinds of answer: which values are the same, how they are rounded, and how they are written."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from numbers import Rational, Real
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from questions.slips.slip import Slip

Scalar = int | float | Fraction
Value = Scalar | str | tuple[Any, ...] | Mapping[str, Any] | None
"""What is read: a number, entries, rows, an option, parts by name, or None for the word `none`."""

MINUS = str.maketrans("-", "−")


def fraction(value: object) -> Fraction | None:
    """Return a number exactly, a float as the decimal it prints as, and None for anything else."""
    if type(value) is int:  # isinstance asks an abstract class, which takes ten times as long
        return Fraction(value)
    if type(value) is Fraction:
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Rational):
        return Fraction(value)
    if isinstance(value, Real) and math.isfinite(value):
        return Fraction(str(float(value)))
    return None


def half_up(value: Fraction, places: int) -> Fraction:
    """Round to so many decimals; a half goes away from zero."""
    digits = _digits(value, places)
    return Fraction(-digits if value.numerator < 0 else digits, 10 ** max(places, 0))


def _digits(value: Fraction, places: int) -> int:
    """Return the digits of the size of a value, rounded half up to so many decimals, without the point."""
    up: int = 10 ** max(places, 0)
    down: int = 10 ** max(-places, 0)
    unit = value.denominator * down
    return (2 * abs(value.numerator) * up + unit) // (2 * unit) * down


def places_for(value: Fraction, figures: int) -> int:
    """Return how many decimals leave so many significant figures of a value."""
    if not value:
        return 0
    size = abs(value.numerator)
    above = len(str(size)) - len(str(value.denominator))
    reached = size * 10 ** max(-above, 0) >= value.denominator * 10 ** max(above, 0)
    return figures - 1 - (above if reached else above - 1)


def to_figures(value: Fraction, figures: int) -> Fraction:
    """Round half up to so many significant figures."""
    return half_up(value, places_for(value, figures))


def decimal(value: Fraction, places: int) -> str:
    """Write a value, rounded half up, with so many decimals: `0.119`."""
    digits = _digits(value, places)
    text = str(digits).zfill(max(places, 0) + 1)
    if places > 0:
        text = f"{text[:-places]}.{text[-places:]}"
    return f"-{text}" if value < 0 and digits else text


def exactly(value: Fraction) -> str:
    """Write a value without loss: as a decimal where that ends, otherwise as `p/q`."""
    if value.denominator == 1:
        return str(value.numerator)
    twos = (value.denominator & -value.denominator).bit_length() - 1
    fives, rest = 0, value.denominator >> twos
    while rest % 5 == 0:
        fives, rest = fives + 1, rest // 5
    return decimal(value, max(twos, fives)) if rest == 1 else str(value)


def grouped(text: str) -> str:
    """Set a number for people: `73,856`, `−0.5`."""
    whole, point, tail = text.partition(".")
    if whole.lstrip("-").isdigit():
        sign = "-" if whole.startswith("-") else ""
        text = f"{sign}{int(whole.lstrip('-')):,}{point}{tail}"
    return text.translate(MINUS)


def as_data(value: Any) -> Any:
    """Turn tuples, mappings and fractions into what JSON has."""
    if value is None or isinstance(value, int | float | str):
        return value
    if isinstance(value, tuple | list):
        return [as_data(part) for part in value]
    if isinstance(value, Mapping):
        return {name: as_data(part) for name, part in value.items()}
    return float(value)


def count(number: int, noun: str) -> str:
    """Say how many: `one decimal`, `3 decimals`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class _Single(ABC):
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


def _exact(value: object) -> Fraction:
    number = fraction(value)
    if number is None:
        raise ValueError(f"an answer is a finite number, not {value!r}")
    return number


@dataclass(frozen=True, kw_only=True)
class Integer(_Single):
    """A whole number, right only when exact."""

    value: int | None
    optional: bool = False
    """Whether the word `none` is an answer; its value is None."""
    units: tuple[str, ...] = ()
    """Nouns that may follow the number, beside the usual ones."""

    def __post_init__(self) -> None:
        if self.value is None and not self.optional:
            raise ValueError("only an optional Integer may have the value None")

    def accepts(self, value: object) -> bool:
        """Tell whether a value is exactly the right one."""
        if value is None or self.value is None:
            return value is self.value
        return (value if type(value) is int else fraction(value)) == self.value

    def same(self, a: object, b: object) -> bool:
        """Tell whether two values are the same; one that is not whole compares at 3 significant figures."""
        if a is None or b is None:
            return a is b
        if type(a) is type(b) is int:
            return a == b
        first, second = fraction(a), fraction(b)
        if first is None or second is None:
            return False
        if first.denominator == second.denominator == 1:
            return first == second
        return to_figures(first, 3) == to_figures(second, 3)

    def write(self, value: Any) -> str:
        """Write a value as a learner could type it."""
        if type(value) is int:
            return str(value)
        return "none" if value is None else exactly(_exact(value))

    def show(self, value: Any) -> str:
        """Write a value for people: `73,856`, `14.5`, `≈18.7`."""
        text = self.write(value)
        return f"≈{_brief(_exact(value))}" if "/" in text else grouped(text)

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        return "a whole number, or none" if self.optional else "one whole number"

    @property
    def trivial(self) -> bool:
        """Whether the answer is 0 or 1."""
        return self.value in (0, 1)


def _brief(value: Fraction) -> str:
    return grouped(decimal(value, places_for(value, 3)))


@dataclass(frozen=True, kw_only=True)
class Number(_Single):
    """A number asked to a precision; both sides are rounded half up before they are compared."""

    value: Scalar
    significant_figures: int | None = None
    """3, unless `places` or `exact` is given."""
    places: int | None = None
    exact: bool = False
    """Whether nothing is rounded: computations by hand."""
    units: tuple[str, ...] = ()
    """Nouns that may follow the number, beside the usual ones; `M` if the ask is in millions."""

    def __post_init__(self) -> None:
        _exact(self.value)
        given = (self.significant_figures is not None) + (self.places is not None) + self.exact
        if given > 1:
            raise ValueError("give one of significant_figures, places and exact")
        if not given:
            object.__setattr__(self, "significant_figures", 3)

    def _decimals(self, value: Fraction) -> int:
        if self.places is not None:
            return self.places
        return places_for(value, self.significant_figures or 3)

    def _key(self, value: object) -> Fraction | None:
        number = fraction(value)
        if number is None or self.exact:
            return number
        return half_up(number, self._decimals(number))

    def write(self, value: Any) -> str:
        """Write a value as a learner could type it, to the precision asked."""
        number = _exact(value)
        if self.exact:
            return exactly(number)
        rounded = half_up(number, self._decimals(number))
        return decimal(rounded, self._decimals(rounded))

    def show(self, value: Any) -> str:
        """Write a value for people; the digits before the point are never rounded."""
        number = _exact(value)
        whole_kept = not self.exact and self._decimals(number) < 0
        return grouped(decimal(number, 0) if whole_kept else self.write(value))

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        if self.exact:
            return "an exact number: a decimal or a fraction"
        if self.places is not None:
            return count(self.places, "decimal") if self.places else "rounded to a whole number"
        return count(self.significant_figures or 3, "significant figure")

    @property
    def trivial(self) -> bool:
        """Whether the answer is 0 or 1."""
        return self.value in (0, 1)


@dataclass(frozen=True, kw_only=True)
class Percent(_Single):
    """A share in percent, rounded half up."""

    value: Scalar
    places: int = 1
    units: tuple[str, ...] = ()
    """Nouns that may follow the number, beside the usual ones."""

    def __post_init__(self) -> None:
        _exact(self.value)

    def _key(self, value: object) -> Fraction | None:
        number = fraction(value)
        return None if number is None else half_up(number, self.places)

    def write(self, value: Any) -> str:
        """Write a value as a learner could type it; with its sign even `0.5%` is not taken for a fraction."""
        return f"{decimal(_exact(value), self.places)}%"

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        return f"percent, {count(self.places, 'decimal')}" if self.places else "percent, rounded to a whole number"


def _entries(value: object) -> tuple[Fraction | int, ...] | None:
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        return None
    entries = tuple(value)
    if all(type(entry) is int for entry in entries):
        return entries
    exact = tuple(number for entry in entries if (number := fraction(entry)) is not None)
    return exact if len(exact) == len(entries) else None


NUMERALS = ("no", "one", "two", "three", "four", "five", "six")


@dataclass(frozen=True, kw_only=True)
class Shape(_Single):
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
        return "none" if value is None else _entries(value)

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
        return joint.join(exactly(_exact(entry)) for entry in value)

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        size = NUMERALS[self.length] if self.length < len(NUMERALS) else str(self.length)
        noun = "whole number" if self.length == 1 else "whole numbers"
        axes = f": {', '.join(self.axes)}" if self.axes else ""
        return f"{size} {noun}{axes}{'; or none' if self.optional else ''}"


@dataclass(frozen=True, kw_only=True)
class Fitting(Shape):
    """Whole numbers by name of which many are right: those with which the op does what was asked.

    `value` is one right choice.
    """

    bounds: tuple[range, ...]
    """What each may be; the ask says so."""
    explain: Callable[[tuple[int, ...]], Slip | None]
    """Runs the op on such numbers: None if they are right, else what they lead to, under the tag of a mistake if any.
    """
    joint: str = ", "

    def accepts(self, value: object) -> bool:
        """Tell whether a run with these numbers does what was asked."""
        entries = _entries(value)
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


@dataclass(frozen=True, kw_only=True)
class Grid(_Single):
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
        rows = tuple(map(_entries, value))
        return None if None in rows or not rows else rows

    def write(self, value: Any, rows: str = "; ") -> str:
        """Write a value as a learner could type it."""
        return rows.join(", ".join(self._entry(entry) for entry in row) for row in value)

    @staticmethod
    def _entry(value: object) -> str:
        # In parentheses the stroke of a fraction cannot be taken for the end of a row.
        text = exactly(_exact(value))
        return f"({text})" if "/" in text else text

    def show(self, value: Any) -> str:
        """Write a value for people: `1 2 / 3 4`."""
        rows = (" ".join(exactly(_exact(entry)) for entry in row) for row in value)
        return " / ".join(rows).translate(MINUS)

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        return "numbers, separated by commas" if self.one_row else "numbers, rows separated by ;"


@dataclass(frozen=True, kw_only=True)
class Choice(_Single):
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
        return "; ".join(f"{name} {part.show(value[name])}" for name, part in self.parts.items() if name in value)

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
