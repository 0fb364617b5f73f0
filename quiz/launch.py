"""From the command line into the application, or into the line mode."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from quiz.sessions.beginning import MakeRecipe
from quiz.settings.file import glance
from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from quiz.tui.screens.floor import Floor


def has_terminal() -> bool:
    """Tell whether a full-screen application can run; it reads standard input and draws on standard error.

    A driver of its own, such as a browser's, needs no terminal.
    """
    if os.environ.get("TEXTUAL_DRIVER"):
        return True
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return os.environ.get("TERM") != "dumb" and all(stream is not None and stream.isatty() for stream in streams)


def launch(
    settings: Settings,
    make_recipe: MakeRecipe | None = None,
    opening: Callable[[], Floor] | None = None,
    *,
    inline: bool = False,
) -> int:
    """Open the application, at its home, in the session of a recipe, or with a screen; without a terminal, play lines.

    `inline` plays the session of the recipe under the prompt and ends with it. Returns the exit code.
    """
    seen = glance()  # what the first frame needs; the rest, and whether it is valid, comes after it
    if settings.plain or seen.get("plain") is True or not has_terminal():
        from quiz.lines.play import play_lines  # the application never needs it

        return play_lines(settings, make_recipe)
    from quiz.tui.app import ConvquizApp  # the line mode does without textual

    app = ConvquizApp(settings, make_recipe, opening, theme=seen.get("theme"))
    app.run(inline=inline, inline_no_clear=inline)
    return app.return_code or 0
