"""What was typed and not given is there again: after undo, Escape, and in another run of the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from quiz.log.progress import Logged, Progress
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.player import Player
from quiz.sessions.resuming import resumed
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.card import CardScreen
from quiz.tui.screens.home import HomeScreen
from tests.quiz.tui.test_app import screen_of, until

PARTS = "9.2"
"""An ask with boxes for its parts."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(progress=str(tmp_path / "progress.sqlite3"))


def typed(screen: CardScreen) -> list[str]:
    return [box.value if isinstance(box, Input) else box.text for box in screen.query("Input, TextArea").results()]


@pytest.mark.parametrize("card", ["3.1", PARTS, "Q03"])
async def test_it_survives_escape_and_the_end_of_the_program(settings: Settings, card: str) -> None:
    recipe = DrillRecipe(seed=1, cards=(card,))
    async with ConvquizApp(settings, lambda newcomer: recipe).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, CardScreen)
        await pilot.press("4", "2")
        before = typed(screen)
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)
        pilot.app.resume()
        assert typed(await screen_of(pilot, CardScreen)) == before
        await pilot.press("7")
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: pilot.app.player)
        pilot.app.resume()
        after = typed(await screen_of(pilot, CardScreen))
    assert (before[0], after[0]) == ("42", "427")


async def test_it_survives_undo(settings: Settings) -> None:
    recipe = DrillRecipe(seed=1, cards=("3.1", "Q03"))
    async with ConvquizApp(settings, lambda newcomer: recipe).run_test(size=(80, 24)) as pilot:
        first = await screen_of(pilot, CardScreen)
        await pilot.press("enter")
        await until(pilot, lambda: first.rating_open)
        await pilot.press("4")
        await until(pilot, lambda: pilot.app.screen is not first)
        await screen_of(pilot, CardScreen)
        await until(pilot, lambda: pilot.app.screen.query(TextArea))
        await pilot.press(*"half", "f7")
        await until(pilot, lambda: pilot.app.screen.query(Input))
        again = await screen_of(pilot, CardScreen)
        await until(pilot, lambda: again.rating_open)
        await pilot.press("4")
        await until(pilot, lambda: pilot.app.screen.query(TextArea))
        assert typed(await screen_of(pilot, CardScreen)) == ["half"]


def test_a_wrong_answer_is_there_again_to_be_mended(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "log") as progress:
        player = Player(DrillRecipe(seed=1, cards=("3.1",)), progress)
        player.next_card()
        player.submit("-7")
        again = resumed(progress)
        assert again.card.draft == {"": "-7"}
        again.draft({"": "-78"})
        again.keep_draft()
        again.keep_draft()
        assert resumed(progress).card.draft == {"": "-78"}
        assert sum(row.kind == "drafted" for row in progress.read(Logged)) == 1


def test_what_is_given_is_no_draft(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "log") as progress:
        player = Player(DrillRecipe(seed=1, cards=("3.1",)), progress)
        player.next_card()
        player.draft({"": "-7"})
        player.submit("-7")
        assert not list(progress.read(Logged, "drafted"))
