"""A prose card: say or type the answer, compare it with the model answer, tick the rubric beside it."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.containers import ScrollableContainer, Vertical, VerticalScroll
from textual.widgets import Collapsible, Markdown, OptionList, Static

from questions.notation.counts import count
from quiz.answering.points import Suggestion, suggested
from quiz.cards.prose import Prose, Tick
from quiz.sessions.player import Player
from quiz.tui.screens.card import CardScreen
from quiz.tui.widgets.asks import AsksPanel
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.claims import Claims
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.follow_ups import FollowUps
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.panel import Panel, State
from quiz.tui.widgets.prose_box import ProseBox
from quiz.tui.widgets.rubric import Rubric
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.headings import origin
from quiz.words.how_far import asked_lines, mark_of, mode
from quiz.words.marks import Mark
from quiz.words.questions import credit_line, heard_lines, ticks_line, unticked_line

NEXT_TICK: dict[Tick | None, Tick] = {None: "said", "said": "half", "half": "missed", "missed": "said"}
STATES: dict[Mark, State] = {Mark.RIGHT: "right", Mark.HALF: "half"}
OF_TICKS = frozenset({"tick", "tick_next", "take_suggested", "trap", "finish"})
OF_ANSWER = frozenset({"unfold", "read", "go_on"})


class ProseScreen(CardScreen):
    """One question to answer in one's own words."""

    BINDINGS = bindings("rubric", "prose")

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        card = player.card
        assert isinstance(card, Prose)
        self.prose = card
        self.ticks: list[Tick | None] = list(card.ticks or card.marks) or [None] * len(card.question.rubric)
        self.trapped = card.trapped or card.marked_trap
        self.revealed = False
        self.laid = False
        """Whether the model answer and the rubric stand, after what was told has been logged."""
        self._suggested: list[Suggestion | None] = [None] * len(card.question.rubric)

    def compose(self) -> ComposeResult:
        """Show the question and a box; the rest comes when the answer is given."""
        question = self.prose.question
        yield StandingBar()
        with ScrollableContainer(id="cols", can_focus=False):
            with Vertical(id="left"):
                box = ProseBox(soft_wrap=True, show_line_numbers=False, compact=True)
                yield Panel(
                    box,
                    title=question.title,
                    subtitle=origin(self.prose, self.player.session.why(self.prose)),
                    id="said-aloud",
                )
                yield Static(
                    "Say it aloud, or type it. Then compare it with a model answer, and tick.", markup=False, id="form"
                )
            with VerticalScroll(id="side", can_focus=False):
                yield AsksPanel(mode(self.player.session.recipe), asked_lines(self.player))
        yield Keys()

    def on_mount(self) -> None:
        """Begin in the box, or where a resumed card was left."""
        box = self.query_one(ProseBox)
        box.focus()
        if self.prose.told:
            box.text = self.prose.typed
            self._show_again()

    @work
    async def _show_again(self) -> None:
        await self.reveal()
        if self.prose.done:
            self.closed()

    @property
    def waiting(self) -> bool:
        """Whether an answer may be typed."""
        return not self.revealed

    def take(self, character: str) -> None:
        """Take a character for the answer; Enter ends it only where it is pressed here."""
        box = self.query_one(ProseBox)
        box.focus()
        if character != "\n":
            box.insert(character)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ticking comes after the model answer."""
        if self.leaving and action != "out":
            return False
        if action in OF_ANSWER:
            return self.laid and (self.prose.done or action != "go_on")
        if self.prose.done and action in {*OF_TICKS, "skip"}:
            return False
        if action == "trap" and not self.prose.question.trap:
            return False
        if action == "take_suggested" and not self._pending:
            return False
        return self.laid if action in OF_TICKS else True

    @on(ProseBox.Submitted)
    async def reveal(self) -> None:
        """Show the model answer, and beside it the rubric to tick."""
        if self.revealed or self.leaving:
            return
        self.revealed = True
        self.turn()
        question, typed = self.prose.question, self.query_one(ProseBox).text
        if not self.prose.told:
            await self.logged(lambda: self.player.tell(typed))
        reading = VerticalScroll(
            Markdown(question.answer, open_links=False), *self._folded(typed), id="reading", can_focus=False
        )
        model = Panel(reading, title=question.title, id="model")
        if not self.is_attached:
            return
        self.query_one("#said-aloud").display = False
        self.query_one("#form").display = False
        self.add_class("told")
        await self.query_one("#left").mount(model)
        self.watch(reading, "show_vertical_scrollbar", self._say_more)
        await self.query_one("#side").mount(
            Panel(Rubric(question), title="What did you say?", id="ticks"), FollowUps(question)
        )
        self._suggested = suggested(question.rubric, typed)
        rubric = self.query_one(Rubric)
        rubric.suggest(self._suggested)
        self.set_focus(rubric, scroll_visible=False)  # where both do not fit, the answer is read first
        self.laid = True
        self._show_ticks()

    def _say_more(self, more: bool) -> None:
        """Say which keys there are for the model answer."""
        keys = ("model answer", "PgDn more" if more else "", "o opens all" if self.query(Collapsible) else "")
        self.query_one("#model", Panel).foot(" · ".join(filter(None, keys)))

    def _folded(self, typed: str) -> list[Collapsible]:
        """Return what can be opened under a model answer."""
        question, folded = self.prose.question, []
        if question.common_wording:
            heard = Fitted(wrapped(heard_lines(question)), id="heard")
            folded.append(Collapsible(heard, title=f"Often heard ({len(question.common_wording)})"))
        if question.claims:
            folded.append(Collapsible(Claims(question), title=f"Proved ({count(len(question.claims), 'run')})"))
        if typed.strip():
            folded.append(Collapsible(Static(typed, markup=False, id="typed"), title="You typed"))
        return folded

    def _show_ticks(self) -> None:
        """Show the ticks, and say what Enter will do."""
        for rubric in self.query(Rubric):
            rubric.tick(self.ticks, self.trapped)
        panel = self.query_one("#ticks", Panel)
        panel.head(f"What did you say?  {ticks_line(self.prose.question, self.ticks)}")
        panel.foot(unticked_line(self.ticks, len(self._pending)))
        self.refresh_bindings()

    async def _keep(self) -> None:
        """Log the ticks so far, then show them, in sight."""
        await self.logged(lambda: self.player.mark(self.ticks, self.trapped))
        self._show_ticks()
        for rubric in self.query(Rubric):
            rubric.scroll_visible(animate=False)

    async def action_tick(self, tick: Tick) -> None:
        """Tick the highlighted point and go to the next."""
        rubric = self.query_one(Rubric)
        at = rubric.highlighted or 0
        if at < len(self.ticks):
            self.ticks[at] = tick
            await self._keep()
            rubric.action_cursor_down()

    async def action_tick_next(self) -> None:
        """Tick the highlighted point in turn, and stay."""
        at = self.query_one(Rubric).highlighted or 0
        if at < len(self.ticks):
            self.ticks[at] = self._pending.get(at) or NEXT_TICK[self.ticks[at]]
            await self._keep()
        else:
            await self.action_trap()

    @property
    def _pending(self) -> dict[int, Tick]:
        """The ticks that are suggested for points which are still open, by the number of the point from 0."""
        told = enumerate(zip(self.ticks, self._suggested, strict=True))
        return {at: suggestion.tick for at, (tick, suggestion) in told if suggestion and tick is None}

    async def action_take_suggested(self) -> None:
        """Tick what the typed answer suggests."""
        for at, tick in self._pending.items():
            self.ticks[at] = tick
        await self._keep()

    @on(OptionList.OptionSelected, "#rubric")
    async def click(self) -> None:
        """Tick what was clicked."""
        if not (self.prose.done or self.at_work or self.leaving):
            await self.action_tick_next()

    async def action_trap(self) -> None:
        """Say whether the learner fell into the trap."""
        self.trapped = not self.trapped
        await self._keep()

    async def action_finish(self) -> None:
        """End the card; not by an Enter that was meant for the answer."""
        if self.in_a_hurry():
            return
        self.turn()
        ticks: list[Tick] = [tick or "missed" for tick in self.ticks]
        typed = self.query_one(ProseBox).text
        await self.logged(lambda: self.player.rate(ticks, self.trapped, typed))
        self.ticks = list(ticks)
        if self.is_attached:
            self._show_ticks()
            self.closed()

    def action_go_on(self) -> None:
        """Go on; not by an Enter that was meant for the ticks."""
        if not self.in_a_hurry():
            self.go_on()

    def closed(self) -> None:
        """Say what the ticks give, and wait for Enter."""
        self.tell_credit("Enter: next")

    def tell_credit(self, then: str) -> None:
        """Say what the ticks give, and ask what an interviewer asks next."""
        self.tell_standing()
        mark = mark_of(self.prose)
        panel = self.query_one("#ticks", Panel)
        panel.head(f"{mark} {credit_line(self.prose)}")
        panel.foot(then)
        panel.state(STATES.get(mark, "wrong"))
        self.add_class("done")
        self.query_one(FollowUps).ask()
        self.refresh_bindings()

    def action_unfold(self) -> None:
        """Open all that is folded under the model answer, and go there, or close it."""
        folded = list(self.query(Collapsible))
        closed = any(each.collapsed for each in folded)
        for each in reversed(folded):  # each comes into view when it is opened: the first stays there
            each.collapsed = not closed

    def action_read(self, pages: int) -> None:
        """Scroll the model answer, or on a low screen all of it."""
        reading = self.query_one("#reading")
        scrolled = reading if reading.max_scroll_y else self.query_one("#cols")
        scrolled.scroll_relative(y=pages * max(scrolled.size.height - 1, 1), animate=False)

    def action_flag(self) -> None:
        """Keep a note that this card seems wrong."""
        self.keep_flag(self.prose.code, self.query_one(ProseBox).text, "")
