"""A session on standard input and output, by the line mode of its kind."""

from __future__ import annotations

import sys

import click

from quiz.cards.card import NothingToAskError
from quiz.lines.quiz import PlainQuiz
from quiz.sessions.beginning import MakeRecipe, a_quiz, flags_file, new_player, open_progress
from quiz.settings import preferences
from quiz.settings.invocation import Settings


def play_lines(settings: Settings, make_recipe: MakeRecipe | None) -> int:
    """Play one session, a quiz if no recipe is given; return the exit code."""
    progress, trouble = open_progress(settings)
    preferred, invalid = preferences.load()
    for line in filter(None, (invalid, trouble)):
        click.echo(line, err=True)
    try:
        player = new_player(make_recipe or a_quiz(), progress)
        lines = _lines_of(player.session.recipe.mode)
        return lines(player, flags_file(settings), sys.stdin, sys.stdout, preferred.timer).play()
    except NothingToAskError as nothing:
        click.echo(str(nothing))
        return 0
    finally:
        if progress:
            progress.close()


def _lines_of(mode: str) -> type[PlainQuiz]:
    if mode not in {"drill", "today"}:
        return PlainQuiz
    from quiz.lines.drill import PlainDrill  # 70 ms that other modes do without

    return PlainDrill
