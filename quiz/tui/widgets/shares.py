"""Shares as bars in three colours; the number beside a bar tells it without."""

from __future__ import annotations

from textual.content import Content

from quiz.drill.stats import Mastery
from quiz.tui.widgets.meaning import STYLES, plain
from quiz.words.marks import Mark, progress_bar
from quiz.words.overview import BAR, topic_name

LOW, FAIR = 0.4, 0.75
"""Shares below which a bar is that of something missed, and of something half known."""


def share_bar(share: float, cells: int = BAR) -> Content:
    """Return the bar of a share."""
    mark = Mark.MISSED if share < LOW else Mark.HALF if share < FAIR else Mark.RIGHT
    return plain(progress_bar(share, cells), STYLES[mark])


def topic_content(topic: Mastery, width: int) -> Content:
    """Return a topic's line: name, bar, per cent."""
    return Content.assemble(topic_name(topic, width), " ", share_bar(topic.recall), f" {topic.recall:4.0%}")
