"""A numeric ask: typing, the verdict, and the demonstration of the right answer."""

from __future__ import annotations

import asyncio
from time import monotonic

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, Input, Label, Static

from questions.answers import Parts
from quiz.attempt import Attempt
from quiz.grading import Verdict
from quiz.player import Player
from quiz.tui.actions import PLACES, bindings
from quiz.tui.answer import AnswerBox
from quiz.tui.card import CardScreen
from quiz.tui.demonstration import Demonstration
from quiz.wording import heading, place, proof, slip_run, verdict_lines, wanted

OPEN = frozenset(key.action for key in PLACES["ask"][1])
PROVED = frozenset(key.action.partition("(")[0] for key in PLACES["proved"][1])


DOUBLE_TAP = 0.3
"""Seconds within which a second Enter belongs to the first."""


class AskScreen(CardScreen):
    """One ask, from the question to its proof."""

    BINDINGS = bindings("ask", "proved")
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
        yield Static(f"{place(self.player.session)} · {heading(self.attempt)}", markup=False, id="top")
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
            yield Static(self._solution(), markup=False, id="steps")
            yield Demonstration()
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin with the boxes, or where a resumed ask was left."""
        self.say("#said", "")
        self.query_one("#steps").display = False
        self._show_hints()
        if self.attempt.verdict:
            self._say_verdict(self.attempt.verdict)
        if self.attempt.done:
            self._prove()
        else:
            self.query(AnswerBox).first().focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys of the present state only."""
        if action in PROVED - OPEN:
            return self.attempt.done
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

    def _solution(self) -> str:
        variant = self.attempt.ask.variant
        return "\n".join([f"The answer is {variant.answer().shown}.", *(f"  {step}" for step in variant.steps())])

    def _prove(self) -> None:
        """Leave the boxes, show the worked steps where the answer was missed, start the demonstration."""
        self._proved_at = monotonic()
        self.query_one("#typing").display = False
        self.query_one("#hints").display = False
        self.query_one("#steps").display = self.attempt.missed
        body = self.query_one("#body")
        body.focus()
        self.refresh_bindings()
        self.proved()

    def proved(self) -> None:
        """Go on from the verdict: to the demonstration."""
        self.demonstrate()

    @work(exclusive=True, group="demonstration")
    async def demonstrate(self) -> None:
        """Show the scene as soon as it is built; the measurement comes while it plays."""
        variant = self.attempt.ask.variant
        self._player.begin(await asyncio.to_thread(variant.scene))
        measured = await asyncio.to_thread(variant.measure)
        self._player.prove(f"{measured.run}\n{proof(variant, measured)}")

    def _show_hints(self) -> None:
        self.say("#hints", "\n".join(f"Hint: {hint}" for hint in self.attempt.hints_given(self.attempt.hints)))

    async def action_hint(self) -> None:
        """Give the next hint."""
        before = self.attempt.hints
        await self.logged(self.player.hint)
        if self.attempt.hints == before:
            self.notify("There are no more hints; F3 reveals the answer.", markup=False)
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

    def action_work(self) -> None:
        """Show or hide the worked steps."""
        steps = self.query_one("#steps")
        steps.display = not steps.display

    def action_next(self) -> None:
        """Go on; not by an Enter that was meant for the answer."""
        if monotonic() - self._proved_at > DOUBLE_TAP:
            self.go_on()

    @property
    def _player(self) -> Demonstration:
        return self.query_one(Demonstration)

    def action_play(self) -> None:
        """Play or pause the demonstration."""
        self._player.toggle()

    def action_backwards(self) -> None:
        """Run the demonstration backwards."""
        self._player.backwards()

    def action_step(self, frames: int) -> None:
        """Step the demonstration."""
        self._player.step(frames)

    def action_jump(self, share: float) -> None:
        """Go to an end of the demonstration."""
        self._player.jump(share)

    def action_speed(self, factor: float) -> None:
        """Change the demonstration's speed."""
        self._player.speed(factor)
