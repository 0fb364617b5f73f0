"""What the application loads and looks up once its first frame stands."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.drill.past import Past
    from quiz.log.progress import Progress
    from quiz.plan.outlook import Outlook
    from quiz.sessions.player import Player
    from quiz.sessions.resuming import Left
    from quiz.settings.preferences import Preferences

MOST = 30
"""Sessions that were left, at most, to choose from."""


def load_deck() -> None:
    """Load what a quiz needs, so that the first one starts at once."""
    from questions import load  # pydantic and NumPy

    load()
    import_module("quiz.tui.screens.by_card")
    import_module("quiz.tui.screens.summary")


def outlook_of(past: Past, preferences: Preferences) -> Outlook | None:
    """Return how things stand before an interview; without a day nothing is worked out."""
    if preferences.interview.date is None:
        return None
    from quiz.log.days import local_now
    from quiz.plan.outlook import outlook  # the deck

    return outlook(past, preferences.interview, local_now(preferences.day_begins))


def left_sessions(progress: Progress | None, here: Player | None) -> list[Left]:
    """Return the latest sessions that were left, first the one that was left here, as it was."""
    from quiz.sessions.resuming import Left, left_open  # pydantic and NumPy

    left = list(islice(left_open(progress), MOST)) if progress else []
    if here is None:
        return left
    at = next((each.at for each in left if each.player.id == here.id), datetime.now(UTC))
    return [Left(here, at), *(each for each in left if each.player.id != here.id)]
