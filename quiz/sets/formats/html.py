"""A worksheet as one HTML file: no script, nothing loaded, made to be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from quiz.sets.exporting import Export, Format, figure

if TYPE_CHECKING:
    from quiz.sets.entry import Entry


def write(export: Export) -> Iterator[bytes]:
    """Yield the page; the key is written from what the questions left behind."""
    from quiz.sets.entry import entry
    from quiz.sets.pages import page, trusted

    kept: list[Entry] = []

    def entries() -> Iterator[Entry]:
        for problem in export.problems:
            shown = entry(problem)
            kept.append(shown)
            yield shown

    footer = trusted(css_string)(export.origin)
    words = {"export": export, "entries": entries(), "kept": kept, "footer": footer, "figure": figure}
    filters = {"mathematics": trusted(mathematics), "picture": trusted(lambda drawn: drawn.svg)}
    yield from page("quiz.sets", "formats", "html.jinja", words, filters)


def css_string(text: str) -> str:
    """Write text as a string of a style sheet, everything unusual as a reference."""
    return '"' + re.sub(r"[^A-Za-z0-9 .:-]", lambda match: f"\\{ord(match[0]):x} ", text) + '"'


@cache
def mathematics(latex: str, spoken: str) -> str:
    """Return a formula as MathML, with its Unicode line for those who hear it."""
    from latex2mathml.converter import convert

    return str(convert(latex, display="block")).replace("<math ", f'<math alttext="{escape(spoken)}" ', 1)


FORMAT = Format(
    name="html",
    suffix=".html",
    title="a worksheet as one HTML file, to read and to print",
    holds="every answer; formulas as MathML; the key on pages of its own; figures as SVG",
    write=write,
    answers=("key", "none", "inline", "worked"),
)
