"""Screens left while they are at work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module

import pytest
from textual.widgets import Static
from textual.worker import Worker

from quiz.sessions.beginning import MakeRecipe, a_quiz, an_interview
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.practice_set import one_ask
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.home import HomeScreen
from tests.quiz.tui.test_app import screen_of, until


class Slow(Static):
    """Goes last: the other parts of its screen are gone when the work is let on, and it waits for the end of that."""

    def __init__(self, let_on: Callable[[], None], work: Callable[[], list[Worker[object]]]) -> None:
        super().__init__()
        self._let_on, self._work = let_on, work

    async def on_unmount(self) -> None:
        await asyncio.gather(*(asyncio.sleep(0) for _ in range(20)))  # the others' turn to go
        work = self._work()
        self._let_on()
        while not all(worker.is_finished for worker in work):
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    "path",
    [
        "sheet:SheetScreen",
        "stats:StatsScreen",
        "study:StudyMenuScreen",
        "drill_menu:DrillMenuScreen",
        "lab:LabScreen",
        "sets:SetsScreen",
    ],
)
async def test_a_screen_that_is_left_at_work_raises_nothing(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = asyncio.Event()

    async def gated(work: Callable[..., object], *values: object) -> object:
        await gate.wait()
        return work(*values)

    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.app.workers.wait_for_complete()
        monkeypatch.setattr(asyncio, "to_thread", gated)
        module, _, name = path.partition(":")
        screen = getattr(import_module(f"quiz.tui.screens.{module}"), name)()
        await pilot.app.push_screen(screen)
        await screen.mount(Slow(gate.set, lambda: [worker for worker in pilot.app.workers if worker.node is screen]))
        await until(pilot, lambda: any(worker.node is screen for worker in pilot.app.workers))
        await pilot.press("escape")
        await until(pilot, lambda: gate.is_set() and not screen.is_attached)


SCREENS = ("sheet:SheetScreen", "stats:StatsScreen", "lab:LabScreen", "sets:SetsScreen", "katas:KatasScreen")
SESSIONS: dict[str, MakeRecipe] = {
    "ask": lambda newcomer: one_ask("Q09.2-7F3K"),
    "tour": a_quiz(seed=2, mode="tour"),
    "interview": an_interview(),
    "drill": lambda newcomer: DrillRecipe(seed=1, cards=("3.1", "Q03")),
}
MOMENTS = (0, 2, 8, 32)
"""Turns of the event loop after which Esc is pressed."""


async def left(app: ConvquizApp, begin: Callable[[], object], *keys: str) -> None:
    """Begin something, and leave it at each of the moments."""
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        for moment in MOMENTS:
            begin()
            for key in keys:
                await pilot.press(key)
            for _ in range(moment):
                await asyncio.sleep(0)
            while not isinstance(app.screen, HomeScreen) or app._kept is not None:
                await pilot.press("escape")
        await app.workers.wait_for_complete()


@pytest.mark.slow
@pytest.mark.parametrize("path", SCREENS)
async def test_esc_at_any_moment_of_a_screen_raises_nothing(path: str) -> None:
    app = ConvquizApp(Settings(save=False))
    await left(app, lambda: app.open_screen(f"quiz.tui.screens.{path}"))


@pytest.mark.slow
@pytest.mark.parametrize("keys", ["ask", "ask f3", "ask 7 enter", "tour enter", "interview", "drill f3"])
async def test_esc_at_any_moment_of_a_session_raises_nothing(keys: str) -> None:
    app = ConvquizApp(Settings(save=False))
    mode, *pressed = keys.split()
    await left(app, lambda: app.begin(SESSIONS[mode]), *pressed)
