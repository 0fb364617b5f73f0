"""Verdicts on programs line by line, once or at each save."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from quiz.katas.folder import UnreadableError, program
from quiz.katas.judging import Verdict
from quiz.katas.watching import PACE, saves
from quiz.lines.keys import pressed_keys
from quiz.words.kata_verdict import verdict_lines, wrapped

CLEAR = "\x1b[2J\x1b[H"


def say_verdict(verdict: Verdict, number: int = 0) -> None:
    """Print a verdict, with the failing setting of this number among the failing ones."""
    for line in verdict_lines(verdict, number, _width()):
        click.echo(line)


def watched(
    file: Path,
    judge: Callable[[str, Callable[[], bool]], Verdict],
    keep: Callable[[Verdict], None],
    hint: Callable[[], str],
) -> int:
    """Judge a file at each save until the learner leaves; return the exit code of the last verdict."""
    saved, verdict, number = saves(file), None, 0
    if not file.exists():
        click.echo(f"{file} is not there yet; it runs once it is saved. q quit.")
    with _interrupted() as interrupted, pressed_keys() as pressed:
        try:
            while not interrupted():
                if saved():
                    if sys.stdout.isatty():  # where a verdict of before stands, which is no longer true
                        click.echo(f"{CLEAR}it runs …")
                    try:
                        judged = judge(program(str(file)), interrupted)
                    except UnreadableError as error:
                        _clear()
                        click.echo(str(error))
                    else:
                        if interrupted():
                            break
                        verdict, number = judged, 0
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


@contextmanager
def _interrupted() -> Iterator[Callable[[], bool]]:
    """Tell whether ctrl+c was pressed: the first import of what a run needs may swallow the exception."""
    was_pressed = False

    def press(*_: object) -> None:
        nonlocal was_pressed
        was_pressed = True
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # not where a script has it ignored
        signal.signal(signal.SIGINT, press)
    try:
        yield lambda: was_pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _screen(verdict: Verdict, number: int) -> None:
    _clear()
    say_verdict(verdict, number)
    others = "n next failing setting · " if len(verdict.failures) > 1 else ""
    click.echo("\n".join(["", *wrapped(f"{others}h hint · q quit; it runs at each save.", _width())]))


def _width() -> int:
    """Measure anew: a pane beside an editor is narrow, and another at the next save."""
    return min(shutil.get_terminal_size().columns, 80)


def _clear() -> None:
    if sys.stdout.isatty():
        click.echo(CLEAR, nl=False)
