"""Where the marks of a frame stand on a grid of characters; every renderer for a terminal reads this."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from questions.scenes import Frame, Ink, Picture, Row

GLYPHS = {
    Ink.NONE: " ",
    Ink.CELL: "·",
    Ink.PADDING: "░",
    Ink.TAP: "█",
    Ink.HOLE: "▒",
    Ink.TICK: "^",
    Ink.UNREAD: "×",
    Ink.AHEAD: "·",
    Ink.DONE: "■",
    Ink.WEIGHT: "█",
    Ink.COUNTED: "■",
    Ink.SEEN: "█",
}
"""One single-width mark an ink, readable without colour."""

Run = tuple[str, Ink | None]
"""Characters of one ink; None is writing."""
Line = list[Run]

STRENGTH = (
    Ink.NONE,
    Ink.CELL,
    Ink.AHEAD,
    Ink.PADDING,
    Ink.UNREAD,
    Ink.HOLE,
    Ink.TICK,
    Ink.DONE,
    Ink.WEIGHT,
    Ink.COUNTED,
    Ink.SEEN,
    Ink.TAP,
)
"""Which ink a mark takes that stands for several columns: the last of these."""


def lay_out(frame: Frame, width: int, height: int) -> list[Line]:
    """Return at most `height` lines of `width` columns; what does not fit is named, not dropped in silence."""
    width = max(width, 8)
    stacked = [line for picture in frame.pictures for line in _stacked(picture, width)]
    if len(stacked) <= height:
        return stacked
    beside = _beside(frame.pictures, width)
    if len(beside) <= height:
        return beside
    hidden = len(beside) - height + 1
    above: Line = [(f"… {hidden} rows above", None)]
    return [above, *beside[hidden:]][:height]


def legend(frame: Frame) -> str:
    """Name the marks of a frame: `█ read by the window · ░ padding`."""
    inks = {ink for picture in frame.pictures for row in picture.rows for ink in row} - {Ink.NONE, Ink.AHEAD}
    return "  ".join(f"{GLYPHS[ink]} {ink.value}" for ink in Ink if ink in inks)


def _stacked(picture: Picture, width: int) -> Iterable[Line]:
    rows, scale = _fitted(picture, width)
    note = f"{picture.note}{scale}"
    yield [(f"{picture.label}  {note}"[:width], None)]
    yield from map(_line, rows)


def _beside(pictures: Sequence[Picture], width: int) -> list[Line]:
    """Put label and note on the line of the marks."""
    gutter = min(max(len(picture.label) for picture in pictures), width // 3)
    margin = min(max(len(picture.note) for picture in pictures), width // 4)
    lines: list[Line] = []
    for picture in pictures:
        rows, scale = _fitted(picture, width - gutter - margin - 2)
        for number, row in enumerate(rows):
            label, note = (picture.label, picture.note + scale) if number == 0 else ("", "")
            lines.append([(f"{label[:gutter]:<{gutter}} ", None), *_line(row), (f" {note}"[: margin + 1], None)])
    return lines


def _fitted(picture: Picture, width: int) -> tuple[list[Row], str]:
    """Return the rows in at most `width` marks: shrunk, or the part around the focus with its edges marked."""
    columns = max(map(len, picture.rows), default=0)
    if columns <= width:
        return list(picture.rows), ""
    if picture.shrinks:
        step = -(-columns // width)
        return [_shrunk(row, step) for row in picture.rows], f" (a mark is {step})"
    start = min(max(picture.focus - width // 3, 0), columns - width)
    cut = f" ({start + 1}–{start + width} shown)"
    return [row[start : start + width] for row in picture.rows], cut


def _shrunk(row: Row, step: int) -> Row:
    return [max(row[at : at + step], key=STRENGTH.index) for at in range(0, len(row), step)]


def _line(row: Row) -> Line:
    """Join neighbouring marks of one ink."""
    runs: Line = []
    for ink in row:
        if runs and runs[-1][1] is ink:
            runs[-1] = (runs[-1][0] + GLYPHS[ink], ink)
        else:
            runs.append((GLYPHS[ink], ink))
    return runs
