"""Sessions that were left open in the log, to go on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from quiz.log.progress import Progress, ProgressUnavailable
from quiz.sessions.player import Player
from quiz.sessions.recipes import recipe_from
from quiz.sessions.session import UNREPLAYABLE, Recipe


@dataclass(frozen=True, slots=True)
class Left:
    """A session that was left, at its place."""

    player: Player
    at: datetime
    """When something happened in it last, in UTC."""


def left_open(progress: Progress, wanted: Recipe | None = None, **options: Callable[[], float]) -> Iterator[Left]:
    """Yield the open sessions, the latest first: those of a recipe, or all.

    Left out are those that this deck cannot go on with, and single asks that are answered. A log that fails ends them.
    """
    try:
        for session, at in progress.open_sessions():
            player = _player(progress, session, wanted, **options)
            if player and not is_answered_ask(player):
                yield Left(player, at)
    except ProgressUnavailable:
        return


def resumed(progress: Progress, wanted: Recipe | None = None, **options: Callable[[], float]) -> Player | None:
    """Return the player of the latest open session, of a recipe or of all; None if there is none."""
    return next((left.player for left in left_open(progress, wanted, **options)), None)


def _player(progress: Progress, session: str, wanted: Recipe | None, **options: Callable[[], float]) -> Player | None:
    try:
        events = progress.events(session)
        recipe = recipe_from(cast("Mapping[str, Any]", events[0].detail["recipe"]))
        if wanted not in (None, recipe):  # an older version wrote less of the same recipe
            return None
        return Player(recipe, progress, earlier=(session, events), **options)
    except UNREPLAYABLE:
        return None


def is_answered_ask(player: Player) -> bool:
    """Tell whether a session of a single ask waits for nothing but its end."""
    session = player.session
    return session.settled and session.left == 0 and len(session.played) == 1
