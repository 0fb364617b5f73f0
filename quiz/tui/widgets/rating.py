"""The four ratings of a card, each with when the card comes back; the suggested one is framed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from quiz.drill.rating import NAMES, choice_words, rating_line
from quiz.log.review import Review
from quiz.tui.widgets.fitted import Fitted, hanging
from quiz.tui.widgets.meaning import MODE, MUTED, plain
from quiz.tui.widgets.panel import Panel

CELL = 16
"""Columns of a rating, where its words take no more."""
EDGES = len("┃ ┃ ")
KEPT = "\N{NO-BREAK SPACE}"


class RatingPanel(Panel):
    """Hidden until the card waits for its rating; before that it may tell the time."""

    def __init__(self) -> None:
        self._choices: Sequence[Review] = ()
        self._suggestion = 0
        super().__init__(Fitted(self._laid, id="ratings"), title="How well did you know it?", id="rating")

    def on_mount(self) -> None:
        """Wait."""
        self.display = False

    def offer(self, choices: Sequence[Review], suggestion: int) -> None:
        """Show the ratings."""
        self._choices, self._suggestion = choices, suggestion
        self.foot(f"Enter takes {suggestion} {NAMES[suggestion]} · n no rating")
        self.state("here")
        self.display = True
        self.query_one(Fitted).refresh(layout=True)

    def _laid(self, width: int) -> Content:
        """Put them beside each other where they fit, in one line elsewhere."""
        told = [(f"{review.rating}  {NAMES[review.rating]}", f"   {choice_words(review)}") for review in self._choices]
        cell = max([CELL, *(len(line) + EDGES for words in told for line in words)])
        if width < cell * len(self._choices) or not self._choices:
            # A rating and when its card comes back stay together.
            whole = rating_line(self._choices, self._suggestion).replace(" ", KEPT).replace(f"{KEPT}·{KEPT}", " · ")
            return Content("\n".join(hanging(whole, width)).replace(KEPT, " "))
        rows: list[list[Content]] = [[], []]
        for review, words in zip(self._choices, told, strict=True):
            framed = review.rating == self._suggestion
            edge = "┃" if framed else " "
            for row, line in zip(rows, words, strict=True):
                text = f"{edge} {line}".ljust(cell - 2) + f"{edge} "
                row.append(plain(text, MODE if framed else MUTED if row is rows[1] else ""))
        return Content("\n").join([Content("").join(row) for row in rows])
