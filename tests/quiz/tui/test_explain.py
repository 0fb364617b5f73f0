"""The page that explains an answer, from the palette to the run of the mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.palette import EXPLAIN
from quiz.tui.screens.explain import ExplainScreen


@pytest.mark.parametrize(
    ("code", "typed", "said"),
    [
        ("Q03.1-7F3K", "24", "formula 28 · op 28"),
        ("3.1 size=224 kernel=7 stride=2", "109.5", "round.not_rounded"),
        ("3.1 size=ten", "30", "size must be a whole number"),
    ],
)
async def test_an_answer_is_explained(tmp_path: Path, code: str, typed: str, said: str) -> None:
    app = ConvquizApp(Settings(progress=str(tmp_path / "progress.sqlite3")))
    async with app.run_test(size=(80, 24)) as pilot:
        EXPLAIN(app)
        while not isinstance(app.screen, ExplainScreen):
            await pilot.pause()
        for text in (code, typed):
            await pilot.press(*("space" if key == " " else key for key in text), "enter")
            await pilot.pause()
        explained = app.screen.query_one("#explained", Static)
        while not str(explained.content):
            await pilot.pause()
        assert said in str(explained.content)
        await pilot.press("escape")
        while isinstance(app.screen, ExplainScreen):
            await pilot.pause()
