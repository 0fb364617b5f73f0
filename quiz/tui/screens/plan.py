"""The plan to an interview: today's session, the day and what matters, how ready on each topic, what helps most."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from questions.model import LEVELS
from quiz.deck import catalog
from quiz.deck.seed import new_seed
from quiz.drill.past import Past
from quiz.log.days import local_now
from quiz.log.progress import Progress, ProgressUnavailable
from quiz.plan.outlook import Outlook, outlook
from quiz.sessions.resuming import resumed
from quiz.sessions.today import TodayRecipe
from quiz.settings.interview import Interview
from quiz.settings.preferences import Preferences
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.prompt import PromptScreen
from quiz.tui.screens.stage import Stage, stage_of
from quiz.tui.screens.ticks import TicksScreen
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.meaning import plain
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.plan import (
    begin_words,
    day_words,
    problem_with_day,
    raising,
    ready_words,
    rows,
    today_words,
    topic_line,
)
from quiz.words.preferences import typed_problem
from quiz.words.standing import Standing

TYPED = {"date": "The day of the interview, such as 2026-12-05", "minutes": "Minutes a day"}
TICKED = {"topics": "Topics; none ticked stands for all", "levels": "Levels; none ticked stands for all"}


NOTHING_YET = (
    "Enter sets the day of your interview. Then this says how much of each topic you will know on it, "
    "and each day has a session of mixed cards in the minutes that you give it, with the reason for each."
)
"""What a plan is good for, before there is one."""


class PlanScreen(Floor):
    """Today's session to begin, and what the plan is made for; each change is kept at once."""

    BINDINGS = bindings("plan")

    def __init__(self) -> None:
        super().__init__()
        self._outlook: Outlook | None = None

    def compose(self) -> ComposeResult:
        """Menu, then how ready."""
        yield StandingBar(Standing("Plan", where="reading the log …"))
        with Horizontal(id="plan-columns"):
            menu = Menu(
                Option("Today", id="begin"), *(Option(name, id=name) for name in rows(Interview())), markup=False
            )
            yield Panel(menu, title="Plan", subtitle="Enter begins or changes", id="plan-menu")
            raises = Static("Set a day first.", markup=False, id="raises")
            yield Panel(raises, title="Raises it most", id="raises-panel")
        ready = VerticalScroll(Fitted(id="ready"), can_focus=True)
        yield Panel(ready, title="Known on the day", id="ready-panel", classes="fill")
        yield Keys()

    def on_mount(self) -> None:
        """Show what is set, now and whenever it changes."""
        self.watch(self.app, "preferences", self.look)

    def on_screen_resume(self) -> None:
        """Look again after a session."""
        self.look()

    def look(self) -> None:
        """Read the log in a thread."""
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        chosen, menu = self._preferences, self.query_one(Menu)
        for name, row in rows(chosen.interview).items():
            menu.replace_option_prompt(name, row)
        now = local_now(chosen.day_begins)
        try:
            past = Past(self._stage.progress, chosen.day_begins)
            seen = await asyncio.to_thread(outlook, past, chosen.interview, now)
            left = await asyncio.to_thread(_place, self._stage.progress, chosen, now.date())
        except ProgressUnavailable as error:
            self._stage.tell_trouble(str(error))
            return
        self._outlook = seen
        self.refresh_bindings()
        menu.replace_option_prompt("begin", begin_words(seen, left))
        self._show()

    def _show(self) -> None:
        seen = self._outlook
        if seen is None:
            self.query_one(StandingBar).tell(Standing("Plan", where="no day is set that is still to come"))
            self.query_one("#ready", Fitted).lay(wrapped([NOTHING_YET], ""))
            return
        self.query_one(StandingBar).tell(Standing("Plan", where=day_words(seen.days), score=today_words(seen)))
        self.query_one("#ready-panel", Panel).head(f"Known on the day: {ready_words(seen.whole)}")
        self.query_one("#ready-panel", Panel).foot("if nothing more is practised, in eight cases of ten")
        width = max(map(len, seen.topics), default=0)
        lines = Content("\n").join([plain(topic_line(name, ready, width)) for name, ready in seen.topics.items()])
        self.query_one("#ready", Fitted).lay(lambda width: lines)
        self.query_one("#raises", Static).update("\n".join(raising(seen)) or "Nothing by a whole point.")

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Begin today's session, or change a line."""
        name = str(event.option_id)
        if name == "begin" and self._outlook:
            self.action_today()
        elif name == "katas":
            self._stage.prefer("interview.katas", not self._interview.katas)
        elif name in TICKED:
            named = LEVELS if name == "levels" else catalog.topics()
            ticked = getattr(self._interview, name)
            self.app.push_screen(
                TicksScreen(TICKED[name], {each: each for each in named}, ticked), self._tick(name, named)
            )
        else:
            name = "date" if name == "begin" else name
            typed = str(getattr(self._interview, name) or "")
            self.app.push_screen(PromptScreen(TYPED[name], partial(self._problem, name), typed), self._keep(name))

    def _problem(self, name: str, text: str) -> str:
        if told := typed_problem(f"interview.{name}", text):
            return told
        return problem_with_day(text, local_now(self._preferences.day_begins).date()) if name == "date" else ""

    def _keep(self, name: str) -> Callable[[str | None], None]:
        def keep(text: str | None) -> None:
            if text:
                self._stage.prefer(f"interview.{name}", text)

        return keep

    def _tick(self, name: str, named: Iterable[str]) -> Callable[[frozenset[str] | None], None]:
        def keep(ticked: frozenset[str] | None) -> None:
            if ticked is not None and ticked != set(getattr(self._interview, name)):
                self._stage.prefer(f"interview.{name}", [each for each in named if each in ticked])

        return keep

    @property
    def _stage(self) -> Stage:
        return stage_of(self.app)

    @property
    def _preferences(self) -> Preferences:
        return self._stage.preferences or Preferences()

    @property
    def _interview(self) -> Interview:
        return self._preferences.interview

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a session where there is a day."""
        return action != "today" or bool(self._outlook)

    def action_today(self) -> None:
        """Begin today's session, or go on with it."""
        chosen = self._preferences
        self._stage.begin(lambda newcomer: TodayRecipe.preferred(chosen, seed=new_seed()))

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()


def _place(progress: Progress | None, chosen: Preferences, day: date) -> str:
    """Say how far today's session is that was left: `2 of 12`; nothing where none was."""
    left = TodayRecipe.preferred(chosen, seed=0).left(progress, day) if progress else None
    player = resumed(progress, left) if progress and left else None
    return player.session.place if player else ""
