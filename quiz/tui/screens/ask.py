"""A numeric ask: typing, the verdict, and the demonstration of the right answer."""

from __future__ import annotations

import asyncio
from time import monotonic

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Label, Static

from questions.answers import Parts
from quiz.answering.grading import Verdict
from quiz.cards.attempt import Attempt
from quiz.keys.places import PLACES
from quiz.sessions.player import Player
from quiz.tui.screens.card import CardScreen
from quiz.tui.screens.playing import Playing
from quiz.tui.widgets.answer import AnswerBox
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.footer import Keys
from quiz.words.headings import wanted
from quiz.words.solutions import go_on_line, made_up_lines, solution_lines
from quiz.words.verdicts import slip_run, verdict_lines

OPEN = frozenset(key.action for key in PLACES["ask"][1])
PROVED = frozenset(key.action.partition("(")[0] for place in ("proved", "player") for key in PLACES[place][1])


DOUBLE_TAP = 0.3
"""Seconds within which a second Enter belongs to the first."""


class AskScreen(CardScreen, Playing):
    """One ask, from the question to its proof."""

    BINDINGS = bindings("ask", "proved", "player")
    FORM = "Enter checks it"

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        card = player.card
        assert isinstance(card, Attempt)
        self.attempt = card
        self._busy = False
        self._proved_at = 0.0

    def compose(self) -> ComposeResult:
        """Where we are, the ask, the form wanted, boxes, what was said."""
        variant = self.attempt.ask.variant
        yield Static(self.top(), markup=False, id="top")
        with VerticalScroll(id="body", can_focus=True):
            yield Static(variant.ask(), markup=False, id="ask")
            with Vertical(id="typing"):
                yield Static(f"{wanted(variant)} · {self.FORM}", markup=False, id="form")
                answer = variant.answer()
                for name in answer.parts if isinstance(answer, Parts) else [""]:
                    with Horizontal(classes="part"):
                        yield Label(f"{name} > ".lstrip(), markup=False)
                        yield AnswerBox(name=name, compact=True)
            yield Static(markup=False, id="said")
            yield Static(markup=False, id="hints")
            yield Static(markup=False, id="waited")
            yield Static(markup=False, id="steps")
            yield Demonstration()
        yield Keys()

    def on_mount(self) -> None:
        """Begin with the boxes, or where a resumed ask was left."""
        self.say("#said", "")
        self.say("#waited", "")
        self.say("#steps", "")
        self._show_hints()
        if self.attempt.verdict:
            self._say_verdict(self.attempt.verdict)
        if self.attempt.done:
            self._prove()
        else:
            self.query(AnswerBox).first().focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys of the present state only."""
        if action == "renew" and not self.player.session.renews:
            return False
        if action in PROVED - OPEN:
            return self.attempt.done and (action == "next" or not self._waits)
        if action in OPEN - PROVED:
            return not self.attempt.done
        return True

    @on(Input.Submitted)
    async def check(self, event: Input.Submitted) -> None:
        """Go to the next empty box, or grade what was typed; a second Enter in a hurry is none."""
        event.stop()
        if self._busy or self.attempt.done:
            return
        boxes = list(self.query(AnswerBox))
        empty = [box for box in boxes if not box.value.strip()]
        if len(empty) == len(boxes) and await self.left_empty():
            return
        if empty and len(boxes) > 1:
            empty[0].focus()
            return
        parts = {str(box.name): box.value for box in boxes} if len(boxes) > 1 else None
        text = "; ".join(box.value for box in boxes)
        self._busy = True
        verdict = await self.logged(lambda: self.player.submit(text, parts))
        self._busy = False
        self._say_verdict(verdict)
        if self.attempt.done:
            self._prove()
        else:
            self._retry(verdict)

    async def left_empty(self) -> bool:
        """Take Enter in empty boxes as something else than an answer; tell whether it was."""
        return False

    def _retry(self, verdict: Verdict) -> None:
        """Go to the first box whose part is wrong, its text selected."""
        wrong = {name for name, part in verdict.parts.items() if part.kind == "reject"}
        boxes = list(self.query(AnswerBox))
        box = next((box for box in boxes if box.name in wrong), boxes[0])
        box.focus()
        box.action_select_all()

    def _say_verdict(self, verdict: Verdict) -> None:
        self.say("#said", "\n".join(verdict_lines(verdict, self.attempt)))
        self.query_one("#said").set_classes(verdict.kind)
        self.workers.cancel_group(self, "slip")
        if verdict.matched and (verdict.matched.run or verdict.matched.trial):
            self._run_slip(verdict)

    @work(exclusive=True, group="slip")
    async def _run_slip(self, verdict: Verdict) -> None:
        """Add what the op gives when it commits the mistake."""
        lines = await asyncio.to_thread(lambda: list(slip_run(verdict.matched)))
        self.say("#said", "\n".join(verdict_lines(verdict, self.attempt, lines)))

    @property
    def _waits(self) -> bool:
        """Whether the solution has to wait for later asks."""
        return self.player.session.withholds(self.attempt)

    def _show_solution(self) -> None:
        """Prepare the worked steps, and show what is due: missed ones, and those that have waited for this ask."""
        waited = self.player.session.made_up_for(self.attempt)
        self.say("#waited", "" if self.attempt.missed else "\n".join(made_up_lines(waited)))
        self.say("#steps", "\n".join(solution_lines(self.attempt, waited if self.attempt.missed else ())))
        self.query_one("#steps").display = self.attempt.missed

    def _prove(self) -> None:
        """Leave the boxes, show the worked steps where the answer was missed, start the demonstration."""
        self._proved_at = monotonic()
        self.query_one("#typing").display = False
        self.query_one("#hints").display = False
        self.query_one("#body").focus()
        self.refresh_bindings()
        if self._waits:
            self.say("#waited", go_on_line(self.attempt))
        else:
            self._show_solution()
            self.proved()

    def proved(self) -> None:
        """Go on from the verdict: to the demonstration."""
        self.demonstrate(self.attempt)

    def _show_hints(self) -> None:
        self.say("#hints", "\n".join(f"Hint: {hint}" for hint in self.attempt.hints_given(self.attempt.hints)))

    async def action_hint(self) -> None:
        """Give the next hint."""
        before = self.attempt.hints
        await self.logged(self.player.hint)
        if self.attempt.hints == before:
            self.notify("There are no more hints; the answer can be revealed.", markup=False)
        self._show_hints()

    async def action_reveal(self) -> None:
        """Give up and see the answer."""
        await self.logged(self.player.reveal)
        if self.attempt.verdict:
            self._say_verdict(self.attempt.verdict)
        self._prove()

    async def action_renew(self) -> None:
        """Ask the same with other numbers."""
        await self.logged(self.player.renew)
        self.quiz.show_card()

    def action_flag(self) -> None:
        """Keep a note that this ask seems wrong."""
        verdict = self.attempt.verdict
        self.keep_flag(self.attempt.ask.code, self.attempt.typed, verdict.kind if verdict else "")

    def action_copy(self) -> None:
        """Put the share code on the clipboard."""
        self.app.copy_to_clipboard(self.attempt.ask.code)
        self.notify(f"Copied the share code {self.attempt.ask.code}", markup=False)

    def action_work(self) -> None:
        """Show or hide the worked steps."""
        steps = self.query_one("#steps")
        steps.display = not steps.display

    def action_next(self) -> None:
        """Go on; not by an Enter that was meant for the answer."""
        if monotonic() - self._proved_at > DOUBLE_TAP:
            self.go_on()
