"""A network's lines as a table in text, Markdown or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from quiz.files.printable import columns as wide
from quiz.files.printable import end, left
from quiz.networks.lines import Counting, Line, per_axis, times

LEAST_NAME = 14
"""Letters that names get before columns are left out."""
SPARED = ("start", "jump", "shortest", "window")
"""Columns that are left out where there is no room, the first first."""


def text_table(
    lines: Sequence[Line], counting: Counting, width: int, seen: Sequence[tuple[Line, bool]] = ()
) -> Iterator[str]:
    """Yield a table no wider than `width`, with what a run has shown under every line; columns without room go."""
    columns = {title: _aligned(title, cells) for title, cells in _columns(lines, counting, seen).items()}
    left_out = []
    for title in SPARED:
        if width - _taken(columns) >= LEAST_NAME:
            break
        if columns.pop(title, None):
            left_out.append(title)
    names = ["layer", *(line.name for line in lines), "total"]
    told = [f"  run: {'agrees' if agrees else 'DISAGREES'}" for _, agrees in seen]
    room = min(max(width - _taken(columns), LEAST_NAME), max(map(wide, [*names, *told])))
    cells = list(zip(*columns.values(), strict=True))
    first = cells[: len(lines) + 1]
    for at, (name, each) in enumerate(zip(names, [*first, cells[-2 if seen else -1]], strict=True)):
        yield " ".join([left(end(name, room), room), *each]).rstrip()
        if seen and 0 < at <= len(lines):
            yield " ".join([f"{told[at - 1]:<{room}}", *cells[len(lines) + at]]).rstrip()
    if seen:
        yield " ".join([f"{'  run':<{room}}", *cells[-1]]).rstrip()
    if left_out:
        yield f"No room for {' and '.join(reversed(left_out))}; a wider terminal or --json shows more."


def _taken(columns: dict[str, list[str]]) -> int:
    return sum(len(cells[0]) + 1 for cells in columns.values())


def _aligned(title: str, cells: Sequence[str]) -> list[str]:
    widest = max(map(len, [title, *cells]))
    return [f"{cell:<{widest}}" if title == "window" else f"{cell:>{widest}}" for cell in (title, *cells)]


def _columns(lines: Sequence[Line], counting: Counting, seen: Sequence[tuple[Line, bool]]) -> dict[str, list[str]]:
    """Return by title a cell a line, then one a run, then the totals of both."""
    runs = [line for line, _ in seen]
    every = [*lines, *runs]
    feet = [lines, runs] if runs else [lines]
    blank = [""] * len(feet)
    cells = {
        "window": [*(line.window for line in every), *blank],
        "output": [*(times(line.output) for line in every), *blank],
        "parameters": [f"{number:,}" for number in [*(line.parameters for line in every), *_sums(feet, "parameters")]],
        counting.title: [f"{number:,}" for number in [*(line.cost for line in every), *_sums(feet, "cost")]],
        "jump": [*(per_axis(line.jump) for line in every), *blank],
        "field": [*(per_axis(line.field) for line in every), *blank],
        "shortest": [*(per_axis(line.shortest) for line in every), *blank],
        "start": [*(per_axis(line.start) for line in every), *blank],
    }
    if not any(cells["window"]):
        del cells["window"]
    if runs or cells["shortest"] == cells["field"]:
        del cells["shortest"]
    return cells


def _sums(feet: Sequence[Sequence[Line]], what: str) -> list[int]:
    return [sum(getattr(line, what) for line in each) for each in feet]


def rows(lines: Sequence[Line], counting: Counting) -> Iterator[list[str]]:
    """Yield the head and the cells of every line for other programs."""
    yield [
        *("layer", "op", "kernel", "stride", "padding", "dilation", "groups", "output", "parameters"),
        *(counting.title, "jump", "receptive field", "shortest path", "start"),
    ]
    for line in lines:
        yield [
            line.name,
            line.op,
            *(line.kernel, line.stride, line.padding, line.dilation, line.groups),
            times(line.output),
            *(str(line.parameters), str(line.cost)),
            *map(per_axis, (line.jump, line.field, line.shortest, line.start)),
        ]


def csv_table(lines: Sequence[Line], counting: Counting) -> str:
    """Return comma-separated values, a cell that a spreadsheet would compute with an apostrophe before it."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    for row in rows(lines, counting):
        table.writerow([f"'{cell}" if cell[:1] in {"=", "@", "\t"} else cell for cell in row])
    return written.getvalue()


def markdown_table(lines: Sequence[Line], counting: Counting) -> Iterator[str]:
    """Yield a table of Markdown, in which names are no markup."""
    head, *body = rows(lines, counting)
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join([' --- '] * 2 + [' ---: '] * (len(head) - 2))}|"
    for row in body:
        yield f"| {' | '.join(map(_escaped, row))} |"


def _escaped(cell: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|~$&" else letter for letter in cell)
