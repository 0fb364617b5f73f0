"""What the screens of all cards share: the line at the top, leaving, flagging."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual import on, work
from textual.screen import Screen
from textual.widgets import Input, Static, TextArea

from quiz.log.flags import FlagError, flag
from quiz.sessions.beginning import flags_file
from quiz.sessions.player import Player
from quiz.tui.screens.stage import Stage, stage_of
from quiz.words.headings import heading
from quiz.words.times import clock

T = TypeVar("T")


def fill(box: Input | TextArea, text: str) -> None:
    """Put a text into a box, and go on behind it."""
    if isinstance(box, Input):
        box.select_on_focus = False  # what is typed next goes behind it, not in its place
        box.value = text
        box.cursor_position = len(text)
    else:
        box.text = text
        box.move_cursor(box.document.end)


class CardScreen(Screen[None]):
    """One card on the table."""

    def __init__(self, player: Player) -> None:
        super().__init__()
        self.player = player

    def on_mount(self) -> None:
        """Put back what was typed and not given; let the clock of a card that has one tick."""
        card = self.player.card
        if card and not card.done:
            for name, text in card.draft.items():
                for box in self._boxes:
                    if (box.name or "") == name:
                        fill(box, text)
        if self._suggested:
            self.set_interval(1, self.tell_time)

    @property
    def _suggested(self) -> float | None:
        """The seconds that the card should take; None if it has none, or if the learner wants no clock."""
        card, preferences = self.player.card, self.quiz.preferences
        wanted = preferences is None or preferences.timer
        return self.player.session.suggested(card) if card and wanted else None

    @on(Input.Changed)
    @on(TextArea.Changed)
    def take_draft(self) -> None:
        """Remember what stands in the boxes, so that it is there when the card is."""
        self.player.draft({box.name or "": box.value if isinstance(box, Input) else box.text for box in self._boxes})

    @property
    def _boxes(self) -> list[Input | TextArea]:
        return [*self.query(Input), *self.query(TextArea)]

    def top(self) -> str:
        """Return the line at the top: the clock, how far it is, where the card comes from."""
        card, suggested = self.player.card, self._suggested
        if card is None:
            return ""
        time = [clock(self.player.spent, suggested)] if suggested else []
        return " · ".join([*time, self.player.session.place, heading(card)])

    def tell_time(self) -> None:
        """Show the time; past what is suggested it warns, and takes nothing away."""
        top = self.query_one("#top", Static)
        top.update(self.top())
        top.set_class(self._suggested is not None and self.player.spent > self._suggested, "over")

    @property
    def quiz(self) -> Stage:
        """The application."""
        return stage_of(self.app)

    async def logged(self, deed: Callable[[], T]) -> T:
        """Do something that the log must hold before it is shown; a failing log is told once."""
        result = await asyncio.to_thread(deed)
        self.quiz.tell_trouble()
        return result

    @work
    async def keep_flag(self, code: str, text: str, verdict: str) -> None:
        """Write down that this card seems wrong."""
        path = flags_file(self.quiz.settings)
        if path is None:
            self.notify("Nothing is saved in this quiz, flags neither.", markup=False)
            return
        try:
            await asyncio.to_thread(partial(flag, path, code=code, text=text, verdict=verdict))
        except FlagError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            self.notify(f"Noted {code} in {path}", markup=False)

    def say(self, where: str, text: str) -> None:
        """Put text, never markup, into a part of the screen; without text the part takes no room."""
        part = self.query_one(where, Static)
        part.update(text)
        part.display = bool(text)

    def go_on(self) -> None:
        """Leave a card that is done for the next."""
        self.quiz.next_card()

    async def action_skip(self) -> None:
        """Leave this card for good."""
        await self.logged(self.player.skip)
        self.quiz.next_card()

    def action_out(self) -> None:
        """Go to the start; the quiz waits."""
        self.quiz.go_home()
