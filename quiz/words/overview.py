"""A learner at a glance, in words and bars."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from quiz.drill.dealing import Agenda
from quiz.drill.overview import Overview
from quiz.drill.stats import Habit, Mastery
from quiz.files.printable import printable

BAR = 10
"""Cells of a bar."""
LEVELS = "▁▂▃▄▅▆▇█"
FULL, EMPTY = "█", "─"


def agenda_words(agenda: Agenda) -> str:
    """Say what there is to drill today: `11 due`."""
    if agenda.due:
        return f"{agenda.due} due"
    return f"{agenda.new} new" if agenda.new else "none due"


def topic_lines(overview: Overview, width: int, most: int) -> list[str]:
    """Return a bar for each of the weakest topics, at most so many lines, the last for those that were not begun."""
    shown = overview.topics[: most - bool(overview.waiting)]
    lines = [topic_line(topic, width) for topic in shown]
    if overview.waiting:
        lines.append(f"{overview.waiting} topic{'s' * (overview.waiting > 1)} not begun")
    return lines


def topic_line(topic: Mastery, width: int) -> str:
    """Say how well a topic is known: `stride and padding   ███───────  30%`."""
    room = max(width - BAR - 8, 8)
    name = textwrap.shorten(topic.name, min(room, 21), placeholder="…")
    return f"{name:<{min(room, 21)}} {bar(topic.recall)} {topic.recall:4.0%}"


def week_line(overview: Overview) -> str:
    """Say how busy the last days were: `this week ▁▁▃▁▁▅█  1 day in a row`."""
    days = f"{overview.streak} day{'s' * (overview.streak != 1)} in a row"
    return f"this week {spark(overview.week)}  {days}"


def habit_line(habit: Habit, width: int) -> str:
    """Say a slip and how often it was made: `×2 groups ignored`."""
    line = f"×{habit.times} {slip_name(habit.tag)}"
    return textwrap.shorten(printable(line), max(width, 8), placeholder="…")  # an imported log may hold anything


def slip_name(tag: str) -> str:
    """Return a slip's tag as words: `groups ignored`."""
    return tag.removeprefix("generic.").replace(".", " ").replace("_", " ")


def bar(share: float, cells: int = BAR) -> str:
    """Draw a share as a bar; what is missing of it is a thin line, so that it is told without colour."""
    full = round(share * cells)
    return FULL * full + EMPTY * (cells - full)


def spark(numbers: Sequence[int]) -> str:
    """Draw numbers as columns of one line, the greatest full; only a zero has the lowest."""
    top = max(numbers, default=0)
    if not top:
        return LEVELS[0] * len(numbers)
    return "".join(LEVELS[-(-number * (len(LEVELS) - 1) // top)] for number in numbers)
