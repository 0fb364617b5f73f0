"""A knob on the screen."""

from __future__ import annotations

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.widgets import Static


class KnobBox(Static):
    """Label and number of one knob; a click on it chooses it, on its marks or with the wheel turns it."""

    DEFAULT_CSS = """
    KnobBox { height: 1; }
    KnobBox.in-hand { text-style: reverse; }
    """
    MARKS = 3
    """Columns beside label and number."""

    class Turned(Message):
        """The learner takes a knob in hand and turns it by steps, none for just taking it."""

        def __init__(self, knob: str, steps: int) -> None:
            super().__init__()
            self.knob, self.steps = knob, steps

    def __init__(self, knob: str, label: str) -> None:
        super().__init__(markup=False)
        self.knob, self._label, self._value = knob, label, ""

    def put(self, value: str, in_hand: bool) -> None:
        """Show where it stands; a mark tells the one in hand where there are no colours."""
        self._value = value
        self.set_class(in_hand, "in-hand")
        self.update(f"{'▸' if in_hand else ' '}{self._label}‹{value}›", layout=False)

    def on_click(self, event: Click) -> None:
        """Turn down by the mark before the number, up by the one after it."""
        before = len(self._label) + 1
        after = before + len(self._value) + 1
        self.post_message(self.Turned(self.knob, {before: -1, after: 1}.get(event.x, 0)))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Turn up."""
        event.stop()
        self.post_message(self.Turned(self.knob, 1))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Turn down."""
        event.stop()
        self.post_message(self.Turned(self.knob, -1))
