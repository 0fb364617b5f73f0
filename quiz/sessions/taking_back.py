"""The last rating, in whichever drill it was given: it can be taken back when that was left, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from quiz.log.progress import Progress, ProgressUnavailable
from quiz.sessions.drill import DrillSession
from quiz.sessions.player import Player
from quiz.sessions.recipes import recipe_from
from quiz.sessions.session import UNREPLAYABLE


def last_drill(progress: Progress) -> Player | None:
    """Return the player of the drill in which a card was rated or put away last, None if that cannot be taken back."""
    try:
        session = progress.session_of_last("graded", "suspended", "buried")
        events = progress.events(session)
        recipe = recipe_from(cast("Mapping[str, Any]", events[0].detail["recipe"]))
        player = Player(recipe, progress, earlier=(session, events))
    except (ProgressUnavailable, *UNREPLAYABLE):
        return None
    return player if isinstance(player.session, DrillSession) and player.session.undoable else None
