"""From the command line into a quiz: where progress goes, screen or lines, and which session."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.commands.options import Settings
from quiz.log.progress import Progress, ProgressUnavailable, path_of
from quiz.settings.file import glance

if TYPE_CHECKING:
    from quiz.sessions.player import Player
    from quiz.sessions.session import Recipe
    from quiz.tui.screens.floor import Floor

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
    """Begin a session, or go on with it where its recipe says so; a log that fails is told by the player.

    `make_recipe` is told whether the learner is a newcomer. Raises NothingToAskError.
    """
    from quiz.sessions.player import Player, resumed  # pydantic and NumPy, after the first frame

    try:
        recipe = make_recipe(progress is None or progress.is_newcomers()).prepared(progress)
    except ProgressUnavailable:
        recipe = make_recipe(False).prepared(None)  # the player meets the same trouble and tells it
    earlier = resumed(progress, recipe) if progress and recipe.goes_on else None
    return earlier or Player(recipe, progress)


def new_seed() -> int:
    """Return a seed for a session that was not given one."""
    return secrets.randbelow(SEEDS)


def launch(
    settings: Settings,
    make_recipe: Callable[[bool], Recipe] | None = None,
    opening: Callable[[], Floor] | None = None,
    *,
    inline: bool = False,
) -> int:
    """Open the application, at its home, in the session of a recipe, or with a screen; without a terminal, play lines.

    `make_recipe` is told whether the learner is a newcomer; `inline` plays its session under the prompt and ends with
    it. Returns the exit code.
    """
    seen = glance()  # what the first frame needs; the rest, and whether it is valid, comes after it
    if settings.plain or seen.get("plain") is True or not has_terminal():
        from quiz.lines.quiz import play_lines  # the application never needs it

        return play_lines(settings, make_recipe)
    from quiz.tui.app import ConvquizApp  # the line mode does without textual

    app = ConvquizApp(settings, make_recipe, opening, theme=seen.get("theme"))
    app.run(inline=inline, inline_no_clear=inline)
    return app.return_code or 0
