"""What is written can be read in every theme, also in those of soft colours and of light ground."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.style import Style
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES

from quiz.render import palette
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.looks import READ as WANTED
from quiz.tui.screens.home import HomeScreen
from quiz.tui.widgets.canvas import Canvas
from quiz.tui.widgets.inks import INKS
from tests.quiz.tui.test_app import screen_of

COLOURED = [name for name in BUILTIN_THEMES if "ansi" not in name]
LIGHT = [name for name in COLOURED if not BUILTIN_THEMES[name].dark]
READ = WANTED - 0.05
"""Of a colour that is mixed, a part in 255 is lost."""
THICK = " ─█▉▊▋▌▍▎▏╸╺━·"
"""What is drawn, not written."""


def contrast(style: Style) -> float:
    """Return the contrast of writing on its ground (WCAG 2.2)."""
    assert style.color
    assert style.bgcolor
    return palette.contrast(tuple(style.color.get_truecolor()), tuple(style.bgcolor.get_truecolor()))


@asynccontextmanager
async def at_home(tmp_path: Path) -> AsyncIterator[Pilot[None]]:
    app = ConvquizApp(Settings(progress=str(tmp_path / "progress.sqlite3")))
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        yield pilot


@pytest.mark.slow
@pytest.mark.parametrize("line", [0, -1], ids=["bar", "footer"])
async def test_bar_and_footer_are_read_in_every_theme(tmp_path: Path, line: int) -> None:
    faint = {}
    async with at_home(tmp_path) as pilot:
        for theme in COLOURED:
            pilot.app.theme = theme
            await pilot.pause()
            for text, style, _ in pilot.app.screen._compositor.render_strips()[line]:
                if style and text.strip(THICK) and contrast(style) < READ:
                    faint[theme, text] = contrast(style)
    assert faint == {}


async def test_the_marks_of_a_picture_are_read_on_light_ground(tmp_path: Path) -> None:
    faint = {}
    async with at_home(tmp_path) as pilot:
        canvas = Canvas()
        await pilot.app.screen.mount(canvas)
        for theme in LIGHT:
            pilot.app.theme = theme
            await pilot.pause()
            for ink in INKS:
                if contrast(canvas.style_of(ink)) < READ:
                    faint[theme, ink] = contrast(canvas.style_of(ink))
    assert faint == {}
