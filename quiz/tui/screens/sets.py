"""Making a practice set or a class: choose, look at the first items, save, open again, grade."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from questions.notation.counts import count
from quiz.classes.folder import KINDS
from quiz.classes.model import ClassRecord
from quiz.classes.reports.desk import graded, opened
from quiz.sessions.practice_set import PracticeSetRecipe
from quiz.sets.drafts.draft import EXAMPLES, REDRAWN, TURNED, Draft, Previewed, count_line, levels_line, preview, ticks
from quiz.sets.drafts.saving import in_the_way
from quiz.sets.make import alike, make_set
from quiz.sets.model import PracticeSet
from quiz.sets.recipe import UnmetError
from quiz.sets.source import SourceError
from quiz.tui.screens.copies import CopiesScreen
from quiz.tui.screens.page import BESIDE, PageScreen
from quiz.tui.screens.saving import SavingScreen
from quiz.tui.screens.stage import stage_of
from quiz.tui.screens.ticks import TicksScreen
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.in_order import LineBox
from quiz.tui.widgets.items import ItemsPanel
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing

ROWS = {
    "play": "Play it",
    "open": "Open      a set, or a class",
    "grade": "Grade     the answers to it",
}
"""What can be done beside choosing."""
TICK = 0.1
"""Seconds between two looks at how far a set is."""
ROOMY = 60
"""Columns from which the bar tells levels and time."""


class _OutdatedError(Exception):
    """Something else was chosen meanwhile."""


class SetsScreen(Present[None]):
    """What is chosen, a line each; a box to type in where one is needed; the first items."""

    BINDINGS = bindings("sets")

    def __init__(self) -> None:
        super().__init__()
        self.draft = Draft()
        self.made: PracticeSet | None = None
        self.opened: ClassRecord | None = None
        """A class whose answers may be graded."""
        self._typing = ""
        """The row that is being typed."""
        self._done, self._length = 0, 1
        """Items drawn so far, counted in a thread, and all of them."""
        self._run = 0
        """Counts the drawings; an outdated one stops."""
        self._save_when_made = False
        self._unmet = ""
        """Why there can be no such set."""

    def compose(self) -> ComposeResult:
        """Choices, a box, what was said, the first items."""
        yield StandingBar(Standing("Practice set", where="draft"))
        with Horizontal(id="draft"):
            rows = (self.draft.rows() | ROWS).items()
            menu = Menu(*(Option(row, id=name) for name, row in rows), markup=False, id="menu")
            box, said = LineBox(compact=True, id="typing-row"), Static(markup=False, id="said")
            yield Panel(menu, box, said, title="Choose", subtitle="Enter changes a line", id="choose")
            yield ItemsPanel()
        yield Keys()

    def on_mount(self) -> None:
        """Draw what is proposed."""
        self.query_one(Input).display = False
        self.set_interval(TICK, self._show_progress)
        self._begin()

    def on_unmount(self) -> None:
        """End the drawing also when the application is left, which would wait for its thread."""
        self._run += 1

    @on(OptionList.OptionSelected, "#menu")
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Change a row, or do what it says."""
        draft, row = self.draft, event.option_id or ""
        match row:
            case "ways" if draft.copies:
                self._tick("Copies as; none ticked stands for html", {kind: kind for kind in KINDS}, row)
            case "levels" | "topics" | "ways":
                self._tick(*ticks(row), row)
            case "save":
                self.action_save()
            case "play":
                self._play()
            case "open" | "grade":
                self._type(row, "")
            case _ if row in TURNED:
                draft.turn(row)
                self._changed(redraw=row == "order")
            case _:
                self._type(row, draft.text(row))

    def _type(self, row: str, text: str) -> None:
        self._typing = row
        box, menu = self.query_one(Input), self.query_one("#menu", Menu)
        box.value, box.display, box.placeholder = text, True, EXAMPLES.get(row, "")
        at = menu.get_option_index(row)
        self.query_one("#choose", Panel).head(f"{str(menu.get_option_at_index(at).prompt).split()[0]}: type it")
        self.query_one("#choose", Panel).foot("Enter takes it · Esc leaves it")
        box.focus()
        box.action_select_all()

    @on(Input.Submitted)
    def take(self) -> None:
        """Take what was typed."""
        row, text = self._typing, self.query_one(Input).value.strip()
        if row in ("open", "grade"):
            self._stop_typing()
            if text:
                (self._open if row == "open" else self._grade)(text)
            return
        copies = self.draft.copies
        try:
            self.draft.type(row, text)
        except (ValueError, LookupError) as error:
            self._say(f"{error}.")
            self.query_one(Input).action_select_all()
            return
        if bool(copies) != bool(self.draft.copies):  # a class is saved in other ways than a set
            self.draft.ways = frozenset()
        self._stop_typing()
        self._changed(redraw=row in REDRAWN)

    def _stop_typing(self) -> None:
        self._typing = ""
        self._say("")
        self.query_one("#choose", Panel).head("Choose")
        self.query_one("#choose", Panel).foot("Enter changes a line")
        self.query_one(Input).display = False
        self.query_one("#menu", Menu).focus()

    def _tick(self, title: str, labels: Mapping[str, str], row: str) -> None:
        ticked: frozenset[str] = getattr(self.draft, row)

        def take(chosen: frozenset[str] | None) -> None:
            if chosen is not None and chosen != ticked:
                setattr(self.draft, row, chosen)
                self._changed(redraw=row != "ways")

        self.app.push_screen(TicksScreen(title, labels, ticked), take)

    def action_renew(self) -> None:
        """Take another seed."""
        self.draft.type("seed", "")
        self._changed()

    def _changed(self, *, redraw: bool = True) -> None:
        """Show what is chosen; where it changes what the set asks, draw it anew."""
        if redraw:
            self._begin()
        self._show_rows()

    def _begin(self) -> None:
        """Forget the set that was drawn, which is not what is chosen now, and draw another."""
        self._run += 1
        self.made, self.opened, self._done, self._unmet = None, None, 0, ""
        self._show_items("Items", [])
        self._draw()

    def _show_rows(self) -> None:
        menu = self.query_one("#menu", Menu)
        for name, row in self.draft.rows().items():
            menu.replace_option_prompt(name, row)
        self._say("")

    @work(exclusive=True, group="set")
    async def _draw(self) -> None:
        """Draw the set in a thread; its first items are shown, all are kept to be saved."""
        try:
            recipe = self.draft.recipe
            self._length = recipe.length
            made = await asyncio.to_thread(make_set, recipe, self.draft.seed, partial(self._count, self._run))
            items, summary = await asyncio.to_thread(lambda: (list(preview(made)), levels_line(made)))
        except _OutdatedError:
            return
        except (UnmetError, LookupError) as error:
            self._save_when_made, self._unmet = False, f"{error}."
            self._say("")
            return
        self.made = made
        self._show_items(count_line(made), items, summary)
        if repeated := alike(made):
            self._say(f"There are no more draws: {count(repeated, 'item', ',')} had to repeat earlier ones.")
        if self._save_when_made:
            self.action_save()

    def _count(self, run: int) -> None:
        """Count an item of a drawing, or end one that is outdated."""
        if run != self._run:
            raise _OutdatedError
        self._done += 1

    def _show_progress(self) -> None:
        self.query_one(ItemsPanel).count(self._done, self._length, waiting=self.made is None)

    def action_save(self) -> None:
        """Save the set, as soon as it is drawn; what is being typed is taken first."""
        if self._typing:
            self.take()
        if self._typing:  # it could not be taken
            return
        if self.draft.copies:
            self.app.push_screen(CopiesScreen(self.draft))
            return
        self._save_when_made = self.made is None and not self._unmet
        if self.made:
            self._save(self.made)

    def _play(self) -> None:
        if made := self.made:
            codes = [item.code for item in made.items]
            stage_of(self.app).begin(lambda newcomer: PracticeSetRecipe.of(made, codes))

    @work(exclusive=True, group="open")
    async def _open(self, name: str) -> None:
        """Show a set in the place of the one that is drawn, or take a class to grade."""
        try:
            found = await asyncio.to_thread(opened, name)
            items = await asyncio.to_thread(lambda: list(preview(found.first)))
        except (SourceError, ValueError, LookupError) as error:
            self._say(f"{error}.")
            return
        self._run += 1
        self.workers.cancel_group(self, "set")
        self.made, self.opened, self._done = found.first, found.record, 0
        self._save_when_made, self._unmet = False, ""
        self.draft.path = name
        self._show_rows()
        self._show_items(found.title, items)

    @work(exclusive=True, group="grade")
    async def _grade(self, name: str) -> None:
        """Show the report on a sheet, or on those of a class."""
        if self.made is None:
            return
        self._say("Grading…")
        try:
            lines = await asyncio.to_thread(graded, self.made, self.opened, name, self.size.width - BESIDE)
        except SourceError as error:
            self._say(f"{error}.")
            return
        self._say("")
        self.app.push_screen(PageScreen("Report", "\n".join(lines)))

    @work(exclusive=True, group="save")
    async def _save(self, made: PracticeSet) -> None:
        targets = self.draft.targets
        if trouble := await asyncio.to_thread(in_the_way, [path for _, path in targets]):
            self._say(f"{trouble}: choose another name in the line {'Files' if len(targets) > 1 else 'File'}.")
        elif self.is_current:
            self.app.push_screen(SavingScreen(made, targets))

    def action_out(self) -> None:
        """Stop typing, or go back."""
        if self._typing:
            self._stop_typing()
        else:
            self._run += 1
            self.dismiss()

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(text or self._unmet)

    @on(OptionList.OptionSelected, "#items")
    def read(self, event: OptionList.OptionSelected) -> None:
        """Show all that an item asks."""
        item = self.query_one(ItemsPanel).items[event.option_index]
        self.app.push_screen(PageScreen(item.code, item.text))

    def _show_items(self, title: str, items: Sequence[Previewed], summary: str = "") -> None:
        said = summary if self.size.width >= ROOMY else ""
        self.query_one(StandingBar).tell(Standing("Practice set", where="draft", score=said))
        self.query_one(ItemsPanel).put(title, items)
