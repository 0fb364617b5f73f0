"""The gallery shows what the application shows, column by column."""

from __future__ import annotations

import re
from html import unescape

import pytest

from docs import pictures
from quiz.tui.app import ConvquizApp
from tests.quiz.tui.widgets.test_frame import seen

CELL = 12.2
"""Units from column to column."""


def lines_of(svg: str) -> list[str]:
    """Return the text of a picture, line by line, each part in the column that it is drawn in."""
    parts = re.findall(r'<text [^>]*?x="([\d.]+)" y="([\d.]+)" [^>]*clip-path[^>]*>(.*?)</text>', svg, re.DOTALL)
    lines: dict[float, str] = {}
    for x, y, text in parts:
        written = unescape(text).replace("\xa0", " ").strip("\n")
        lines[float(y)] = lines.get(float(y), "").ljust(round(float(x) / CELL)) + written
    return [lines[y].rstrip() for y in sorted(lines)]


async def test_a_picture_has_the_text_of_its_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    export = ConvquizApp.export_screenshot

    def exporting(app: ConvquizApp, **options: str) -> str:
        shown[:] = seen(app)
        return export(app, **options)

    monkeypatch.setattr(ConvquizApp, "export_screenshot", exporting)
    svg = await pictures.drawn("wrong", "textual-dark", (80, 24))
    drawn = lines_of(svg)
    assert [line for line in drawn if line] == [line.rstrip() for line in shown if line.strip()]
    assert any("Not right: 53, 55" in line for line in drawn)
