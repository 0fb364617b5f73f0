"""No footer shows a key that does nothing: every one of every screen, pressed, changes what is seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets._footer import FooterKey

from docs.pictures import learn, played
from questions import load
from questions.model import kata_named
from quiz.sessions.beginning import MakeRecipe, a_quiz
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.practice_set import one_ask
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.drill import DrillAskScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.kata import KataScreen, ProgramScreen
from quiz.tui.screens.page import PageScreen
from quiz.tui.screens.prose import ProseScreen
from quiz.tui.screens.review import ReviewScreen
from quiz.tui.screens.study import StudyScreen
from quiz.tui.screens.summary import SummaryScreen
from tests.quiz.tui.test_app import screen_of, until
from tests.quiz.tui.widgets.test_frame import seen

pytestmark = pytest.mark.slow
State = Callable[[Pilot[None]], Awaitable[None]]
ENDS = {"app.quit"}
"""What ends the program, which other tests look at."""


async def settled(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def opened(path: str) -> State:
    async def state(pilot: Pilot[None]) -> None:
        module, _, name = path.partition(":")
        pilot.app.push_screen(getattr(import_module(f"quiz.tui.screens.{module}"), name)())

    return state


def pushed(make: Callable[[], Screen[None]]) -> State:
    async def state(pilot: Pilot[None]) -> None:
        pilot.app.push_screen(make())

    return state


def asked(recipe: MakeRecipe, kind: type[Screen[None]], *keys: str) -> State:
    async def state(pilot: Pilot[None]) -> None:
        pilot.app.begin(recipe)
        screen = await screen_of(pilot, kind)
        for key in keys:
            screen._turned_at = 0.0  # whoever tests is in no hurry
            await pilot.press(key)
            await settled(pilot)
        screen._turned_at = 0.0

    return state


def reviewed() -> Screen[None]:
    summary = SummaryScreen(played())
    return ReviewScreen(summary._lines[2], summary._lines[2].card)


def kata() -> Screen[None]:
    file = Path("output_size.py")
    file.write_text(kata_named("output_size").mistaken(kata_named("output_size").mutants[0]), encoding="utf-8")
    return KataScreen(kata_named("output_size"), file)


async def judged(pilot: Pilot[None]) -> None:
    pilot.app.push_screen(kata())
    screen = await screen_of(pilot, KataScreen)
    await until(pilot, lambda: screen.verdict)


ASK, DRILL = (lambda newcomer: one_ask("Q09.2-7F3K")), (lambda newcomer: DrillRecipe(seed=1, cards=("3.1", "Q03")))
TOUR = a_quiz(seed=2, mode="tour")
STATES: dict[str, State] = {
    "page": pushed(lambda: PageScreen("Page", "line\n" * 99)),
    "drill menu": opened("drill_menu:DrillMenuScreen"),
    "study": pushed(lambda: StudyScreen(load()[2])),
    "kata": judged,
    "program": pushed(lambda: ProgramScreen("Kata", "file", "def f(): ...", lambda text: None)),
    "sheet": opened("sheet:SheetScreen"),
    "lab": opened("lab:LabScreen"),
    "sets": opened("sets:SetsScreen"),
    "stats": opened("stats:StatsScreen"),
    "ask": asked(ASK, AskScreen, "7"),
    "wrong": asked(ASK, AskScreen, "7", "enter", "8"),
    "missed": asked(ASK, AskScreen, "f3"),
    "prose": asked(TOUR, ProseScreen),
    "told": asked(TOUR, ProseScreen, "enter"),
    "ticked": asked(TOUR, ProseScreen, "enter", "s", "enter"),
    "unseen": asked(DRILL, DrillAskScreen, "7"),
    "rating": asked(DRILL, DrillAskScreen, "f3"),
    "summary": pushed(lambda: SummaryScreen(played())),
    "review": pushed(reviewed),
}


def keys_of(app: ConvquizApp) -> dict[str, str]:
    """Return what the footer shows: the action of each key."""
    return {key.key: key.action for key in app.screen.query(FooterKey) if key.action not in ENDS}


def look(app: ConvquizApp) -> object:
    """Return all that a learner notices of a key: the picture, where the keys go, messages, the clipboard."""
    focused = app.screen.focused
    return seen(app), id(app.screen), id(focused), len(app._notifications), app.clipboard


@pytest.mark.parametrize("name", STATES)
async def test_every_key_of_a_footer_does_something(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    for variable in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(variable, raising=False)
    learn(tmp_path / "log")
    app = ConvquizApp(Settings(progress=str(tmp_path / "log")))
    dead, pressed = [], set[str]()
    async with app.run_test(size=(120, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await settled(pilot)
        while True:
            await STATES[name](pilot)
            await settled(pilot)
            left = {key: action for key, action in keys_of(app).items() if action not in pressed}
            if not left:
                break
            key, action = next(iter(left.items()))
            pressed.add(action)
            before = look(app)
            await pilot.press(key)
            await settled(pilot)
            if look(app) == before:
                dead.append(f"{key}: {action}")
            while not isinstance(app.screen, HomeScreen):
                await app.pop_screen()
            app.clear_notifications()
    assert pressed, "there is a footer"
    assert dead == []
