"""A worksheet as one HTML file: no script, nothing loaded, made to be printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from quiz.sets.exporting import Export, Format, figure

if TYPE_CHECKING:
    from markupsafe import Markup

    from quiz.sets.entry import Entry


def write(export: Export) -> Iterator[bytes]:
    """Yield the page; the key is written from what the questions left behind."""
    from jinja2 import Environment, PackageLoader  # 40 ms that other formats do without

    from quiz.sets import fragments
    from quiz.sets.entry import entry

    environment = Environment(
        loader=PackageLoader("quiz.sets", "formats"), autoescape=True, trim_blocks=False, keep_trailing_newline=True
    )
    environment.filters |= {
        "flow": _trusted(fragments.flow),
        "inline": _trusted(fragments.inline),
        "steps": _trusted(fragments.steps),
        "mistakes": _trusted(fragments.mistakes),
        "mathematics": _trusted(mathematics),
        "picture": _trusted(lambda drawn: drawn.svg),
    }
    kept: list[Entry] = []

    def entries() -> Iterator[Entry]:
        for problem in export.problems:
            shown = entry(problem)
            kept.append(shown)
            yield shown

    page = environment.get_template("html.jinja").stream(
        export=export, entries=entries(), kept=kept, footer=_trusted(css_string)(export.origin), figure=figure
    )
    page.enable_buffering(50)
    for piece in page:
        yield piece.encode()


def _trusted(make: Callable[..., str]) -> Callable[..., Markup]:
    from markupsafe import Markup

    return lambda *words: Markup(make(*words))  # what makes it has escaped what it was given


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
