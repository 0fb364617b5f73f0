"""What an interviewer asks next: asked first, answered when it is opened."""

from __future__ import annotations

from textual import on
from textual.widgets import OptionList

from questions.model import FollowUp, Question
from quiz.tui.widgets.fitted import hanging
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel

MARGIN = 4
"""Columns of a list that hold no text."""


class FollowUps(Panel):
    """A line a question; Enter opens its answer. What is wrapped goes on under the text."""

    def __init__(self, question: Question) -> None:
        self._asked = question.follow_ups
        self._open: set[int] = set()
        menu = Menu(*map(self._row, range(len(self._asked))), markup=False, id="follow-ups")
        super().__init__(menu, title="Asked next", subtitle="Tab, Enter opens one", id="next")

    def on_mount(self) -> None:
        """Wait until the card is done."""
        self.display = False

    def on_resize(self) -> None:
        """Wrap the lines anew."""
        menu = self.query_one(Menu)
        for number in range(len(self._asked)):
            menu.replace_option_prompt_at_index(number, self._row(number, menu.size.width - MARGIN))

    def ask(self) -> None:
        """Come in sight."""
        self.display = bool(self._asked)

    @on(OptionList.OptionSelected, "#follow-ups")
    def unfold(self, event: OptionList.OptionSelected) -> None:
        """Open an answer, or close it."""
        event.stop()
        self._open ^= {event.option_index}
        row = self._row(event.option_index, event.option_list.size.width - MARGIN)
        event.option_list.replace_option_prompt_at_index(event.option_index, row)

    def _row(self, number: int, width: int = 0) -> str:
        each: FollowUp = self._asked[number]
        opened = number in self._open
        lines = [f"{'▾' if opened else '▸'} {each.ask}", *([f"  {each.answer}"] if opened else [])]
        return "\n".join(
            part for line in lines for part in hanging(line, max(width, 20), "" if line[0] == " " else "  ")
        )
