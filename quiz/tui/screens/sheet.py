"""The cheat sheet; its lines are run one by one while it is read."""

from __future__ import annotations

import asyncio
from itertools import groupby

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from questions.model import Evidence
from questions.sheet.line import Fact, Line
from questions.sheet.sheet import SHEET
from quiz.tui.widgets.bar import Bar
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.in_order import LineBox
from quiz.tui.widgets.meaning import MUTED, marked, plain
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.words.marks import Mark, progress_bar
from quiz.words.standing import Standing

CELLS = 20
"""Of the bar that tells how many lines have run."""


class SheetScreen(Present[None]):
    """A panel a topic: formulas, each with what its run showed; words filter them."""

    BINDINGS = bindings("sheet")
    AUTO_FOCUS = "#lines"

    def compose(self) -> ComposeResult:
        """How far the runs are, a box for words, the lines."""
        yield Bar(Standing("Cheat sheet"))
        yield LineBox(placeholder="Words of a formula or topic; Esc shows all", compact=True, id="finder")
        with VerticalScroll(id="lines", can_focus=True):
            for topic, entries in groupby(SHEET, key=lambda entry: entry.topic):
                yield Panel(*(Static(_content(entry, None), classes="line") for entry in entries), title=topic)
        yield Keys()

    def on_mount(self) -> None:
        """Begin to run them."""
        self._run_lines()

    @work
    async def _run_lines(self) -> None:
        bar, parts = self.query_one(Bar), list(self.query(".line").results(Static))
        for number, (entry, part) in enumerate(zip(SHEET, parts, strict=True), start=1):
            seen = await asyncio.to_thread(entry.prove)
            part.update(_content(entry, seen))
            told = f"{progress_bar(number / len(SHEET), CELLS)} {number} of {len(SHEET)} lines run"
            bar.tell(Standing("Cheat sheet", score=told))

    @on(Input.Changed)
    def filter(self, event: Input.Changed) -> None:
        """Show the lines that have all the words."""
        words = event.value.lower().split()
        for entry, part in zip(SHEET, self.query(".line"), strict=True):
            text = f"{entry.topic} {entry.formula} {entry.case}".lower()
            part.display = all(word in text for word in words)
        for panel in self.query(Panel):
            panel.display = any(part.display for part in panel.query(".line"))

    @on(Input.Submitted)
    def read(self) -> None:
        """Go from the words to the lines."""
        self.query_one("#lines").focus()

    def action_find(self) -> None:
        """Type words to look for."""
        box = self.query_one(Input)
        box.display = True
        box.focus()

    def action_out(self) -> None:
        """Show all again, or go back; a run that is on its way is not waited for."""
        box = self.query_one(Input)
        if box.display:
            box.value, box.display = "", False
            self.query_one("#lines").focus()
        else:
            self.dismiss(None)


def _content(entry: Line | Fact, seen: Evidence | None) -> Content:
    """Return a line: the formula, its example, and what the run showed, marked right where it confirms it."""
    parts = [Content.styled(entry.formula, "bold")]
    if entry.case:
        parts.append(plain(f"  {entry.case}", MUTED))
    if seen is None:
        parts.append(plain("  …", MUTED))
    else:
        mark = Mark.RIGHT if seen.holds else Mark.MISSED
        told = seen.observed if seen.holds else f"{seen.observed} · NOT CONFIRMED"
        parts.append(Content.assemble(marked(mark), " ", told))
    return Content("\n").join(parts)
