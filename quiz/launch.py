"""From the command line into a quiz: where progress goes, screen or lines, and which session."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.commands.options import Settings
from quiz.progress import Progress, ProgressUnavailable, path_of

if TYPE_CHECKING:
    from quiz.player import Player
    from quiz.session import Recipe

SEEDS = 2**32


def has_terminal() -> bool:
    """Tell whether a full-screen application can run; it reads standard input and draws on standard error."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return os.environ.get("TERM") != "dumb" and all(stream is not None and stream.isatty() for stream in streams)


def open_progress(settings: Settings) -> tuple[Progress | None, str]:
    """Return the log, or None and one line that says why nothing is saved (empty if that was asked for)."""
    if not settings.save:
        return None, ""
    try:
        return Progress.open(path_of(settings.progress)), ""
    except ProgressUnavailable as error:
        return None, str(error)


def flags_file(settings: Settings) -> Path | None:
    """Return the file for flags, beside the progress and named after it; None if nothing is saved."""
    return path_of(settings.progress).absolute().with_suffix(".flags.jsonl") if settings.save else None


def new_player(make_recipe: Callable[[bool], Recipe], progress: Progress | None) -> Player:
    """Begin a session; the recipe is told whether the learner is a newcomer. A log that fails is told by the player.

    Raises NothingToAskError.
    """
    from quiz.player import Player  # pydantic and NumPy, after the first frame

    try:
        recipe = make_recipe(progress is None or progress.is_newcomers()).prepared(progress)
    except ProgressUnavailable:
        recipe = make_recipe(False).prepared(None)  # the player meets the same trouble and tells it
    return Player(recipe, progress)


def new_seed() -> int:
    """Return a seed for a session that was not given one."""
    return secrets.randbelow(SEEDS)


def launch(settings: Settings, make_recipe: Callable[[bool], Recipe] | None = None) -> int:
    """Open the application, at its home or in the session of a recipe; without a terminal, play line by line.

    `make_recipe` is told whether the learner is a newcomer. Returns the exit code.
    """
    if settings.plain or not has_terminal():
        from quiz.plain import play_lines  # the application never needs it

        return play_lines(settings, make_recipe)
    from quiz.tui.app import ConvquizApp  # the line mode does without textual

    app = ConvquizApp(settings, make_recipe)
    app.run()
    return app.return_code or 0
