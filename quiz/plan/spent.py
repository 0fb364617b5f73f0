"""How long was practised by the plan on a day."""

from __future__ import annotations

from datetime import date

from quiz.log.progress import Progress

MODE = "today"
"""The mode of its sessions."""


def seconds_spent(progress: Progress | None, day: date) -> float:
    """Return the seconds of all sessions of the plan on the learner's day."""
    begun = progress.read("started") if progress else ()
    recipes = ((row.session, row.event.detail.get("recipe")) for row in begun)  # an imported log may hold anything
    sessions = [
        session
        for session, recipe in recipes
        if isinstance(recipe, dict) and recipe.get("mode") == MODE and recipe.get("day") == day.isoformat()
    ]
    return sum(progress.events(session)[-1].elapsed for session in sessions) if progress else 0.0
