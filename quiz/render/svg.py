"""A frame as a picture of its own: SVG with nothing from outside, the same bytes every time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from questions.scenes import Frame, Ink
from quiz.render.blocks import Halves, Line, Run, Spot, Tinted, Tone, written
from quiz.render.grids import GROUND
from quiz.render.layout import lay_out
from quiz.render.palette import PAPER, Shade

COLUMNS = 96
LINES = 200
"""So many that grids show their numbers."""
WIDE, HIGH, MARGIN = 8, 18, 16
"""Points of a character, and around the picture."""
INKS = {
    Ink.CELL: "#8a8f98",
    Ink.PADDING: "#7aa6d9",
    Ink.TAP: "#c2571a",
    Ink.HOLE: "#e6b08c",
    Ink.TICK: "#7d4fb3",
    Ink.UNREAD: "#b3261e",
    Ink.AHEAD: "#b9bdc4",
    Ink.DONE: "#1d7a52",
    Ink.WEIGHT: "#c2571a",
    Ink.COUNTED: "#1d7a52",
    Ink.SEEN: "#1f4e86",
    Ink.NEXT: "#7aa6d9",
    Ink.EDGE: "#b3261e",
    Ink.STAMP: "#c2571a",
    Ink.POINT: "#c2571a",
    Ink.PLAIN: "#5b616b",
    Ink.CURVE: "#5b616b",
    Ink.KEPT: "#c2571a",
    Ink.ASKED: "#7d4fb3",
    Ink.LINKED: "#c2571a",
    Ink.CURSOR: "#7d4fb3",
}
BLOCKS = {"█": 8, "▉": 7, "▊": 6, "▋": 5, "▌": 4, "▍": 3, "▎": 2, "▏": 1}
"""Eighths of a character that a glyph fills from the left."""

_MARKS = "░×#▐▌"
"""Brackets that are drawn in the colour of what they mean."""
_BARE = GROUND | {Ink.EDGE}
"""Marks of a cell that are enough without a line about it."""


def svg(frame: Frame, title: str) -> str:
    """Return a frame as SVG, its title and caption written in it and readable by a screen reader."""
    caption = [each for part in frame.caption.splitlines() for each in written(part, COLUMNS)]
    return _drawn(frame, title, COLUMNS, [[(title, None)], []], caption)


def bare_svg(frame: Frame, title: str, columns: int) -> str:
    """Return a frame as SVG of at most so many columns; title and caption are only heard, not seen."""
    return _drawn(frame, title, columns, [], [])


def _drawn(frame: Frame, title: str, columns: int, heading: list[Line], caption: list[Line]) -> str:
    laid = lay_out(frame, columns, LINES, colour=True)
    lines: list[Line] = [*heading, *laid.lines, [], *laid.legend, *caption]
    columns = max(sum(len(text) for text, _ in line) for line in lines)
    width, height = columns * WIDE + 2 * MARGIN, len(lines) * HIGH + 2 * MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(frame.caption)}</desc>\n"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
        '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13" shape-rendering="crispEdges">'
    )
    body = [element for y, line in enumerate(lines) for element in _elements(line, MARGIN + y * HIGH)]
    body += [_edge(spot, len(heading)) for spot in laid.spots]
    return "\n".join([head, *body, "</g>\n</svg>\n"])


def _edge(spot: Spot, above: int) -> str:
    """Draw a line about a grid, which may be as white as the paper."""
    left, top = MARGIN + spot.x * WIDE, MARGIN + (spot.y + above) * HIGH
    width, height = -(-spot.columns // spot.step) * spot.wide * WIDE, -(-spot.rows // spot.step) * spot.high * HIGH
    return (
        f'<rect x="{left - 1}" y="{top - 1}" width="{width + 2:g}" height="{height + 2:g}" fill="none" '
        'stroke="#8a8f98"/>'
    )


def _elements(line: Line, top: int) -> Iterator[str]:
    left = MARGIN
    for run in line:
        yield from _run(run, left, top)
        left += len(run[0]) * WIDE


def _run(run: Run, left: int, top: int) -> Iterator[str]:
    text, tone = run
    width = len(text) * WIDE
    if isinstance(tone, Halves):
        for half, colour in enumerate((tone.upper, tone.lower)):
            if isinstance(colour, Shade):
                yield from _shaded(left, top + half * HIGH // 2, width, HIGH // 2, colour, WIDE)
            elif colour:
                yield _rectangle(left, top + half * HIGH // 2, width, HIGH // 2, INKS[colour])
        return
    if isinstance(tone, Shade | Tinted):
        shade = tone if isinstance(tone, Shade) else tone.shade
        yield from _shaded(left, top, width, HIGH, shade, 0 if text.strip() else WIDE * min(len(text), 2))
    if not text.strip():
        return
    if isinstance(tone, Ink) and set(text) <= BLOCKS.keys():
        filled = sum(BLOCKS[glyph] for glyph in text) * WIDE // 8
        yield _rectangle(left, top + 1, filled, HIGH - 2, INKS[tone])
    elif isinstance(tone, Ink) and set(text) == {"■"}:
        yield _dashes(left + 0.5, top + HIGH / 2, width, HIGH // 2, WIDE - 1, 1, INKS[tone])
    else:
        yield from _words(text, left, top, tone)
    if isinstance(tone, Tinted) and tone.ink and tone.ink not in _BARE:
        yield (
            f'<rect x="{left + 1}" y="{top + 1}" width="{width - 2}" height="{HIGH - 2}" fill="none" '
            f'stroke="{INKS[tone.ink]}" stroke-width="2"/>'
        )


def _shaded(left: int, top: int, width: int, height: int, shade: Shade, cell: int) -> Iterator[str]:
    """Yield a shade; in each `cell` without a number a minus below 0, for who prints it in grey."""
    yield _rectangle(left, top, width, height, PAPER.hex(shade))
    if cell and shade.level < 0:
        yield _dashes(left + cell / 4, top + height / 2, width, 1, cell // 2, cell // 2, "#30343a")


def _words(text: str, left: int, top: int, tone: Tone) -> Iterator[str]:
    """Yield words, each where it begins, so that no font can move columns; brackets in the colour of what they mean."""
    colour = INKS[tone] if isinstance(tone, Ink) else "#1b1f24"
    for word in re.finditer(rf"[{_MARKS}]+|[^{_MARKS}\s]+" if isinstance(tone, Tinted) else r"\S+(?: \S+)*", text):
        fill = colour
        if isinstance(tone, Tinted):
            fill = INKS[tone.ink] if tone.ink and word[0][0] in _MARKS else PAPER.writing(tone.shade)
        yield (
            f'<text x="{left + word.start() * WIDE}" y="{top + 13}" fill="{fill}" '
            f'textLength="{len(word[0]) * WIDE}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">'
            f"{escape(word[0])}</text>"
        )


def _rectangle(left: float, top: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def _dashes(left: float, middle: float, width: float, thick: int, dash: int, gap: int, colour: str) -> str:
    """Draw a line that is broken once a cell."""
    return (
        f'<path d="M{left:g} {middle:g}h{width - gap:g}" stroke="{colour}" stroke-width="{thick}" '
        f'stroke-dasharray="{dash} {gap}"/>'
    )
