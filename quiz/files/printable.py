"""Text of strangers: file names and imported words may steer a terminal, and take another room than their letters."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"
"""Signs that join letters or hold them apart, as names in Persian and Sinhala need them, and some emoji."""


def printable(text: str) -> str:
    """Return a text with `?` for each letter that is not printed, a line break among them."""
    return "".join(letter if letter.isprintable() or letter in JOINERS else "?" for letter in text)


def is_printable(text: str) -> bool:
    """Tell whether each letter of a text is printed as it is."""
    return printable(text) == text


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: of 山 two, of a mark on a letter none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(sign: str) -> int:
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def left(text: str, width: int) -> str:
    """Return a text filled up to so many columns."""
    return text + " " * (width - columns(text))


def fitted(text: str, width: int) -> str:
    """Return a text filled up to so many columns, or cut to its beginning where it takes more."""
    if columns(text) <= width:
        return left(text, width)
    while text and columns(text) > width - 1:
        text = text[:-1]
    return left(f"{text}…", width)


def end(text: str, width: int) -> str:
    """Return a text cut to its end, where it takes more columns."""
    if columns(text) <= width:
        return text
    while text and columns(text) > width - 1:
        text = text[1:]
    return f"…{text}"
