"""The first screen: what was left, what is known of the learner, and keys typed before anything is there."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.events import Key, Resize
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widgets import OptionList

from quiz.log import days
from quiz.log.progress import Progress
from quiz.sessions import beginning
from quiz.sessions.beginning import an_ask
from quiz.sessions.interview import InterviewRecipe
from quiz.sessions.player import Player
from quiz.sessions.quiz import QuizRecipe
from quiz.settings.invocation import Settings
from quiz.tui import app as application
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.choosing import ChoosingScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.opening import OpeningScreen
from quiz.tui.screens.prose import ProseScreen
from quiz.tui.screens.stats import StatsScreen
from quiz.tui.widgets.answer import AnswerBox
from quiz.tui.widgets.standing_bar import StandingBar
from tests.quiz.tui.test_app import an_integer_ask, screen_of, text_of, until, wrong_text
from tests.quiz.tui.widgets.test_frame import seen


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(progress=str(tmp_path / "progress.sqlite3"))


def play(settings: Settings) -> None:
    """Leave a tour at its first card, then an interview, then a quiz after a slip."""
    with Progress.open(Path(settings.progress)) as log:
        for recipe in QuizRecipe(seed=3, mode="tour"), InterviewRecipe(seed=1):
            Player(recipe, log).next_card()
        player = Player(QuizRecipe.model_validate({"questions": (3,), **an_integer_ask()}), log)
        player.submit(wrong_text(player.next_card())[0])


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15), (20, 6)], ids=str)
async def test_home_tells_what_was_left_and_what_is_known(settings: Settings, size: tuple[int, int]) -> None:
    began = datetime.now()
    play(settings)
    minutes = {f"{at:%H:%M}" for at in (began, datetime.now())}
    async with ConvquizApp(settings).run_test(size=size) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "Quiz, 1 of 10" in text_of(home) and "×1" in text_of(home))
        await pilot.pause()
        drawn = "\n".join(seen(pilot.app))
        assert "Interview tomorrow" in drawn
        if size[1] >= 12:
            assert "Quiz, 1 of 10" in drawn
            assert any(minute in drawn for minute in minutes)
            assert "10 new" in drawn
        if size[1] >= 24:
            assert "and 2 older" in drawn
            assert ("16 topics not begun" in drawn) == (size == (80, 24)), "told where they are not listed"
            (slip,) = (line for line in drawn.splitlines() if "│ ×1 " in line)
            assert len(slip[slip.index("│ ×1 ") :].rstrip("│ ")) > 24, "a line is wrapped where its panel ends"
        if size == (120, 40):
            assert "depthwise separable convolution" in drawn, "all topics, those ahead too"


async def test_home_that_is_open_over_night_tells_of_the_new_day(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(settings)
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "1 day in a row" in text_of(home))
        later = days.local_now() + timedelta(days=2)
        monkeypatch.setattr(days, "local_now", lambda begins: later)
        home.turn_the_page()
        await until(pilot, lambda: "0 days in a row" in text_of(home))


async def test_the_cursor_is_moved_by_keys_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has chosen a line while the log is read gets that line."""
    play(settings)
    ready, found = threading.Event(), application.left_sessions
    monkeypatch.setattr(application, "left_sessions", lambda *given: ready.wait() and found(*given))
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await pilot.press("home", "down", "down")
        marked = home.query_one(OptionList).highlighted
        ready.set()
        await until(pilot, lambda: "Quiz, 1 of 10" in text_of(home))
        assert home.query_one(OptionList).highlighted == marked


async def choosing(pilot: Pilot[None]) -> HomeScreen:
    """List the three quizzes that were left; return the home on which that was done."""
    home = await screen_of(pilot, HomeScreen)
    await until(pilot, lambda: "and 2 older" in text_of(home))
    await pilot.press("R")
    await screen_of(pilot, ChoosingScreen)
    return home


async def test_every_quiz_that_was_left_can_be_chosen(settings: Settings) -> None:
    play(settings)
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        await choosing(pilot)
        assert "Mock interview, 1 of 10" in text_of(pilot.app.screen)
        await pilot.press("end", "enter")
        await screen_of(pilot, ProseScreen)
        assert pilot.app.player.session.recipe.mode == "tour"


async def test_what_resume_says_is_what_it_goes_on_with(settings: Settings) -> None:
    """An older quiz was looked at and left again, without a deed that would make it the latest of the log."""
    play(settings)
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await choosing(pilot)
        await pilot.press("end", "enter")
        await screen_of(pilot, ProseScreen)
        await pilot.press("escape")
        await until(pilot, lambda: "Interview tomorrow, 1 of 40" in text_of(home))
        assert "and 2 older" in text_of(home)
        await pilot.press("r")
        await screen_of(pilot, ProseScreen)
        assert pilot.app.player.session.recipe.mode == "tour"


async def test_a_single_ask_that_was_answered_is_not_gone_on_with(settings: Settings) -> None:
    """Nor in the place of the quiz that Resume tells of."""
    play(settings)
    async with ConvquizApp(settings, an_ask("Q03.1-7F3K")).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, AskScreen)
        await pilot.press("f3")
        await until(pilot, lambda: pilot.app.player.card.done)
        await pilot.press("escape")
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "Quiz, 1 of 10" in text_of(home))
        await pilot.press("r")
        await screen_of(pilot, AskScreen)
        assert pilot.app.player.session.recipe.mode == "quiz"


async def test_what_is_typed_while_an_ask_is_loaded_is_in_its_box(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sign is seen, the keys are kept; a second Enter was meant for the menu."""
    ready, made = threading.Event(), beginning.new_player
    monkeypatch.setattr(application, "new_player", lambda *given: ready.wait() and made(*given))
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press("down", "down", "enter", "enter", *"12")
        screen = await screen_of(pilot, OpeningScreen)
        await until(pilot, lambda: "Opening" in "\n".join(seen(pilot.app)))
        await pilot.press(*"34")
        ready.set()
        await until(pilot, lambda: pilot.app.screen is not screen)
        ask = await screen_of(pilot, AskScreen)
        await until(pilot, lambda: ask.query(AnswerBox).first().value == "1234")
        await pilot.press("5")
        assert ask.query(AnswerBox).first().value == "12345"


async def test_what_is_typed_in_one_breath_with_the_choice_is_in_the_box(settings: Settings) -> None:
    """A terminal hands on all keys at once, before any of them has done its work."""
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        for key in ("down", "down", "enter", *"12"):
            pilot.app.post_message(Key(key, key if len(key) == 1 else None))
        ask = await screen_of(pilot, AskScreen)
        await until(pilot, lambda: ask.query(AnswerBox).first().value == "12")


async def test_what_is_opened_can_be_given_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = threading.Event()
    monkeypatch.setattr(application, "new_player", lambda *given: ready.wait())
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press("enter")
        await screen_of(pilot, OpeningScreen)
        await pilot.press("escape")
        home = await screen_of(pilot, HomeScreen)
        ready.set()
        await pilot.press("p")
        await screen_of(pilot, StatsScreen)
        await pilot.press("escape")
        assert await screen_of(pilot, HomeScreen) is home


async def test_a_size_of_before_that_comes_late_changes_no_looks(settings: Settings) -> None:
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: home.has_class("-normal"))
        home.post_message(Resize(Size(20, 6), Size(20, 6)))
        await pilot.pause()
        assert home.has_class("-normal")
        await pilot.resize_terminal(20, 6)
        await until(pilot, lambda: home.has_class("-slim"))


async def test_a_window_that_has_grown_tells_how_many_asks_there_are(settings: Settings) -> None:
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        bar = home.query_one(StandingBar)
        await until(pilot, lambda: bar.standing.score)
        told = bar.standing
        await pilot.resize_terminal(40, 12)
        await until(pilot, lambda: not bar.standing.score)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: bar.standing == told)
