"""Verdicts on programs line by line, once or at each save."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import click

from quiz.files.printable import printable
from quiz.katas.folder import UnreadableError, program
from quiz.katas.judging import Verdict
from quiz.katas.watching import PACE, saves
from quiz.lines.keys import pressed_keys
from quiz.render.text import frame_text
from quiz.words.katas import (
    difference,
    failure_line,
    named_lines,
    passed_lines,
    paste_lines,
    setting_line,
    verdict_line,
)

CLEAR = "\x1b[2J\x1b[H"


def say_verdict(verdict: Verdict, number: int = 0) -> None:
    """Print a verdict, with the failing setting of this number among the failing ones."""
    _say(verdict_line(verdict))
    for line in named_lines(verdict):
        _say(f"  {line}")
    if verdict.passed:
        for line in passed_lines(verdict.kata):
            _say(line)
    elif verdict.failures:
        failure = verdict.failures[number % len(verdict.failures)]
        said = failure_line(verdict, failure)
        _say(f"{setting_line(failure)} {'' if said == verdict_line(verdict) else said}".strip(), gap=True)
        if scene := difference(failure):
            click.echo(frame_text(scene.frame(scene.length - 1)))
        click.echo("\nTo try it yourself:")
        for line in paste_lines(failure):
            click.echo(f"    {line}")
    if verdict.printed.strip() and not verdict.passed:
        lines = verdict.printed.strip().splitlines()
        click.echo(f"\nIt printed {len(lines)} lines; the first:" if len(lines) > 5 else "\nIt printed:")
        for line in lines[:5]:
            click.echo(f"    {printable(line)[:160]}")


def watched(
    file: Path, judge: Callable[[str], Verdict], keep: Callable[[Verdict], None], hint: Callable[[], str]
) -> int:
    """Judge a file at each save until the learner leaves; return the exit code of the last verdict."""
    saved, verdict, number = saves(file), None, 0
    with pressed_keys() as pressed:
        try:
            while True:
                if saved():
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


def _say(line: str, gap: bool = False) -> None:
    """Print a line of words, wrapped."""
    indent = " " * (len(line) - len(line.lstrip()))
    wrapped = textwrap.fill(printable(line), 80, subsequent_indent=indent, break_on_hyphens=False)
    click.echo(f"\n{wrapped}" if gap else wrapped)


def _screen(verdict: Verdict, number: int) -> None:
    _clear()
    say_verdict(verdict, number)
    click.echo("\nn next failing setting · h hint · q quit; it runs at each save.")


def _clear() -> None:
    if sys.stdout.isatty():
        click.echo(CLEAR, nl=False)
