"""The points of a model answer, to tick."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from questions.model import Question
from quiz.answering.points import Suggestion
from quiz.cards.prose import Tick
from quiz.tui.widgets.fitted import hanging
from quiz.tui.widgets.meaning import MUTED_IN_LIST, marked, plain
from quiz.tui.widgets.menu import Menu
from quiz.words.marks import Mark
from quiz.words.questions import suggested_words

MARKS: dict[Tick | None, Mark] = {
    "said": Mark.RIGHT,
    "half": Mark.HALF,
    "missed": Mark.MISSED,
    None: Mark.AHEAD,
}
INDENT = 4
"""Columns of mark and star."""
LEFT_TO_SCREEN = frozenset({"select", "page_up", "page_down"})
"""What a list does by itself, and this one does not: Enter ends the card, and pages are the model answer's."""


class Rubric(Menu):
    """A row a point; the last may be the trap. What is wrapped goes on under the text."""

    def __init__(self, question: Question) -> None:
        super().__init__(markup=False, id="rubric")
        self._question = question
        self._ticks: Sequence[Tick | None] = [None] * len(question.rubric)
        self._suggested: Sequence[Suggestion | None] = [None] * len(question.rubric)
        self._trapped = False

    def suggest(self, suggested: Sequence[Suggestion | None]) -> None:
        """Take what the typed answer suggests; it is shown at points that are open."""
        self._suggested = suggested

    def tick(self, ticks: Sequence[Tick | None], trapped: bool) -> None:
        """Show how the points are ticked."""
        self._ticks, self._trapped = list(ticks), trapped
        rows = self._rows()
        if self.option_count != len(rows):
            self.clear_options()
            self.add_options(rows)
            self.highlighted = 0
            return
        for number, row in enumerate(rows):
            self.replace_option_prompt_at_index(number, row)

    def on_resize(self) -> None:
        """Wrap the rows anew."""
        self.tick(self._ticks, self._trapped)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to the screen what it does itself."""
        return action not in LEFT_TO_SCREEN

    def action_cursor_down(self) -> None:
        """Go down, not round."""
        self.scroll_visible(animate=False)
        if (self.highlighted or 0) + 1 < self.option_count:
            super().action_cursor_down()

    def action_cursor_up(self) -> None:
        """Go up, not round."""
        self.scroll_visible(animate=False)
        if self.highlighted:
            super().action_cursor_up()

    def _rows(self) -> list[Content]:
        points = self._question.rubric
        rows = [
            self._row(MARKS[tick], "★" if point.essential else " ", point.text, None if tick else suggestion)
            for tick, point, suggestion in zip(self._ticks, points, self._suggested, strict=True)
        ]
        if self._question.trap:
            trap = Mark.MISSED if self._trapped else Mark.AHEAD
            rows.append(self._row(trap, " ", f"fell for the trap: {self._question.trap}"))
        return rows

    def _row(self, mark: Mark, star: str, text: str, suggestion: Suggestion | None = None) -> Content:
        width = max(self.scrollable_content_region.width - INDENT - 2, 8)
        margin = f"\n{' ' * INDENT}"
        lines = margin.join(hanging(text, width))
        if suggestion is None:
            # The dot of an open point would be lost on the ground of the marked line.
            shown = plain(mark.value, MUTED_IN_LIST) if mark is Mark.AHEAD else marked(mark)
            return Content.assemble(shown, f" {star} {lines}")
        told = suggested_words(suggestion)[:width]
        fits = len(lines.rpartition(margin)[2]) + len(told) + 2 <= width
        shown = plain(f"{MARKS[suggestion.tick]}?", MUTED_IN_LIST)
        return Content.assemble(shown, f"{star} {lines}", plain(f"{'  ' if fits else margin}{told}", MUTED_IN_LIST))
