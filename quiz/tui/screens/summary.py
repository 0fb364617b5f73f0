"""The end of a session: what became of it, and what can be done about it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Digits, OptionList, Static
from textual.widgets.option_list import Option

from quiz.cards.attempt import Attempt
from quiz.cards.card import credit
from quiz.deck.seed import new_seed
from quiz.files.output import CannotWriteError, TargetError, write_file
from quiz.render.columns import in_columns
from quiz.sessions.again import again, slipped
from quiz.sessions.drill import DrillRecipe, DrillSession
from quiz.sessions.interview import InterviewSession
from quiz.sessions.player import Player
from quiz.sessions.practice_set import one_ask
from quiz.sessions.report import Report, Score, report_on
from quiz.settings.preferences import Preferences
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.review import ReviewScreen
from quiz.tui.screens.stage import Stage, stage_of
from quiz.tui.screens.study import StudyScreen
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.meaning import marked
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.shares import share_bar
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.how_far import marks, mode
from quiz.words.report import mark, report_markdown
from quiz.words.standing import Standing
from quiz.words.summary import AskLine, ask_lines, traps
from quiz.words.times import minutes

PRACTICE = 72
"""Columns of what is to be practised next."""
MARKED = 4
"""Columns of a line's mark, and of the scroll bar that a long table brings."""
NOTED = 100
"""Columns from which the table has notes."""


class SummaryScreen(Floor):
    """A table of the asks, to open one or to ask it again; score and slips above it."""

    BINDINGS = bindings("summary")
    AUTO_FOCUS = "#ask-table"

    def __init__(self, player: Player) -> None:
        super().__init__()
        self._player, self._session = player, player.session
        self._lines = ask_lines(player.session)
        self._slipped = slipped(player.session.played)
        self._report: Report | None = None
        if isinstance(player.session, InterviewSession):
            self._report = report_on(player.session)

    def compose(self) -> ComposeResult:
        """Score, slips, of an interview its topics and what to practise; then ask by ask."""
        session = self._session
        time = minutes(sum(at.seconds for at in session.played))
        if self._report:
            time = f"{minutes(self._report.seconds)} of {minutes(self._report.suggested)} suggested"
        yield StandingBar(Standing(mode(session.recipe), marks(session), "done", time))
        with VerticalScroll(id="sheet", can_focus=False):
            with Horizontal(id="heads"):
                yield from self._score()
                told = list(traps(session)) or session.remarks() or ["None that has a name."]
                yield Panel(
                    Fitted(wrapped(told, "   ")),
                    title="Your slips",
                    subtitle="d drills them" if self._slipped else "",
                    id="traps",
                )
            if self._report:
                yield self._practice(self._report)
            asks = Menu(markup=False, id="ask-table")
            yield Panel(Static(markup=False, id="table-head"), asks, title="Ask by ask", subtitle=self._use, id="table")
            if self._report:
                yield self._topics(self._report)
        yield Keys()

    _use = "Enter opens one · r asks it again with new numbers"

    def _score(self) -> ComposeResult:
        earned = [value for at in self._session.played if (value := credit(at.card)) is not None]
        if self._report:
            score, of, note = self._report.credit, len(self._report.lines), "marks"
        else:
            score, of, note = sum(earned), len(earned), "right"
        said = f"of {of}\n{note}\n{score / of:.0%}" if of else "Nothing was\nanswered."
        digits = Digits(f"{round(score, 1):g}" if of else "–", id="digits")
        yield Panel(Horizontal(digits, Static(said, markup=False)), title="Score", id="score-panel")

    def _practice(self, report: Report) -> Panel:
        rows = in_columns([(each.title, each.because, each.code) for each in report.practise], PRACTICE)
        options = [Option(row, id=each.code) for row, each in zip(rows, report.practise, strict=True)]
        return Panel(Menu(*options, markup=False, id="next"), title="Practise next", subtitle="Tab, Enter begins it")

    def _topics(self, report: Report) -> Panel:
        weak = [topic for topic in report.topics if topic.credit < topic.asks]
        rest = len(report.topics) - len(weak)
        said = f"and {rest} more, all right" if weak and rest else "all right" if rest else ""
        parts: list[Widget] = [Menu(*map(_topic, weak), markup=False, id="weak")] if weak else []
        parts += [Static(said, markup=False)] if said else []
        return Panel(*parts, title="By topic, weakest first", subtitle="Tab, Enter drills one" if weak else "")

    def on_mount(self) -> None:
        """Fill the table for the width there is."""
        self.call_after_refresh(self._fill)

    def on_resize(self) -> None:
        """Fill the table anew."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        menu = self.query_one("#ask-table", Menu)
        at = menu.highlighted
        rows = in_columns([self._head(), *map(self._cells, self._lines)], max(menu.size.width - MARKED, 8))
        self.query_one("#table-head", Static).update(f"   {rows[0]}")
        prompts = [
            Content.assemble(marked(line.mark), "  ", row) for line, row in zip(self._lines, rows[1:], strict=True)
        ]
        menu.set_options([Option(prompt) for prompt in prompts])
        menu.highlighted = min(at or 0, len(prompts) - 1) if prompts else None

    @property
    def _timed(self) -> bool:
        return any(line.suggested for line in self._lines)

    def _head(self) -> list[str]:
        return self._fitting(["ask", "you", "right", "time", *(["of"] if self._timed else []), "note"])

    def _cells(self, line: AskLine) -> list[str]:
        of = [line.suggested] if self._timed else []
        return self._fitting([line.title, line.typed.replace("\n", "; "), line.brief, line.time, *of, line.note])

    def _fitting(self, cells: list[str]) -> list[str]:
        """Leave the note to wide screens: on others it would cut what was asked."""
        return cells if self.size.width >= NOTED else cells[:-1]

    @property
    def _stage(self) -> Stage:
        return stage_of(self.app)

    @property
    def _marked(self) -> AskLine | None:
        at = self.query_one("#ask-table", Menu).highlighted
        return self._lines[at] if at is not None and self._lines else None

    @on(OptionList.OptionSelected, "#ask-table")
    def open(self, event: OptionList.OptionSelected) -> None:
        """Open an ask: its steps and its run; of a question told in prose, its page."""
        line = self._lines[event.option_index]
        card = line.card
        screen = ReviewScreen(line, card) if isinstance(card, Attempt) else StudyScreen(card.question)
        self.app.push_screen(screen)

    @on(OptionList.OptionSelected, "#weak")
    def drill_topic(self, event: OptionList.OptionSelected) -> None:
        """Begin a free drill on a topic."""
        self._drill(topics=(event.option_id,), length=10)

    @on(OptionList.OptionSelected, "#next")
    def practise(self, event: OptionList.OptionSelected) -> None:
        """Begin what is to be practised."""
        self._stage.begin(lambda newcomer: one_ask(event.option_id or ""))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done here."""
        if action == "again":
            return bool(self._lines)
        if action == "drill":
            return bool(self._slipped)
        if action == "keep":
            return self._report is not None
        if action == "undo":
            return isinstance(self._session, DrillSession) and self._session.undoable
        return True

    def action_again(self) -> None:
        """Ask the marked one again, with other numbers."""
        if line := self._marked:
            self._stage.begin(lambda newcomer: again(line.card, new_seed()))

    def action_drill(self) -> None:
        """Practise the asks in which slips were made."""
        self._drill(cards=self._slipped)

    def _drill(self, **wanted: object) -> None:
        """Begin a drill that leaves the schedule as it is."""
        chosen = self._stage.preferences or Preferences()
        self._stage.begin(lambda newcomer: DrillRecipe.preferred(chosen, seed=new_seed(), free=True, **wanted))

    @work(exclusive=True, group="keep")
    async def action_keep(self) -> None:
        """Write the report beside where the program was started, never over another file."""
        if self._report is None:
            return
        path = Path(f"convquiz-report-{self._report.seed}.md").absolute()
        try:
            await asyncio.to_thread(write_file, path, [report_markdown(self._report).encode()])
        except (TargetError, CannotWriteError) as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            self.notify(f"Kept in {path}", markup=False)

    def action_undo(self) -> None:
        """Go back to the card that was rated last."""
        self._stage.go_back_to(self._player)

    def action_out(self) -> None:
        """Go back to where the session was begun."""
        self.dismiss()


def _topic(topic: Score) -> Option:
    """Return a topic's line, to be drilled."""
    bar, told = share_bar(topic.credit / topic.asks), f" {mark(topic.credit)} of {topic.asks}"
    return Option(Content.assemble(f"{topic.name:<32} ", bar, told), id=topic.name)
