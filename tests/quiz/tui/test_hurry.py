"""What comes in a hurry meets parts that do not stand yet, or no more: it waits for them, or is left out."""

from __future__ import annotations

from textual import events
from textual.command import CommandPalette

from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.home import HomeScreen
from tests.quiz.tui.test_app import screen_of


async def test_a_click_on_a_place_that_the_window_has_no_more_is_no_fault() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press("ctrl+p")
        palette = await screen_of(pilot, CommandPalette)
        palette.post_message(events.Click(None, 0, 30, 0, 0, 1, False, False, False, screen_x=0, screen_y=30))
        await pilot.pause()
        assert pilot.app.screen is palette
