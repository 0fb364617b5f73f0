"""How a session begins: its recipe, the log that it is kept in, its player; light until that is wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.deck.seed import new_seed
from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from quiz.log.progress import Progress
    from quiz.sessions.player import Player
    from quiz.sessions.session import Recipe

MakeRecipe = Callable[[bool], "Recipe"]
"""Makes a recipe, told whether the learner is a newcomer; called in a thread."""


def open_progress(settings: Settings) -> tuple[Progress | None, str]:
    """Return the log, or None and one line that says why nothing is saved (empty if that was asked for)."""
    from quiz.log.progress import Progress, ProgressUnavailable, path_of  # the database, after the first frame

    if not settings.save:
        return None, ""
    try:
        return Progress.open(path_of(settings.progress)), ""
    except ProgressUnavailable as error:
        return None, str(error)


def flags_file(settings: Settings) -> Path | None:
    """Return the file for flags, beside the progress and named after it; None if nothing is saved."""
    from quiz.log.progress import path_of  # the database, after the first frame

    return path_of(settings.progress).absolute().with_suffix(".flags.jsonl") if settings.save else None


def new_player(make_recipe: MakeRecipe, progress: Progress | None) -> Player:
    """Begin a session, or go on with it where its recipe says so; a log that fails is told by the player.

    Raises NothingToAskError.
    """
    from quiz.log.progress import ProgressUnavailable  # the database, after the first frame
    from quiz.sessions.player import Player  # pydantic and NumPy, after the first frame
    from quiz.sessions.resuming import resumed

    try:
        recipe = make_recipe(progress is None or progress.is_newcomers()).prepared(progress)
    except ProgressUnavailable:
        recipe = make_recipe(False).prepared(None)  # the player meets the same trouble and tells it
    earlier = resumed(progress, recipe) if progress and recipe.goes_on else None
    return earlier or Player(recipe, progress)


def a_quiz(**wanted: object) -> MakeRecipe:
    """Return what makes the recipe of a quiz; what is not said is left at its default."""

    def recipe(newcomer: bool) -> Recipe:
        from quiz.sessions.quiz import QuizRecipe  # pydantic, after the first frame

        return QuizRecipe.model_validate({"seed": new_seed(), "newcomer": newcomer, **wanted})

    return recipe


def an_interview() -> MakeRecipe:
    """Return what makes the recipe of a mock interview."""

    def recipe(newcomer: bool) -> Recipe:
        from quiz.sessions.interview import InterviewRecipe  # pydantic, after the first frame
        from quiz.settings import preferences

        return InterviewRecipe(seed=new_seed(), kata=preferences.load()[0].interview_kata)

    return recipe


def an_ask(code: str) -> MakeRecipe:
    """Return what makes the recipe of the one ask that has this share code."""

    def recipe(newcomer: bool) -> Recipe:
        from quiz.sessions.practice_set import one_ask  # pydantic, after the first frame

        return one_ask(code)

    return recipe
