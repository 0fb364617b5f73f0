"""An ask cut into what is given, its grids, and the sentence that asks."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from keyword import iskeyword

from questions.answers import Choice, Parts
from questions.c01_two_layers.part import Part
from questions.model import Variant

GRID_ROW = re.compile(r"\s{2,}[−0-9].*")
SENTENCES = re.compile(r"(?<=[.?!:])\s+(?=[A-Z])")
LONGEST_NAME = 16
"""Letters of a line that is a grid's name and no sentence."""
APART = 2
"""Columns between those of a table."""
GAP = 3
"""Columns between grids side by side."""


@dataclass(frozen=True, slots=True)
class NamedGrid:
    """Rows of numbers, aligned."""

    name: str
    rows: tuple[str, ...]

    @property
    def width(self) -> int:
        """Columns that it takes."""
        return max(map(len, (self.name, *self.rows)))


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands on an ask's panel."""

    givens: str
    grids: tuple[NamedGrid, ...]
    asks: str
    table: tuple[tuple[str, str, str, str], ...] = ()
    """What is given as rows of a table: name, what it is, and what is known of it by now."""


def asked(variant: Variant) -> Asked:
    """Cut an ask; a form told in brackets at its end is told with the answer anyway."""
    if isinstance(variant, Part):
        return Asked(variant.network, (), variant.asks, tuple(variant.table()))
    text, grids = _without_grids(variant.ask().split("\n"), variant.grid_names)
    answer = variant.answer()
    if isinstance(answer, Parts):
        text = re.sub(r"\s*\([^()]*;[^()]*\)$", "", text)
    elif isinstance(answer, Choice):
        text = text.removesuffix(f" ({answer.form})")
    lines = text.split("\n")
    sentences = SENTENCES.split(lines[-1])
    at = next((place for place, sentence in enumerate(sentences) if "?" in sentence), len(sentences) - 1)
    givens = "\n".join([*lines[:-1], " ".join(sentences[:at])]).strip()
    return Asked(givens, tuple(grids), " ".join(sentences[at:]))


def _without_grids(lines: Sequence[str], names: Sequence[str]) -> tuple[str, list[NamedGrid]]:
    """Take the grids out of a text; what stands in the place of each is its name, where the text has no word for it."""
    grids: list[NamedGrid] = []
    text, at = "", 0
    while at < len(lines):
        rows = []
        while at < len(lines) and GRID_ROW.fullmatch(lines[at]):
            rows.append(lines[at].removesuffix("/").rstrip())
            at += 1
        if rows:
            text, name = _named(text, names[len(grids)] if names else "")
            grids.append(NamedGrid(name, tuple(_flush(rows))))
            continue
        text += _joint(text, lines[at], bool(grids)) + lines[at]
        at += 1
    return text, grids


def _named(text: str, name: str) -> tuple[str, str]:
    """Return a text without a line that is but a name, and the name of the grid after it."""
    before, _, last = text.rpartition("\n")
    if before and len(last) <= LONGEST_NAME and "." not in last:
        return before, last
    usual = text.rpartition(" ")[2]
    return (f"{text} {name}", name) if name and name != usual else (text, name or usual)


def _flush(rows: Sequence[str]) -> Iterator[str]:
    margin = min(len(row) - len(row.lstrip()) for row in rows)
    return (row[margin:] for row in rows)


def _joint(text: str, line: str, after_grid: bool) -> str:
    """Return what stands between a text and its next line: a sentence that a grid was taken from goes on or ends."""
    if not text:
        return ""
    if not after_grid or len(line) <= LONGEST_NAME:
        return "\n"
    if text[-1] in ".:?" or not line[0].isupper():
        return " "
    return ". "


def numpy_code(variant: Variant) -> str:
    """Return an ask's grids as NumPy code, `input = np.array([[1, 2], [3, 4]])`; nothing where there is none."""
    lines = []
    for grid in asked(variant).grids:
        name = re.sub(r"\W", "_", grid.name)
        halves = zip(*(row.split("|") for row in grid.rows), strict=True)  # a stroke stands between two side by side
        for at, rows in enumerate(halves):
            numbers = [f"[{', '.join(row.replace('−', '-').split())}]" for row in rows]
            called = f"{name}_{at + 1}" if "|" in grid.rows[0] else f"{name}_" if iskeyword(name) else name
            lines.append(f"{called} = np.array([{', '.join(numbers)}])")
    return "\n".join(["import numpy as np", *lines] if lines else [])


def table_lines(rows: Sequence[tuple[str, str, str, str]], width: int) -> list[str]:
    """Set a table for a width; where it is too wide, what is known stands under what it is known of."""
    name, what, known, number = (max(map(len, column)) for column in zip(*rows, strict=True))
    if name + what + known + number + 3 * APART <= width:
        cells = ((row[0].ljust(name), row[1].ljust(what), _known(row, known)) for row in rows)
        return [(" " * APART).join(line).rstrip() for line in cells]
    lines: list[str] = []
    for row in rows:
        if row[1]:
            lines += textwrap.wrap(f"{row[0].ljust(name)}  {row[1]}", max(width, 8), subsequent_indent=" " * (name + 2))
        if row[2]:
            lines.append(" " * (name + 2) + _known(row, known))
    return lines


def _known(row: tuple[str, str, str, str], width: int) -> str:
    return f"{row[2].ljust(width)}  {row[3]}"


def asked_lines(variant: Variant, width: int) -> list[str]:
    """Set a whole ask for a width: givens, tables, grids, the sentence that asks."""
    said = asked(variant)
    table = table_lines(said.table, width) if said.table else []
    grids = side_by_side(said.grids, width)
    return [*_filled(said.givens, width), *table, *grids, *_filled(said.asks, width)]


def _filled(text: str, width: int) -> list[str]:
    return [part for line in text.splitlines() for part in textwrap.wrap(line, width, break_on_hyphens=False)]


def side_by_side(grids: Sequence[NamedGrid], width: int) -> list[str]:
    """Write grids under their names, as many beside each other as fit, all lines of a band equally long."""
    bands: list[list[NamedGrid]] = []
    for grid in grids:
        if bands and sum(each.width + GAP for each in bands[-1]) + grid.width <= width:
            bands[-1].append(grid)
        else:
            bands.append([grid])
    lines: list[str] = []
    for number, band in enumerate(bands):
        lines += [""] if number else []
        columns = [[grid.name, *grid.rows] for grid in band]
        for row in range(max(map(len, columns))):
            cells = (column[row] if row < len(column) else "" for column in columns)
            parts = (cell.ljust(grid.width) for cell, grid in zip(cells, band, strict=True))
            lines.append((" " * GAP).join(parts))
    return lines
