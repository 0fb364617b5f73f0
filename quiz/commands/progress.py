"""`convquiz progress`: the file that holds all progress."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from questions.notation.counts import count
from quiz.commands.completion import FILE
from quiz.commands.options import CannotWrite, Refused, check_output, opened_at, progress_bar, write_output
from quiz.files.printable import printable
from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from quiz.log.progress import Progress


MOMENT = 1 << 21
"""Bytes that are imported before anybody wonders."""


@click.group()
@click.option("--progress", type=FILE, help="The progress in this file (or CONVQUIZ_PROGRESS).")
@click.pass_context
def command(context: click.Context, progress: str | None) -> None:
    """Look after your progress, one file.

    Events are only ever added to it.
    """
    from quiz.log.progress import path_of  # --help needs no database

    context.obj = path_of((context.obj or Settings()).overlaid(Settings(progress)).progress).absolute()


@command.command()
@click.pass_obj
def path(where: Path) -> None:
    """Print where the progress is kept."""
    click.echo(str(where))


@command.command()
@click.option("-o", "--output", type=FILE, default="-", help="Where to write; - is standard output.")
@click.option("--force", is_flag=True, help="Write over an existing file.")
@click.pass_obj
def export(where: Path, output: str, force: bool) -> None:
    """Write all progress as JSON, for another machine."""
    from quiz.files.output import target_meant
    from quiz.log.exchange import exported  # --help needs no pydantic

    check_output(output, force=force)
    with _opened(where) as log:
        if output != "-" and (target := target_meant(output)).exists() and target.samefile(where):
            raise Refused(f"{output} is the progress itself; name another file for its export")
        write_output(output, exported(log), force=force)


@command.command("import")
@click.argument("file", type=FILE, metavar="FILE")
@click.pass_obj
def import_(where: Path, file: str) -> None:
    """Add what an export holds and this progress does not.

    The same export twice adds nothing.
    """
    from quiz.files.input import opened_input
    from quiz.log.exchange import NotAnExportError, parsed  # --help needs no pydantic
    from quiz.log.export_file import LARGEST
    from quiz.log.progress import Progress, ProgressUnavailable

    try:
        with opened_input(file, LARGEST) as source:
            size = source.seek(0, os.SEEK_END)
            source.seek(0)
            with progress_bar(size, "Checking", MOMENT) as bar:
                found = sum(1 for _ in parsed(source, bar.update))
            source.seek(0)
            with progress_bar(size, "Adding", MOMENT) as bar, Progress.open(where) as log:
                added = log.merge(parsed(source, bar.update))
    except OSError as error:
        raise Refused(f"{file} cannot be read ({error.strerror})") from error
    except NotAnExportError as error:
        raise Refused(f"{file} is no export of convquiz: {error}") from error
    except ProgressUnavailable as error:
        raise CannotWrite(error.reason) from error
    click.echo(f"{count(added, 'event')} added, {found - added} here already.")


@command.command()
@click.option("-o", "--output", type=FILE, help="Where to copy it; left out, beside it with the date.")
@click.pass_obj
def backup(where: Path, output: str | None) -> None:
    """Copy the progress file."""
    from quiz.files.output import TargetError, target_meant  # --help needs none of it
    from quiz.log.file import ProgressUnavailable, copied

    if output == "-":
        raise Refused("a backup is a file, and - is none; `convquiz progress export` writes to standard output")
    try:
        target = target_meant(output).absolute() if output else where.with_name(f"{where.name}.{_stamp()}.backup")
    except TargetError as error:
        raise Refused(str(error)) from error
    except OSError as error:  # the folder one stands in was removed
        raise CannotWrite(f"{output}: {error.strerror}") from error
    with _opened(where):
        pass
    try:
        if target.exists():
            raise Refused(f"{target} exists; name another file")
        if not target.parent.is_dir():
            raise CannotWrite(f"{target}: there is no folder {target.parent}")
    except OSError as error:
        raise CannotWrite(f"{target}: {error.strerror}") from error
    try:
        copied(where, target)
    except ProgressUnavailable as error:
        raise CannotWrite(error.reason) from error
    click.echo(f"Copied to {target}")


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def reset(where: Path, yes: bool) -> None:
    """Begin anew; the progress so far is kept in a backup."""
    from quiz.log.events import Event  # --help needs no database
    from quiz.log.file import ProgressUnavailable, replaced_by_nothing

    with opened_at(where) as log:
        if log is None:
            click.echo(f"There is no progress in {where}")
            return
        answered = sum(1 for _ in log.read(Event, "answered", "rated"))
    target = where.with_name(f"{where.name}.{_stamp()}.backup")
    if not yes:
        click.confirm(f"Begin anew? {count(answered, 'answer')} will be in the backup {target.name}", abort=True)
    try:
        replaced_by_nothing(where, target)
    except ProgressUnavailable as error:
        raise CannotWrite(error.reason) from error
    click.echo(f"The progress so far is in {target}")


@command.command()
@click.argument("cards", nargs=-1, metavar="[CARD]...")
@click.pass_obj
def unsuspend(where: Path, cards: tuple[str, ...]) -> None:
    """Have suspended cards asked again; without one, list them.

    `progress unsuspend Q03 3.1`
    """
    from uuid import uuid4

    from quiz.drill import cards as deck  # --help needs no question
    from quiz.drill.deeds import deeds, put_away
    from quiz.log.days import local_now
    from quiz.log.events import Event
    from quiz.log.rows import utc

    with _opened(where) as log:
        now = local_now()
        suspended, _ = put_away(deeds(log).away, now.date())
        for card in cards:
            if card not in suspended:
                raise Refused(f"{card} is not suspended; there are {', '.join(sorted(suspended)) or 'none that are'}")
        for card in cards:
            detail = {"card": card, "at": max(utc(now), suspended[card])}
            log.append(uuid4().hex, Event(kind="restored", elapsed=0, detail=detail))
    for card in cards or sorted(suspended):
        click.echo(printable(deck.title(card)))


@command.command()
@click.pass_obj
def rebuild(where: Path) -> None:
    """Replay the log: is each card due when you were told?

    Exits with 1 where it is not.
    """
    from quiz.drill import cards as deck  # --help needs no question
    from quiz.drill.deeds import deeds
    from quiz.drill.schedule import Schedule
    from quiz.log.rows import Logged

    with _opened(where) as log:
        sessions = Counter(row.session for row in log.read(Logged))
        standing, _, unreadable = deeds(log)
    schedule = Schedule(standing)
    unaware, differences = schedule.replayed()
    cards = list(schedule)
    gone = [card for card in cards if card not in deck.contents()]
    click.echo(f"{count(sessions.total(), 'event')}, {count(len(sessions), 'session')}")
    click.echo(f"{count(len(standing), 'review')} of {count(len(cards), 'card')} replayed")
    if gone:
        click.echo(f"No longer in the deck, with their reviews kept: {count(len(gone), 'card')}, {', '.join(gone)}")
    if unaware:
        click.echo(
            f"{count(unaware, 'review')} did not know of an earlier one, made elsewhere; all now count in order of time"
        )
    for difference in [*(f"event {name}: tells of no review" for name in unreadable), *differences]:
        click.echo(printable(difference))
    click.echo(count(len(unreadable) + len(differences), "difference"))
    raise SystemExit(1 if unreadable or differences else 0)


@contextmanager
def _opened(where: Path) -> Iterator[Progress]:
    """Open a log that is there."""
    with opened_at(where) as log:
        if log is None:
            raise Refused(f"there is no progress in {where}")
        yield log


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
