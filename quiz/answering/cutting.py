"""Where a text of several numbers is cut: at semicolons, commas, spaces, strokes, or between the sides of a shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from quiz.answering.spelling import UnclearError, unwrapped

BETWEEN_SIDES = re.compile(r"×|(?<![A-Za-z])[xX](?=\s*[-+0-9.(])|\bby\b|\bto\b|@")
_PLAIN = r"[+-]?(?:[0-9./]+|\([0-9./]+\))"
SPACED = re.compile(rf"{_PLAIN}(?: +{_PLAIN})+")
"""Plain numbers with spaces between, also signs of fractions, which `spelling.py` puts in parentheses."""
AND = re.compile(r",? and ", re.IGNORECASE)
GROUP_OF_THREE = re.compile(r"(?<![0-9,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])")


def outside(text: str, wanted: str, brackets: str = "([{)]}") -> list[int]:
    """Return the places of a sign outside all brackets."""
    opening, closing = brackets[: len(brackets) // 2], brackets[len(brackets) // 2 :]
    depth, places = 0, []
    for place, sign in enumerate(text):
        depth += (sign in opening) - (sign in closing)
        if depth == 0 and sign == wanted:
            places.append(place)
    return places


def cut(text: str, places: Iterable[int]) -> list[str]:
    """Cut out the signs at these places, and the spaces about them."""
    pieces, start = [], 0
    for place in (*places, len(text)):
        pieces.append(text[start:place].strip())
        start = place + 1
    return pieces


def at_semicolons(text: str) -> list[str]:
    """Cut at semicolons outside brackets; one at the end cuts nothing."""
    return cut(text := text.rstrip("; "), outside(text, ";"))


def comma_cuts(text: str) -> list[list[str]]:
    """Return how commas can be meant: each, or only those before a space, ends an entry; one at the end cuts none.

    An `and` is a comma before a space.
    """
    text = AND.sub(", ", text).rstrip(", ")
    every = outside(text, ",")
    spaced = [place for place in every if text[place + 1 : place + 2].isspace()]
    if 0 < len(spaced) < len(every) and any(map(GROUP_OF_THREE.search, cut(text, spaced))):
        return [cut(text, every), cut(text, spaced)]
    return [cut(text, every)]


def entry_cuts(text: str) -> list[list[str]]:
    """Return how a text may be cut into entries, the usual way first."""
    if len(pieces := at_semicolons(text)) > 1:
        return [pieces]
    cuts = comma_cuts(text)
    if len(cuts[0]) > 1:
        return cuts
    if SPACED.fullmatch(text):
        return [text.split()]
    return [[piece.strip() for piece in BETWEEN_SIDES.split(text)]]


def row_entries(row: str) -> list[str]:
    """Cut one row of a grid at its commas, or, where there are none, at the spaces between plain numbers."""
    if len(cuts := comma_cuts(row)) > 1:
        raise UnclearError("Thousands, or two numbers? A grid's numbers take no separators of thousands.")
    return row.split() if len(cuts[0]) == 1 and SPACED.fullmatch(row) else cuts[0]


def rows(text: str, *, one: bool) -> list[str]:
    """Cut a grid into rows: at `;` or between brackets, else, unless one row is wanted, at `/`.

    Where a `/` has spaces about it, those without are fractions.
    """
    text = re.sub(r"\]\s*[,;]?\s*\[", "];[", text)
    while text.startswith("[") and (inner := unwrapped(text)) != text:
        text = inner
    pieces = [piece for piece in (row.strip("[] ") for row in cut(text, outside(text, ";"))) if piece]
    if len(pieces) > 1 or one:
        return pieces
    strokes = outside(text, "/", "()")
    spaced = [place for place in strokes if text[place - 1 : place + 2] == " / "]
    return [row.strip("[] ") for row in cut(text, spaced or strokes)]


def part_cuts(text: str) -> Iterator[list[str]]:
    """Yield how a text without semicolons may be cut into parts."""
    yield from comma_cuts(text)
    yield text.split()
