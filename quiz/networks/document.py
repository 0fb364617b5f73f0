"""What is said of a network beside its table: for programs, and in words under it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

from quiz.networks.lines import Counting, Line

if TYPE_CHECKING:
    from fractions import Fraction

    from solvers.networks.reading import Reading
    from solvers.networks.running import Seen
    from solvers.networks.table import Row

BYTES = 4
"""Of a number in float32."""


def document(reading: Reading, counting: Counting, seen: Sequence[Seen] = ()) -> dict[str, Any]:
    """Return a network as plain data, every layer with what a run has shown of it."""
    network = reading.network
    layers = [
        {"name": row.name, "op": row.layer.op, **_fields(row), "shortest_path": _per_axis(row.shortest)}
        | ({"reads": _names(reading, row)} if row.layer.inputs else {})
        | ({"cost": counting.of(row)} if counting != Counting() else {})
        for row in network.table
    ]
    for layer, row, each in zip(layers, network.table, seen, strict=False):
        layer |= {"measured": _fields(each), "agrees": agrees(row, each)}
    found: dict[str, Any] = {"schema_version": 1, "input": list(network.input)}
    if network.others:
        found["inputs"] = {name: list(shape) for name, shape in network.inputs}
    totals = {"parameters": network.parameters, "macs": network.macs}
    if counting != Counting():
        totals["cost"] = sum(counting.of(row) for row in network.table)
    found |= {"layers": layers, "totals": totals}
    notes = list(_notes(reading))
    return found | ({"notes": notes} if notes else {})


def _names(reading: Reading, row: Row) -> list[str]:
    inputs = [name for name, _ in reading.network.inputs]
    return [reading.network.table[at].name if at >= 0 else inputs[at] for at in row.reads]


def agrees(row: Row, seen: Seen) -> bool:
    """Whether formulas and run give the same numbers."""
    return _numbers(row) == _numbers(seen)


def _numbers(row: Row | Seen) -> tuple[Any, ...]:
    return row.output, row.parameters, row.macs, row.jump, row.receptive_field, row.start


def measured_line(line: Line, row: Row, seen: Seen, counting: Counting) -> Line:
    """Return the line of what a run has shown; operations beside multiply-adds are as in the table."""
    beside = line.cost - (1 + counting.flops) * row.macs
    return replace(
        line,
        kernel="",
        stride="",
        padding="",
        dilation="",
        groups="",
        output=seen.output,
        parameters=seen.parameters,
        cost=(1 + counting.flops) * seen.macs + beside,
        jump=seen.jump,
        field=seen.receptive_field,
        start=seen.start,
    )


def remarks(reading: Reading, counting: Counting, width: int) -> Iterator[str]:
    """Yield what is counted, what outputs take in memory, and what is to be known of the network."""
    from solvers.networks.memory import held

    rows, inputs = reading.network.table, prod(reading.network.input)
    memory = held(rows, inputs)
    said = [
        counting.said,
        f"Outputs in float32: {_size(memory.training)} all together, as training keeps them; "
        f"at most {_size(memory.inference)} at once in inference.",
        *_notes(reading),
    ]
    for each in said:
        yield from textwrap.wrap(each, width)


def _notes(reading: Reading) -> Iterator[str]:
    yield from (f"Note: {note}." for note in reading.notes)
    for name in reading.network.names_twice:
        yield f"Note: several layers are called {name!r}, and each is counted; one used again says weights = {name!r}."
    lost = [row for row in reading.network.table if None in row.sights and row.layer.op != "parameter"]  # sees nothing
    for first in lost[:1]:
        yield (
            f"Note: from {first.name} on, fields marked ? are not followed: paths meet whose outputs are not equally "
            "far apart, or an op is not known."
        )


def _size(numbers: int) -> str:
    size = numbers * BYTES / 2**20
    return f"{size:,.1f} MiB" if size >= 0.1 else f"{numbers * BYTES:,} bytes"


def _fields(row: Row | Seen) -> dict[str, Any]:
    return {
        "output": list(row.output),
        "parameters": row.parameters,
        "macs": row.macs,
        "jump": _per_axis(row.jump),
        "receptive_field": _per_axis(row.receptive_field),
        "start": _per_axis(row.start),
    }


def _per_axis(each: tuple[Any, ...]) -> Any:
    """Return a number where all axes agree, one for each where they differ; null where it is not known."""
    found = [None if value is None else _number(value) for value in each]
    return found[0] if len(set(found)) == 1 else found


def _number(value: int | Fraction) -> int | float:
    return int(value) if value == int(value) else float(value)
