"""A list to choose from, with the keys of vi beside the arrows."""

from __future__ import annotations

from textual.widgets import OptionList

from quiz.tui.widgets.bindings import bindings


class Menu(OptionList):
    """Lines of plain text, never markup."""

    BINDINGS = bindings("list")

    def on_focus(self) -> None:
        """Mark the first line where none is, so that Enter has one to choose."""
        if self.highlighted is None and self.option_count:
            self.highlighted = 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Turn pages where there are some; else leave those keys to what is around, which may scroll."""
        return not action.startswith("page_") or (has_rows(self) and self.max_scroll_y > 0)


def has_rows(menu: OptionList) -> bool:
    """Tell whether a list shows any line: a window may be too low for that, and then it cannot turn pages."""
    return bool(menu.scrollable_content_region)
