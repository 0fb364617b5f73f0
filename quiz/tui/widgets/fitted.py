"""Lines that are laid out for the width there is."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

UNSEEN = 1000
"""Columns of what has none on the screen: nothing is wrapped."""
Lay = Callable[[int], Content]
"""Lays out lines for a width."""


class Fitted(Static):
    """As high as its lines are; they are laid out anew for another width."""

    DEFAULT_CSS = "Fitted { width: 1fr; height: auto; }"

    def __init__(self, lay: Lay | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(markup=False, id=id, classes=classes)
        self._lay = lay

    def lay(self, lay: Lay | None) -> None:
        """Show something else, or nothing."""
        self._lay = lay
        self.display = lay is not None
        self.refresh(layout=True)

    def render(self) -> Content:
        """Lay it out."""
        return self._laid(self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines."""
        return len(self._laid(width).split("\n", allow_blank=True))

    def _laid(self, width: int) -> Content:
        return self._lay(width if width > 0 else UNSEEN) if self._lay else Content("")


def hanging(text: str, width: int, indent: str = "") -> list[str]:
    """Wrap a text; what is wrapped goes on under the text, not under the margin."""
    lines: list[str] = []
    for line in text.split("\n"):
        own = " " * (len(line) - len(line.lstrip())) + indent
        own = own if len(own) < width // 2 else ""
        lines += textwrap.wrap(line, width, subsequent_indent=own, break_on_hyphens=False) or [""]
    return lines


def wrapped(lines: Iterable[str], indent: str = "  ") -> Lay:
    """Return what lays out lines with a hanging indent."""
    kept = list(lines)
    return lambda width: Content("\n".join(part for line in kept for part in hanging(line, width, indent)))


def labelled(label: str, text: str, columns: int, width: int) -> list[tuple[str, str]]:
    """Wrap a text beside its label, which has a column of its own: pairs of label and text, a line each."""
    room = max(width - columns, 8)
    return [(label if number == 0 else "", part) for number, part in enumerate(hanging(text, room))]
