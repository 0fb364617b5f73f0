"""The drill and the statistics, driven by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList
from textual.widgets._footer import FooterKey

from quiz.drill.deeds import learned
from quiz.log.events import Event
from quiz.log.progress import Logged, Progress
from quiz.sessions.beginning import flags_file
from quiz.sessions.drill import DrillRecipe
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.drill import DrillAskScreen, DrillProseScreen, RatedScreen
from quiz.tui.screens.drill_menu import DrillMenuScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.page import PageScreen
from quiz.tui.screens.prose import ProseBox
from quiz.tui.screens.stats import StatsScreen
from quiz.tui.screens.summary import SummaryScreen
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.fitted import Fitted
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.verdict import VerdictPanel
from tests.quiz.tui.test_app import screen_of, survive, text_of, type_in, until, whole


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(progress=str(tmp_path / "progress.sqlite3"))


def drilling(settings: Settings, *cards: str, **recipe: object) -> ConvquizApp:
    return ConvquizApp(settings, lambda newcomer: DrillRecipe.model_validate({"seed": 1, "cards": cards, **recipe}))


def ratings(settings: Settings) -> list[int]:
    with Progress.open(Path(settings.progress)) as log:
        return [review.rating for review in learned(log)]


@pytest.mark.parametrize(
    "size",
    [(40, 15), *(pytest.param(size, marks=pytest.mark.slow) for size in [(120, 40), (80, 24), (20, 6)])],
    ids=str,
)
async def test_a_newcomer_drills_leaves_and_goes_on(settings: Settings, size: tuple[int, int]) -> None:
    """Home, drill, what is due; shown, rated, taken back, rated again; away, and back to the same card."""
    async with ConvquizApp(settings).run_test(size=size) as pilot:
        home = await screen_of(pilot, HomeScreen)
        menu = home.query_one(OptionList)
        menu.highlighted = menu.get_option_index("drill")
        await pilot.press("enter")
        chooser = await screen_of(pilot, DrillMenuScreen)
        await until(pilot, lambda: "Due today: 0 to review, 10 new" in text_of(chooser))
        assert not chooser.check_action("undo", ()), "a newcomer has rated nothing"
        await pilot.press("enter")
        first = await screen_of(pilot, DrillAskScreen)
        await pilot.press("enter")
        await until(pilot, lambda: first.rating_open)
        assert all(words in text_of(first) for words in ("1 min", "5.5 min", "10 min", "8 days"))
        suggested = "[1 Again 1 min]" if size == (20, 6) else "Enter takes 1 Again"
        assert suggested in whole(text_of(first)), "six lines have none for what is said under the ratings"
        await pilot.press("l")
        assert first.rating_open, "only digits rate"
        await pilot.press("3")
        await until(pilot, lambda: pilot.app.screen is not first)
        second = await screen_of(pilot, DrillAskScreen)
        await pilot.press("f7")
        await until(pilot, lambda: pilot.app.screen is not second)
        first = await screen_of(pilot, DrillAskScreen)
        await until(pilot, lambda: first.rating_open)
        await pilot.press("4")
        await until(pilot, lambda: pilot.app.screen is not first)
        again = await screen_of(pilot, DrillAskScreen)
        assert again.attempt is second.attempt
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)
        code = again.attempt.ask.code
    assert ratings(settings) == [4]
    async with ConvquizApp(settings).run_test(size=size) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "Drill, 2 of 10" in text_of(home))
        await pilot.press("r")
        assert (await screen_of(pilot, DrillAskScreen)).attempt.ask.code == code


async def test_a_prose_card_waits_for_its_rating_even_over_night(settings: Settings) -> None:
    async with drilling(settings, "Q03").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, DrillProseScreen)
        await pilot.press("f3")
        await until(pilot, lambda: screen.laid)
        screen._turned_at = 0.0
        await pilot.press(*"s" * len(screen.ticks), "enter")
        await until(pilot, lambda: screen.rating_open)
    assert ratings(settings) == []
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "Drill, 1 of 1" in text_of(home))
        await pilot.press("r")
        screen = await screen_of(pilot, DrillProseScreen)
        await until(pilot, lambda: screen.rating_open)
        assert "Enter takes 3 Good" in text_of(screen)
        assert screen.ticks == ["said"] * len(screen.ticks)
        await pilot.press("e")
        await until(pilot, lambda: screen.query(Demonstration) and screen.query_one(Demonstration).scene)
        await pilot.press("4")
        await screen_of(pilot, SummaryScreen)
        await pilot.press("u")
        screen = await screen_of(pilot, DrillProseScreen)
        await until(pilot, lambda: screen.rating_open)
        await pilot.press("2")
        await until(pilot, lambda: pilot.app.screen is not screen)
    assert ratings(settings) == [2]


async def test_a_wrong_answer_suggests_again_and_n_leaves_it_unrated(settings: Settings) -> None:
    async with drilling(settings, "3.1", "5.1", timer=True).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, DrillAskScreen)
        await type_in(pilot, "-7")
        await until(pilot, lambda: screen.attempt.tries)
        await pilot.pause()
        await type_in(pilot, "-8")
        await until(pilot, lambda: screen.rating_open)
        assert "Enter takes 1 Again" in text_of(screen)
        assert screen.query_one(Demonstration).scene is None, "it waits for its key"
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is not screen)
    assert ratings(settings) == []


@pytest.mark.parametrize("size", [(40, 15), (80, 24)], ids=str)
async def test_a_topic_and_the_cards_that_wait_on_it_are_one_line(settings: Settings, size: tuple[int, int]) -> None:
    async with ConvquizApp(settings).run_test(size=size) as pilot:
        await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: pilot.app.preferences)
        pilot.app.open_screen("quiz.tui.screens.drill_menu:DrillMenuScreen")
        chooser = await screen_of(pilot, DrillMenuScreen)
        menu = chooser.query_one("#topics", OptionList)
        await until(pilot, lambda: "10 new" in str(menu.get_option_at_index(0).prompt))
        await pilot.pause()
        assert menu.virtual_size.height == menu.option_count


async def test_exactly_this_slip_can_be_practised(settings: Settings) -> None:
    with Progress.open(Path(settings.progress)) as log:
        for place, kind in enumerate(("started", "asked", "answered", "ended")):
            log.append("s", Event(kind=kind, elapsed=place, code="Q03.1-7F3K", verdict="reject", slip="pad.single"))
        log.append("s", Event(kind="answered", elapsed=9, code="Q03.1-7F3K", verdict="reject", slip="generic.sign"))
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        menu = home.query_one(OptionList)
        menu.highlighted = menu.get_option_index("progress")
        await pilot.press("enter")
        screen = await screen_of(pilot, StatsScreen)
        await until(pilot, lambda: "×1  Q03.1  Padding acts on both sides" in text_of(screen))
        slips = screen.query_one("#slips", OptionList)
        assert [option.id for option in slips.options] == ["pad.single"], "a sign is lost in any ask"
        await pilot.press("p", "enter")
        await screen_of(pilot, DrillAskScreen)
        recipe = pilot.app.player.session.recipe
        assert (recipe.slip, recipe.free) == ("pad.single", True)


async def test_nothing_to_ask_is_said(settings: Settings) -> None:
    app = ConvquizApp(settings, lambda newcomer: DrillRecipe(seed=1, wrong=True))
    async with app.run_test(size=(80, 24)) as pilot:
        page = await screen_of(pilot, PageScreen)
        assert "Nothing went wrong last time" in text_of(page)
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)


@pytest.mark.slow
async def test_every_screen_survives_every_size(settings: Settings) -> None:
    async with drilling(settings, "Q03", "3.1").run_test(size=(80, 24)) as pilot:
        prose = await screen_of(pilot, DrillProseScreen)
        await pilot.press("enter")
        await until(pilot, lambda: prose.laid)
        prose._turned_at = 0.0
        await pilot.press(*"s" * len(prose.ticks), "enter")
        await until(pilot, lambda: prose.rating_open)
        await survive(pilot)
        await pilot.press("3")
        ask = await screen_of(pilot, DrillAskScreen)
        await survive(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: ask.rating_open)
        await survive(pilot)
        await pilot.press("escape")
        home = await screen_of(pilot, HomeScreen)
        for name, kind in {"drill": DrillMenuScreen, "progress": StatsScreen}.items():
            home.query_one(OptionList).highlighted = home.query_one(OptionList).get_option_index(name)
            await pilot.press("enter")
            await screen_of(pilot, kind)
            await survive(pilot)
            await pilot.press("escape")
            await screen_of(pilot, HomeScreen)


@pytest.mark.parametrize("name", ["drill", "progress", "katas"])
async def test_a_log_that_vanishes_ends_no_screen(settings: Settings, name: str) -> None:
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: pilot.app.progress)
        pilot.app.progress.close()
        home.query_one(OptionList).highlighted = home.query_one(OptionList).get_option_index(name)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not home)
        await until(pilot, lambda: any("not saved" in note.message for note in pilot.app._notifications))


async def test_a_card_is_buried_and_suspended_by_ankis_keys(settings: Settings) -> None:
    async with drilling(settings, "3.1", "5.1", "Q03").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, DrillAskScreen)
        for key, told in (("minus", "Buried"), ("at", "Suspended")):
            await pilot.press("enter")
            await until(pilot, lambda screen=screen: screen.rating_open)
            await pilot.press(key)
            await until(pilot, lambda told=told: any(told in note.message for note in pilot.app._notifications))
            await until(pilot, lambda screen=screen: pilot.app.screen is not screen and pilot.app._kept is None)
            screen = pilot.app.screen
        await screen_of(pilot, DrillProseScreen)
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(pilot.app.screen, DrillAskScreen))
    with Progress.open(Path(settings.progress)) as log:
        assert [row.kind for row in log.read(Logged, "buried", "suspended", "undone")] == [
            "buried",
            "suspended",
            "undone",
        ]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=str)
async def test_progress_says_of_no_empty_list_what_enter_does_in_it(settings: Settings, size: tuple[int, int]) -> None:
    """Somebody who never drilled could choose no topic to drill, although Enter drilled one."""
    async with ConvquizApp(settings).run_test(size=size) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press("p")
        screen = await screen_of(pilot, StatsScreen)
        await until(pilot, lambda: screen.query_one("#known", Menu).option_count)
        await pilot.pause()
        assert "Enter practises" not in text_of(screen)
        known = screen.query_one("#known", Menu)
        lines = [known.get_option_at_index(at).prompt for at in range(known.option_count)]
        assert max(line.cell_length for line in lines) <= known.scrollable_content_region.width, "a topic is a line"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RatedScreen))


async def test_a_card_that_was_put_away_comes_back_by_a_key_at_the_foot_and_from_the_palette(
    settings: Settings,
) -> None:
    """The next card waits for its answer by then, and a letter goes into its box."""
    async with drilling(settings, "3.1", "5.1").run_test(size=(80, 24)) as pilot:
        first = await screen_of(pilot, DrillAskScreen)
        await pilot.press("enter")
        await until(pilot, lambda: first.rating_open)
        await pilot.press("at")
        await until(pilot, lambda: pilot.app.screen is not first)
        second = await screen_of(pilot, DrillAskScreen)
        await until(pilot, lambda: "undo" in {key.action for key in second.query(FooterKey)})
        pilot.app.action_command_palette()
        await pilot.press(*"undo")
        await until(pilot, lambda: "Undo: take the last rating back" in text_of(pilot.app.screen))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DrillAskScreen) and pilot.app.screen is not second)
        assert pilot.app.screen.attempt.ask.code == first.attempt.ask.code


async def test_the_frame_of_the_suggested_rating_is_straight(settings: Settings) -> None:
    """Also around the longest words, those of free practice."""
    async with drilling(settings, "3.1", free=True).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, DrillAskScreen)
        await pilot.press("enter")
        await until(pilot, lambda: screen.rating_open)
        await pilot.pause()
        lines = str(screen.query_one("#ratings", Fitted).render()).split("\n")
        edges = [[at for at, mark in enumerate(line) if mark == "┃"] for line in lines]
        assert len(edges) == 2
        assert edges[0] == edges[1] != []


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=str)
async def test_no_line_of_a_program_in_a_model_answer_is_cut(settings: Settings, size: tuple[int, int]) -> None:
    """The panel cannot be scrolled sideways by keys."""
    async with drilling(settings, "K11.1").run_test(size=size) as pilot:
        prose = await screen_of(pilot, DrillProseScreen)
        await pilot.press("enter")
        await until(pilot, lambda: prose.query("MarkdownFence Label"))
        await pilot.pause()
        for code in prose.query("MarkdownFence Label"):
            assert code.outer_size.width <= prose.query_one("#reading").size.width


async def test_undo_and_flag_work_while_an_answer_is_typed(settings: Settings) -> None:
    async with drilling(settings, "3.1", "Q03").run_test(size=(80, 24)) as pilot:
        first = await screen_of(pilot, DrillAskScreen)
        await pilot.press("enter")
        await until(pilot, lambda: first.rating_open)
        await pilot.press("4")
        prose = await screen_of(pilot, DrillProseScreen)
        await pilot.press(*"half", "f6")
        await until(pilot, lambda: flags_file(settings).exists())
        assert prose.query_one(ProseBox).selected_text == ""
        await pilot.press("f7")
        await screen_of(pilot, DrillAskScreen)
        assert ratings(settings) == []


async def test_the_last_rating_is_taken_back_also_when_the_summary_was_left(settings: Settings) -> None:
    async with drilling(settings, "3.1").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, DrillAskScreen)
        await pilot.press("enter")
        await until(pilot, lambda: screen.rating_open)
        await pilot.press("4")
        await screen_of(pilot, SummaryScreen)
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)
    assert ratings(settings) == [4]
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: pilot.app.progress)
        home.query_one(OptionList).highlighted = home.query_one(OptionList).get_option_index("drill")
        await pilot.press("enter")
        chooser = await screen_of(pilot, DrillMenuScreen)
        await until(pilot, lambda: chooser.check_action("undo", ()))
        await pilot.press("u")
        screen = await screen_of(pilot, DrillAskScreen)
        await until(pilot, lambda: screen.rating_open)
        assert ratings(settings) == []
        await pilot.press("3")
        await until(pilot, lambda: pilot.app.screen is not screen)
    assert ratings(settings) == [3]


async def test_a_revealed_card_tells_its_answer_again_after_undo_and_when_resumed(settings: Settings) -> None:
    async with drilling(settings, "3.1", "5.1").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, DrillAskScreen)
        await pilot.press("f3")
        await until(pilot, lambda: screen.rating_open)
        revealed = screen.query_one(VerdictPanel)._border_title
        assert screen.attempt.settled.answer().shown in str(revealed)
        await pilot.press("3")
        await until(pilot, lambda: pilot.app.screen is not screen and pilot.app._kept is None)
        second = await screen_of(pilot, DrillAskScreen)
        await pilot.press("f7")
        await until(pilot, lambda: pilot.app.screen is not second)
        again = await screen_of(pilot, DrillAskScreen)
        assert again.query_one(VerdictPanel)._border_title == revealed
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "Drill, 1 of 2" in text_of(home))
        await pilot.press("r")
        resumed = await screen_of(pilot, DrillAskScreen)
        assert resumed.query_one(VerdictPanel)._border_title == revealed
