"""A numeric ask: typing, the verdict with its proof, and the run beside it."""

from __future__ import annotations

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.containers import ScrollableContainer, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from quiz.answering.grading import Verdict
from quiz.cards.attempt import Attempt
from quiz.cards.card import title_of
from quiz.keys.places import PLACES
from quiz.sessions.player import Player
from quiz.tui.screens.card import CardScreen
from quiz.tui.screens.playing import Playing
from quiz.tui.widgets.answer import AnswerPanel, Word
from quiz.tui.widgets.asks import AsksPanel
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.meaning import marked
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.question import Question
from quiz.tui.widgets.side import Side
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.tui.widgets.verdict import VerdictPanel
from quiz.tui.widgets.wanted import Wanted
from quiz.words.asking import numpy_code
from quiz.words.headings import beside_boxes, origin
from quiz.words.how_far import asked_lines, mode, part_marks
from quiz.words.proofs import proof_lines
from quiz.words.solutions import go_on_line, made_up_lines
from quiz.words.verdicts import comes_back_line, slip_run, told

DEEDS = frozenset({"hint", "reveal", "skip", "renew"})
"""What would meet the card as the deed before leaves it, which its learner has not seen."""
OPEN = frozenset(key.action for key in PLACES["ask"][1])
PROVED = frozenset(key.action.partition("(")[0] for place in ("proved", "player") for key in PLACES[place][1])


class AskScreen(CardScreen, Playing):
    """One ask, from the question to its proof."""

    BINDINGS = bindings("ask", "proved", "player")

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        card = player.card
        assert isinstance(card, Attempt)
        self.attempt = card

    def compose(self) -> ComposeResult:
        """Put the question and what is said on the left or above, the run on the right or below."""
        variant = self.attempt.ask.variant
        yield StandingBar()
        with ScrollableContainer(id="cols", can_focus=False):
            with VerticalScroll(id="left", can_focus=False):
                title = Content.assemble(title_of(self.attempt), "  ", *map(marked, part_marks(self.player.session)))
                yield Question(variant, title.rstrip(), origin(self.attempt, self.player.session.why(self.attempt)))
                yield VerdictPanel()
                yield Panel(Fitted(id="hint-lines"), title="Hints", id="hinted")
                yield AnswerPanel(variant.answer())
                yield Wanted(beside_boxes(variant))
                yield Panel(
                    VerticalScroll(Fitted(id="worked-steps"), id="scroll"),
                    title="Steps",
                    subtitle="w closes",
                    id="worked",
                )
            with Side(id="side"):
                yield AsksPanel(mode(self.player.session.recipe), asked_lines(self.player))
                yield Demonstration()
        yield Keys()

    def on_mount(self) -> None:
        """Begin with the boxes, or where a resumed ask was left."""
        self.query_one("#worked").display = False
        self._show_hints()
        if self.attempt.judged:
            self._say_verdict(self.attempt.judged)
        elif self.attempt.done:
            self._say_revealed()
        if self.attempt.done:
            self._prove()
        elif self.attempt.judged:
            self.answer.judge(self.attempt.judged)
        else:
            self.answer.boxes[0].focus()

    @property
    def answer(self) -> AnswerPanel:
        """Where the answer is typed."""
        return self.query_one(AnswerPanel)

    @property
    def waiting(self) -> bool:
        """Whether an answer may be typed."""
        return not (self.attempt.done or self.at_work or self.leaving)

    def take(self, character: str) -> None:
        """Take a character for the answer, or Enter as its end."""
        if character == "\n":
            self.call_after_refresh(self.answer.waiting.action_submit)
        else:
            self.answer.take(character)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys of the present state only."""
        done = self.attempt.done
        away = (self.leaving and action != "out") or (self.at_work and action in DEEDS)
        lacking = {
            "renew": not self.player.session.renews,
            "whole": self.has_class("-wide"),
            "copy": any(parameters) and not self.query("#grids"),
        }
        if away or lacking.get(action) or not super().check_action(action, parameters):
            return False
        if action in PROVED - OPEN:
            return done and (action in {"next", "whole"} or not self._waits)
        return not done if action in OPEN - PROVED else True

    @on(Input.Submitted)
    async def check(self, event: Input.Submitted) -> None:
        """Grade what was typed; a second Enter in a hurry is none."""
        event.stop()
        if not self.waiting:
            return
        if not any(box.value.strip() for box in self.answer.boxes) and await self.left_empty():
            return
        text, parts = self.answer.text, self.answer.parts
        verdict = await self.logged(lambda: self.player.submit(text, parts))
        if not self.is_attached:
            return
        self.tell_standing()
        if verdict.kind == "clarify":
            self._unreadable(verdict)
            return
        self._say_verdict(verdict)
        if self.attempt.done:
            self._prove()
        else:
            self.query_one(Wanted).refuse("")
            self.answer.judge(verdict)
            self.call_after_refresh(self.query_one("#left").scroll_end, animate=False)

    async def left_empty(self) -> bool:
        """Take Enter in empty boxes as something else than an answer; tell whether it was."""
        return False

    @on(Word.Chosen)
    async def choose(self, event: Word.Chosen) -> None:
        """Take an option that was clicked as typed, and check it."""
        if self.waiting:
            self.answer.choose(event.text)
            await self.answer.boxes[0].action_submit()

    def _unreadable(self, verdict: Verdict) -> None:
        """Say what cannot be read; leave the rest, an earlier mistake too, as it is."""
        self.answer.unreadable()
        self.query_one(Wanted).refuse(f"Not graded: {verdict.message}")

    @on(Input.Changed)
    def say_form(self) -> None:
        """Say which form is wanted, and that alone, once something else is typed."""
        self.query_one(Wanted).refuse("")

    def _say_verdict(self, verdict: Verdict) -> None:
        """Say it, then what the op gives when it commits the mistake."""
        then = comes_back_line(self.player.session) if self.attempt.done else ""
        self.query_one(VerdictPanel).tell(told(self.attempt, waits=self._waits), then)
        self.workers.cancel_group(self, "slip")
        if verdict.matched and (verdict.matched.run or verdict.matched.trial):
            self._run_slip(verdict, then)

    @work(exclusive=True, group="slip")
    async def _run_slip(self, verdict: Verdict, then: str) -> None:
        pairs = await asyncio.to_thread(lambda: list(slip_run(verdict.matched)))
        for panel in self.query(VerdictPanel):
            panel.tell(told(self.attempt, pairs, self._waits), then)
            if not self.attempt.done:
                self.call_after_refresh(self.query_one("#left").scroll_end, animate=False)

    @property
    def _waits(self) -> bool:
        """Whether the solution has to wait for later asks."""
        return self.player.session.withholds(self.attempt)

    def _prove(self) -> None:
        """Leave the boxes; pin the verdict, show worked steps where they were missed or have room, prove and run it."""
        self.turn()
        self.add_class("proved")
        for part in ("#answer", "#form", "#hinted"):
            self.query_one(part).display = False
        body, verdict = self.query_one("#left"), self.query_one(VerdictPanel)
        body.move_child(verdict, before=0)
        body.can_focus = True
        body.focus()
        body.scroll_home(animate=False)
        self.refresh_bindings()
        if self._waits:
            verdict.prove([go_on_line(self.attempt)])
            return
        waited = list(made_up_lines(self.player.session.made_up_for(self.attempt)))
        self.query_one("#worked-steps", Fitted).lay(wrapped([*waited, *self.attempt.settled.steps()]))
        self._show_steps(self.attempt.missed or bool(waited) or self.has_class("-wide"))
        self.prove()
        self.proved()

    @work(exclusive=True, group="proof")
    async def prove(self) -> None:
        """Say under the verdict what formula and op say, as soon as the op has run."""
        lines = await asyncio.to_thread(proof_lines, self.attempt)
        for panel in self.query(VerdictPanel):
            panel.prove(lines)

    def proved(self) -> None:
        """Go on from the verdict: to the run."""
        self.run_op(self.attempt)

    def _show_steps(self, shown: bool) -> None:
        """Show the worked steps or hide them; where there is no room for both, they stand in the place of the run."""
        self.query_one("#worked").display = shown
        self.set_class(shown, "steps")
        self.remove_class("tight")

    def run_in_sight(self) -> Demonstration:
        """Return the player; steps that stand in its place make way."""
        if self.has_class("tight"):
            self._show_steps(False)
        if not self.has_class("-tall"):
            self.demonstration.scroll_visible(animate=False, top=True)
        return self.demonstration

    def on_resize(self) -> None:
        """See anew whether there is room for both."""
        self.remove_class("tight")

    def _show_hints(self) -> None:
        hints = self.attempt.hints_given(self.attempt.hints)
        self.query_one("#hint-lines", Fitted).lay(wrapped(f"Hint: {hint}" for hint in hints))
        self.query_one("#hinted").display = bool(hints)

    async def action_hint(self) -> None:
        """Give the next hint, in sight."""
        before = self.attempt.hints
        await self.logged(self.player.hint)
        if self.attempt.hints == before:
            self.query_one("#hinted", Panel).foot("there are no more; the answer can be revealed")
        self._show_hints()
        self.call_after_refresh(self.query_one("#hinted").scroll_visible, animate=False)

    async def action_reveal(self) -> None:
        """Give up and see the answer."""
        await self.logged(self.player.reveal)
        self.tell_standing()
        self._say_revealed()
        self._prove()

    def _say_revealed(self) -> None:
        self.query_one(VerdictPanel).tell(told(self.attempt), comes_back_line(self.player.session))

    async def action_renew(self) -> None:
        """Ask the same with other numbers."""
        await self.logged(self.player.renew)
        self.quiz.show_card()

    def action_flag(self) -> None:
        """Keep a note that this ask seems wrong."""
        verdict = self.attempt.verdict
        self.keep_flag(self.attempt.ask.code, self.attempt.typed, verdict.kind if verdict else "")

    def action_copy(self, grids: bool = False) -> None:
        """Put the share code, or the matrices that are given, on the clipboard."""
        ask = self.attempt.ask
        self.app.copy_to_clipboard(numpy_code(ask.variant) if grids else ask.code)
        self.notify(f"Copied {'its matrices' if grids else f'the share code {ask.code}'}", markup=False)

    def action_work(self) -> None:
        """Show or hide the worked steps."""
        self._show_steps(not self.query_one("#worked").display)

    def action_whole(self) -> None:
        """Show the whole question, or only the sentence that asks."""
        self.query_one(Question).toggle_class("whole")

    def action_part(self, rows: int) -> None:
        """Go to the box of another part."""
        self.answer.go(rows)

    def action_next(self) -> None:
        """Go on; not by an Enter that was meant for the answer."""
        if not self.in_a_hurry():
            self.go_on()
