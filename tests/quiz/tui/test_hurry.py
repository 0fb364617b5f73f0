"""What comes in a hurry meets parts that do not stand yet, or no more: it waits for them, or is left out."""

from __future__ import annotations

import asyncio
import threading

import pytest
from rich.style import Style
from textual import events
from textual.command import CommandPalette
from textual.widgets import OptionList, TabbedContent, TabPane

from questions import load
from questions.answers import Parts
from questions.model import Ask
from quiz.sessions.beginning import an_ask, new_player
from quiz.sessions.player import Player
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.opening import OpeningScreen
from quiz.tui.screens.page import PageScreen
from quiz.tui.screens.prose import ProseScreen
from quiz.tui.screens.settings import ThemesScreen
from quiz.tui.screens.sheet import SheetScreen
from quiz.tui.screens.study import StudyScreen
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.prose_box import ProseBox
from tests.quiz.tui.test_app import screen_of, until

SHEET = "quiz.tui.screens.sheet:SheetScreen"
MOMENTS = 40
"""Turns of the loop in which a screen is opened, and more."""


def key(name: str) -> events.Key:
    return events.Key(name, name if len(name) == 1 else None)


async def test_a_click_on_a_place_that_the_window_has_no_more_is_no_fault() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press("ctrl+p")
        palette = await screen_of(pilot, CommandPalette)
        palette.post_message(events.Click(None, 0, 30, 0, 0, 1, False, False, False, screen_x=0, screen_y=30))
        await pilot.pause()
        assert pilot.app.screen is palette


async def test_a_click_on_a_line_that_is_no_more_is_no_fault() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await pilot.press("ctrl+p")
        palette = await screen_of(pilot, CommandPalette)
        commands = palette.query_one(OptionList)
        await until(pilot, lambda: commands.option_count and commands.content_region)
        for lines in (home.query_one(Menu), commands):
            x, y = lines.content_region.offset
            click = events.Click(lines, 0, 0, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
            click.style = Style(meta={"option": 1000})
            click._set_forwarded()
            lines.post_message(click)
        await pilot.pause()
        assert pilot.app.screen is palette


async def test_a_key_that_is_kept_for_what_is_opened_is_done_there_alone() -> None:
    """`q` at the start leaves the program; after Enter it is for the box of the card."""
    app = ConvquizApp(Settings(save=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        for each in ("enter", "q"):
            app.post_message(key(each))
        card = await screen_of(pilot, ProseScreen)
        await until(pilot, lambda: card.query_one(ProseBox).text == "q")
        assert not app._exit


async def test_a_key_waits_for_the_parts_of_a_screen_that_is_on_its_way() -> None:
    app = ConvquizApp(Settings(save=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        app.push_screen(StudyScreen(load()[0]))
        late = key("n")
        late._set_forwarded()  # from a part of the screen before
        await app.on_event(late)
        assert isinstance(app.screen, StudyScreen)
        assert app.screen.question == load()[0]
        await until(pilot, lambda: isinstance(app.screen, StudyScreen) and app.screen.question == load()[1])


@pytest.mark.parametrize("moment", range(MOMENTS))
async def test_what_is_opened_can_be_given_up_at_any_moment_and_keys_are_heard_again(moment: int) -> None:
    app = ConvquizApp(Settings(save=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        app.open_screen(SHEET)
        for _ in range(moment):
            await asyncio.sleep(0)
        app.stop_opening()
        await until(pilot, lambda: app._kept is None)
        assert isinstance(app.screen, HomeScreen | SheetScreen)


async def test_what_is_chosen_in_the_place_of_something_else_keeps_its_keys() -> None:
    app = ConvquizApp(Settings(save=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        standing = threading.Event()
        app._open(lambda: (standing.wait(), PageScreen("One", ""))[1])
        await screen_of(pilot, OpeningScreen)
        app._open(lambda: (standing.wait(), SheetScreen())[1])
        await pilot.pause()
        app.post_message(key("slash"))
        await pilot.pause()
        standing.set()
        sheet = await screen_of(pilot, SheetScreen)
        await until(pilot, lambda: sheet.query_one("#finder").display)


async def test_a_line_that_is_clicked_under_another_screen_keeps_no_keys() -> None:
    app = ConvquizApp(Settings(save=False))
    async with app.run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        app.push_screen(PageScreen("Above", ""))
        home.query_one(Menu).action_select()
        await screen_of(pilot, PageScreen)
        await pilot.press("escape", "down")
        assert home.query_one(Menu).highlighted == 1


async def test_a_page_is_turned_before_the_tabs_tell_which_it_is() -> None:
    app = ConvquizApp(Settings(save=False), opening=lambda: StudyScreen(load()[0]))
    async with app.run_test(size=(80, 24)) as pilot:
        tabs = (await screen_of(pilot, StudyScreen)).query_one(TabbedContent)
        tabs.set_reactive(TabbedContent.active, "")
        await pilot.press("t")
        assert tabs.active == [pane.id for pane in tabs.query(TabPane)][1]


async def test_colours_are_not_worn_once_their_list_is_left() -> None:
    app = ConvquizApp(Settings(save=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        worn = app.theme
        themes = ThemesScreen(worn)
        await app.push_screen(themes)
        menu = themes.query_one(Menu)
        other = (menu.highlighted or 0) - 1
        themes.action_out()
        themes.preview(OptionList.OptionHighlighted(menu, menu.options[other], other))
        assert app.theme == worn


def in_parts() -> Player:
    """Return a player whose ask has an answer in parts."""
    asks = (Ask(variant.draw(1), 1) for entry in load() for variant in entry.variants)
    code = next(ask.code for ask in asks if isinstance(ask.variant.answer(), Parts))
    player = new_player(an_ask(code), None)
    player.next_card()
    return player


async def test_a_key_of_a_box_is_none_of_the_screen_that_comes() -> None:
    app = ConvquizApp(Settings(save=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        card = AskScreen(in_parts())
        await app.push_screen(card)
        first, second = (await screen_of(pilot, AskScreen)).answer.boxes[:2]
        assert first.has_focus
        app.push_screen(AskScreen(in_parts()))
        await first._on_key(key("down"))
        assert card.focused is second
