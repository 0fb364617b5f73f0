"""The plan on the screen: the day is set, today is practised, home tells of both; without a day nothing changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from quiz.log.days import local_now
from quiz.log.progress import Logged, Progress
from quiz.sessions.player import Player
from quiz.sessions.today import TodayRecipe, TodaySession
from quiz.settings import preferences
from quiz.settings.interview import Interview
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.by_card import screen_for
from quiz.tui.screens.drill import DrillAskScreen
from quiz.tui.screens.home import MOTTO, HomeScreen
from quiz.tui.screens.plan import PlanScreen
from quiz.tui.screens.prompt import PromptScreen
from quiz.tui.widgets.standing_bar import StandingBar
from tests.quiz.tui.test_app import screen_of, text_of, until

IN_A_WEEK = local_now().date() + timedelta(days=7)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(tmp_path / "config.toml"))
    return Settings(progress=str(tmp_path / "progress.sqlite3"))


async def test_the_day_is_set_and_home_tells_of_it(settings: Settings) -> None:
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "to a date" in text_of(home))
        assert home.query_one(StandingBar).standing.where == MOTTO
        await pilot.press(*["down"] * 4, "enter")
        plan = await screen_of(pilot, PlanScreen)
        await until(pilot, lambda: "Set the day" in text_of(plan))
        await pilot.press("enter")
        await screen_of(pilot, PromptScreen)
        await pilot.press(*IN_A_WEEK.isoformat(), "enter")
        await until(pilot, lambda: "Begin today's 30 min" in text_of(plan))
        assert "Interview in 7 days" in plan.query_one(StandingBar).standing.where
        assert preferences.load()[0].interview == Interview(date=IN_A_WEEK)
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "Interview in 7 days · ready" in home.query_one(StandingBar).standing.where)


async def test_home_reads_the_log_once_for_all_that_it_tells(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    preferences.store({"interview.date": IN_A_WEEK})
    read, reads = Progress.read, Counter[str]()

    def counted(log: Progress, *kinds: str, **which: str) -> Iterator[Logged]:
        reads.update(kinds)
        return read(log, *kinds, **which)

    monkeypatch.setattr(Progress, "read", counted)
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "Interview in 7 days" in home.query_one(StandingBar).standing.where)
    assert (reads["answered"], reads["graded"]) == (1, 1)


async def test_today_begins_and_goes_on(settings: Settings) -> None:
    preferences.store({"interview.date": IN_A_WEEK})
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press(*["down"] * 4, "enter")
        plan = await screen_of(pilot, PlanScreen)
        await until(pilot, lambda: "Begin today's" in text_of(plan))
        await pilot.press("t")
        await until(pilot, lambda: pilot.app.player is not None and "new · " in text_of(pilot.app.screen))
        first = pilot.app.player.session
        assert isinstance(first, TodaySession)
        await pilot.press("f4")
        await until(pilot, lambda: len(first.played) == 2)
        await pilot.press("escape")
        await screen_of(pilot, PlanScreen)
        await pilot.press("t")
        await until(pilot, lambda: "new · " in text_of(pilot.app.screen))
        assert pilot.app.player.session.recipe == first.recipe
        assert len(pilot.app.player.session.played) == 2


@pytest.mark.parametrize(("card", "screen"), [("C1", AskScreen), ("3.1", DrillAskScreen)])
def test_a_part_of_a_chain_asks_for_no_rating(card: str, screen: type) -> None:
    interview, day = Interview(date=IN_A_WEEK), local_now().date()
    player = Player(TodayRecipe(seed=1, interview=interview, minutes=30, day=day, cards=(card,), whys=("so",)), None)
    player.next_card()
    assert type(screen_for(player)) is screen


class Stubbed(PlanScreen):
    """A screen without an application, that remembers what it would keep."""

    _preferences = preferences.Preferences(interview=Interview(date=IN_A_WEEK, topics=("pooling",)))

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[str, object]] = []

    @property
    def _stage(self) -> Stubbed:
        return self

    def prefer(self, name: str, value: object) -> None:
        self.kept.append((name, value))


def test_a_day_that_is_over_is_refused_in_the_words_of_the_command() -> None:
    screen, today = Stubbed(), local_now().date()
    assert screen._problem("date", " 2020-01-01") == f"2020-01-01 is over; today is {today}"
    assert screen._problem("date", today.isoformat()) == ""
    assert screen._problem("date", f'"{today.isoformat()}"') == "", "as the settings' file has it"
    assert "is a day such as" in screen._problem("date", "tomorrow")


def test_only_what_was_ticked_anew_is_kept() -> None:
    screen = Stubbed()
    keep = screen._tick("topics", ("pooling", "cost"))
    keep(frozenset({"pooling"}))
    keep(None)
    assert not screen.kept
    keep(frozenset())
    assert screen.kept == [("interview.topics", [])]
    assert preferences.shown(()) == "all"
