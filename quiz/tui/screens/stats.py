"""How well the learner knows what, and the slips to practise."""

from __future__ import annotations

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from quiz.deck.seed import new_seed
from quiz.drill.cards import with_slip
from quiz.drill.stats import Habit, Stats, collected
from quiz.log.days import local_now
from quiz.log.progress import ProgressUnavailable
from quiz.sessions.drill import DrillRecipe
from quiz.settings.preferences import Preferences
from quiz.tui.screens.stage import Stage, stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.menu import Menu
from quiz.words.stats import slip_line, stats_text

SLIPS = 12
"""Slips that can be chosen from."""


class StatsScreen(Screen[None]):
    """A page of plots, and a menu of slips."""

    BINDINGS = bindings("stats")

    def __init__(self) -> None:
        super().__init__()
        self._stats: Stats | None = None
        self._practicable: list[Habit] = []
        """The slips that asks can be drawn for; a sign is lost in any."""

    def compose(self) -> ComposeResult:
        """Leave room for what is being counted."""
        yield Static("Progress", markup=False, id="name")
        with VerticalScroll(id="body", can_focus=True):
            yield Static("Reading the log …", markup=False, id="page")
            yield Static("Practise exactly this:", markup=False, classes="label", id="practise")
            yield Menu(markup=False, id="slips")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Count in a thread."""
        self.query_one("#practise").display = False
        self.query_one("#slips").display = False
        self.query_one("#body").focus()
        self._collect()

    @work
    async def _collect(self) -> None:
        try:
            begins = (self._stage.preferences or Preferences()).day_begins
            stats = await asyncio.to_thread(collected, self._stage.progress, local_now(begins), begins)
            slips = await asyncio.to_thread(lambda: [habit for habit in stats.slips if with_slip(habit.tag)])
        except ProgressUnavailable as error:
            self._stage.tell_trouble(str(error))
            return
        self._stats, self._practicable = stats, slips[:SLIPS]
        self._show()
        if self._practicable:
            self.query_one("#practise").display = True
            menu = self.query_one("#slips", Menu)
            menu.display = True
            menu.add_options(Option(slip_line(habit), id=habit.tag) for habit in self._practicable)
            menu.highlighted = 0
            self.refresh_bindings()

    def on_resize(self) -> None:
        """Draw the plots for the new width."""
        self._show()

    def _show(self) -> None:
        if self._stats:
            width = max(self.size.width - 4, 20)
            self.query_one("#page", Static).update(stats_text(self._stats, width))

    @on(OptionList.OptionSelected, "#slips")
    def practise(self, event: OptionList.OptionSelected) -> None:
        """Begin a free drill of asks in which the slip can be made."""
        slip = event.option_id or ""
        self._stage.go_home()
        chosen = self._stage.preferences or Preferences()
        self._stage.begin(
            lambda newcomer: DrillRecipe.preferred(chosen, seed=new_seed(), slip=slip, free=True, length=10)
        )

    @property
    def _stage(self) -> Stage:
        return stage_of(self.app)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer slips where there are some."""
        return action != "to_slips" or bool(self._practicable)

    def action_to_slips(self) -> None:
        """Go to the list of slips."""
        self.query_one("#slips").focus()

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()
