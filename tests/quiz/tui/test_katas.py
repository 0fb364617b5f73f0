"""Katas in the application: written in a box, judged at each save, stopped on leaving."""

from __future__ import annotations

from pathlib import Path

import pytest

from questions.model import kata_named
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.kata import KataScreen, ProgramScreen
from quiz.tui.screens.katas import KatasScreen
from tests.quiz.tui.test_app import screen_of, until


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    config = tmp_path / "config.toml"
    config.write_text(f'katas_folder = "{(tmp_path / "katas").as_posix()}"\n')
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(config))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    return tmp_path / "katas"


async def test_a_program_is_written_in_a_box_and_judged_at_each_save(folder: Path, tmp_path: Path) -> None:
    kata = kata_named("output_size")
    app = ConvquizApp(Settings(progress=str(tmp_path / "log")))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.preferences is not None)
        app.push_screen(KatasScreen())
        await pilot.pause()
        await pilot.press(*["j"] * 2, "enter")
        screen = await screen_of(pilot, KataScreen)
        assert not folder.exists(), "looking writes nothing"
        await pilot.press("e")
        await screen_of(pilot, ProgramScreen)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen and screen.verdict is not None)
        assert (folder / "output_size.py").read_text() == kata.stub()
        (folder / "output_size.py").write_text(kata.mistaken(kata.mutants[0]))
        await until(pilot, lambda: bool(screen.verdict and screen.verdict.named))
        (folder / "output_size.py").write_text(kata.program(kata.loops))
        await until(pilot, lambda: bool(screen.verdict and screen.verdict.passed))
        await pilot.press("escape")
        assert isinstance(app.screen, KatasScreen)
