"""The cheat sheet; its lines are run one by one while it is read."""

from __future__ import annotations

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from questions.model import Evidence
from questions.notation.folded import folded
from questions.sheet.sheet import SHEET
from quiz.render.columns import in_columns
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.fitted import Fitted, hanging
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.in_order import LineBox
from quiz.tui.widgets.meaning import MUTED, marked, plain
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.marks import Mark, progress_bar
from quiz.words.standing import Standing

CELLS = 20
"""Of the bar that tells how many lines have run."""
MARKED = 3
"""Columns of a line's mark, and of the margin behind the line."""


class SheetScreen(Present[None]):
    """A line a formula; under them the run of the one that is marked. Words filter them."""

    BINDINGS = bindings("sheet")
    AUTO_FOCUS = "#lines"

    def __init__(self) -> None:
        super().__init__()
        self._seen: list[Evidence | None] = [None] * len(SHEET)
        """What the run of each line showed, None before it has run."""
        self._found: list[int] = list(range(len(SHEET)))
        """The lines that have the words that were typed."""
        self._marked = 0
        """The line that was marked last; words may leave it out."""

    def compose(self) -> ComposeResult:
        """How far the runs are, a box for words, the lines, the run of one."""
        yield StandingBar(Standing("Cheat sheet"))
        box = LineBox(placeholder="padding, or K²", compact=True)
        yield Panel(box, title="Words of a formula or topic", subtitle="Esc shows all", id="finder")
        yield Panel(
            Menu(markup=False, id="lines"), title="Formulas", subtitle="↑ ↓ tell the run of one", classes="fill"
        )
        yield Panel(Fitted(self._run_of_one, id="run-of-one"), title="Run", id="run-panel")
        yield Keys()

    def on_mount(self) -> None:
        """Begin to run them."""
        self._run_lines()

    def on_resize(self) -> None:
        """Set the lines for the width there is."""
        self.call_after_refresh(self._fill)

    @work
    async def _run_lines(self) -> None:
        for number, entry in enumerate(SHEET):
            self._seen[number] = await asyncio.to_thread(entry.prove)
            bar = f"{progress_bar((number + 1) / len(SHEET), CELLS)} {number + 1} of {len(SHEET)} lines run"
            self.query_one(StandingBar).tell(Standing("Cheat sheet", score=bar))
            self._fill()

    def _fill(self) -> None:
        """Write the lines, the cursor on the one that it was on."""
        menu = self.query_one("#lines", Menu)
        width = max(menu.scrollable_content_region.width - MARKED, 8)
        rows = in_columns([(entry.topic, entry.formula) for entry in SHEET], width)
        marks = [_mark(seen) for seen in self._seen]
        menu.set_options([Option(Content.assemble(marks[each], " ", rows[each])) for each in self._found])
        at = self._found.index(self._marked) if self._marked in self._found else 0
        menu.highlighted = at if self._found else None
        self.query_one("#run-of-one", Fitted).refresh(layout=True)

    @on(OptionList.OptionHighlighted)
    def tell(self) -> None:
        """Tell the run of the marked line."""
        at = self.query_one("#lines", Menu).highlighted
        if at is not None:
            self._marked = self._found[at]
        self.query_one("#run-of-one", Fitted).refresh(layout=True)

    def _run_of_one(self, width: int) -> Content:
        """Return the marked line in full: its formula, its example, and what the run showed."""
        at = self.query_one("#lines", Menu).highlighted
        if at is None or at >= len(self._found):
            return Content("No line has all these words.")
        entry, seen = SHEET[self._found[at]], self._seen[self._found[at]]
        told = "…" if seen is None else seen.observed if seen.holds else f"{seen.observed} · NOT CONFIRMED"
        lines = [Content.styled(part, "bold") for part in hanging(entry.formula, width)]
        lines += [plain(part, MUTED) for part in hanging(entry.case, width)] if entry.case else []
        first, *others = hanging(told, max(width - 2, 1))
        lines.append(Content.assemble(_mark(seen), " ", first))
        return Content("\n").join([*lines, *(Content(f"  {part}") for part in others)])

    @on(Input.Changed)
    def filter(self, event: Input.Changed) -> None:
        """Show the lines that have all the words."""
        words = folded(event.value).split()
        texts = [folded(f"{entry.topic} {entry.formula} {entry.case}") for entry in SHEET]
        self._found = [at for at, text in enumerate(texts) if all(word in text for word in words)]
        self._fill()

    @on(Input.Submitted)
    def read(self) -> None:
        """Go from the words to the lines."""
        self.query_one("#lines").focus()

    def action_find(self) -> None:
        """Type words to look for."""
        self.query_one("#finder").display = True
        self.query_one(Input).focus()

    def action_out(self) -> None:
        """Show all again, or go back; a run that is on its way is not waited for."""
        finder = self.query_one("#finder")
        if finder.display:
            finder.display, self.query_one(Input).value = False, ""
            self.query_one("#lines").focus()
        else:
            self.dismiss(None)


def _mark(seen: Evidence | None) -> Content:
    """Return the mark of a line: right where its run confirms it."""
    return marked(Mark.AHEAD if seen is None else Mark.RIGHT if seen.holds else Mark.MISSED)
