"""The line at the top that never scrolls: mode, a mark for every ask, how far, score or clock."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from quiz.tui.widgets.meaning import MODE, MUTED, OVER, STYLES, marked, plain
from quiz.words.marks import Mark, progress_bar
from quiz.words.standing import Standing

MANY = 16
"""Asks of which a bar tells more than marks do."""
CELLS = 20
"""Of that bar."""
GAP = "  "


class StandingBar(Static):
    """Tells as much of a standing as its width holds: what is least missed goes first."""

    def __init__(self, standing: Standing | None = None) -> None:
        super().__init__(markup=False, id="standing")
        self.standing = standing or Standing()

    def tell(self, standing: Standing) -> None:
        """Tell something else."""
        if standing != self.standing:
            self.standing = standing
            self.refresh()

    def render(self) -> Content:
        """Lay it out for the width there is."""
        at, width = self.standing, self.content_size.width
        score = plain(at.score, OVER if at.over else "")
        mode, where, short = plain(at.mode, MODE), plain(at.where, MUTED), plain(at.where.partition(",")[0], MUTED)
        left = [
            (mode, self._marks(" "), where),
            (mode, self._marks(""), where),
            (mode, where),
            (where,),
            (short,),
            (mode,),
            (),
        ]
        room = width - (score.cell_length + len(GAP) if at.score else 0)
        told = next((line for parts in left if (line := self._joined(*parts)).cell_length <= room), Content(""))
        return Content.assemble(told, " " * (width - told.cell_length - score.cell_length), score)

    def _joined(self, *parts: Content) -> Content:
        return Content(GAP).join([part for part in parts if part.plain])

    def _marks(self, between: str) -> Content:
        marks = self.standing.marks
        if len(marks) <= MANY:
            return Content(between).join([marked(mark) for mark in marks])
        done = sum(mark not in (Mark.NOW, Mark.AHEAD, Mark.AGAIN) for mark in marks)
        return plain(progress_bar(done / len(marks), CELLS), STYLES[Mark.NOW])
