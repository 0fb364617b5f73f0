"""A worksheet as PDF/UA: tagged, with alternative texts, the same bytes in every run; the extra `pdf`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quiz.files.printable import JOINERS
from quiz.sets.exporting import Export, ExportError, Format, figure
from quiz.sets.extras import lacking

if TYPE_CHECKING:
    from quiz.sets.entry import Entry

NO_GLYPH = re.compile(r"the text `(\"(?:[^\"\\]|\\.)*\")` could not be displayed")
FONT, MONOSPACED = re.compile(r'font-family="[^"]*"'), 'font-family="DejaVu Sans Mono"'
"""What a picture asks for, and the only font with columns of equal width that a PDF has."""
MOST = 1000
"""Items: with figures they take 0.8 GB while they are set, and 20 MB in the file."""
MOST_REFUSALS = 40
"""Texts with unknown characters that are replaced before it is given up."""


def write(export: Export) -> Iterator[bytes]:
    """Yield the document."""
    if line := lacking("PDF", "pdf", "typst", "ziamath"):
        raise ExportError(line)
    items = len(export.practice_set.items)
    if items > MOST:
        raise ExportError(f"a PDF holds {MOST:,} items at most, the set has {items:,}: make smaller sets, or take html")
    yield compiled(export, json.dumps(_data(export), ensure_ascii=False))


def compiled(export: Export, data: str) -> bytes:
    """Set the sheet; characters that no font has are written as their code points, and named."""
    import typst  # an extra

    source = Path(__file__).with_suffix(".typ").read_bytes()
    for _ in range(MOST_REFUSALS):
        try:
            return bytes(
                typst.compile(
                    source,
                    format="pdf",
                    ignore_system_fonts=True,
                    sys_inputs={"data": data},
                    pdf_standards=["ua-1"],  # without it a missing glyph vanishes in silence
                )
            )
        except typst.TypstError as error:
            unknown = NO_GLYPH.search(str(error))
            if not unknown:
                raise ExportError(f"the PDF cannot be set: {error}") from error
            data = _spelled(export, data, unknown[1])
    raise ExportError("the texts hold too many characters that no font of the PDF has")


def _spelled(export: Export, data: str, quoted: str) -> str:
    """Write the characters beyond the fonts as code points."""
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), quoted[1:-1])
    for char in sorted(set(text)):
        if not (char.isascii() and char.isprintable()):
            data = data.replace(json.dumps(char, ensure_ascii=False)[1:-1], f"‹U+{ord(char):04X}›")
            export.lose("signs that no font of the PDF has are written as their code points", f"U+{ord(char):04X}")
    return re.sub(f"(?<=›)[{JOINERS}]+|[{JOINERS}]+(?=‹)", "", data)  # one would stand for a sign with the bracket


def _data(export: Export) -> dict[str, Any]:
    from quiz.sets.entry import entry

    formulas: dict[str, dict[str, str]] = {}
    items = []
    for problem in export.problems:
        shown = entry(problem)
        if export.worked:
            formulas[shown.latex] = {"svg": drawn_formula(shown.latex), "says": shown.formula}
        items.append(_item(export, shown))
    return {
        "title": export.title,
        "origin": export.origin,
        "blanks": export.paper.blanks if export.paper else (),
        "answers": export.answers,
        "commands": "\n".join(export.commands),
        "formulas": formulas,
        "items": items,
    }


@cache
def drawn_formula(latex: str) -> str:
    """Return a formula as SVG."""
    from ziamath.zmath import Latex  # an extra

    return str(Latex(latex, size=14).svg())


def _item(export: Export, shown: Entry) -> dict[str, Any]:
    from quiz.sets.entry import aligned, blocks, spans

    def prose(text: str) -> list[tuple[str, bool]]:
        return list(spans(" ".join(text.splitlines())))

    item: dict[str, Any] = {
        "heading": export.heading(shown),
        "about": export.about(shown),
        "ask": [
            {"lines": [list(spans(line)) for line in block.splitlines()]}
            if isinstance(block, str)
            else {"rows": aligned(block)}
            for block in blocks(shown.ask)
        ],
        "form": shown.form,
        "answer": shown.answer if export.answered else "",
    }
    if export.worked:
        item["formula"] = prose(shown.formula)
        item["latex"] = shown.latex
        item["steps"] = [prose(step) for step in shown.steps]
        item["mistakes"] = [
            {"value": slip.value, "message": prose(slip.message), "working": prose(slip.working)}
            for slip in shown.mistakes
        ]
    if export.illustrated:
        drawn = figure(shown.problem)
        item["figure"] = {"svg": FONT.sub(MONOSPACED, drawn.svg), "says": drawn.says}
    return item


FORMAT = Format(
    name="pdf",
    suffix=".pdf",
    title="a worksheet as tagged PDF (extra `pdf`)",
    holds="every answer; formulas and figures as pictures with alternative texts; the key on pages of its own; "
    f"{MOST:,} items at most",
    write=write,
    answers=("key", "none", "inline", "worked"),
    binary=True,
)
