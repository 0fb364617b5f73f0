"""Anki's own text file: note type Basic, with identities, so that importing it again updates cards."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from quiz.sets.exporting import Export, Format, figure

# The note type is the learner's own, so each side says how it looks; colours are left to light and night.
SIDE = 'style="font:18px/1.4 sans-serif;text-align:left;max-width:44em;margin:0 auto;overflow-wrap:anywhere"'
PICTURE = 'style="max-width:100%;height:auto"'


def write(export: Export) -> Iterator[bytes]:
    """Yield the heading, then a line a card."""
    from quiz.sets import cards

    heading = ("separator:tab", "html:true", "notetype:Basic", f"deck:{cards.DECK}", "guid column:1", "tags column:4")
    yield "".join(f"#{line}\n" for line in heading).encode()
    for shown in cards.notes(export):
        back = cards.answer_field(shown) + cards.worked_field(export, shown)
        if export.illustrated:
            back += figure(shown.problem).svg.replace("<svg ", f"<svg {PICTURE} ", 1)
        back += f"<p><small>{cards.source_field(export, shown)}</small></p>"
        tags = " ".join(cards.tags(export, shown.problem))
        yield _row(cards.guid(shown.problem), _styled(cards.question_side(shown)), _styled(back), tags)


def _styled(side: str) -> str:
    return f"<div {SIDE}>{side}</div>"


def _row(*cells: str) -> bytes:
    """Write a line, every cell in quotes: an identity may begin with the # of a comment."""
    line = io.StringIO()
    cleaned = (" ".join(cell.split("\n")) for cell in cells)
    csv.writer(line, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(cleaned)
    return line.getvalue().encode()


FORMAT = Format(
    name="anki-text",
    suffix=".txt",
    title="a text file for Anki's import, note type Basic",
    holds="as anki, on two sides; figures as SVG within the card",
    write=write,
    answers=("worked", "key", "inline"),
)
