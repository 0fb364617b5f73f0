"""A frame as a picture of its own: SVG with nothing from outside, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from questions.scenes import Frame, Ink
from quiz.render.blocks import Halves, Line, Run, Tinted, Tone, written
from quiz.render.layout import lay_out
from quiz.render.palette import Shade

COLUMNS = 96
LINES = 200
"""So many that grids show their numbers."""
WIDE, HIGH, MARGIN = 8, 17, 16
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


def svg(frame: Frame, title: str) -> str:
    """Return a frame as SVG, its title and caption readable by a screen reader."""
    laid = lay_out(frame, COLUMNS, LINES, colour=True)
    caption = [each for part in frame.caption.splitlines() for each in written(part, COLUMNS)]
    lines: list[Line] = [[(title, None)], [], *laid.lines, [], *laid.legend, *caption]
    columns = max(sum(len(text) for text, _ in line) for line in lines)
    width, height = columns * WIDE + 2 * MARGIN, len(lines) * HIGH + 2 * MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(frame.caption)}</desc>\n"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
        '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">\n'
    )
    body = "\n".join(element for y, line in enumerate(lines) for element in _elements(line, MARGIN + y * HIGH))
    return f"{head}{body}\n</g>\n</svg>\n"


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
            if colour is not None:
                yield _rectangle(left, top + half * HIGH / 2, width, HIGH / 2, _colour(colour))
        return
    if isinstance(tone, Shade | Tinted):
        shade = tone if isinstance(tone, Shade) else tone.shade
        yield _rectangle(left, top, width, HIGH, shade.hex)
    if text.strip() and all(glyph in BLOCKS for glyph in text) and isinstance(tone, Ink):
        filled = sum(BLOCKS[glyph] for glyph in text) * WIDE / 8
        yield _rectangle(left, top + 1, filled, HIGH - 2, _colour(tone))
    elif text.strip():
        yield _words(text, left, top, tone)
    if isinstance(tone, Tinted) and tone.ink:
        yield (
            f'<rect x="{left + 1}" y="{top + 1}" width="{width - 2}" height="{HIGH - 2}" fill="none" '
            f'stroke="{INKS[tone.ink]}" stroke-width="2"/>'
        )


def _words(text: str, left: int, top: int, tone: Tone) -> str:
    lead = len(text) - len(text.lstrip())
    words = text.strip()
    fill = tone.shade.ink if isinstance(tone, Tinted) else INKS[tone] if isinstance(tone, Ink) else "#1b1f24"
    return (
        f'<text x="{left + lead * WIDE}" y="{top + 13}" fill="{fill}" textLength="{len(words) * WIDE}" '
        f'lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(words)}</text>'
    )


def _rectangle(left: float, top: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def _colour(tone: Shade | Ink) -> str:
    return tone.hex if isinstance(tone, Shade) else INKS[tone]
