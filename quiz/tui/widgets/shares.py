"""Shares as bars in three colours; the number beside a bar tells it without."""

from __future__ import annotations

from textual.content import Content

from quiz.drill.stats import Mastery
from quiz.tui.widgets.meaning import MUTED_IN_LIST, STYLES, plain
from quiz.words.marks import Mark, progress_bar
from quiz.words.overview import BAR, topic_name

LOW, FAIR = 0.4, 0.75
"""Shares below which a bar is that of something missed, and of something half known."""


def share_bar(share: float, cells: int = BAR, *, judged: float | None = None) -> Content:
    """Return the bar of a share, in the colour of another where that is what is judged."""
    judged = share if judged is None else judged
    mark = Mark.MISSED if judged < LOW else Mark.HALF if judged < FAIR else Mark.RIGHT
    return plain(progress_bar(share, cells), STYLES[mark])


def topic_content(topic: Mastery, width: int, cells: int = BAR) -> Content:
    """Return a topic's line: name, bar, per cent of all its cards; its colour tells of those that were met."""
    name, told = topic_name(topic, width), f" {topic.share:4.0%}"
    if not topic.met:
        return plain(f"{name} {progress_bar(0, cells)}{told}", MUTED_IN_LIST)
    return Content.assemble(name, " ", share_bar(topic.share, cells, judged=topic.recall), told)
