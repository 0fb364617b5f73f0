"""The column of the run: beside the question on a wide screen, under the verdict elsewhere."""

from __future__ import annotations

from textual.containers import Vertical
from textual.events import Resize

from quiz.tui.widgets.demonstration import Demonstration

SMALL = 10
"""Lines under which a run leaves its place to worked steps."""
LEAST = 6
"""Lines under which the screen is too low to bound a run: it is scrolled."""


class Side(Vertical):
    """Bounds the run to the lines that are left."""

    def on_resize(self, event: Resize) -> None:
        """Tell the run how many there are."""
        tall, rows = self.screen.has_class("-tall"), event.size.height
        if tall and rows < SMALL and self.screen.has_class("steps") and not self.screen.has_class("-wide"):
            self.screen.add_class("tight")
        for run in self.query(Demonstration):
            run.comes = False
            run.bound(rows if tall and rows >= LEAST else None)
