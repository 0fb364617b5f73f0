"""The cheat sheet; its lines are run one by one while it is read."""

from __future__ import annotations

import asyncio

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static

from questions.sheet.sheet import SHEET
from quiz.tui.widgets.bindings import bindings
from quiz.words.proofs import sheet_lines


class SheetScreen(Screen[None]):
    """Formulas, each with what its run showed."""

    BINDINGS = bindings("page")

    def compose(self) -> ComposeResult:
        """Title, the lines, how far the runs are."""
        yield Static("Cheat sheet", markup=False, id="name")
        with VerticalScroll(id="body", can_focus=True):
            for entry in SHEET:
                yield Static("\n".join(sheet_lines(entry, None)), markup=False, classes="line")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to run them."""
        self.query_one("#body").focus()
        self._run_lines()

    @work
    async def _run_lines(self) -> None:
        parts = list(self.query(".line").results(Static))
        for number, (entry, part) in enumerate(zip(SHEET, parts, strict=True), start=1):
            seen = await asyncio.to_thread(entry.prove)
            part.update("\n".join(sheet_lines(entry, seen)))
            self.query_one("#name", Static).update(f"Cheat sheet · {number} of {len(SHEET)} lines run")

    def action_out(self) -> None:
        """Go back; a run that is on its way is not waited for."""
        self.dismiss(None)
