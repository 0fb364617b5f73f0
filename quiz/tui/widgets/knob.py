"""The knobs of an experiment on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Grid
from textual.content import Content
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.widgets import Static

from quiz.lab.knobs import Knob
from quiz.tui.widgets.meaning import MUTED, plain

SIGNS = 3
"""Columns of a knob that are neither label nor number."""


class KnobBox(Static):
    """Label and number of one knob; a click on it chooses it, on its marks or with the wheel turns it."""

    DEFAULT_CSS = """
    KnobBox { height: 1; }
    KnobBox.in-hand { text-style: reverse; }
    """

    class Turned(Message):
        """The learner takes a knob in hand and turns it by steps, none for just taking it."""

        def __init__(self, knob: str, steps: int) -> None:
            super().__init__()
            self.knob, self.steps = knob, steps

    def __init__(self, knob: Knob) -> None:
        super().__init__(markup=False)
        self.knob, self.label, self.room = knob.name, knob.label, len(knob.label) + knob.longest + SIGNS
        self._value = ""

    def put(self, value: str, in_hand: bool) -> None:
        """Show where it stands; a mark tells the one in hand where there are no colours."""
        self._value = value
        self.set_class(in_hand, "in-hand")
        self.refresh()

    def render(self) -> Content:
        """Put the label to the left, the number between its marks to the right."""
        mark = "▸" if self.has_class("in-hand") else " "
        gap = " " * (self._before - len(self.label) - 1)
        quiet = "" if self.has_class("in-hand") else MUTED
        return Content.assemble(plain(f"{mark}{self.label}{gap}", quiet), f"‹{self._value}›")

    @property
    def _before(self) -> int:
        """The column of the mark before the number."""
        return max(self.size.width - len(self._value) - 2, len(self.label) + 1)

    def on_click(self, event: Click) -> None:
        """Turn down by the mark before the number, up by the one after it."""
        after = self._before + len(self._value) + 1
        self.post_message(self.Turned(self.knob, {self._before: -1, after: 1}.get(event.x, 0)))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Turn up."""
        event.stop()
        self.post_message(self.Turned(self.knob, 1))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Turn down."""
        event.stop()
        self.post_message(self.Turned(self.knob, -1))


class Knobs(Grid):
    """All knobs, in as many columns as there is room for, each as wide as what stands in it."""

    DEFAULT_CSS = "Knobs { height: auto; grid-rows: 1; }"

    def __init__(self) -> None:
        super().__init__(id="knobs")
        self.boxes: dict[str, KnobBox] = {}
        """Those of the experiment by their names, before they stand on the screen and while others still do."""

    async def fill(self, knobs: Sequence[Knob]) -> None:
        """Show the knobs of an experiment."""
        self.boxes = {knob.name: KnobBox(knob) for knob in knobs}
        await self.remove_children()
        await self.mount(*self.boxes.values())
        self._set()

    def on_resize(self) -> None:
        """Set them for the width there is."""
        self._set()

    def _set(self) -> None:
        width = self.scrollable_content_region.width
        rooms = [box.room for box in self.boxes.values()]
        for columns in range(len(rooms), 0, -1):
            wide = [max(rooms[at::columns]) for at in range(columns)]
            if sum(wide) <= width or columns == 1:
                self.styles.grid_size_columns = columns
                self.styles.grid_columns = " ".join(map(str, wide))
                return
