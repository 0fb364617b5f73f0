"""The end of a session: what became of it can be opened, asked again, drilled and kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from quiz.cards.attempt import Attempt
from quiz.sessions.interview import InterviewRecipe, InterviewSession
from quiz.sessions.player import Player
from quiz.sessions.quiz import QuizRecipe
from quiz.sessions.report import report_on
from quiz.sessions.session import Recipe
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.drill import DrillAskScreen, RatedScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.review import ReviewScreen
from quiz.tui.screens.summary import SummaryScreen
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.report import report_lines
from tests.quiz.tui.test_app import an_integer_ask, screen_of, until, wrong_text
from tests.quiz.tui.widgets.test_frame import seen


def one() -> Recipe:
    return QuizRecipe.model_validate({"questions": (3,), "length": 1, **an_integer_ask()})


def slip_made(recipe: Recipe) -> Player:
    """Play a session to its end: its first numeric ask with a slip, then right, all others skipped."""
    player = Player(recipe, None)
    slips = 0
    while (card := player.next_card()) is not None:
        if isinstance(card, Attempt) and not slips:
            player.submit(wrong_text(card)[0])
            player.submit(card.ask.variant.answer().plain)
            slips = 1
        else:
            player.skip()
    return player


async def summary(pilot: Pilot[None], recipe: Recipe) -> SummaryScreen:
    await screen_of(pilot, HomeScreen)
    await until(pilot, pilot.app._at_hand.is_set)
    pilot.app.push_screen(SummaryScreen(slip_made(recipe)))
    screen = await screen_of(pilot, SummaryScreen)
    await until(pilot, lambda: screen.query_one("#ask-table").option_count)
    return screen


async def test_an_interview_took_as_long_as_its_report_says() -> None:
    """The time at verdicts is none of an answer, for which times are suggested."""
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        screen = await summary(pilot, InterviewRecipe.model_validate({"seed": 1, "minutes": 10}))
        session = screen._session
        answered = next(at for at in session.played if isinstance(at.card, Attempt) and at.card.tries)
        answered.seconds, answered.answered = 300, 100
        pilot.app.switch_screen(again := SummaryScreen(screen._player))
        await until(pilot, lambda: again.query(StandingBar))
        assert isinstance(session, InterviewSession)
        told = again.query_one(StandingBar).standing.score.partition(" of ")[0]
        assert f"in {told}, suggested" in report_lines(report_on(session))[0]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15), (20, 6)], ids=str)
async def test_an_ask_is_opened_from_the_table(size: tuple[int, int]) -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=size) as pilot:
        await summary(pilot, one())
        await pilot.pause()
        if size[1] >= 24:
            drawn = "\n".join(seen(pilot.app))
            assert "◐  Output side of one layer" in drawn
            assert "d drills them" in drawn
        await pilot.press("enter")
        screen = await screen_of(pilot, ReviewScreen)
        await until(pilot, lambda: screen.demonstration.scene)
        assert "◐ Answer" in str(screen.query_one("#answer-panel").border_title)
        await pilot.press("escape")
        await screen_of(pilot, SummaryScreen)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 16), (40, 15)], ids=str)
async def test_the_question_stands_still_while_its_run_comes_and_plays(size: tuple[int, int]) -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=size) as pilot:
        await summary(pilot, one())
        await pilot.press("enter")
        screen = await screen_of(pilot, ReviewScreen)
        asked, run = screen.query_one("#question"), screen.demonstration
        await until(pilot, lambda: run.number > 0)
        await pilot.pause()
        assert asked.region.y == 1, "right under the bar"
        await pilot.press("space")
        await pilot.pause()
        assert run.region.overlaps(screen.region), "who plays it sees it"
        if size[1] >= 24:
            assert asked.region.y == 1
            assert screen.region.contains_region(run.region)


async def test_an_ask_is_asked_again_with_other_numbers_and_leads_back() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        table = await summary(pilot, one())
        await pilot.press("r")
        ask = await screen_of(pilot, AskScreen)
        (first,) = (at.card for at in table._session.played)
        assert type(ask.attempt.ask.variant) is type(first.ask.variant)
        assert ask.attempt.ask.variant != first.ask.variant
        await pilot.press("escape")
        assert await screen_of(pilot, SummaryScreen) is table


async def test_the_slips_are_drilled_and_the_schedule_stays() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await summary(pilot, one())
        await pilot.press("d")
        await screen_of(pilot, DrillAskScreen)
        recipe = pilot.app.player.session.recipe
        assert (recipe.cards, recipe.free) == (("3.1",), True)


async def test_a_report_is_kept_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await summary(pilot, InterviewRecipe(seed=1, minutes=5))
        await pilot.press("e")
        path = tmp_path / "convquiz-report-1.md"
        await until(pilot, path.exists)
        kept = path.read_bytes()
        assert kept.startswith(b"# Mock interview")
        await pilot.press("e")
        await until(pilot, lambda: any("exists" in note.message for note in pilot.app._notifications))
        assert path.read_bytes() == kept


async def test_what_is_to_be_practised_begins() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        screen = await summary(pilot, InterviewRecipe(seed=1, minutes=5))
        code = screen._report.practise[0].code
        screen.query_one("#next").focus()
        await pilot.press("home", "enter")
        ask = await screen_of(pilot, AskScreen)
        assert ask.attempt.ask.code == code


async def test_a_weak_topic_is_reached_by_keys_and_drilled() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        screen = await summary(pilot, InterviewRecipe(seed=1, minutes=5))
        weakest = screen._report.topics[0].name
        await until(pilot, lambda: screen.focused is screen.query_one("#ask-table"))
        await pilot.press("tab")
        await until(pilot, lambda: screen.focused is screen.query_one("#weak"))
        await pilot.press("home", "enter")
        await screen_of(pilot, RatedScreen)
        recipe = pilot.app.player.session.recipe
        assert (recipe.topics, recipe.free) == ((weakest,), True)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=str)
async def test_the_marked_ask_stays_in_sight_in_a_table_longer_than_the_screen(size: tuple[int, int]) -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=size) as pilot:
        screen = await summary(pilot, InterviewRecipe(seed=1))
        await pilot.pause()
        table = screen.query_one("#ask-table", Menu)

        def marked() -> bool:
            """Tell whether the marked line is among those drawn."""
            line = table.content_region.y + (table.highlighted or 0)
            return line in range(screen.query_one("#sheet").region.y, screen.query_one("#sheet").region.bottom)

        assert "Score" in "\n".join(seen(pilot.app)), "the page begins at its top"
        await pilot.press("end")
        await until(pilot, marked)
        await pilot.press("home")
        await until(pilot, marked)
