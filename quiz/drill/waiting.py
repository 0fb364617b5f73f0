"""Which cards wait for the learner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from quiz.drill.schedule import Standing


def due(cards: Iterable[str], standings: Mapping[str, Standing], now: datetime) -> list[str]:
    """Return the cards that are due, the one most probably forgotten first."""
    found = [card for card in cards if card in standings and standings[card].is_due(now)]
    return sorted(found, key=lambda card: standings[card].retrievability(now.date()))
