"""The last rating of a drill whose end was left: it can still be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from quiz.log.progress import Progress, ProgressUnavailable
from quiz.sessions.drill import DrillSession
from quiz.sessions.player import Player
from quiz.sessions.recipes import recipe_from
from quiz.sessions.session import UNREPLAYABLE


def last_drill(progress: Progress) -> Player | None:
    """Return the player of the latest drill, None if nothing in it can be taken back."""
    try:
        session = progress.latest_session("drill")
        events = progress.events(session)
        recipe = recipe_from(cast("Mapping[str, Any]", events[0].detail["recipe"]))
        player = Player(recipe, progress, earlier=(session, events))
    except (ProgressUnavailable, *UNREPLAYABLE):
        return None
    return player if isinstance(player.session, DrillSession) and player.session.undoable else None
