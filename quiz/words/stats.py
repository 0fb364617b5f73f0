"""A learner's statistics as text: bars, a calendar, lists; no colour is needed to read them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

from questions.notation.counts import count
from quiz.drill.schedule import DAY
from quiz.drill.stats import Habit, Mastery, Pace, Stats
from quiz.files.printable import printable
from quiz.plan.calibration import Bin
from quiz.words.plan import calibration_lines

BAR = 10
"""Cells of a bar."""
WEEKS = 26
"""Weeks of the calendar, where they fit."""
SLIPS = 20
"""Slips that are told, the most frequent first."""
SHADES = ((20, "█", "20 or more"), (10, "▓", "10–19"), (5, "▒", "5–9"), (1, "░", "1–4"), (0, "·", "none"))
"""Marks of a day: from how many cards."""


def stats_text(stats: Stats, width: int = 80, forecasts: Sequence[Bin] = ()) -> str:
    """Return everything that is told, section by section."""
    sections = {
        "How well you know it, and how many cards of it you met": _mastery(stats.questions, width),
        "By topic": _mastery(stats.topics, width),
        "Numbers you were asked for": _levels(stats),
        "Days": _calendar(stats, width),
        "Cards that come back": _forecast(stats, width),
        "Forecasts of first answers, and what happened": calibration_lines(forecasts, 2 * BAR if width >= 60 else 0),
        "Your slips": _slips(stats.slips),
    }
    lines, room = [], max(width, 8)  # an indent wider than the lines would be wrapped for ever
    for title, told in sections.items():
        lines += ["", *textwrap.wrap(title, width)]
        for line in list(told) or ["nothing yet"]:
            lines += textwrap.wrap(line, room, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
    if stats.gone:
        lines += ["", f"No longer in the deck, kept in the log: {', '.join(stats.gone)}"]
    return "\n".join(lines[1:])


def _slips(habits: Sequence[Habit]) -> Iterator[str]:
    yield from map(slip_line, habits[:SLIPS])
    if len(habits) > SLIPS:
        yield f"and {len(habits) - SLIPS} more; --json has all"


def slip_line(habit: Habit) -> str:
    """Say a slip: what it is, how often it was made, and where last."""
    last = re.split("[- ]", habit.last, maxsplit=1)[0]
    line = f"{_times(habit)}, last in {last}: {habit.message or 'no longer in the deck'} ({habit.tag})"
    return printable(line)  # an imported log may hold anything


def habit_cells(habit: Habit) -> tuple[str, str, str]:
    """Return a slip as a row: how often it was made, where last, what it is."""
    last = re.split("[- ]", habit.last, maxsplit=1)[0]
    return (
        f"×{habit.times}{f' +{habit.open}?' if habit.open else ''}",
        printable(last),
        printable(habit.message or "no longer in the deck"),
    )


def today_line(stats: Stats) -> str:
    """Say how busy today was: `15 cards today · 1 day in a row`."""
    done = stats.days.get(stats.today, 0)
    return f"{count(done, 'card')} today · {count(stats.streak, 'day')} in a row"


def pace_words(pace: Pace) -> str:
    """Say how the asks of a level went: `67% at once   11 s   3 asks`."""
    return f"{pace.at_once / pace.asks:4.0%} at once  {pace.seconds:3.0f} s   {count(pace.asks, 'ask')}"


def _times(habit: Habit) -> str:
    """Say how often a slip was made, and how often it may have been."""
    often = {0: "", 1: "once"}.get(habit.times, f"{habit.times} times")
    maybe = {0: "", 1: "maybe once"}.get(habit.open, f"maybe {habit.open} times")
    return ", ".join(filter(None, (often, f"{maybe} more" if often and maybe else maybe)))


def _mastery(entries: Sequence[Mastery], width: int) -> Iterator[str]:
    begun = [entry for entry in entries if entry.met]
    cells = BAR if width >= 60 else 0
    longest = min(max((len(entry.name) for entry in begun), default=0), max(width - cells - 26, 8))
    for entry in begun:
        name = textwrap.shorten(entry.name, longest, placeholder="…").ljust(longest)
        yield f"{name} {_bar(entry.share, cells)} {entry.share:4.0%} {entry.word:<8} {entry.met} of {entry.cards}"
    if waiting := [entry.name for entry in entries if not entry.met]:
        yield f"not begun: {len(waiting)} of {len(entries)}"


def _bar(share: float, cells: int = BAR) -> str:
    full = round(share * cells)
    return "█" * full + "·" * (cells - full)


def _levels(stats: Stats) -> Iterator[str]:
    for pace in stats.levels:
        yield (
            f"{pace.level:<6} {_bar(pace.at_once / pace.asks)} {pace.at_once / pace.asks:4.0%} at once, "
            f"{pace.in_the_end / pace.asks:.0%} in the end, {pace.seconds:.0f} s, {count(pace.asks, 'ask')}"
        )


def _calendar(stats: Stats, width: int) -> Iterator[str]:
    begun = min(stats.days, default=None)
    if begun is None or begun > stats.today + DAY:  # a clock that was once ahead
        return
    weeks = min(WEEKS, max((width - 6) // 2, 1))
    last = max(day for day in (stats.today, *stats.days) if day <= stats.today + DAY)
    monday = last - last.weekday() * DAY
    first = max(monday - (weeks - 1) * 7 * DAY, begun - begun.weekday() * DAY)
    weeks = (monday - first).days // 7 + 1
    for weekday in range(7):
        days = [first + (7 * week + weekday) * DAY for week in range(weeks)]
        marks = " ".join(_mark(stats, day) for day in days)
        yield f"{days[0]:%a} {marks}".rstrip()
    yield " ".join(f"{mark} {words}" for _, mark, words in reversed(SHADES)) + " cards"
    yield f"{count(stats.streak, 'day')} in a row"


def _mark(stats: Stats, day: date) -> str:
    if day > stats.today and not stats.days.get(day):
        return " "
    return next(mark for least, mark, _ in SHADES if stats.days.get(day, 0) >= least)


def _forecast(stats: Stats, width: int) -> Iterator[str]:
    most = max(stats.forecast)
    if not most:
        return
    for ahead, number in enumerate(stats.forecast):
        day = stats.today + ahead * DAY
        name = "today " if ahead == 0 else f"{day:%a %d}"
        yield f"{name} {'█' * round(number / most * min(most, width - 20, 40))} {number}"
