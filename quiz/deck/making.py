"""A variant with numbers of one's own, checked: what is wrong with which is said in a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from questions.model import Variant

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


TOLD = {
    "missing": "{name} is missing",
    "int_parsing": "{name} must be a whole number, not {given!r}",
    "int_from_float": "{name} must be a whole number, not {given!r}",
    "bool_parsing": "{name} must be true or false, not {given!r}",
    "float_parsing": "{name} must be a number, not {given!r}",
    "finite_number": "{name} must be a finite number, not {given}",
    "greater_than": "{name} must be above {gt}, not {given}",
    "less_than": "{name} must be below {lt}, not {given}",
    "greater_than_equal": "{name} must be at least {ge}, not {given}",
    "less_than_equal": "{name} must be at most {le}, not {given}",
    "too_short": "{name} takes at least {min_length} entries, not {actual_length}",
    "too_long": "{name} takes at most {max_length} entries, not {actual_length}",
    "literal_error": "{name} must be {expected}, not {given!r}",
}
"""What is said of a number that does not do, by pydantic's name for the trouble."""


def made(variant: type[Variant], numbers: Mapping[str, Any]) -> Variant:
    """Return the variant with these numbers, given as they are or as they are typed; ValueError if it cannot be."""
    try:
        found = variant.model_validate(numbers)
    except ValidationError as error:
        raise ValueError(f"{'; '.join(map(_told, error.errors()))} ({variant.id} takes {_fields(variant)})") from error
    if reason := found.impossible():
        raise ValueError(reason)
    return found


def numbers_in(words: Iterable[str], variant: type[Variant]) -> dict[str, str]:
    """Return what stands in words such as `size=32`; ValueError if one is none, or none of this variant's."""
    numbers: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise ValueError(f"{word!r} is not NAME=VALUE; {variant.id} takes {_fields(variant)}")
        if name in numbers:
            raise ValueError(f"{name} is given twice")
        if name not in variant.settable():
            raise ValueError(f"{variant.id} has no {name!r}; it takes {_fields(variant)}")
        numbers[name] = value
    return numbers


def _fields(variant: type[Variant]) -> str:
    return ", ".join(variant.settable())


def _told(problem: ErrorDetails) -> str:
    """Say what is wrong with one number."""
    name = ".".join(part for part in problem["loc"] if isinstance(part, str))
    message = TOLD.get(problem["type"])
    if not message:
        return f"{name}: {problem['msg'].removeprefix('Value error, ')}"
    return message.format(name=name, given=problem["input"], **problem.get("ctx", {}))
