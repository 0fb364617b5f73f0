"""Pieces of HTML for worksheets, cards and learning platforms; text is never mark-up, and never mathematics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from questions.notation.counts import count
from quiz.sets.entry import Entry, Mistake, Rows, blocks, spans

MATHEMATICS = re.compile(r"(?<=\\)[()\[\]]|(?<=\$)\$")
"""The second character of what opens or closes a formula in MathJax."""
ENTITIES = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;"})


# Platforms style tables in their own ways and take no style sheet along, so each says it itself.
FRAME = 'style="overflow-x:auto;max-width:100%"'
TABLE = 'style="border-collapse:collapse;width:auto;margin:.5em 0"'
CELL = 'style="padding:.1em .5em;text-align:right;font-family:monospace"'
CAPTION = 'style="caption-side:top;text-align:left;padding:0;font-size:.8em;font-weight:normal;white-space:nowrap"'


def inline(text: str) -> str:
    r"""Return text as HTML; an element between them keeps `\` and `(` from opening a formula."""
    return "".join(f"<code>{_literal(piece)}</code>" if code else _literal(piece) for piece, code in spans(text))


def _literal(text: str) -> str:
    apart = MATHEMATICS.sub(lambda match: f"\0{match[0]}\1", text.replace("\0", "").replace("\1", ""))
    return escape(apart, quote=False).translate(ENTITIES).replace("\0", "<span>").replace("\1", "</span>")


def attribute(text: str) -> str:
    """Return text for the value of an attribute."""
    return escape(text).translate(ENTITIES)


def flow(text: str) -> str:
    """Return paragraphs and matrices."""
    return "".join(paragraph(block) if isinstance(block, str) else matrix(block) for block in blocks(text))


def paragraph(text: str) -> str:
    """Return a paragraph; lines stay lines."""
    return f"<p>{'<br>'.join(map(inline, text.splitlines()))}</p>"


def matrix(rows: Rows) -> str:
    """Return rows of numbers as a table that says how large it is."""
    body = "".join(f"<tr>{''.join(f'<td {CELL}>{inline(cell)}</td>' for cell in row)}</tr>" for row in rows)
    columns = len(rows[0]) - rows[0].count("|")
    return table(f"{count(len(rows), 'row')}, {count(columns, 'column')}", body)


def table(caption: str, body: str) -> str:
    """Return a table, its caption small whatever a platform's style; a wide one is scrolled within its own frame."""
    return (
        f"<div {FRAME}><table {TABLE}><caption {CAPTION}>{inline(caption)}</caption><tbody>{body}</tbody></table></div>"
    )


def formula(latex: str) -> str:
    """Return a formula for MathJax."""
    return rf"\({escape(latex, quote=False)}\)"


def steps(lines: Iterable[str]) -> str:
    """Return the worked solution as a list."""
    return f"<ol>{''.join(f'<li>{inline(line)}</li>' for line in lines)}</ol>"


def mistakes(entries: Sequence[Mistake]) -> str:
    """Return the slips to avoid as a list."""
    items = (f"<li><b>{inline(slip.value)}</b> {_explained(slip)}</li>" for slip in entries)
    return f"<p>Slips to avoid:</p><ul>{''.join(items)}</ul>" if entries else ""


def _explained(slip: Mistake) -> str:
    working = slip.working.replace("\n", "; ")
    return f"{inline(slip.message)} <i>{inline(working)}</i>" if working else inline(slip.message)


def worked(entry: Entry) -> str:
    """Return formula, steps and slips."""
    return f"<p>{inline(entry.formula)}<br>{formula(entry.latex)}</p>" + steps(entry.steps) + mistakes(entry.mistakes)
