"""Who is connected with whom: a matrix whose rows are outputs and whose columns are inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from questions.scenes import Frame, Grid, Ink, Links, Place, Scene
from questions.scenes.numbers import figure, grid
from solvers import measure

if TYPE_CHECKING:
    from solvers.measure import Array

MOST_NAMED = 16
"""Columns that a caption lists."""


def matrix(
    title: str,
    array: Array,
    label: str = "matrix",
    row: str = "output",
    column: str = "input",
    closing: str = "",
    written: bool = True,
) -> Scene:
    """Fill a matrix (outputs, inputs) of a run row by row; its entries that are not 0 are the connections."""
    rows, columns = array.shape

    def frame(number: int) -> Frame:
        if number == rows:
            return Frame((_grid(rows, {}),), _totals(array, closing))
        touched = {(number, at): Ink.TAP for at in _columns(array, number)}
        return Frame((_grid(number + 1, touched),), _said(number))

    def linked(place: Place) -> Frame:
        inks = {(place.row, at): Ink.LINKED for at in _columns(array, place.row)}
        inks |= {(at, place.column): Ink.LINKED for at in _columns(array.T, place.column)}
        value = figure(array[place.row, place.column])
        said = f"{row} {place.row}, {column} {place.column}: {value}. {_said(place.row)}"
        return Frame((_grid(rows, inks | {(place.row, place.column): Ink.CURSOR}),), said)

    def _grid(done: int, inks: dict[tuple[int, int], Ink]) -> Grid:
        return grid(
            label,
            measure.first(array, done * columns),
            inks,
            note=f"{rows} {row}s × {columns} {column}s",
            like=array,
            written=written,
        )

    def _said(number: int) -> str:
        reads = _columns(array, number)
        names = ", ".join(map(str, reads[:MOST_NAMED])) + (", …" if len(reads) > MOST_NAMED else "")
        return f"{row} {number} reads {len(reads)} of {columns} {column}s: {names}"

    return Scene(title, rows + 1, frame, Links({label: (rows, columns)}, linked))


def _totals(array: Array, closing: str) -> str:
    nonzero = int((array != 0).sum())
    distinct = len({value for value in array.ravel().tolist() if value})
    values = f"{distinct:,} {'value' if distinct == 1 else 'values'}"
    said = f"{array.size:,} entries, {nonzero:,} not zero, {values} among these."
    return f"{said} {closing}".strip()


def _columns(array: Array, row: int) -> list[int]:
    return [int(at) for at in array[row].nonzero()[0]]
