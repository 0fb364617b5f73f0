"""A box for several lines of the learner's own: an image, a kernel, the name of a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static, TextArea

from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing


class TypingScreen(Present[None]):
    """Text to type; what it is taken for is decided by `take`, whose ValueError is shown and nothing lost."""

    BINDINGS = bindings("typing")
    BOX: ClassVar[type[TextArea]] = TextArea
    MODE: ClassVar[str] = "Lab"
    """Where one comes from, for the bar."""

    def __init__(self, title: str, hint: str, text: str, take: Callable[[str], None]) -> None:
        super().__init__()
        self._heading, self._hint, self._text, self._take = title, hint, text, take

    def compose(self) -> ComposeResult:
        """Title, what to type, the box, what is wrong."""
        yield StandingBar(Standing(self.MODE, where=self._heading))
        own = self.BOX(self._text, soft_wrap=False, show_line_numbers=False, compact=True, id="own")
        yield Panel(own, title=self._heading, subtitle=self._hint, classes="fill")
        yield Static(markup=False, id="why")
        yield Keys()

    def on_mount(self) -> None:
        """Begin in the box."""
        self.query_one(TextArea).focus()

    def action_take(self) -> None:
        """Take what stands there, or say why not."""
        try:
            self._take(self.query_one(TextArea).text)
        except ValueError as error:
            self.query_one("#why", Static).update(str(error))
        else:
            self.dismiss()

    def action_out(self) -> None:
        """Leave things as they were."""
        self.dismiss()
