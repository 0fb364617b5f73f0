"""The report on a class as text, Markdown or a page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from fractions import Fraction

from quiz.classes.reports.sections import Section, sections
from quiz.classes.results import Results
from quiz.files.printable import fitted
from quiz.render.columns import in_columns
from quiz.sets.pages import page
from quiz.sets.report import escaped

WIDEST = 44
"""Characters of a cell for the terminal."""
WHOLE = 1000
"""Columns in which every row has room."""


def text_lines(results: Results, required: Fraction | None, width: int = WHOLE) -> Iterator[str]:
    """Yield lines for the terminal, without what is looked up by student; rows take so many columns at most."""
    for at, section in enumerate(section for section in sections(results, required) if not section.details):
        if at:
            yield ""
        yield section.heading
        yield from (f"  {line}" for line in section.lines)
        if section.rows:
            yield from (f"  {row}" for row in _columns(section, width - 2))


def _columns(section: Section, width: int) -> list[str]:
    cells = [[_short(cell) for cell in row] for row in (section.header, *section.rows)]
    return in_columns(cells, width, section.numbers)


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
