"""The keys beside what they are for, where a screen is wide enough."""

from __future__ import annotations

from textual.containers import VerticalScroll

from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.panel import Panel

COLUMN = " " * 11
"""Of the keys, before what they do."""


class KeysPanel(Panel):
    """Lies over the right of a screen, which goes on; the keys stay where they were."""

    def __init__(self, text: str) -> None:
        page = VerticalScroll(Fitted(wrapped(text.splitlines(), COLUMN)), can_focus=False)
        super().__init__(page, title="Keys", subtitle="Esc closes", id="keys")
