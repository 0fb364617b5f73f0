"""The katas, with what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from questions import index
from questions.model import kata_named
from quiz.katas.folder import file_of, folder
from quiz.katas.keeping import Record, records
from quiz.log.file import ProgressUnavailable
from quiz.render.columns import in_columns
from quiz.settings.preferences import Preferences
from quiz.tui.screens.kata import KataScreen
from quiz.tui.screens.stage import stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.meaning import STYLES, plain
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.katas import headline
from quiz.words.marks import Mark
from quiz.words.standing import Standing

STATES = {"✓": Mark.RIGHT, "○": Mark.HALF, "·": Mark.NOW}
"""What the mark of a kata means."""


class KatasScreen(Present[None]):
    """Which program to write; on a wide screen what it asks stands beside it."""

    BINDINGS = bindings("page")

    def __init__(self) -> None:
        super().__init__()
        self._lines = list(index.katas().values())
        self._known: Mapping[str, Record] = {}

    def compose(self) -> ComposeResult:
        """List all."""
        yield StandingBar()
        with Horizontal(classes="fill"):
            key = "✓ passed  ○ after the solution  · begun"
            yield Panel(Menu(markup=False, id="menu"), title="Write one", subtitle=key, classes="fill")
            yield Panel(Static(markup=False, id="says"), id="kata-beside", classes="only-wide")
        yield Keys()

    def on_screen_resume(self) -> None:
        """Look again at what became of them."""
        self._mark()

    def on_resize(self) -> None:
        """Lay the lines out for another width."""
        self.call_after_refresh(self._fill)

    @work(exclusive=True)
    async def _mark(self) -> None:
        stage = stage_of(self.app)
        try:
            self._known = await asyncio.to_thread(records, stage.progress)
        except ProgressUnavailable as unavailable:
            stage.tell_trouble(str(unavailable))
        self._fill()

    def _fill(self) -> None:
        menu = self.query_one(Menu)
        at = menu.highlighted or 0
        rows = [(line.id, line.name, line.title, f"{line.minutes} min") for line in self._lines]
        marks = [self._known.get(line.id, Record()).mark for line in self._lines]
        menu.set_options(
            Option(Content.assemble(plain(mark, STYLES.get(STATES.get(mark, Mark.AHEAD), "")), "  ", row))
            for mark, row in zip(marks, in_columns(rows, max(menu.size.width - 4, 8)), strict=True)
        )
        menu.highlighted = at
        where = "write the program; the real op judges it"
        self.query_one(StandingBar).tell(
            Standing("Katas", where=where, score=f"{marks.count('✓')} of {len(marks)} passed")
        )

    @on(OptionList.OptionHighlighted)
    def look(self, event: OptionList.OptionHighlighted) -> None:
        """Say beside the list what is asked."""
        if self.has_class("-wide"):
            self._tell(self._lines[event.option_index].name)

    @work(exclusive=True, group="look")
    async def _tell(self, name: str) -> None:
        kata = await asyncio.to_thread(kata_named, name)
        self.query_one("#kata-beside", Panel).head(headline(kata))
        self.query_one("#says", Static).update(f"{kata.says}\n\n{kata.signature}\n\n{kata.shapes}")

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Open it."""
        kata = kata_named(self._lines[event.option_index].name)
        preferred = stage_of(self.app).preferences or Preferences()
        self.app.push_screen(KataScreen(kata, file_of(kata, folder(preferred.katas_folder))))

    def action_out(self) -> None:
        """Go back."""
        self.dismiss(None)
