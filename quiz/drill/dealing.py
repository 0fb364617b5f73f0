"""Which cards a drill asks: those that are due and some new ones, those that went wrong, or any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice
from typing import Protocol

from questions.drawing import Stream
from questions.notation.counts import count
from quiz.cards.card import NothingToAskError
from quiz.deck import catalog
from quiz.drill import cards as deck
from quiz.drill.names import on_topics
from quiz.drill.past import Past
from quiz.drill.schedule import Standing
from quiz.drill.waiting import due
from quiz.log.days import latest_believed
from quiz.log.review import AGAIN

PUT_AWAY = (
    "All of these cards are put away: the buried ones are back tomorrow, the suspended ones after "
    "`convquiz progress unsuspend`."
)


class Wanted(Protocol):
    """What a drill says of the cards that it wants."""

    @property
    def length(self) -> int:
        """Cards at most."""

    @property
    def topics(self) -> tuple[str, ...]:
        """Only these; none stands for all."""

    @property
    def wrong(self) -> bool:
        """Only cards that went wrong last time."""

    @property
    def slip(self) -> str:
        """Only asks in which this mistake can be made; empty for all."""

    @property
    def free(self) -> bool:
        """Any card, due or not."""

    @property
    def new_per_day(self) -> int:
        """Cards never seen before that a day may bring."""

    @property
    def seed(self) -> int:
        """What a free practice is shuffled by."""


def dealt(wanted: Wanted, past: Past, now: datetime) -> list[str]:
    """Return the cards of a drill in their order; NothingToAskError says why there are none."""
    standings, hidden = past.schedule.standings(now), past.away(now.date())
    sought = deck.with_slip(wanted.slip) if wanted.slip else on_topics(wanted.topics)
    if wanted.wrong:
        among = set(sought)
        sought = [card for card in went_wrong(past, standings, now) if card in among]
    cards = [card for card in sought if card not in hidden]
    if wanted.wrong:
        chosen = cards
    elif wanted.slip:
        chosen = _in_turn(cards, wanted.length)
    elif wanted.free:
        chosen = Stream("cards", wanted.seed).shuffled(cards)
    else:
        new = max(wanted.new_per_day - past.schedule.introduced(now.date()), 0)
        chosen = [*due(cards, standings, now), *unseen(cards, standings)[:new]]
    if not chosen:
        raise NothingToAskError(_why_not(wanted, past, now, sought) if cards or not sought else PUT_AWAY)
    return chosen[: wanted.length]


@dataclass(frozen=True, slots=True)
class Agenda:
    """How many cards there are to drill today."""

    due: int
    new: int
    wrong: int
    """Cards that went wrong last time."""
    topics: Mapping[str, tuple[int, int]]
    """How many are due on each topic, and how many new ones today may bring."""


def agenda(past: Past, now: datetime, new_per_day: int) -> Agenda:
    """Count what there is to drill today."""
    standings, hidden = past.schedule.standings(now), past.away(now.date())
    cards = [card for card in deck.contents() if card not in hidden]
    waiting, fresh = set(due(cards, standings, now)), set(unseen(cards, standings))
    most = max(new_per_day - past.schedule.introduced(now.date()), 0)
    topics = {topic: set(on_topics((topic,))) for topic in catalog.topics()}
    return Agenda(
        len(waiting),
        min(most, len(fresh)),
        len(set(went_wrong(past, standings, now)) & set(cards)),
        {topic: (len(waiting & on), min(most, len(fresh & on))) for topic, on in topics.items()},
    )


def _in_turn(cards: Sequence[str], length: int) -> list[str]:
    """Return cards over and over, since each time they ask with other numbers; programs, which do not, come last."""
    programs = [card for card in cards if card.startswith("K")]
    asks = cycle(card for card in cards if not card.startswith("K"))
    return [*islice(asks, length - min(len(programs), length // 2)), *programs]


def unseen(cards: Sequence[str], standings: Mapping[str, Standing]) -> list[str]:
    """Return the cards that were never reviewed, in the deck's order."""
    return [card for card in cards if card not in standings]


def went_wrong(past: Past, standings: Mapping[str, Standing], now: datetime) -> list[str]:
    """Return the cards that went wrong last time, in whatever mode, the latest first.

    Where the learner has rated the card since, the rating says how it went. A follow-up that went well says nothing
    of the question's own answer. What is not believed yet tells nothing.
    """
    end = latest_believed(now)
    done = (outing for outing in past.outings if outing.at <= end)
    telling = (outing for outing in done if not (outing.right and "+" in outing.code))
    latest = {outing.card: (outing.at, not outing.right) for outing in telling}
    for card, standing in standings.items():
        rated = (standing.last.at, standing.last.rating == AGAIN)
        if card not in latest or latest[card][0] <= rated[0]:
            latest[card] = rated
    missed = sorted((at, card) for card, (at, wrong) in latest.items() if wrong)
    return [card for _, card in reversed(missed) if card in deck.contents()]


def _why_not(wanted: Wanted, past: Past, now: datetime, sought: Sequence[str]) -> str:
    if wanted.slip:
        return f"No ask and no kata can make the slip {wanted.slip!r}; `convquiz stats` lists yours."
    if wanted.wrong:
        where = "Nothing on these topics" if wanted.topics else "Nothing"
        return f"{where} went wrong last time. Free practice (--free) asks any card and leaves the schedule alone."
    coming = past.comes_back(now)
    later = [coming[card] for card in sought if card in coming]
    lines = "Nothing is due today, and the day's new cards have been met."
    if later:
        day = min(later)
        number = later.count(day)
        away = (day - now.date()).days
        when = "tomorrow" if away == 1 else "later today" if away < 1 else f"in {count(away, 'day')}"
        lines += f" {count(number, 'card')} will come back {when}."
    return f"{lines} Free practice (--free) asks any card and leaves the schedule alone."
