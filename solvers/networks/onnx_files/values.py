"""What flows along the edges of an ONNX graph: maps, learned arrays, and numbers known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

from solvers.layers import Shape
from solvers.networks.forms.flow import Flow

Numbers: TypeAlias = "int | float | list[Any]"
MOST_NUMBERS = 1024
"""Numbers of a constant that are looked at."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a layer, or an input of the network, gives."""

    layer: str
    """Its name."""
    flow: Flow
    is_folded: bool = False
    """Whether samples of the batch have been mixed with other dimensions, so that nothing more is followed."""
    is_guessed: bool = False
    """Whether its shape is a guess, that of what an unknown operator was given."""


@dataclass(frozen=True, slots=True)
class Learned:
    """An array that is stored in the file, or left out of it."""

    name: str
    shape: Shape | None
    numbers: Numbers | None = None
    """Its numbers where they are few: factors of a resizing are stored as weights are."""


@dataclass(frozen=True, slots=True)
class Known:
    """Numbers that no input changes."""

    numbers: Numbers | None
    """None where they are not worked out here."""
    shape: Shape | None = None
    learned: tuple[Learned, ...] = ()
    """The learned arrays from which they are worked out."""


@dataclass(frozen=True, slots=True)
class Several:
    """Parts of a map in a sequence."""

    parts: tuple[Mapped | Known, ...]


Value: TypeAlias = Mapped | Learned | Known | Several


def whole_numbers(value: Value | None) -> list[int] | None:
    """Return what is known as a list of whole numbers, None if it is not."""
    if not isinstance(value, Known) or value.numbers is None:
        return None
    numbers = value.numbers if isinstance(value.numbers, list) else [value.numbers]
    if len(numbers) > MOST_NUMBERS or not all(isinstance(each, int) for each in numbers):
        return None
    return [int(each) for each in numbers]


def fold(op: str, given: Sequence[Value | None], attributes: dict[str, Any]) -> Known:
    """Work a node out whose inputs are all known, of the kind that exporters compute shapes with."""
    known = [each.numbers if isinstance(each, Known) else None for each in given]
    worked = _FOLDS.get(op)
    if worked is None or not known or any(each is None for each in known):
        return Known(None)
    try:
        found = worked(known, attributes)
    except (ValueError, TypeError, IndexError, ZeroDivisionError, OverflowError, KeyError):
        return Known(None)
    too_many = isinstance(found, list) and len(found) > MOST_NUMBERS
    return Known(None if too_many else found)


def reshaped(op: str, shape: Shape | None, numbers: list[int] | None, order: list[int] | None) -> Shape | None:
    """Return the shape of a learned array that is turned or reshaped before it is used, None if it is not known."""
    if shape is None or (numbers is None and op in {"Reshape", "Unsqueeze"}):
        return None
    if op == "Transpose":
        turned = order or list(range(len(shape)))[::-1]
        return tuple(shape[at] for at in turned) if sorted(turned) == list(range(len(shape))) else None
    if op == "Reshape" and numbers and min(numbers) > 0 and prod(numbers) == prod(shape):
        return tuple(numbers)
    if op == "Unsqueeze" and numbers is not None:
        sides = list(shape)
        for at in sorted(number % (len(shape) + len(numbers)) for number in numbers):
            sides.insert(at, 1)
        return tuple(sides)
    return None


def _each(work: Callable[[Any, Any], Any]) -> Callable[[list[Any], dict[str, Any]], Numbers]:
    def worked(given: list[Any], _: dict[str, Any]) -> Numbers:
        one, other = given
        if not isinstance(one, list) and not isinstance(other, list):
            return work(one, other)  # type: ignore[no-any-return]
        length = max(len(each) for each in given if isinstance(each, list))
        wide = [each if isinstance(each, list) else [each] * length for each in given]
        wide = [each * length if len(each) == 1 else each for each in wide]
        return [work(a, b) for a, b in zip(*wide, strict=True)]

    return worked


def _flat(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def _gather(given: list[Any], attributes: dict[str, Any]) -> Numbers:
    numbers, at = _flat(given[0]), given[1]
    if attributes.get("axis", 0):
        raise ValueError
    return [numbers[each] for each in at] if isinstance(at, list) else numbers[at]


def _slice(given: list[Any], _: dict[str, Any]) -> Numbers:
    numbers, starts, ends = given[0], _flat(given[1])[0], _flat(given[2])[0]
    step = _flat(given[4])[0] if len(given) > 4 else 1
    return _flat(numbers)[slice(starts, ends, step)]


def _divided(one: Any, other: Any) -> Any:
    return one // other if isinstance(one, int) and isinstance(other, int) else one / other


def _as_is(given: list[Any], _: dict[str, Any]) -> Numbers:
    return given[0]  # type: ignore[no-any-return]


_FOLDS: dict[str, Callable[[list[Any], dict[str, Any]], Numbers]] = {
    "Identity": _as_is,
    "Cast": lambda given, attributes: _cast(given[0], attributes.get("to")),
    "CastLike": _as_is,
    "Reshape": lambda given, _: _flat(given[0]) if given[1] else _flat(given[0])[0],
    "Range": lambda given, _: list(range(*given))[: MOST_NUMBERS + 1],
    "Unsqueeze": lambda given, _: _flat(given[0]),
    "Squeeze": lambda given, _: given[0][0] if isinstance(given[0], list) and len(given[0]) == 1 else given[0],
    "Concat": lambda given, _: [number for each in given for number in _flat(each)],
    "Gather": _gather,
    "Slice": _slice,
    "Add": _each(lambda one, other: one + other),
    "Sub": _each(lambda one, other: one - other),
    "Mul": _each(lambda one, other: one * other),
    "Div": _each(_divided),
    "Floor": lambda given, _: [int(each // 1) for each in _flat(given[0])],
    "ConstantOfShape": lambda given, attributes: [attributes.get("value", 0)] * min(prod(_flat(given[0])), 2048),
}
_WHOLE = {2, 3, 4, 5, 6, 7, 12, 13}
"""Types of whole numbers in onnx.proto."""


def _cast(given: Any, to: Any) -> Any:
    if to not in _WHOLE:
        return given
    return [int(each) for each in given] if isinstance(given, list) else int(given)
