"""Katas in the application: written in a box, judged at each save, stopped on leaving."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from questions.model import kata_named
from quiz.log.events import Event
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


async def test_a_program_that_is_only_looked_at_again_is_no_other_try(folder: Path, tmp_path: Path) -> None:
    """Its mistake was counted once more each time it was opened."""
    kata, file = kata_named("output_size"), folder / "output_size.py"
    folder.mkdir()
    wrong, right = kata.mistaken(kata.mutants[0]), kata.program(kata.loops)
    file.write_text(wrong)
    app = ConvquizApp(Settings(progress=str(tmp_path / "log")))
    async with app.run_test(size=(80, 24)) as pilot:

        async def opened() -> KataScreen:
            app.push_screen(KataScreen(kata, file))
            screen = await screen_of(pilot, KataScreen)
            await until(pilot, lambda: screen.verdict)
            return screen

        def kept() -> list[str]:
            return [row.verdict for row in app.progress.read(Event, "answered", code=kata.id)]

        await until(pilot, lambda: app.preferences is not None and app.progress)
        await opened()
        assert kept() == ["reject"], "it was written elsewhere"
        await pilot.press("escape")
        screen = await opened()
        screen.verdict = None
        await pilot.press("e", "escape")
        await until(pilot, lambda: app.screen is screen and screen.verdict)
        assert kept() == ["reject"]
        await pilot.press("r")
        await until(pilot, lambda: len(kept()) == 2)
        file.write_text(right)
        await until(pilot, lambda: screen.verdict.passed)
        await pilot.press("escape")
        file.write_text(wrong)
        await opened()
        assert kept() == ["reject", "reject", "accept", "reject"]


def running() -> bool:
    """Tell whether a learner's program runs as a child of this process."""
    listed = subprocess.run(["ps", "-ewwo", "ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = (line.split(maxsplit=1) for line in listed.splitlines()[1:])
    return any(int(parent) == os.getpid() and "child.py" in args for parent, args in rows)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="asks ps")
async def test_leaving_stops_what_runs(folder: Path) -> None:
    kata = kata_named("output_size")
    folder.mkdir()
    (folder / "output_size.py").write_text(kata.program("import time\ntime.sleep(60)"))
    app = ConvquizApp(Settings(save=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.preferences is not None)
        app.push_screen(KataScreen(kata, folder / "output_size.py"))
        await until(pilot, running)
        await pilot.press("escape")
        await until(pilot, lambda: not running())
