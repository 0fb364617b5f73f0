"""What a colour means, once: each meaning has a mark in words, and a style of the theme here.

Text that is dimmed takes the colour of the foreground: `$text-muted` is white in the middle of a line.
"""

from __future__ import annotations

from textual.content import Content

from quiz.words.marks import Mark

STYLES = {
    Mark.RIGHT: "$text-success",
    Mark.MISSED: "$text-error",
    Mark.HALF: "$text-warning",
    Mark.SKIPPED: "$foreground-muted",
    Mark.AGAIN: "$text-accent",
    Mark.NOW: "bold $text-primary",
    Mark.AHEAD: "$foreground-disabled",
}
MODE, MUTED, OVER = "bold $text-primary", "$foreground-muted", "bold $text-warning"

MUTED_IN_LIST = "dim"
"""In a line of a list, whose marked line has colours of its own."""


def marked(mark: Mark) -> Content:
    """Return a mark in its colour."""
    return Content.styled(mark.value, STYLES[mark])


def plain(text: str, style: str = "") -> Content:
    """Return text that is never markup."""
    return Content.styled(text, style)
