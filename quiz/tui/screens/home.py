"""The first screen: what can be done, and where the learner stands."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.events import Resize
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from questions.notation.counts import count
from quiz.tui.screens.choices import ENTRIES, GROUPS, Entry
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.stage import stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.meaning import MUTED_IN_LIST, plain
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing

if TYPE_CHECKING:
    from quiz.drill.overview import Overview
    from quiz.plan.outlook import Outlook

MOTTO = "every answer is proved by running the op"
ROOMY = 60
"""Columns from which the bar tells how much there is to ask."""
WIDE, HIGH = 120, 30
"""Columns and lines from which there is room for all topics."""
COLUMNS = 36
"""Of a line of the menu: what it is at the left, how much of it at the right."""
MINUTE = 60.0
"""Seconds after which it is looked whether a new day has begun."""


class StartMenu(Menu):
    """What can be begun; from Enter on, keys are for what was chosen."""

    def action_select(self) -> None:
        """Begin the marked line at once: keys would overtake a message to the screen."""
        if (chosen := self.highlighted_option) and self.screen.is_active:
            _entry(chosen.id).begin(stage_of(self.app))


class HomeScreen(Floor):
    """A short menu; Enter on the first line is enough for a newcomer. The program never moves its cursor."""

    BINDINGS = bindings("home")

    def __init__(self) -> None:
        super().__init__()
        self._overview: Overview | None = None
        self._left = ""
        self.filled = asyncio.Event()
        """Set once the panels are there that tell of the learner."""

    def compose(self) -> ComposeResult:
        """Menu, and room for what its line is and for the learner."""
        yield StandingBar(Standing("convquiz", where=MOTTO))
        with Container(id="columns"):
            yield Panel(StartMenu(*_options(), markup=False, id="menu"), title="Start", id="start")
        yield Static(markup=False, id="trouble")
        yield Keys()

    def on_mount(self) -> None:
        """Put the cursor on the first line; the learner's panels have their room, and come after the first frame."""
        self.query_one(Menu).highlighted = 0
        self.call_after_refresh(self._fill)
        self.set_interval(MINUTE, self.turn_the_page)

    async def _fill(self) -> None:
        you = Static("Reading the log …", markup=False, id="you")
        slips = Static(markup=False, id="slips")
        left = Panel(Static(markup=False, id="was-left"), title="r  Resume", id="resume")
        left.visible = False
        await self.query_one("#columns").mount(
            Panel(Static(markup=False, id="about"), id="about-panel", classes="beside"),
            Panel(you, title="You", subtitle="p progress", id="you-panel", classes="beside"),
            Panel(slips, title="Slips", subtitle="Progress practises one", id="slips-panel", classes="beside"),
        )
        await self.mount(left, before="#trouble")
        self.filled.set()
        self.explain()

    def on_screen_resume(self) -> None:
        """Look at the log again after whatever was done; the first time, once the first frame stands."""
        if self._overview:
            stage_of(self.app).look()

    def turn_the_page(self) -> None:
        """Look at the log again where a new day has begun meanwhile."""
        from quiz.log.days import DAY_BEGINS, local_now  # the first frame tells no day

        chosen = stage_of(self.app).preferences
        today = local_now(chosen.day_begins if chosen else DAY_BEGINS).date()
        if self.is_current and self._overview and self._overview.today != today:
            stage_of(self.app).look()

    @on(OptionList.OptionHighlighted)
    def explain(self) -> None:
        """Tell what the marked line is."""
        marked = self.query_one(Menu).highlighted_option
        if not marked or not self.filled.is_set():
            return
        entry = _entry(marked.id)
        self.query_one("#about-panel", Panel).head(entry.label)
        self.query_one("#about", Static).update(entry.about)

    def offer(self, left: str, older: int = 0) -> None:
        """Say which session was left and how many older ones; none without words."""
        self._left = left
        panel = self.query_one("#resume", Panel)
        panel.visible = bool(left)
        panel.foot("R lists them all" if older else "")
        self.query_one("#was-left", Static).update(f"{left}   and {older} older" if older else left)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go on where something was left."""
        return bool(self._left) if action in {"resume", "older"} else True

    def know(self, overview: Overview) -> None:
        """Show what the log says of the learner."""
        from quiz.words.overview import agenda_words  # with the deck, after the first frame

        self._overview = overview
        menu = self.query_one(Menu)
        slips = len(overview.slips)
        notes = {"drill": agenda_words(overview.agenda), "progress": count(slips, "slip") * bool(slips)}
        for name, note in notes.items():
            menu.replace_option_prompt(name, _line(_entry(name), note))
        self.call_after_refresh(self._show)

    def foresee(self, outlook: Outlook | None) -> None:
        """Say how things stand before an interview; None where there is none to prepare for."""
        from quiz.words.plan import days_note, plan_line  # with the deck, after the first frame

        bar = self.query_one(StandingBar)
        bar.tell(replace(bar.standing, where=plan_line(outlook) if outlook else MOTTO))
        entry = _entry("plan")
        self.query_one(Menu).replace_option_prompt("plan", _line(entry, days_note(outlook) if outlook else entry.note))

    def _show(self) -> None:
        if self._overview is None:
            return
        from quiz.tui.widgets.shares import topic_content
        from quiz.words.overview import bar_cells, deck_line, habit_lines, waiting_line, week_line

        bar = self.query_one(StandingBar)
        bar.tell(replace(bar.standing, score=deck_line() if self.size.width >= ROOMY else ""))
        # The texts themselves are as wide as what they say.
        seen, (width, height) = self._overview, self.query_one("#you-panel").content_size
        empty = "Nothing yet.", "Interview tomorrow has 40 cards."
        ahead = seen.ahead if self.has_class("roomy") else ()
        topics = [*seen.topics, *ahead]
        listed = ahead and len(topics) < height  # all of them, so that nobody has to be told how many
        waiting = () if listed else (waiting_line(seen),)
        before, after = (empty, ()) if seen.empty else ((), (*waiting, week_line(seen)))
        room = max(height - len(before) - len(after), 1)
        bars = [topic_content(topic, width, bar_cells(width)) for topic in topics[:room]]
        self.query_one("#you", Static).update(Content("\n").join([*map(Content, before), *bars, *map(Content, after)]))
        width, height = self.query_one("#slips-panel").content_size
        none = "Named mistakes are counted here." if seen.empty else "None that has a name."
        told = habit_lines(seen.slips, width, height) or [none]
        self.query_one("#slips", Static).update("\n".join(told))

    async def _on_resize(self, event: Resize) -> None:
        """Write again what depends on the size.

        A size of before, which comes late to a screen under another, is left out: its looks would go to and fro.
        """
        if event.size != self.app.size and not self.app.is_inline:
            event.prevent_default()
            return
        self.set_class(event.size.width >= WIDE and event.size.height >= HIGH, "roomy")
        self.call_after_refresh(self._show)

    def tell(self, trouble: str) -> None:
        """Say in one line what is wrong with saving."""
        line = self.query_one("#trouble", Static)
        line.update(trouble)
        line.display = True

    def action_resume(self) -> None:
        """Go on with what was left last."""
        stage_of(self.app).resume()

    def action_older(self) -> None:
        """List everything that was left."""
        stage_of(self.app).choose_left()

    def action_progress(self) -> None:
        """Open the statistics."""
        _entry("progress").begin(stage_of(self.app))


def _entry(name: str | None) -> Entry:
    return next(entry for entry in ENTRIES if entry.name == name)


def _options() -> Iterator[Option | None]:
    for entry in ENTRIES:
        yield Option(_line(entry, entry.note), id=entry.name)
        if entry.name in GROUPS:
            yield None


def _line(entry: Entry, note: str) -> Content:
    return Content.assemble(entry.label, plain(note.rjust(COLUMNS - len(entry.label)), MUTED_IN_LIST))
