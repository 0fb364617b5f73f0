"""What was practised by the plan on a day, and whether a session of it was left."""

from __future__ import annotations

from datetime import date

from pydantic import ValidationError

from quiz.log.events import Event
from quiz.log.progress import Logged, Progress
from quiz.plan.target import Target
from quiz.settings.interview import Interview

MODE = "today"
"""The mode of its sessions."""


def seconds_spent(progress: Progress | None, day: date) -> float:
    """Return the seconds of all sessions of the plan on the learner's day."""
    begun = progress.read(Logged, "started") if progress else ()
    recipes = ((row.session, row.detail.get("recipe")) for row in begun)  # an imported log may hold anything
    sessions = [
        session
        for session, recipe in recipes
        if isinstance(recipe, dict) and recipe.get("mode") == MODE and recipe.get("day") == day.isoformat()
    ]
    return sum(progress.events(session)[-1].elapsed for session in sessions) if progress else 0.0


def left_today(progress: Progress | None, interview: Interview, day: date) -> list[Event]:
    """Return the events of the plan's latest session if it is of this day, made for this interview and not over."""
    events = progress.latest(mode=MODE) if progress else []
    if not events or events[-1].kind == "ended":
        return []
    recipe = events[0].detail.get("recipe")
    if not isinstance(recipe, dict) or recipe.get("day") != day.isoformat():
        return []
    try:
        return events if Interview.model_validate(recipe.get("interview")) == interview else []
    except ValidationError:  # an imported log may hold anything
        return []


def minutes_left(progress: Progress | None, target: Target, today: date) -> float:
    """Return what is left of today's minutes; less than one is none."""
    left = target.minutes(today) - seconds_spent(progress, today) / 60
    if events := left_today(progress, target.interview, today):
        left = max(left, _promised(events[0]) - events[-1].elapsed / 60)
    return left if left >= 1 else 0.0


def _promised(begun: Event) -> float:
    """Return the minutes that a session is to take."""
    recipe = begun.detail.get("recipe")  # an imported log may hold anything
    minutes = recipe.get("minutes") if isinstance(recipe, dict) else 0.0
    return minutes if isinstance(minutes, int | float) else 0.0
