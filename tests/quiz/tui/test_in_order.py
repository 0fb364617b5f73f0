"""Over a slow line many keys arrive at once; they are done in the order in which they were typed."""

from __future__ import annotations

import pytest
from textual.command import CommandPalette
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from quiz.sessions.drill import DrillRecipe
from quiz.sessions.practice_set import one_ask
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.card import CardScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.sheet import SheetScreen
from quiz.tui.widgets.answer import AnswerBox
from quiz.tui.widgets.prose_box import ProseBox
from tests.quiz.tui.test_app import screen_of, text_of, until

CTRL_U = ("ctrl+u", "\x15")
BACKSPACE = ("backspace", "\x7f")
LEFT, ENTER = ("left", None), ("enter", "\r")


def burst(pilot: Pilot[None], *keys: str | tuple[str, str | None]) -> None:
    """Let keys arrive together, as a terminal hands them on."""
    for key in keys:
        name, character = key if isinstance(key, tuple) else (key, key)
        pilot.app.post_message(Key(name, character))


@pytest.mark.parametrize(
    "keys",
    [("3", BACKSPACE, "2", "8"), ("9", CTRL_U, "2", "8"), ("8", LEFT, "2")],
)
async def test_an_answer_is_edited_and_sent(keys) -> None:
    async with ConvquizApp(Settings(save=False), lambda newcomer: one_ask("Q03.1-7F3K")).run_test() as pilot:
        screen = await screen_of(pilot, AskScreen)
        await until(pilot, lambda: screen.query_one(AnswerBox).has_focus)
        burst(pilot, *keys, ENTER)
        await until(pilot, lambda: "ight: " in text_of(screen))
        assert "✓ Right: 28" in text_of(screen)


async def test_a_letter_with_alt_is_not_typed() -> None:
    """Alt+d, which deletes a word at a prompt, put a d into the answer."""
    async with ConvquizApp(Settings(save=False), lambda newcomer: one_ask("Q03.1-7F3K")).run_test() as pilot:
        screen = await screen_of(pilot, AskScreen)
        await until(pilot, lambda: screen.query_one(AnswerBox).has_focus)
        burst(pilot, "2", ("alt+d", "d"), "8")
        await until(pilot, lambda: screen.query_one(AnswerBox).value.endswith("8"))
        assert screen.query_one(AnswerBox).value == "28"
        screen.set_focus(None)
        burst(pilot, ("alt+x", "x"), "1")
        await until(pilot, lambda: screen.query_one(AnswerBox).value.endswith("1"))
        assert screen.query_one(AnswerBox).value == "281"


async def test_so_is_an_answer_in_parts() -> None:
    async with ConvquizApp(Settings(save=False), lambda newcomer: one_ask("Q19.6-1Q7Y")).run_test() as pilot:
        screen = await screen_of(pilot, AskScreen)
        await until(pilot, lambda: screen.answer.boxes[0].has_focus)
        burst(pilot, "5", "7", "6", ENTER, "1", ENTER)
        await until(pilot, lambda: screen.attempt.tries)
        assert screen.attempt.typed == "576; 1"
        assert "inner" in screen.attempt.judged.parts


async def test_so_are_words_of_ones_own() -> None:
    async with ConvquizApp(
        Settings(save=False), lambda newcomer: DrillRecipe(seed=1, cards=("Q03",))
    ).run_test() as pilot:
        screen = await screen_of(pilot, CardScreen)
        await until(pilot, lambda: screen.query_one(ProseBox).has_focus)
        burst(pilot, "a", "x", BACKSPACE, "c", LEFT, "b")
        await until(pilot, lambda: len(screen.query_one(ProseBox).text) == 3)
        assert screen.query_one(ProseBox).text == "abc"


async def test_so_is_what_is_looked_for() -> None:
    async with ConvquizApp(Settings(save=False)).run_test() as pilot:
        await screen_of(pilot, HomeScreen)
        pilot.app.open_screen("quiz.tui.screens.sheet:SheetScreen")
        box = (await screen_of(pilot, SheetScreen)).query_one(Input)
        await pilot.press("slash")
        await until(pilot, lambda: box.has_focus)
        burst(pilot, "a", "x", BACKSPACE, "b")
        await until(pilot, lambda: len(box.value) == 2)
        assert box.value == "ab"


async def test_so_is_what_is_typed_behind_the_key_of_the_palette() -> None:
    async with ConvquizApp(Settings(save=False)).run_test() as pilot:
        await screen_of(pilot, HomeScreen)
        burst(pilot, ("ctrl+p", None), "l", "a", "b")
        await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette) and pilot.app.screen.query(Input))
        await until(pilot, lambda: pilot.app.screen.query_one(Input).value == "lab")
