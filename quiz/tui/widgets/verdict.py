"""The panel of the verdict: what was typed beside what is right, the mistake against the op, what proves it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from quiz.tui.widgets.fitted import Fitted, hanging, labelled
from quiz.tui.widgets.meaning import MUTED, plain
from quiz.tui.widgets.panel import CORNERS, Panel, State
from quiz.words.marks import Mark
from quiz.words.verdicts import THE_OP, Told

STATES: dict[Mark, State] = {Mark.RIGHT: "right", Mark.MISSED: "wrong", Mark.HALF: "half"}
COLUMN = len(THE_OP) + 2
"""Columns of a label."""
APPEARS = 0.15
"""Seconds in which it comes up, where movements are wanted."""


class VerdictPanel(Panel):
    """Pinned above the question once the ask is done."""

    def __init__(self) -> None:
        super().__init__(id="verdict")
        self._told: Told | None = None
        self.proof: list[str] = []
        """What formula and op say, once the op has run."""
        self._lines = Fitted(self._laid, id="told")

    def compose(self) -> ComposeResult:
        """Hold what is said."""
        yield self._head
        yield self._lines
        yield self._foot

    def on_mount(self) -> None:
        """Wait for a verdict."""
        self.display = self._told is not None

    def tell(self, told: Told, then: str = "") -> None:
        """Say what became of the answer; `then` is what comes of it."""
        appears = self._told is None or told.line != self._told.line
        self._told = told
        self.foot(told.then or then)
        self.state(STATES[told.mark])
        self.display = True
        self._show()
        if appears:
            self.styles.opacity = 0.0
            self.styles.animate("opacity", 1.0, duration=APPEARS, level="basic")

    def prove(self, lines: list[str]) -> None:
        """Add what formula and op say."""
        self.proof = lines
        self._show()

    def on_resize(self) -> None:
        """Tell the answers in the title where they fit."""
        self._show()

    @property
    def _fits(self) -> bool:
        return self._told is not None and len(self._told.line) <= self.outer_size.width - CORNERS

    def _show(self) -> None:
        told = self._told
        if told is not None:
            self.head(told.line if self._fits else f"{told.mark} {told.title}")
            said = self.proof or told.message or told.pairs or not self._fits
            self._lines.lay(self._laid if said else None)

    def _laid(self, width: int) -> Content:
        """Put the message in bold, what is opposed under each other with a column of labels, the proof under them."""
        told = self._told
        if told is None:
            return Content("")
        style = MUTED if told.unexplained else "bold"
        lines = [plain(line, style) for line in hanging(told.message, width)] if told.message else []
        for label, text in (*(() if self._fits else told.answers), *told.pairs):
            for name, part in labelled(label, text, COLUMN, width):
                lines.append(Content.assemble((name.ljust(COLUMN), MUTED), part))
        for number, line in enumerate(self.proof):
            lines += [plain(part, "" if number == 0 else MUTED) for part in hanging(line, width, "  ")]
        return Content("\n").join(lines)
