"""What to ask today: as much as fits the minutes, what is worth most first, and why each card is there."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

from quiz.drill.names import kind, question_of
from quiz.drill.schedule import DAY
from quiz.drill.stats import message_of
from quiz.plan.record import Record, slips_since
from quiz.plan.target import Target
from quiz.plan.value import worth

CHAIN = "C1"
"""Stands for the chain of asks about one stack of layers, as an interviewer puts it."""
CHAIN_EVERY, CHAIN_SECONDS = 5, 360.0
"""Days between two, and what one takes."""
ROOMY = 20
"""Minutes from which there is room for a chain."""
KATA_SHARE = 2
"""A kata takes half of a session at most."""
HABIT, RECENT = 2, 30
"""How often, in how many days, a slip is made that is a weak point."""
LIKELY = 0.5
"""The chance from which a card is something to warm up with."""


@dataclass(frozen=True, slots=True)
class Item:
    """A card of today, and why it is there."""

    card: str
    why: str


def planned(record: Record, target: Target, today: date, minutes: float, away: Container[str] = ()) -> list[Item]:
    """Choose and order the cards of a session of so many minutes, all but those that are put away."""
    open_ = [card for card in target.cards if card not in away and record.asked.get(card) != today]
    if not target.days_left(today):
        open_ = [card for card in open_ if record.met(card) and record.chance(card, today) >= LIKELY]
    left = 60.0 * minutes
    extras = []
    if target.ordinary(today):
        if minutes >= ROOMY and record.chain and today - record.chain >= CHAIN_EVERY * DAY:
            extras.append(Item(CHAIN, "a chain, as in an interview"))
            left -= CHAIN_SECONDS
        if kata := _kata(record, target, today, 60.0 * minutes, open_):
            extras.append(Item(kata, "a program to write"))
            left -= record.seconds(kata)
    chosen = []
    for card in _by_worth(record, target, today, [card for card in open_ if kind(card) != "kata"]):
        if left <= 0:
            break
        left -= record.seconds(card)
        chosen.append(card)
    reasons = _Reasons(record, today)
    items = [Item(card, reasons.of(card)) for card in _arranged(chosen, record, reasons)]
    for place, extra in enumerate(extras, start=1):
        items.insert(len(items) * place // 3, extra)
    return items


def _by_worth(record: Record, target: Target, today: date, cards: list[str]) -> list[str]:
    """Order cards: those that are due or new by what they are worth, then those that would come back later.

    What would come back later is asked only if it is worth something, what is due or new at the last even if not.
    """
    worths = {card: worth(record, card, today, target.day) for card in cards}
    early = {card for card in cards if _early(record, card, today)}
    telling = [card for card in cards if worths[card] > 0 or card not in early]
    return sorted(telling, key=lambda card: (worths[card] <= 0, card in early, -worths[card]))


def _early(record: Record, card: str, today: date) -> bool:
    """Tell whether a card would come back later."""
    standing = record.standings.get(card)
    return standing is not None and standing.due > today


def _kata(record: Record, target: Target, today: date, seconds: float, open_: list[str]) -> str | None:
    """Return the kata that is worth most of those that fit."""
    fitting = [card for card in open_ if kind(card) == "kata" and record.seconds(card) * KATA_SHARE <= seconds]
    return max(fitting, key=lambda card: worth(record, card, today, target.day), default=None)


def _arranged(chosen: list[str], record: Record, reasons: _Reasons) -> Iterator[str]:
    """Yield cards in their order, but new prose before the numbers of its question, and weak points together."""
    waiting = dict.fromkeys(chosen)
    prose = {question_of(card): card for card in chosen if kind(card) == "prose" and not record.met(card)}
    while waiting:
        first = next(iter(waiting))
        told = prose.get(question_of(first))
        together = [card for card in waiting if reasons.habit(card) == reasons.habit(first) != ""]
        for card in filter(None, (told, first, *together)):
            if card in waiting:
                del waiting[card]
                yield card


class _Reasons:
    """Why cards are asked."""

    def __init__(self, record: Record, today: date) -> None:
        self._record, self._today = record, today
        counts = slips_since(record, today - RECENT * DAY)
        self._times = {tag: times for tag, times in counts.most_common() if times >= HABIT}
        self._habits: dict[str, str] = {}
        for tag in self._times:
            for card, _, _ in record.slips[tag]:
                self._habits.setdefault(card, tag)

    def habit(self, card: str) -> str:
        """Return the tag of the weak point that a card shares with others, empty if there is none."""
        return self._habits.get(card, "")

    def of(self, card: str) -> str:
        """Say why."""
        if tag := self.habit(card):
            told = re.split("[.:;]", message_of(tag, self._record.slips[tag][-1][1]))[0] or tag
            return f"{self._times[tag]} times: {told[:1].lower()}{told[1:]}"
        if not self._record.met(card):
            return "new"
        return "early, it adds most now" if _early(self._record, card, self._today) else "due"
