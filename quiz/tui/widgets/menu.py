"""A list to choose from, with the keys of vi beside the arrows."""

from __future__ import annotations

from textual.containers import ScrollableContainer
from textual.events import Click
from textual.geometry import Region
from textual.widgets import OptionList

from quiz.tui.widgets.bindings import bindings

SCROLLS = 1
"""Columns that a list may need beside a line."""


class Lines(OptionList):
    """A list whose lines may be others when a click on one is heard."""

    def _on_click(self, event: Click) -> None:  # type: ignore[override]  # the base class's awaits nothing either
        """Leave out a click on a line that is no more."""
        if event.style.meta.get("option", -1) >= self.option_count:
            event.prevent_default()


class Menu(Lines):
    """Lines of plain text, never markup."""

    BINDINGS = bindings("list")

    def on_focus(self) -> None:
        """Mark the first line where none is, so that Enter has one to choose."""
        if self.highlighted is None and self.option_count:
            self.highlighted = 0

    def watch_highlighted(  # type: ignore[override]  # a watcher may take the value before, too
        self, old: int | None, new: int | None
    ) -> None:
        """Keep the marked line in sight: a list as high as its lines does not scroll, what is around it does."""
        super().watch_highlighted(new)
        if self.has_focus and None not in (old, new):
            self.call_after_refresh(self._scroll_around)

    def _scroll_around(self) -> None:
        around = next((each for each in self.ancestors if isinstance(each, ScrollableContainer)), None)
        if around is None or self.highlighted is None or not has_rows(self):
            return
        at = self._index_to_line[self.highlighted]
        line = Region(0, at, self.size.width, self._heights[self.highlighted])
        shift = self.content_region.offset - self.scroll_offset - around.content_region.offset + around.scroll_offset
        around.scroll_to_region(line.translate(shift), animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Turn pages where there are some; else leave those keys to what is around, which may scroll."""
        return not action.startswith("page_") or (has_rows(self) and self.max_scroll_y > 0)


def has_rows(menu: OptionList) -> bool:
    """Tell whether a list shows any line: a window may be too low for that, and then it cannot turn pages."""
    return bool(menu.scrollable_content_region)
