"""What the log says about a learner: how well each card is known, how answers went, which slips come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from itertools import chain
from statistics import median

from questions import index, load
from questions.model import LEVELS, kata_named
from questions.slips import MESSAGES, MISREADINGS, Misreading, Slip
from quiz.answering.generic import GENERIC
from quiz.deck import catalog
from quiz.drill.names import cards, kind, on_topics, question_of
from quiz.drill.outings import Made, Outing
from quiz.drill.past import Past
from quiz.drill.schedule import DAY, Standing

FORECAST = 14
"""Days that are looked ahead."""
SURE, DOUBTFUL = 0.9, 0.7
"""Probabilities of knowing a card from which it counts as known, and below which as fading."""
LASTING = 21
"""Days of stability from which a card that is known counts as mastered."""


@dataclass(frozen=True, slots=True)
class Mastery:
    """How well the cards of a question or a topic are known today."""

    name: str
    cards: int
    met: int
    """Cards that were ever rated."""
    recall: float
    """The mean probability of knowing a card that was met; 0 if none was."""
    stability: float
    """The least of their stabilities, in days."""

    @property
    def share(self) -> float:
        """The share of all its cards that is probably known; what was never met counts as not known."""
        return self.recall * self.met / self.cards if self.cards else 0.0

    @property
    def word(self) -> str:
        """How well, in a word."""
        if not self.met:
            return "not begun"
        if self.recall < SURE:
            return "shaky" if self.recall >= DOUBTFUL else "fading"
        if self.met < self.cards:
            return "begun"
        return "mastered" if self.stability >= LASTING else "known"


@dataclass(frozen=True, slots=True)
class Pace:
    """How the numeric asks went whose skill is of a level; single draws of it may be easier or harder."""

    level: str
    asks: int
    at_once: int
    """Right at the first try."""
    in_the_end: int
    seconds: float
    """The median time."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A slip over all questions."""

    tag: str
    times: int
    last: str
    """Share code of the ask in which it was made last."""
    at: datetime
    open: int = 0
    """How often it may have been made beside these times: another slip gives the same answer there."""

    @property
    def message(self) -> str:
        """What was said of it last; empty if the deck no longer has it."""
        return message_of(self.tag, self.last)


@dataclass(frozen=True, slots=True)
class Stats:
    """All that is told about a learner."""

    today: date
    questions: list[Mastery]
    topics: list[Mastery]
    levels: list[Pace]
    days: Mapping[date, int]
    """Cards done, by the learner's day when and where they were done."""
    streak: int
    """Days in a row up to today, or up to yesterday if today has none yet."""
    forecast: list[int]
    """Cards due today and on the days after it, if all others stay as they are."""
    slips: list[Habit]
    gone: list[str]
    """Cards that were rated and are no longer in the deck."""


def collected(past: Past, now: datetime) -> Stats:
    """Work out the statistics from the log."""
    done, standings = past.outings, past.schedule.standings(now)
    today = now.date()
    days = Counter(outing.day for outing in done)
    return Stats(
        today=today,
        questions=of_questions(past, now),
        topics=[_mastery(topic, on_topics((topic,)), standings, today) for topic in catalog.topics()],
        levels=list(_paces(done)),
        days=days,
        streak=_streak(days, today),
        forecast=_forecast(past.comes_back(now).values(), today),
        slips=_slips(done),
        gone=sorted(card for card in standings if card not in cards()),
    )


def of_questions(past: Past, now: datetime) -> list[Mastery]:
    """Tell how well the cards of each question are known."""
    standings = past.schedule.standings(now)
    return [_mastery(f"{entry.number}. {entry.title}", _cards(entry.number), standings, now.date()) for entry in load()]


def _cards(number: int) -> list[str]:
    return [card for card in cards() if question_of(card) == number]


def _mastery(name: str, cards: Sequence[str], standings: Mapping[str, Standing], today: date) -> Mastery:
    met = [standings[card] for card in cards if card in standings]
    recall = sum(standing.retrievability(today) for standing in met) / len(met) if met else 0.0
    return Mastery(name, len(cards), len(met), recall, min((standing.stability for standing in met), default=0.0))


def _paces(done: Iterable[Outing]) -> Iterable[Pace]:
    by_level: dict[str, list[Outing]] = {level: [] for level in LEVELS}
    for outing in done:
        if outing.card in cards() and kind(outing.card) == "skill":
            by_level[cards()[outing.card].level].append(outing)
    for level, asks in by_level.items():
        if asks:
            at_once, right = (sum(flags) for flags in zip(*((each.at_once, each.right) for each in asks), strict=True))
            yield Pace(level, len(asks), at_once, right, median(each.seconds for each in asks))


def _streak(days: Mapping[date, int], today: date) -> int:
    ahead = today + DAY  # who has flown west is a day behind what was done in the east
    day = next((day for day in (ahead, today) if days.get(day)), today - DAY)
    length = 0
    while days.get(day):
        day -= DAY
        length += 1
    return length


def _forecast(returns: Iterable[date], today: date) -> list[int]:
    """Count the cards that come back on each day."""
    counts = Counter(returns)
    return [counts[today + ahead * DAY] for ahead in range(FORECAST)]


def _slips(done: Iterable[Outing]) -> list[Habit]:
    """Return the slips, the most frequent first, of equally frequent ones the latest."""
    made: dict[str, list[tuple[Made, str]]] = {}
    for outing in done:
        for slip in outing.slips:
            made.setdefault(slip.tag, []).append((slip, outing.code))
    habits = []
    for tag, times in made.items():
        last, code = max(times, key=lambda time: (time[0].at, time[1]))
        unsure = sum(slip.unsure for slip, _ in times)
        habits.append(Habit(tag, len(times) - unsure, code, last.at, unsure))
    return sorted(habits, key=lambda habit: (habit.times, habit.open, habit.at), reverse=True)


@cache
def message_of(tag: str, code: str) -> str:
    """Return what a learner was told of a slip in an ask; empty if the deck no longer has it."""
    if tag in GENERIC:
        return GENERIC[tag]
    if code.startswith("K"):
        return _mutant_message(tag, code)
    try:
        variant = catalog.ask(code).variant
    except (ValueError, LookupError):
        return ""
    known: Iterator[Slip | Misreading] = chain(variant.slips(), variant.also_misread, MISREADINGS)
    return next((mistake.message for mistake in known if mistake.tag == tag), MESSAGES.get(tag, ""))


def _mutant_message(tag: str, code: str) -> str:
    """Return what is said of a mistake in a program; empty if the deck no longer has it."""
    names = [line.name for line in index.katas().values() if line.id == code]
    mutants = kata_named(names[0]).mutants if names else ()
    return next((mutant.message for mutant in mutants if mutant.tag == tag), MESSAGES.get(tag, ""))


def document(stats: Stats) -> dict[str, object]:
    """Return the statistics for programs; numbers are not rounded into words alone."""
    return {
        "schema_version": 1,
        "today": stats.today.isoformat(),
        "questions": [_mastery_document(entry) for entry in stats.questions],
        "topics": [_mastery_document(entry) for entry in stats.topics],
        "levels": [asdict(pace) for pace in stats.levels],
        "days": {day.isoformat(): number for day, number in sorted(stats.days.items())},
        "streak": stats.streak,
        "forecast": stats.forecast,
        "slips": [_habit_document(habit) for habit in stats.slips],
        "gone": stats.gone,
    }


def _habit_document(habit: Habit) -> dict[str, object]:
    return {"tag": habit.tag, "message": habit.message, **asdict(habit), "at": habit.at.isoformat()}


def _mastery_document(mastery: Mastery) -> dict[str, object]:
    return {**asdict(mastery), "word": mastery.word}
