"""A plan in words: how long until the day, how ready, what would help most, how true forecasts were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from questions.notation.counts import count
from quiz.plan.calibration import Bin, expected_error
from quiz.settings.interview import Interview
from quiz.settings.preferences import typed

if TYPE_CHECKING:
    from quiz.plan.outlook import Outlook
    from quiz.plan.readiness import Raise, Readiness

YEAR = 366
"""Days of the longest plan: until a day further away, cards would rest for months."""
UNSURE = 0.2
"""The width of a range from which no single share is told."""
CELLS = 20
"""Of the bar on which a range is marked."""
MOST = 3
"""What would raise readiness is told of so many topics."""


def day_words(days: int) -> str:
    """Say how long it is: `Interview in 6 days`."""
    return f"Interview {('today', 'tomorrow')[days]}" if days < 2 else f"Interview in {count(days, 'day')}"


def days_note(outlook: Outlook) -> str:
    """Say in two words how long it is: `6 days`."""
    return count(outlook.days, "day") if outlook.days > 1 else ("today", "tomorrow")[outlook.days]


def ready_words(ready: Readiness) -> str:
    """Say how ready: as a range while little is known, later `61% (58–64)`."""
    among = f"{100 * ready.low:.0f}–{100 * ready.high:.0f}"
    return f"{among}%" if ready.high - ready.low > UNSURE else f"{ready.expected:.0%} ({among})"


def today_words(outlook: Outlook) -> str:
    """Say what is left of today: `today 28 min`."""
    if outlook.minutes:
        return f"today {outlook.minutes:.0f} min"
    return "done for today" if outlook.done else "nothing to ask today"


def begin_words(outlook: Outlook | None, left: str = "") -> str:
    """Say what beginning means: `Begin today's 28 min: 14 cards`, or where a session was left: `Go on with today`."""
    if outlook is None:
        return "Set the day"
    if left:
        return f"Go on with today: {left}"
    if not outlook.minutes:
        return today_words(outlook).capitalize()
    return f"Begin today's {outlook.minutes:.0f} min: {count(len(outlook.items), 'card')}"


def unfit_words(day: date, today: date) -> str:
    """Say why no plan is made for a day, and nothing of one that is still to come, within a year."""
    if day < today:
        return f"{day} is over; today is {today}"
    away = (day - today).days
    far = f"{day} is {count(away, 'day')} away, and a plan is for a year at most; is the year right?"
    return far if away > YEAR else ""


def problem_with_day(text: str, today: date) -> str:
    """Say what is wrong with the typed day of an interview, or nothing."""
    try:
        day = typed("interview.date", text).interview.date
    except ValueError as error:
        return str(error)
    return unfit_words(day, today) if day else ""


def rows(interview: Interview) -> dict[str, str]:
    """Say what a plan is made for, by the name of the setting."""
    return {
        "date": f"Day            {interview.date or 'none'}",
        "minutes": f"Minutes a day  {interview.minutes}",
        "topics": f"Topics         {', '.join(interview.topics) or 'all'}",
        "levels": f"Levels         {', '.join(interview.levels) or 'all'}",
        "katas": f"Katas          {'yes' if interview.katas else 'no'}",
    }


def plan_line(outlook: Outlook) -> str:
    """Say all in a line: `Interview in 6 days · ready 55–78% · today 28 min`."""
    return f"{day_words(outlook.days)} · ready {ready_words(outlook.whole)} · {today_words(outlook)}"


def due_line(days: int | None, minutes: float, due: int, done: bool = True) -> str:
    """Say what there is to do, for a prompt: `28 min to practise, 11 cards due · Interview in 6 days`.

    `done` tells whether today's minutes are over, where there are none to practise.
    """
    cards = f"{count(due, 'card') if due else 'no cards'} due"
    if days is None:
        return cards
    practise = f"{minutes:.0f} min to practise" if minutes else "done for today" if done else "nothing to ask today"
    return f"{practise}, {cards} · {day_words(days)}"


def raise_words(raised: Raise) -> str:
    """Say what a spell on a topic would add: `15 min on receptive field: +6`."""
    return f"{raised.minutes} min on {raised.topic}: {100 * raised.share:+.0f}"


def raising(outlook: Outlook) -> list[str]:
    """Say what would raise readiness most; nothing where that is no whole point."""
    return [raise_words(each) for each in outlook.raises[:MOST] if 100 * each.share >= 1]


def topic_line(name: str, ready: Readiness, width: int) -> str:
    """Say how ready on a topic, its range marked on a bar."""
    return f"{name:<{width}} {range_bar(ready)} {ready_words(ready)}"


def range_bar(ready: Readiness, cells: int = CELLS) -> str:
    """Draw a range: what is sure, what may be, what is not."""
    low, high = (round(share * cells) for share in (ready.low, ready.high))
    return "█" * low + "▒" * (high - low) + "·" * (cells - high)


def plan_lines(outlook: Outlook) -> Iterator[str]:
    """Say how things stand, line by line."""
    interview = outlook.target.interview
    yield plan_line(outlook)
    matters = [*interview.topics, *interview.levels] or ["all questions"]
    katas = "with" if interview.katas else "without"
    yield f"{outlook.target.day:%A %d %B %Y}, {interview.minutes} min a day, {', '.join(matters)}, {katas} katas"
    if helps := raising(outlook):
        yield ""
        yield "What would raise it most"
        yield from (f"  {line}" for line in helps)
    yield ""
    yield "Known on the day if nothing more is practised, in eight cases of ten"
    width = max(map(len, outlook.topics), default=0)
    for name, ready in outlook.topics.items():
        yield f"  {topic_line(name, ready, width)}"


def calibration_lines(bins: Sequence[Bin], cells: int = CELLS) -> Iterator[str]:
    """Draw what was forecast against what happened, on a bar of so many cells."""
    for each in bins:
        bar = f"{_against(each, cells)} " if cells else ""
        yield f"{each.forecast:4.0%} forecast, {each.happened:4.0%} right {bar}of {each.items}"
    if bins:
        mark = "┃ is the forecast, which was" if cells else "Forecasts were"
        yield f"{mark} {expected_error(bins):.0%} off in the mean"
        yield "counted are numbers, programs and each ★ point of an answer in prose"


def _against(each: Bin, cells: int) -> str:
    full, at = round(each.happened * cells), min(round(each.forecast * cells), cells - 1)
    bar = "█" * full + "·" * (cells - full)
    return f"{bar[:at]}┃{bar[at + 1 :]}"
