"""The figures of the lab, those that have changed marked."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content


def marked(rows: Iterable[Iterable[str]], changed: Iterable[bool]) -> Content:
    """Return the lines of each figure under one another, those of changed ones bold."""
    lines = (
        Content.styled(line, "bold $text-primary" if anew else "")
        for of_figure, anew in zip(rows, changed, strict=True)
        for line in of_figure
    )
    return Content("\n").join(lines)
