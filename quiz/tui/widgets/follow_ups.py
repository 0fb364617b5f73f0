"""What an interviewer asks next: asked first, answered when it is opened."""

from __future__ import annotations

from textual import on
from textual.widgets import OptionList

from questions.model import Question
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel


class FollowUps(Panel):
    """A line a question; Enter opens its answer."""

    def __init__(self, question: Question) -> None:
        self._asked = question.follow_ups
        menu = Menu(*(f"▸ {each.ask}" for each in self._asked), markup=False, id="follow-ups")
        super().__init__(menu, title="Asked next", subtitle="Tab, Enter opens one", id="next")

    def on_mount(self) -> None:
        """Wait until the card is done."""
        self.display = False

    def ask(self) -> None:
        """Come in sight."""
        self.display = bool(self._asked)

    @on(OptionList.OptionSelected, "#follow-ups")
    def unfold(self, event: OptionList.OptionSelected) -> None:
        """Open an answer, or close it."""
        event.stop()
        each = self._asked[event.option_index]
        folded = str(event.option.prompt).startswith("▸")
        prompt = f"▾ {each.ask}\n  {each.answer}" if folded else f"▸ {each.ask}"
        event.option_list.replace_option_prompt_at_index(event.option_index, prompt)
