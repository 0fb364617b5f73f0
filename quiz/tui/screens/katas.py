"""The katas, with what became of them."""

from __future__ import annotations

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static

from questions import index
from questions.model import kata_named
from quiz.katas.folder import file_of, folder
from quiz.katas.keeping import records
from quiz.settings.preferences import Preferences
from quiz.tui.screens.kata import KataScreen
from quiz.tui.screens.stage import stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.menu import Menu
from quiz.words.katas import listed


class KatasScreen(Screen[None]):
    """Which program to write."""

    BINDINGS = bindings("page")

    def compose(self) -> ComposeResult:
        """List all."""
        yield Static("Katas: write the program", markup=False, id="name")
        yield Menu(*(listed(line, None) for line in index.katas().values()), markup=False, id="menu")
        yield Footer(show_command_palette=False)

    def on_screen_resume(self) -> None:
        """Look again at what became of them."""
        self._mark()

    @work(exclusive=True)
    async def _mark(self) -> None:
        known = await asyncio.to_thread(records, stage_of(self.app).progress)
        menu = self.query_one(Menu)
        for place, line in enumerate(index.katas().values()):
            menu.replace_option_prompt_at_index(place, listed(line, known.get(line.id)))

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Open it."""
        kata = kata_named(list(index.katas())[event.option_index])
        preferred = stage_of(self.app).preferences or Preferences()
        self.app.push_screen(KataScreen(kata, file_of(kata, folder(preferred.katas_folder))))

    def action_out(self) -> None:
        """Go back."""
        self.dismiss(None)
