"""What the screens of all cards share: the bar, typing ahead, leaving, flagging."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TypeVar

from textual import on, work
from textual.events import Key, Paste
from textual.widgets import Input, TextArea

from quiz.log.flags import FlagError, flag, is_flagged
from quiz.log.progress import ProgressUnavailable
from quiz.sessions.beginning import flags_file
from quiz.sessions.player import Player
from quiz.tui.screens.stage import Stage, stage_of
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.how_far import kept_line, standing

T = TypeVar("T")

DOUBLE_TAP = 0.3
"""Seconds within which a second Enter belongs to the first."""


def fill(box: Input | TextArea, text: str) -> None:
    """Put a text into a box, and go on behind it."""
    if isinstance(box, Input):
        box.select_on_focus = False  # what is typed next goes behind it, not in its place
        box.value = text
        box.cursor_position = len(text)
    else:
        box.text = text
        box.move_cursor(box.document.end)


class CardScreen(Present[None]):
    """One card on the table."""

    def __init__(self, player: Player) -> None:
        super().__init__()
        self.player = player
        self.leaving = False
        """Whether the next card is on its way: what is typed now is for it."""
        self.at_work = 0
        """Deeds that are on their way into the log."""
        self._in_turn = asyncio.Lock()
        self._turned_at = 0.0

    def leave(self) -> None:
        """Do nothing more; what is typed now is for the next card."""
        self.leaving = True
        self.quiz.hold()

    def turn(self) -> None:
        """Note that the card has changed: what Enter does now is another thing."""
        self._turned_at = monotonic()

    def in_a_hurry(self) -> bool:
        """Tell whether an Enter was meant for what the card was before, as each of a key that is held is."""
        now = monotonic()
        meant_before = now - self._turned_at < DOUBLE_TAP
        if meant_before:
            self._turned_at = now
        return meant_before

    def on_mount(self) -> None:
        """Tell where the session stands, and put back what was typed and not given; let its clock tick, if any."""
        self.tell_standing()
        self._put_back()
        session, card = self.player.session, self.player.card
        if self.timed and card and (session.promised is not None or session.suggested(card) or session.clocked):
            self.set_interval(1, self.tell_standing)

    def _put_back(self) -> None:
        card = self.player.card
        if card and not card.done:
            for name, text in card.draft.items():
                for box in self._boxes:
                    if (box.name or "") == name:
                        fill(box, text)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def take_draft(self) -> None:
        """Remember what stands in the boxes, so that it is there when the card is."""
        self.player.draft({box.name or "": box.value if isinstance(box, Input) else box.text for box in self._boxes})

    @property
    def _boxes(self) -> list[Input | TextArea]:
        return [*self.query(Input), *self.query(TextArea)]

    @property
    def timed(self) -> bool:
        """Whether the learner wants to see times."""
        return self.quiz.preferences is None or self.quiz.preferences.timer

    def tell_standing(self) -> None:
        """Tell mode, marks, place, score or clock; past what is suggested it warns, and takes nothing away."""
        for bar in self.query(StandingBar) if self.player.card else ():
            bar.tell(standing(self.player, self.timed))

    @property
    def quiz(self) -> Stage:
        """The application."""
        return stage_of(self.app)

    @property
    def waiting(self) -> bool:
        """Whether something may be typed as an answer."""
        return False

    def take(self, text: str) -> None:
        """Take a character, or what was pasted, for the answer; Enter ends it."""

    def on_key(self, event: Key) -> None:
        """Put what nobody else takes into the box that waits."""
        if self.waiting and event.is_printable and event.character and event.character != "?":
            event.stop()
            self.take(event.character)

    def on_paste(self, event: Paste) -> None:
        """Put into the box that waits what is pasted beside it."""
        if self.waiting and event.text.strip():
            self.take(event.text)

    async def logged(self, deed: Callable[[], T]) -> T:
        """Do something that the log must hold before it is shown; a failing log is told once."""
        self.at_work += 1
        try:
            async with self._in_turn:  # the threads of two would reach the log in any order
                result = await asyncio.to_thread(deed)
        finally:
            self.at_work -= 1
        self.quiz.tell_trouble()
        return result

    @work
    async def keep_flag(self, code: str, text: str, verdict: str) -> None:
        """Write down that this card seems wrong, or, the second time, that it does not."""
        path = flags_file(self.quiz.settings)
        if path is None:
            self.notify("Nothing is saved in this quiz, flags neither.", markup=False)
            return
        try:
            async with self._in_turn:
                taken_back = await asyncio.to_thread(self._flag, path, code, text, verdict)
        except FlagError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            taken = f"Taken back: {code} is no longer flagged"
            self.notify(taken if taken_back else f"Flagged {code}; once more takes it back", markup=False)

    def _flag(self, path: Path, code: str, text: str, verdict: str) -> bool:
        """Flag a card, or take that back where it was flagged in this session; return whether it was taken back."""
        began = None
        with suppress(ProgressUnavailable):
            began = self.player.log.begun(self.player.id) if self.player.log else None
        taken_back = is_flagged(path, code, began or datetime.min.replace(tzinfo=UTC))
        flag(path, code=code, text=text, verdict=verdict, taken_back=taken_back)
        return taken_back

    def go_on(self) -> None:
        """Leave a card that is done for the next."""
        self.leave()
        self.quiz.next_card()

    async def action_skip(self) -> None:
        """Leave this card for good."""
        self.leave()
        await self.logged(self.player.skip)
        self.quiz.next_card()

    def action_out(self) -> None:
        """Go to the start; the quiz waits, and where time is measured that is said."""
        if kept := kept_line(self.player):
            self.quiz.notify(kept, markup=False)
        self.quiz.stop_opening()  # the next card may be on its way
        self.quiz.go_home()
