"""Making a practice set: choose, look at the first items, save."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, OptionList, ProgressBar, Static
from textual.widgets.option_list import Option

from questions.model import LEVELS
from quiz.deck import catalog
from quiz.sets.drafts.draft import Draft, levels_line, preview
from quiz.sets.drafts.saving import in_the_way, savings
from quiz.sets.make import alike, make_set
from quiz.sets.model import PracticeSet
from quiz.sets.recipe import UnmetError
from quiz.tui.screens.saving import SavingScreen
from quiz.tui.widgets.bar import Bar
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.in_order import LineBox
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.ticks import TicksScreen
from quiz.words.standing import Standing

TICK = 0.1
"""Seconds between two looks at how far a set is."""


class _OutdatedError(Exception):
    """Something else was chosen meanwhile."""


class SetsScreen(Screen[None]):
    """What is chosen, a line each; a box to type in where one is needed; the first items."""

    BINDINGS = bindings("sets")

    def __init__(self) -> None:
        super().__init__()
        self.draft = Draft()
        self.made: PracticeSet | None = None
        self._typing = ""
        """The row that is being typed."""
        self._done = 0
        """Items drawn so far, counted in a thread."""
        self._run = 0
        """Counts the drawings; an outdated one stops."""
        self._save_when_made = False

    def compose(self) -> ComposeResult:
        """Choices, a box, what was said, the first items."""
        yield Bar(Standing("Practice set", where="draft"))
        with Horizontal(id="draft"):
            rows = self.draft.rows().items()
            menu = Menu(*(Option(row, id=name) for name, row in rows), markup=False, id="menu")
            box = LineBox(compact=True, id="typing-row")
            said = Static(markup=False, id="said")
            yield Panel(menu, box, said, title="Choose", subtitle="Enter changes a line", id="choose")
            items = VerticalScroll(Static(markup=False, id="preview"), id="items", can_focus=True)
            bar = ProgressBar(show_eta=False, id="progress")
            yield Panel(bar, items, title="Items", subtitle="Tab, ↑ ↓ scroll", id="items-panel")
        yield Keys()

    def on_mount(self) -> None:
        """Draw what is proposed."""
        self.query_one(Input).display = False
        self.query_one(Menu).highlighted = 0
        self.set_interval(TICK, self._show_progress)
        self._begin()

    def on_unmount(self) -> None:
        """End the drawing also when the application is left, which would wait for its thread."""
        self._run += 1

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Change a row, or save."""
        draft, row = self.draft, event.option_id or ""
        match row:
            case "length":
                self._type(row, str(draft.length))
            case "seed":
                self._type(row, str(draft.seed))
            case "path":
                self._type(row, str(draft.targets[0][1]))
            case "levels":
                self._tick("Levels; none ticked stands for all", _as_they_are(LEVELS), row)
            case "topics":
                self._tick("Topics; none ticked stands for all", _as_they_are(catalog.topics()), row)
            case "order":
                draft.turn_order()
                self._changed()
            case "ways":
                labels = {name: f"{name}: {saving.title}" for name, saving in savings().items()}
                self._tick("Save as; none ticked stands for the set itself", labels, row)
            case "save":
                self.action_save()

    def _type(self, row: str, text: str) -> None:
        self._typing = row
        box, menu = self.query_one(Input), self.query_one(Menu)
        box.value, box.display = text, True
        at = menu.get_option_index(row)
        self.query_one("#choose", Panel).head(f"{str(menu.get_option_at_index(at).prompt).split()[0]}: type it")
        self.query_one("#choose", Panel).foot("Enter takes it · Esc leaves it")
        box.focus()
        box.action_select_all()

    @on(Input.Submitted)
    def take(self) -> None:
        """Take what was typed."""
        text = self.query_one(Input).value
        try:
            match self._typing:
                case "length":
                    self.draft.type_length(text)
                case "seed":
                    self.draft.type_seed(text)
                case "path":
                    self.draft.path = text.strip()
        except UnmetError as error:
            self._say(f"{error}.")
            self.query_one(Input).action_select_all()
            return
        redraw = self._typing != "path"
        self._stop_typing()
        self._changed(redraw=redraw)

    def _stop_typing(self) -> None:
        self._typing = ""
        self._say("")
        self.query_one("#choose", Panel).head("Choose")
        self.query_one("#choose", Panel).foot("Enter changes a line")
        self.query_one(Input).display = False
        self.query_one(Menu).focus()

    def _tick(self, title: str, labels: Mapping[str, str], row: str) -> None:
        ticked: frozenset[str] = getattr(self.draft, row)

        def take(chosen: frozenset[str] | None) -> None:
            if chosen is not None and chosen != ticked:
                setattr(self.draft, row, chosen)
                self._changed(redraw=row != "ways")

        self.app.push_screen(TicksScreen(title, labels, ticked), take)

    def action_renew(self) -> None:
        """Take another seed."""
        self.draft.type_seed("")
        self._changed()

    def _changed(self, *, redraw: bool = True) -> None:
        """Show what is chosen; where it changes what the set asks, draw it anew."""
        self._show_rows()
        if redraw:
            self._begin()

    def _begin(self) -> None:
        """Forget the set that was drawn, which is not what is chosen now, and draw another."""
        self._run += 1
        self.made, self._done = None, 0
        self._preview("")
        self._draw()

    def _show_rows(self) -> None:
        menu = self.query_one(Menu)
        for name, row in self.draft.rows().items():
            menu.replace_option_prompt(name, row)
        self._say("")

    @work(exclusive=True, group="set")
    async def _draw(self) -> None:
        """Draw the set in a thread; its first items are shown, all are kept to be saved."""
        try:
            recipe = self.draft.recipe
            self.query_one(ProgressBar).update(total=recipe.length, progress=0)
            made = await asyncio.to_thread(make_set, recipe, self.draft.seed, self._count(self._run))
            lines = await asyncio.to_thread(lambda: list(preview(made)))
            summary = await asyncio.to_thread(levels_line, made)
        except _OutdatedError:
            return
        except UnmetError as error:
            self._save_when_made = False
            self._say(f"{error}.")
            return
        self.made = made
        self._preview("\n".join(lines))
        self.query_one("#items-panel", Panel).head(summary)
        if repeated := alike(made):
            self._say(f"There are no more draws: {repeated:,} items repeat earlier ones.")
        if self._save_when_made:
            self.action_save()

    def _count(self, run: int) -> Callable[[], None]:
        """Return what counts the items of a drawing, and ends one that is outdated."""

        def count() -> None:
            if run != self._run:
                raise _OutdatedError
            self._done += 1

        return count

    def _show_progress(self) -> None:
        bar = self.query_one(ProgressBar)
        bar.update(progress=self._done)
        # A set that is there at once needs no bar.
        bar.display = self.made is None and self._done > 0

    def action_save(self) -> None:
        """Save the set, as soon as it is drawn; what is being typed is taken first."""
        if self._typing:
            self.take()
        if self._typing:  # it could not be taken
            return
        self._save_when_made = self.made is None
        if self.made:
            self._save(self.made)

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
        self.query_one("#said", Static).update(text)

    def _preview(self, text: str) -> None:
        self.query_one("#preview", Static).update(text)


def _as_they_are(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in names}
