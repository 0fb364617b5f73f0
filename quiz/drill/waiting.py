"""Which cards wait for the learner, and which are put away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from quiz.drill.history import AWAY, AWAY_KINDS, put_away
from quiz.drill.schedule import Standing
from quiz.log.progress import Progress


def due(cards: Iterable[str], standings: Mapping[str, Standing], now: datetime) -> list[str]:
    """Return the cards that are due, the one most probably forgotten first."""
    found = [card for card in cards if card in standings and standings[card].is_due(now)]
    return sorted(found, key=lambda card: standings[card].retrievability(now.date()))


def away(progress: Progress | None, now: datetime) -> set[str]:
    """Return the cards that are suspended, or buried today."""
    if not progress or not any(progress.read(*AWAY)):  # as with most learners
        return set()
    return set.union(*put_away(progress.read(*AWAY_KINDS), now.date()))
