"""The verdict on a program: how it went, one failing setting with its picture, the same as code."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from questions.scenes import Frame
from quiz.files.printable import printable
from quiz.katas.judging import Verdict
from quiz.tui.widgets.canvas import Canvas
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.panel import Panel
from quiz.words.kata_verdict import PASTE, PRINTED, explained, failed, printed, shown
from quiz.words.katas import difference, paste_lines, verdict_line
from quiz.words.marks import Mark

CORNERS = 8
"""Columns of a panel's edge that hold no title."""
NOT_YET = "Not yet"


class ProgramPanel(Panel):
    """What is known of the learner's program."""

    DEFAULT_CSS = """
    ProgramPanel Static { height: auto; }
    ProgramPanel #explained { text-style: bold; }
    ProgramPanel Canvas { margin-top: 1; }
    ProgramPanel #as-code, ProgramPanel #printed { margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__(title="Your program", id="program")

    def compose(self) -> ComposeResult:
        """Hold what is said, the setting, its picture with legend and caption, code, what was printed."""
        yield self._head
        yield Fitted(id="where")
        yield Fitted(id="explained")
        yield Fitted(id="setting")
        yield Canvas()
        yield Static(markup=False, id="legend")
        yield Fitted(id="as-code")
        yield Fitted(id="printed")
        yield self._foot

    def on_mount(self) -> None:
        """Wait for a verdict."""
        self._clear()

    def _clear(self) -> None:
        for part in self.query(Fitted):
            if part.id != "where":
                part.lay(None)
        self.query_one(Canvas).display = self.query_one("#legend").display = False

    def say(self, *lines: str) -> None:
        """Say where it is, or why it cannot be judged."""
        self.query_one("#where", Fitted).lay(wrapped(map(printable, lines)) if lines else None)

    def wait(self, line: str) -> None:
        """Say what is going on, the latest verdict being left to be read."""
        self.foot(line)

    def tell(self, verdict: Verdict, number: int) -> None:
        """Say how it went, with the failing setting of this number."""
        self._clear()
        self.state("right" if verdict.passed else "wrong")
        said = verdict_line(verdict)
        fits = len(said) < self.size.width - CORNERS
        title, _, more = said.partition(". ") if verdict.passed else (said, "", "") if fits else (NOT_YET, "", said)
        self.head(f"{Mark.RIGHT if verdict.passed else Mark.MISSED} {title.removesuffix('.')}")
        self._lay("#explained", [more, *(line.strip() for line in explained(verdict))])
        self.foot("")
        if failure := shown(verdict, number):
            place = number % len(verdict.failures) + 1
            self.foot(f"{place} of {len(verdict.failures)} that fail · n next" if len(verdict.failures) > 1 else "")
            self._lay("#setting", [failed(verdict, failure)])
            self._lay("#as-code", [PASTE, *(f"  {line}" for line in paste_lines(failure))])
            if scene := difference(failure):
                self._draw(scene.frame(scene.length - 1))
        if lines := printed(verdict):
            first = f"It printed {len(lines)} lines, first:" if len(lines) > PRINTED else "It printed:"
            self._lay("#printed", [first, *(f"  {line}" for line in lines[:PRINTED])])

    def _lay(self, where: str, lines: list[str]) -> None:
        kept = [printable(line) for line in lines if line]
        self.query_one(where, Fitted).lay(wrapped(kept) if kept else None)

    def _draw(self, frame: Frame) -> None:
        canvas = self.query_one(Canvas)
        canvas.display = True
        canvas.clear()
        canvas.show(frame)
        self._say_legend()

    def on_resize(self) -> None:
        """Say the legend of the picture as it is laid out now."""
        self.call_after_refresh(self._say_legend)

    def _say_legend(self) -> None:
        canvas, legend = self.query_one(Canvas), self.query_one("#legend", Static)
        legend.update(canvas.legend)
        legend.display = canvas.display and bool(canvas.legend)
