"""A cursor on the cells of a scene: where it is, and the frame that shows what is tied to that cell."""

from __future__ import annotations

from questions.scenes import Frame, Links, Place


class Inspection:
    """Goes through the cells of the panes that lead to others."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.place = Place(next(iter(links.panes)), 0, 0)

    @property
    def frame(self) -> Frame:
        """The frame of the present cell."""
        return self.links.frame(self.place)

    def move(self, down: int, right: int) -> None:
        """Go to a neighbouring cell, as far as there is one."""
        rows, columns = self.links.panes[self.place.pane]
        row, column = self.place.row + down, self.place.column + right
        self.place = Place(self.place.pane, min(max(row, 0), rows - 1), min(max(column, 0), columns - 1))

    def next_pane(self) -> None:
        """Go to the next pane, as near to the same cell as it has one."""
        panes = list(self.links.panes)
        pane = panes[(panes.index(self.place.pane) + 1) % len(panes)]
        self.place = self.place._replace(pane=pane)
        self.move(0, 0)

    def go(self, place: Place) -> bool:
        """Go to a cell that was pointed at; tell whether anything is tied to cells of its pane."""
        if place.pane not in self.links.panes:
            return False
        self.place = place
        self.move(0, 0)
        return True
