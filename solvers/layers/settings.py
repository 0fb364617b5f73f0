"""What a layer may be given: whole numbers, one for all axes or one for each, and padding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator

LARGEST = 2**31 - 1
"""The largest number that a layer may have."""

Each: TypeAlias = int | tuple[int, ...]
"""One number for all axes, or one for each."""
Side: TypeAlias = int | tuple[int, int] | str
"""Padding of one axis: on each side, before and after, or by one of the names."""
NAMED_PADDING = ("valid", "same", "same_upper", "same_lower", "causal")
MOST_AXES = 3


def whole(value: Any, least: int) -> int:
    """Return an int from `least` to LARGEST; ValueError on anything else, booleans and floats included."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
        most = f" to {LARGEST}" if isinstance(value, int) and value > LARGEST else ""
        raise ValueError(f"expected a whole number from {least}{most}, got {shown(value)}")
    return value


def halves(total: int) -> tuple[int, int]:
    """Part a padding or a crop into what goes before and what goes after, an odd one after."""
    return total // 2, total - total // 2


def shown(value: Any) -> str:
    """Return a value as a message quotes it, cut."""
    text = "a number beyond all bounds" if isinstance(value, int) and abs(value) > 10**20 else repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _each(least: int) -> Callable[[Any], Each]:
    def read(value: Any) -> Each:
        if not isinstance(value, list | tuple | dict):
            return whole(value, least)
        if isinstance(value, dict) or not 1 <= len(value) <= MOST_AXES:
            raise ValueError(f"expected a whole number or one an axis, [rows, columns], got {shown(value)}")
        return tuple(whole(each, least) for each in value)

    return read


def _several(least: int, most: int) -> Callable[[Any], tuple[int, ...]]:
    def read(value: Any) -> tuple[int, ...]:
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= most:
            raise ValueError(f"expected a list of whole numbers, 1 to {most} of them, got {shown(value)}")
        return tuple(whole(each, least) for each in value)

    return read


def _side(value: Any) -> Side:
    if isinstance(value, str) and value in NAMED_PADDING:
        return value
    if isinstance(value, list | tuple) and len(value) == 2:
        return whole(value[0], 0), whole(value[1], 0)
    if isinstance(value, str | list | tuple | dict):
        raise ValueError(
            "expected a number, [rows, columns], [[top, bottom], [left, right]] or one of "
            f"{', '.join(NAMED_PADDING)}, got {shown(value)}"
        )
    return whole(value, 0)


def _padding(value: Any) -> Any:
    several = isinstance(value, list | tuple) and 1 <= len(value) <= MOST_AXES
    return tuple(map(_side, value)) if several else _side(value)


def _printable(name: str) -> str:
    if not name.isprintable():
        raise ValueError(f"expected printable characters, got {shown(name)}")
    return name


Positive = Annotated[int, BeforeValidator(lambda value: whole(value, 1))]
Whole = Annotated[int, BeforeValidator(lambda value: whole(value, -LARGEST))]
PositiveEach = Annotated[Each, BeforeValidator(_each(1))]
NaturalEach = Annotated[Each, BeforeValidator(_each(0))]
Dims = Annotated[tuple[int, ...], BeforeValidator(_several(-8, 8))]
"""Dimensions by PyTorch's numbers: 0 is the batch, 1 the channels; negative ones count from the end."""
Sizes = Annotated[tuple[int, ...], BeforeValidator(_several(-1, 8))]
"""A shape without the batch; one −1 stands for what is left."""
Padding = Annotated[Side | tuple[Side, ...], BeforeValidator(_padding)]
Printable = Annotated[str, BeforeValidator(lambda value: _printable(value) if isinstance(value, str) else value)]
