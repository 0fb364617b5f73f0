"""What the log says of a learner, answer by answer: the schedule, other answers since, and how forecasts went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Literal, NamedTuple, cast

from questions import index, question
from questions.model import SECONDS, Level, Point
from quiz.cards.prose import CREDIT, Tick
from quiz.drill.names import Kind, cards, kind, question_of
from quiz.drill.outings import Outing
from quiz.drill.past import Past
from quiz.drill.schedule import Standing
from quiz.log.days import latest_believed
from quiz.log.review import AGAIN
from quiz.plan.belief import Belief

Last = Literal["never", "missed", "known"]
FIRST = {"easy": 0.6, "medium": 0.45, "hard": 0.3}
"""What is expected of a card that was never asked, before the learner has answered any of its kind."""
TRUST = 3.0
"""Answers since its last review that count as much as what the schedule says of a card."""
PROSE_SECONDS = 150.0
"""For telling, reading and ticking an answer."""
ENOUGH = 5
"""Answers from which the learner's own time counts."""


class Forecast(NamedTuple):
    """The chance that was forecast for the first answer of a day, and what happened."""

    chance: float
    share: float
    """Of what was asked: 1 or 0 for a number, the share of essential points for prose."""
    items: int
    """How many numbers or points that were."""


class Record:
    """A learner's answers and reviews so far; they are told in the order of time."""

    def __init__(self) -> None:
        self.standings: dict[str, Standing] = {}
        self.forecasts: list[Forecast] = []
        self.slips: dict[str, list[tuple[str, str, date]]] = {}
        """By tag: the card, the share code and the day of each time."""
        self.asked: dict[str, date] = {}
        """The last day of each card."""
        self.chain: date | None = None
        """The last day of a chain, or else the first of all."""
        self._since: dict[str, tuple[float, int]] = {}
        self._beliefs = defaultdict[tuple[Kind, Last], Belief](Belief)
        self._seconds: dict[tuple[Kind, str], list[float]] = {}

    def answered(self, outing: Outing) -> None:
        """Take an answer, whatever mode it was given in."""
        card, day = outing.card, outing.day
        line = cards().get(card)
        if line is None or "+" in outing.code:
            return
        share = _share(outing)
        if outing.code.startswith("C01") or self.chain is None:
            self.chain = day
        if self.asked.get(card) != day:
            chance = self.belief(card).learn(self._expected(card, day), share)
            self.forecasts.append(Forecast(chance, share, points(card)))
        right, asked = self._since.get(card, (0.0, 0))
        self._since[card] = right + share, asked + 1
        self.asked[card] = day
        self._seconds.setdefault((kind(card), line.level), []).append(outing.seconds)
        for made in outing.slips:
            if not made.unsure:
                self.slips.setdefault(made.tag, []).append((card, outing.code, day))

    def reviewed(self, standing: Standing) -> None:
        """Take where a review has left its card; what the schedule says from now on holds the answers before it."""
        review = standing.last
        self.standings[review.card] = standing
        self.asked[review.card] = review.day
        self._since.pop(review.card, None)

    def met(self, card: str) -> bool:
        """Tell whether a card was ever asked."""
        return card in self.asked

    def chance(self, card: str, day: date) -> float:
        """Return the chance of a right first answer on a day, if nothing is asked until then."""
        return self.belief(card).chance(self._expected(card, day))

    def belief(self, card: str) -> Belief:
        """Return what is believed of the learner's answers on cards like this one."""
        return self.belief_after(card, self.standings.get(card))

    def belief_after(self, card: str, standing: Standing | None) -> Belief:
        """Return what is believed where a card of this kind was never reviewed, was missed or was known last time."""
        last: Last = "never" if standing is None else "missed" if standing.last.rating == AGAIN else "known"
        return self._beliefs[kind(card), last]

    def seconds(self, card: str) -> float:
        """Return the seconds that a card takes this learner, in the middle."""
        level = cards()[card].level
        own = self._seconds.get((kind(card), level), ())
        if len(own) >= ENOUGH:
            return max(sorted(own)[len(own) // 2], 1.0)
        match kind(card):
            case "prose":
                return PROSE_SECONDS
            case "kata":
                return 60.0 * next(line.minutes for line in index.katas().values() if line.id == card)
            case "skill":
                return float(SECONDS[cast("Level", level)])

    def _expected(self, card: str, day: date) -> float:
        """Return what schedule and later answers say, before what is believed of the learner."""
        standing = self.standings.get(card)
        known = standing.retrievability(day) if standing else FIRST[cards()[card].level]
        right, asked = self._since.get(card, (0.0, 0))
        return (TRUST * known + right) / (TRUST + asked)


def recorded(past: Past, now: datetime) -> Record:
    """Take what the log says, in the order of time, an answer before the review of the same moment."""
    record, latest = Record(), latest_believed(now)
    told: list[Outing | Standing] = [*past.outings, *past.schedule.steps]
    for done in sorted(told, key=attrgetter("at")):
        if done.at > latest:
            break
        if isinstance(done, Outing):
            record.answered(done)
        else:
            record.reviewed(done)
    return record


def points(card: str) -> int:
    """Return what a card counts: a number or a program one, prose its essential points."""
    return sum(point.essential for point in _rubric(card)) if kind(card) == "prose" else 1


def _share(outing: Outing) -> float:
    """Return how much was right at the first answer; of prose the share of essential points that were said."""
    if kind(outing.card) != "prose" or len(outing.ticks) != len(rubric := _rubric(outing.card)):
        return float(outing.at_once)
    told = [tick for point, tick in zip(rubric, outing.ticks, strict=True) if point.essential]
    return sum(CREDIT.get(cast("Tick", tick), 0.0) for tick in told) / len(told)  # an imported log may hold anything


def _rubric(card: str) -> Sequence[Point]:
    return question(question_of(card)).rubric


def slips_since(record: Record, day: date) -> Counter[str]:
    """Count the slips made from a day on."""
    return Counter({tag: sum(at >= day for _, _, at in made) for tag, made in record.slips.items()})
