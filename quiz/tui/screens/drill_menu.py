"""What to drill: what is due, what went wrong, one topic, or anything."""

from __future__ import annotations

import asyncio
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from quiz.deck import catalog
from quiz.deck.seed import new_seed
from quiz.drill.dealing import agenda
from quiz.drill.past import Past
from quiz.log.days import local_now
from quiz.log.progress import ProgressUnavailable
from quiz.render.columns import in_columns
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.taking_back import last_drill
from quiz.settings.preferences import Preferences
from quiz.tui.screens.stage import Stage, stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.menu import SCROLLS, Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.overview import waiting_words
from quiz.words.standing import Standing


class DrillMenuScreen(Present[None]):
    """A menu; what is chosen is begun."""

    BINDINGS = bindings("page", "left_drill")

    def __init__(self) -> None:
        super().__init__()
        self._undoable = False
        """Whether the latest drill has a rating to take back."""
        self._waiting: list[tuple[str, str]] = []
        """Each topic, and how many of its cards wait."""

    def compose(self) -> ComposeResult:
        """Offer what is due first, then other choices, then what is due on each topic."""
        yield StandingBar(Standing("Drill", where="rate how well you knew a card; it comes back before you forget it"))
        first = Menu(
            Option("Due today", id="due"),
            Option("Only what went wrong", id="wrong"),
            Option("Free practice: any card, the schedule stays", id="free"),
            markup=False,
            id="menu",
        )
        yield Panel(first, title="What to drill", subtitle="Enter begins it", id="what")
        topics = (Option(topic, id=f"topic:{topic}") for topic in catalog.topics())
        yield Panel(
            Menu(*topics, markup=False, id="topics"),
            title="Due on one topic",
            subtitle="Tab, Enter begins it",
            classes="fill",
        )
        yield Keys()

    def on_mount(self) -> None:
        """Count the cards once the menu stands."""
        self._count()

    @work
    async def _count(self) -> None:
        try:
            chosen = self._preferences
            past = Past(self._stage.progress, chosen.day_begins)
            found = await asyncio.to_thread(agenda, past, local_now(chosen.day_begins), chosen.new_per_day)
        except ProgressUnavailable as error:
            self._stage.tell_trouble(str(error))
            return
        menu = self.query_one("#menu", Menu)
        menu.replace_option_prompt("due", f"Due today: {found.due} to review, {found.new} new")
        menu.replace_option_prompt("wrong", f"Only what went wrong: {found.wrong}")
        self._waiting = [(topic, waiting_words(*counts)) for topic, counts in found.topics.items()]
        self._fill()
        if progress := self._stage.progress:
            self._undoable = await asyncio.to_thread(last_drill, progress) is not None
            self.refresh_bindings()

    def on_resize(self) -> None:
        """Lay the topics out for another width."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        menu = self.query_one("#topics", Menu)
        rows = in_columns(self._waiting, max(menu.size.width - SCROLLS, 8)) if self._waiting else ()
        for (topic, _), row in zip(self._waiting, rows, strict=True):
            menu.replace_option_prompt(f"topic:{topic}", row)

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Begin the drill."""
        kind, _, topic = (event.option_id or "").partition(":")
        wanted: dict[str, Any] = {"due": {}, "wrong": {"wrong": True}, "free": {"free": True}}.get(
            kind, {"topics": (topic,)}
        )
        self._stage.go_home()
        self._stage.begin(lambda newcomer: DrillRecipe.preferred(self._preferences, seed=new_seed(), **wanted))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to take a rating back where there is one."""
        return action != "undo" or self._undoable

    @work(exclusive=True, group="undo")
    async def action_undo(self) -> None:
        """Go back into the latest drill, to the card that was rated last."""
        progress = self._stage.progress
        player = await asyncio.to_thread(last_drill, progress) if progress else None
        if player:
            self._stage.go_back_to(player)

    @property
    def _stage(self) -> Stage:
        return stage_of(self.app)

    @property
    def _preferences(self) -> Preferences:
        return self._stage.preferences or Preferences()

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()
