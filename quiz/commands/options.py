"""What several commands share: where progress goes, and errors for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from quiz.commands.completion import FILE, TOPIC
from quiz.files.printable import printable
from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from quiz.log.progress import Progress
    from quiz.sets.model import PracticeSet
    from quiz.sets.problem import Problem

AT_ONCE = 200
"""Items that are drawn and solved before anybody wonders."""
LEVEL_NAMES = ("easy", "medium", "hard")
"""The levels, for options whose --help loads no question."""


class Whole(click.IntRange):
    """A whole number between bounds, by a name that is told to people."""

    name = "whole number"


class Number(click.FloatRange):
    """A number between bounds, by a name that is told to people."""

    name = "number"


class Word(click.Choice[str]):
    """One of some words, in capitals or not."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__(tuple(words), case_sensitive=False)


def progress_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --progress, --no-save and --plain, handed over as one `settings`."""

    @click.option("--progress", type=FILE, help="Keep progress in this file (or CONVQUIZ_PROGRESS).")
    @click.option("--no-save", is_flag=True, help="Keep no progress.")
    @click.option("--plain", is_flag=True, help="Line by line, without the full-screen application.")
    @wraps(command)
    def with_settings(*args: Any, progress: str | None, no_save: bool, plain: bool, **kwargs: Any) -> Any:
        return command(*args, settings=Settings(progress, not no_save, plain), **kwargs)

    return with_settings


def opened_log(outer: Settings | None, file: str | None) -> AbstractContextManager[Progress | None]:
    """Open the log that is meant, if it is there."""
    from quiz.log.progress import path_of  # --help needs no log

    return opened_at(path_of((outer or Settings()).overlaid(Settings(file)).progress))


@contextmanager
def opened_at(where: Path) -> Iterator[Progress | None]:
    """Open the log that is there; looking makes none."""
    from quiz.log.file import is_there  # --help needs no log
    from quiz.log.progress import Progress, ProgressUnavailable

    try:
        with Progress.open(where) if is_there(where) else nullcontext() as log:
            yield log
    except ProgressUnavailable as error:
        raise Refused(error.reason) from error


def topic_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --topic, whose help names the topics."""
    from questions.index import topics  # the help of most commands names none

    known = ", ".join(topics())
    said = f"Only this topic; may be repeated, and any of its words will do: {known}."
    return click.option("--topic", "topics", multiple=True, type=TOPIC, help=said)(command)


class _Told(click.ClickException):
    """What went wrong, in one line that steers no terminal."""

    def __init__(self, line: str) -> None:
        super().__init__(printable(line))


class Refused(_Told):
    """Bad input; exits with 2."""

    exit_code = 2


class CannotWrite(_Told):
    """Output that cannot be written; exits with 3."""

    exit_code = 3


def progress_bar(length: int, label: str, at_once: int = AT_ONCE) -> AbstractContextManager[Any]:
    """Return a bar on standard error; there is none in a pipe, nor for so little that it is done at once."""
    hidden = length < at_once or sys.stderr is None or not sys.stderr.isatty()
    return click.progressbar(length=length, label=label, show_eta=False, file=sys.stderr, hidden=hidden)


def looked_up(practice_set: PracticeSet, name: str, label: str) -> tuple[list[Problem], list[str]]:
    """Solve the items of a set under a bar; those that this bank does not have are told, and a set of none refused."""
    from quiz.sets.solve import split, warning  # --help needs no question

    with progress_bar(len(practice_set.items), label) as bar:
        problems, changed = split(practice_set, lambda: bar.update(1))
    if line := warning(practice_set, changed):
        click.echo(line, err=True)
    if not problems:
        raise Refused(f"{name}: this bank asks none of the items")
    return problems, changed


def check_output(name: str, *, force: bool) -> None:
    """Refuse, before any work is done, a file that must not be written over; `-` is standard output."""
    from quiz.files.output import check_target, target_meant  # --help writes nothing

    if name != "-":
        with telling():
            check_target(target_meant(name), force=force)


def write_output(name: str, pieces: Iterable[bytes], *, force: bool) -> None:
    """Write the file that was asked for; `-` is standard output."""
    from quiz.files.output import target_meant, write_file

    if name == "-":
        sys.stdout.buffer.writelines(pieces)
        return
    with telling():
        write_file(target_meant(name), pieces, force=force)


@contextmanager
def telling() -> Iterator[None]:
    """Say in one line why nothing could be written."""
    from quiz.files.output import CannotWriteError, TargetError

    try:
        yield
    except TargetError as error:
        raise Refused("; ".join(filter(None, (str(error), error.option)))) from error
    except CannotWriteError as error:
        raise CannotWrite(str(error)) from error
