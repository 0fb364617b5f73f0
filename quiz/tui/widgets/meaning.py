"""What a colour means, once: each meaning has a mark in words, and a style of the theme here."""

from __future__ import annotations

from textual.content import Content

from quiz.words.marks import Mark

STYLES = {
    Mark.RIGHT: "$text-success",
    Mark.MISSED: "$text-error",
    Mark.HALF: "$text-warning",
    Mark.SKIPPED: "$text-muted",
    Mark.AGAIN: "$text-accent",
    Mark.NOW: "bold $text-primary",
    Mark.AHEAD: "$text-disabled",
}
MODE, MUTED, OVER = "bold $text-primary", "$text-muted", "bold $text-warning"


def marked(mark: Mark) -> Content:
    """Return a mark in its colour."""
    return Content.styled(mark.value, STYLES[mark])


def plain(text: str, style: str = "") -> Content:
    """Return text that is never markup."""
    return Content.styled(text, style)
