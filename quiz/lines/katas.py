"""Verdicts on programs line by line, once or at each save."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from quiz.katas.folder import UnreadableError, program
from quiz.katas.judging import Verdict
from quiz.katas.watching import PACE, saves
from quiz.lines.keys import pressed_keys
from quiz.words.kata_verdict import verdict_lines

CLEAR = "\x1b[2J\x1b[H"


def say_verdict(verdict: Verdict, number: int = 0) -> None:
    """Print a verdict, with the failing setting of this number among the failing ones."""
    for line in verdict_lines(verdict, number):
        click.echo(line)


def watched(
    file: Path, judge: Callable[[str], Verdict], keep: Callable[[Verdict], None], hint: Callable[[], str]
) -> int:
    """Judge a file at each save until the learner leaves; return the exit code of the last verdict."""
    saved, verdict, number = saves(file), None, 0
    if not file.exists():
        click.echo(f"{file} is not there yet; it runs once it is saved. q quit.")
    with pressed_keys() as pressed:
        try:
            while True:
                if saved():
                    if sys.stdout.isatty():  # where a verdict of before stands, which is no longer true
                        click.echo(f"{CLEAR}it runs …")
                    try:
                        verdict, number = judge(program(str(file))), 0
                    except UnreadableError as error:
                        _clear()
                        click.echo(str(error))
                    else:
                        keep(verdict)
                        _screen(verdict, number)
                match pressed(PACE):
                    case "q" | "\x04":
                        break
                    case "n" if verdict and verdict.failures:
                        number += 1
                        _screen(verdict, number)
                    case "h":
                        click.echo(f"\nHint: {hint()}")
        except KeyboardInterrupt:
            pass
    return 0 if verdict and verdict.passed else 1


def _screen(verdict: Verdict, number: int) -> None:
    _clear()
    say_verdict(verdict, number)
    click.echo("\nn next failing setting · h hint · q quit; it runs at each save.")


def _clear() -> None:
    if sys.stdout.isatty():
        click.echo(CLEAR, nl=False)
