"""Files from strangers: as text and as JSON, or refused in one line before anything is computed with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from quiz.files.input import read_input, text_of
from quiz.files.printable import printable


class _NotPlainError(ValueError):
    """JSON as Python reads it, but not as others do."""


class SourceError(Exception):
    """A file cannot be used; the message is one line for people."""


def content(name: str, largest: int, kind: str) -> tuple[bytes, str]:
    """Return the bytes of a file, `-` for standard input, and how to call it in a message.

    Raises SourceError.
    """
    shown = "standard input" if name == "-" else quoted(name, 200)
    try:
        data = read_input(name, largest)
    except FileNotFoundError:
        raise SourceError(f"{shown}: there is no such file") from None
    except OSError as error:
        raise SourceError(f"{shown} cannot be read ({error.strerror})") from None
    if len(data) > largest:
        raise SourceError(f"{shown} is longer than {largest:,} bytes, too long for a {kind} file")
    return data, shown


@contextmanager
def looking(name: str) -> Iterator[None]:
    """Turn what the system objects to while one looks what there is into a SourceError."""
    try:
        yield
    except OSError as error:
        raise SourceError(f"{quoted(error.filename or name, 200)} cannot be read ({error.strerror})") from None


def decoded(data: bytes, shown: str) -> str:
    """Return the text of a file; SourceError if it is none."""
    try:
        return text_of(data)
    except UnicodeDecodeError:
        raise SourceError(f"{shown} is not a text file in UTF-8: save it as UTF-8") from None


def parsed(text: str, shown: str, number: Callable[[str], object] | None = None) -> Any:
    """Return what a JSON text holds: no NaN, no name twice; `number` says what to make of its numbers."""
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_int=number, parse_float=number
        )
    except json.JSONDecodeError as error:
        raise SourceError(f"{shown} is not JSON: {error.msg} in line {error.lineno}") from None
    except RecursionError:
        raise SourceError(f"{shown} is nested too deep") from None
    except _NotPlainError as error:
        raise SourceError(f"{shown}: {error}") from None
    except ValueError:  # Python reads no longer ones
        raise SourceError(f"{shown}: a number has more digits than anything needs") from None


def quoted(value: object, most: int = 60) -> str:
    """Return what a stranger wrote, short and in one printable line, for a message."""
    text = "↵".join(str(value).strip().splitlines()).replace("\t", " ")
    text = text if len(text) <= most else f"{text[:most]}…"
    return printable(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _NotPlainError(f"{quoted(name)} stands twice in one object")
        found[name] = value
    return found


def _refuse_constant(name: str) -> Any:
    raise _NotPlainError(f"{name} is not a number of JSON")
