"""What is said of a network: its table in columns that fit, one layer in full, what one output sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from questions.notation.counts import count
from quiz.files.printable import columns, fitted
from quiz.networks.lines import per_axis, times
from quiz.words.marks import Mark, progress_bar

if TYPE_CHECKING:
    from quiz.networks.lines import Line
    from quiz.networks.modules import Entry
    from solvers.networks.table import Row

CELLS = 6
"""Of a bar beside a number."""
WIDE = 110
"""Columns from which bars are twice as long."""
BAR = "bar of "
"""Before the title of a number that is drawn, which needs no head of its own."""
LEAST_NAME = 10
"""Columns of a name below which other columns are left out."""
EXACT = 60
"""Columns from which numbers are written in full."""
SPARED = (f"{BAR}parameters", "window", f"{BAR}MACs", "parameters", "output", "field", "MACs", "op")
"""Columns that are left out where there is no room, the first first."""
THOUSANDS = ("", "k", "M", "G", "T", "P")


def network_line(name: str, shapes: Iterable[Sequence[int]], parameters: int, macs: int) -> str:
    """Say which network it is, what it takes and what it costs."""
    takes = " and ".join(map(times, shapes))
    return f"{name}, {takes} · {count(parameters, 'parameter', ',')} · {count(macs, 'MAC', ',')}"


class Columns(NamedTuple):
    """The table as lines: its head, and a line an entry."""

    head: str
    lines: list[str]


def table_columns(entries: Sequence[Entry], width: int, ran: Mapping[int, bool]) -> Columns:
    """Lay the entries out for a width: what is least missed goes first; `ran` tells of rows whether the run agrees."""
    cells = {
        title: ["" if title.startswith(BAR) else title, *column]
        for title, column in _cells(entries, width, ran).items()
    }
    wide = {title: max(map(len, column)) for title, column in cells.items()}
    for title in [title for title in SPARED if title in cells]:
        if width - sum(wide.values()) - 2 * len(wide) >= LEAST_NAME:
            break
        del cells[title], wide[title]
    room = max(width - sum(wide.values()) - 2 * len(wide), 1)
    names = ["layer", *map(_named, entries)]
    room = min(room, max(map(columns, names)))
    rows = [
        "  ".join([fitted(name, room), *(cells[title][at].rjust(wide[title]) for title in cells)])
        for at, name in enumerate(names)
    ]
    return Columns(rows[0], rows[1:])


def _cells(entries: Sequence[Entry], width: int, ran: Mapping[int, bool]) -> dict[str, list[str]]:
    """Return by title the cells of every entry."""
    written, cells = _full if width >= EXACT else short, 2 * CELLS if width >= WIDE else CELLS
    lines = [entry.line for entry in entries]
    parameters, macs = [line.parameters for line in lines], [line.cost for line in lines]
    return {
        "window": [line.window for line in lines],
        "output": [times(line.output) for line in lines],
        "parameters": list(map(written, parameters)),
        f"{BAR}parameters": _bars(parameters, cells),
        "MACs": list(map(written, macs)),
        f"{BAR}MACs": _bars(macs, cells),
        "field": [per_axis(line.field) for line in lines],
        **({"op": [_proved(entry, ran) for entry in entries]} if ran else {}),
    }


def _proved(entry: Entry, ran: Mapping[int, bool]) -> str:
    """Mark an entry whose layers all have run."""
    found = [ran[at] for at in entry.rows if at in ran]
    if False in found:
        return Mark.MISSED.value
    return Mark.RIGHT.value if len(found) == len(entry.rows) else ""


def _named(entry: Entry) -> str:
    mark = ("▾ " if entry.is_open else "▸ ") if entry.is_module else ""
    return f"{'  ' * entry.level}{mark}{entry.label}"


def _bars(numbers: Sequence[int], cells: int) -> list[str]:
    """Draw each number beside the largest of all; nothing for nothing."""
    most = max(numbers, default=0)
    return [progress_bar(number / most, cells) if number else "" for number in numbers]


def _full(number: int) -> str:
    return f"{number:,}"


def short(number: int) -> str:
    """Write a number in three digits and a letter: `4.09G`."""
    value, power = float(number), 0
    while value >= 999.5 and power < len(THOUSANDS) - 1:
        value, power = value / 1000, power + 1
    return f"{value:.3g}{THOUSANDS[power]}" if power else str(number)


def _signed(number: object) -> str:
    return str(number).replace("-", "−")


def detail_lines(entry: Entry, inputs: Sequence[Sequence[int]], parameters: int, macs: int) -> list[str]:
    """Say everything about a layer or a module; costs also as shares of the whole."""
    line = entry.line
    reads = " and ".join(map(times, inputs))
    return [
        f"{_settings(line)}: {reads} → {times(line.output)}" if reads else f"{_settings(line)} → {times(line.output)}",
        f"{count(line.parameters, 'parameter', ',')}{_share(line.parameters, parameters)} · "
        f"{line.cost:,} MACs{_share(line.cost, macs)}",
        f"sees {per_axis(line.field)} of the input, neighbours {per_axis(line.jump)} apart, the first from "
        f"{_signed(per_axis(line.start))}",
    ]


def _settings(line: Line) -> str:
    named = {"kernel": line.kernel, "stride": line.stride, "padding": line.padding}
    told = [f"{name} {value}" for name, value in named.items() if value]
    rarer = {"dilation": line.dilation, "groups": line.groups}
    told += [f"{name} {value}" for name, value in rarer.items() if value not in {"", "1"}]
    return ", ".join([line.op, *told])


def _share(part: int, whole: int) -> str:
    return f" ({part / whole:.1%})" if part and whole else ""


def cell_line(row: Row, cell: Sequence[int], image: Sequence[int]) -> str:
    """Say what one output sees, axis by axis, and how much of that is padding; `image` are the input's sides."""
    told = []
    for axis, (at, side) in enumerate(zip(cell, image, strict=False)):
        jump, field, start = row.jump[axis], row.receptive_field[axis], row.start[axis]
        if jump is None or field is None or start is None:
            told.append("nobody follows")
            continue
        first = int(start + at * jump)
        last = first + field - 1
        outside = max(-first, 0) + max(last - side + 1, 0)
        told.append(f"{_signed(first)} to {last}" + (f" ({min(outside, field)} outside)" if outside else ""))
    names = ("rows", "columns") if len(told) == 2 else ("samples", "", "")
    axes = ", ".join(f"{name} {each}".strip() for name, each in zip(names, told, strict=False))
    return f"output {', '.join(map(str, cell))} sees {axes}"
