"""What went wrong on the cards of a session, and what a later card has told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from questions.model import Variant
from quiz.answering.grading import Verdict
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer that was named."""

    tags: tuple[str, ...]
    message: str
    open: bool = False
    """Whether it is not known which of the tags is the true one; else all are."""

    @property
    def name(self) -> str:
        """Its tags as a text: `pad.single or pad.ignored`."""
        return (" or " if self.open else " and ").join(self.tags)


def mistakes(card: Card) -> list[Mistake]:
    """Return the mistakes of a card that were named; a trap of a prose card is one."""
    if isinstance(card, Attempt):
        return [_mistake(verdict) for verdict in card.named]
    return [Mistake((f"{card.code} trap",), card.question.trap)] if card.trapped else []


def _mistake(verdict: Verdict) -> Mistake:
    tags = verdict.either or verdict.both or (verdict.slip or "",)
    return Mistake(tags, verdict.message, open=bool(verdict.either))


def told_later(cards: Sequence[Card]) -> Iterator[tuple[Mistake, Mistake]]:
    """Yield each mistake that was left open, with the one that the same skill showed it to be."""
    for made in _by_skill(cards).values():
        for mistake in made:
            shown = _shown(mistake, made) if mistake.open else None
            if shown:
                yield mistake, shown


def left_open(cards: Sequence[Card], variant: type[Variant]) -> list[tuple[str, ...]]:
    """Return the tags of the mistakes in a skill of which it is not known yet which they were."""
    made = _by_skill(cards).get(variant, [])
    return [mistake.tags for mistake in made if mistake.open and not _shown(mistake, made)]


def _by_skill(cards: Iterable[Card]) -> dict[type[Variant], list[Mistake]]:
    made: dict[type[Variant], list[Mistake]] = {}
    for card in cards:
        if isinstance(card, Attempt):
            made.setdefault(type(card.ask.variant), []).extend(mistakes(card))
    return made


def _shown(mistake: Mistake, made: Iterable[Mistake]) -> Mistake | None:
    """Return the one of its tags that was made beyond doubt, if it is one alone."""
    sure = {other.tags[0]: other for other in made if not other.open and other.tags[0] in mistake.tags}
    return next(iter(sure.values())) if len(sure) == 1 else None
