"""The report on a class as text, Markdown or a page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from fractions import Fraction

from quiz.classes.reports.sections import Section, sections
from quiz.classes.results import Results
from quiz.files.printable import columns, fitted, left
from quiz.sets.pages import page
from quiz.sets.report import escaped

WIDEST = 44
"""Characters of a cell for the terminal."""


def text_lines(results: Results, required: Fraction | None) -> Iterator[str]:
    """Yield lines for the terminal, without what is looked up by student."""
    for at, section in enumerate(section for section in sections(results, required) if not section.details):
        if at:
            yield ""
        yield section.heading
        yield from (f"  {line}" for line in section.lines)
        if section.rows:
            yield from _columns(section)


def _columns(section: Section) -> Iterator[str]:
    cells = [[_short(cell) for cell in row] for row in (section.header, *section.rows)]
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (
            cell.rjust(width) if at in section.numbers else left(cell, width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {'  '.join(padded)}".rstrip()


def _short(cell: str) -> str:
    """Return the words of a cell that fit, of a first word that does not its beginning."""
    first = next(iter(cell.split()), "")
    return fitted(first, WIDEST) if len(first) > WIDEST - 2 else textwrap.shorten(cell, WIDEST, placeholder=" …")


def markdown_lines(results: Results, required: Fraction | None) -> Iterator[str]:
    """Yield lines of GitHub-flavoured Markdown."""
    for at, section in enumerate(sections(results, required)):
        yield from ((f"# {escaped(section.heading)}",) if at == 0 else ("", f"## {escaped(section.heading)}"))
        if section.lines:
            yield from ("", *(f"- {escaped(line)}" for line in section.lines))
        if section.rows:
            rules = ("---:" if at in section.numbers else "---" for at in range(len(section.header)))
            yield from ("", _row(section.header), f"| {' | '.join(rules)} |", *map(_row, section.rows))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(escaped, cells))} |"


def html_page(results: Results, required: Fraction | None) -> Iterator[bytes]:
    """Yield a page, each student's answers folded away."""
    said = list(sections(results, required))
    return page("quiz.classes", "reports", "report.jinja", {"sections": said, "title": said[0].heading}, {})
