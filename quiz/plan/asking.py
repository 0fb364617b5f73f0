"""Whether today's session would ask anything, from the names of cards as long as these tell."""

from __future__ import annotations

from datetime import datetime

from quiz.drill.past import Past
from quiz.log.days import latest_believed
from quiz.plan.spent import left_today
from quiz.plan.target import Target


def asks(past: Past, target: Target, now: datetime, minutes: float) -> bool:
    """Tell whether a session of so many minutes would have a card."""
    today = now.date()
    if left_today(past.log, target.interview, today):
        return True
    end = latest_believed(now)
    given = [each for each in past.outings if each.at <= end]
    standings = past.schedule.standings(now)
    days = [(each.card, each.day) for each in given if "+" not in each.code]
    days += [(card, standing.last.day) for card, standing in standings.items()]
    if target.days_left(today):
        closed = past.away(today) | {card for card, day in days if day == today}
        later = {card for card, standing in standings.items() if standing.due > today}
        if any(card not in closed | later and not card.startswith("K") for card in target.cards):
            return True
    elif not {card for card, _ in days} & set(target.cards):
        return False
    from quiz.plan.record import recorded  # the deck, which names alone do without
    from quiz.plan.today import planned

    return bool(planned(recorded(past, now), target, today, minutes, past.away(today)))
