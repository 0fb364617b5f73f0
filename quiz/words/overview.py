"""A learner at a glance, in words and bars."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from questions import load
from questions.notation.counts import count
from quiz.drill.dealing import Agenda
from quiz.drill.overview import Overview
from quiz.drill.stats import Habit, Mastery
from quiz.files.printable import printable

BAR = 8
"""Cells of a bar."""
LONGEST = 30
"""Cells of a bar where there is more room."""
LEVELS = "▁▂▃▄▅▆▇█"
NAME = 31
"""Columns of the longest name of a topic."""


def deck_line() -> str:
    """Say how much there is to ask."""
    return f"{len(load())} questions · {sum(len(question.variants) for question in load())} asks"


def agenda_words(agenda: Agenda) -> str:
    """Say what there is to drill today: `11 due`."""
    if agenda.due:
        return f"{agenda.due} due"
    return f"{agenda.new} new" if agenda.new else "none due"


def waiting_words(due: int, new: int) -> str:
    """Say how many cards come back and how many are new: `2 to review, 4 new`."""
    told = [f"{number} {what}" for number, what in ((due, "to review"), (new, "new")) if number]
    return ", ".join(told) or "nothing today"


def topic_name(topic: Mastery, width: int) -> str:
    """Return a topic's name, padded or cut to stand before a bar and its per cent in a line of so many columns."""
    room = min(max(width - BAR - 6, 8), NAME)
    return (topic.name if len(topic.name) <= room else f"{topic.name[: room - 1]}…").ljust(room)


def bar_cells(width: int) -> int:
    """Return how long bars may be in lines of so many columns."""
    return max(BAR, min(width - NAME - 6, LONGEST))


def waiting_line(overview: Overview) -> str:
    """Say how many topics were not begun."""
    ahead = len(overview.ahead)
    return f"{count(ahead, 'topic')} not begun" if ahead else "every topic begun"


def week_line(overview: Overview) -> str:
    """Say how busy the last days were: `this week ▁▁▃▁▁▅█  1 day in a row`."""
    return f"this week {spark(overview.week)}  {count(overview.streak, 'day')} in a row"


def habit_lines(habits: Iterable[Habit], width: int, height: int) -> list[str]:
    """Say slips and how often each was made, in full, as many as so many lines hold; of one that is longer, a part."""
    lines: list[str] = []
    for habit in habits:
        line = printable(f"×{habit.times} {habit.message or slip_name(habit.tag)}")  # an imported log may hold anything
        room = max(width, 8)
        told = textwrap.wrap(line, room, subsequent_indent="   ", max_lines=max(height, 1), placeholder="…")
        if len(lines) + len(told) > max(height, 1):
            break
        lines += told
    return lines


def slip_name(tag: str) -> str:
    """Return a slip's tag as words: `groups ignored`."""
    return tag.removeprefix("generic.").replace("plus1", "+1").replace(".", " ").replace("_", " ")


def spark(numbers: Sequence[int]) -> str:
    """Draw numbers as columns of one line, the greatest full; only a zero has the lowest."""
    top = max(numbers, default=0)
    if not top:
        return LEVELS[0] * len(numbers)
    return "".join(LEVELS[-(-number * (len(LEVELS) - 1) // top)] for number in numbers)
