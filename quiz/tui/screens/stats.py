"""How well the learner knows what, the days, what comes back, and the slips to practise."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from itertools import islice

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quiz.deck.seed import new_seed
from quiz.drill.cards import with_slip
from quiz.drill.overview import ahead, weakest
from quiz.drill.past import Past
from quiz.drill.schedule import DAY
from quiz.drill.stats import FORECAST, Habit, Stats, collected
from quiz.log.days import local_now
from quiz.log.progress import ProgressUnavailable
from quiz.plan.calibration import binned
from quiz.plan.record import recorded
from quiz.render.columns import in_columns
from quiz.sessions.drill import DrillRecipe
from quiz.settings.preferences import Preferences
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.stage import Stage, stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.meaning import plain
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.shares import share_bar, topic_content
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.overview import spark
from quiz.words.plan import calibration_lines
from quiz.words.standing import Standing
from quiz.words.stats import habit_cells, pace_words, today_line

SLIPS = 12
"""Slips that can be chosen from."""
TAIL = 8
"""Columns behind a topic's bar."""
SCROLLBAR = 1
BARS = "$primary"
"""The colour of bars that judge nothing."""


class StatsScreen(Floor):
    """Topics and slips to choose from; whatever is begun here leads back here."""

    BINDINGS = bindings("stats")
    AUTO_FOCUS = "#known"

    def __init__(self) -> None:
        super().__init__()
        self._stats: Stats | None = None
        self._practicable: list[Habit] = []
        """The slips that asks can be drawn for; a sign is lost in any."""

    def compose(self) -> ComposeResult:
        """Leave room for what is being counted."""
        yield StandingBar(Standing("Progress", where="reading the log …"))
        with VerticalScroll(id="figures-of-it", can_focus=False):
            with Horizontal(id="topics-and-days"):
                known = Menu(markup=False, id="known")
                waiting = Static("Nothing rated yet.", markup=False, id="not-begun")
                yield Panel(known, waiting, title="Topics", subtitle="Enter drills one", id="topics-panel")
                with Vertical(id="days-column"):
                    yield Panel(Static(markup=False, id="days"), title="Days")
                    yield Panel(Static(markup=False, id="coming"), title="Coming back")
            with Vertical(id="slips-and-paces"):
                none = Static("Mistakes that have a name are listed here.", markup=False, id="no-slips")
                slips = Menu(markup=False, id="slips")
                yield Panel(none, slips, title="Slips", id="slips-panel")
                yield Panel(Static("Nothing asked yet.", markup=False, id="paces"), title="Numbers asked for")
                yield Panel(Static("None yet.", markup=False, id="forecasts"), title="Forecasts, and what happened")
        yield Keys()

    def on_screen_resume(self) -> None:
        """Count in a thread, also after something was practised."""
        self._collect()

    @work(exclusive=True, group="collect")
    async def _collect(self) -> None:
        try:
            begins = (self._stage.preferences or Preferences()).day_begins
            now = local_now(begins)
            past = Past(self._stage.progress, begins)
            stats = await asyncio.to_thread(collected, past, now)
            slips = await asyncio.to_thread(_practicable, stats.slips)
        except ProgressUnavailable as error:
            self._stage.tell_trouble(str(error))
            return
        self._stats, self._practicable = stats, slips
        self.query_one(StandingBar).tell(Standing("Progress", score=today_line(stats)))
        self.call_after_refresh(self._show)
        self.refresh_bindings()
        if bins := await asyncio.to_thread(lambda: binned(recorded(past, now).forecasts)):
            self.query_one("#forecasts", Static).update(_in_colour("\n".join(calibration_lines(bins))))

    def on_resize(self) -> None:
        """Draw for the new width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        stats = self._stats
        if stats is None or not self.is_mounted:
            return
        known = self.query_one("#known", Menu)
        width = self.query_one("#topics-panel").content_size.width - SCROLLBAR
        begun, waiting = weakest(stats.topics), ahead(stats.topics)
        listed = [*begun, *waiting] if self.has_class("-wide") or not begun else begun
        lines = [
            Content.assemble(topic_content(topic, width - TAIL), f"{topic.met}/{topic.cards}".rjust(TAIL))
            for topic in listed
        ]
        _fill(known, lines, [topic.name for topic in listed])
        not_begun = self.query_one("#not-begun", Static)
        not_begun.update(f"{len(waiting)} not begun")
        not_begun.display = bool(waiting) and len(listed) == len(begun)
        done = [stats.days.get(stats.today - ago * DAY, 0) for ago in reversed(range(FORECAST))]
        self.query_one("#days", Static).update(f"{spark(done)}\n{FORECAST} days, today on the right")
        due = stats.forecast
        self.query_one("#coming", Static).update(f"{spark(due)}\n{due[0]} due today, on the left")
        width = self.query_one("#slips-panel").content_size.width
        rows = in_columns([habit_cells(habit) for habit in self._practicable], max(width - 1, 8))
        _fill(self.query_one("#slips", Menu), [Content(row) for row in rows], [each.tag for each in self._practicable])
        self.query_one("#no-slips").display = not rows
        self.query_one("#slips-panel", Panel).foot("Enter practises exactly this one" if rows else "")
        paces = [
            Content.assemble(f"{pace.level:<7}", share_bar(pace.at_once / pace.asks), f"  {pace_words(pace)}")
            for pace in stats.levels
        ]
        if paces:
            self.query_one("#paces", Static).update(Content("\n").join(paces))

    @on(OptionList.OptionSelected, "#slips")
    def practise(self, event: OptionList.OptionSelected) -> None:
        """Begin a free drill of asks in which the slip can be made."""
        self._drill(slip=event.option_id)

    @on(OptionList.OptionSelected, "#known")
    def drill_topic(self, event: OptionList.OptionSelected) -> None:
        """Begin a free drill on a topic."""
        self._drill(topics=(event.option_id,))

    def _drill(self, **wanted: object) -> None:
        chosen = self._stage.preferences or Preferences()
        self._stage.begin(
            lambda newcomer: DrillRecipe.preferred(chosen, seed=new_seed(), free=True, length=10, **wanted)
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


def _practicable(habits: Iterable[Habit]) -> list[Habit]:
    """Return the first slips that asks can be drawn for."""
    return list(islice((habit for habit in habits if with_slip(habit.tag)), SLIPS))


def _in_colour(text: str) -> Content:
    """Colour the bars of a text."""
    parts = re.split("(█+)", text)
    return Content.assemble(*(plain(part, BARS if part.startswith("█") else "") for part in parts))


def _fill(menu: Menu, lines: list[Content], names: list[str]) -> None:
    """Put lines into a menu, the cursor where it was."""
    at = menu.highlighted
    menu.set_options([Option(line, id=name) for line, name in zip(lines, names, strict=True)])
    menu.highlighted = min(at or 0, len(lines) - 1) if lines else None
