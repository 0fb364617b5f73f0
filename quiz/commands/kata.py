"""`convquiz kata`: programs to write, judged by the real op."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.commands.completion import FILE, KATA, KATA_OR_FILE
from quiz.commands.options import CannotWrite, Refused, progress_options
from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from questions.model import Kata
    from quiz.katas.judging import Verdict
    from quiz.katas.keeping import Deed, Record
    from quiz.log.progress import Progress


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@progress_options
@click.pass_context
def command(context: click.Context, settings: Settings, as_json: bool) -> None:
    """Write programs that the real op judges.

    Without a command it lists them.

    Exits of `check`: 0 passed, 1 not yet, 2 the file cannot be read.

    Your program runs in a process of its own, with limits on time and memory. That protects from loops and slips of
    the hand; it is no sandbox: check only programs that you would run yourself.
    """
    context.obj = (context.obj or Settings()).overlaid(settings)
    if context.invoked_subcommand is None:
        _list(context.obj, as_json)


def _list(settings: Settings, as_json: bool) -> None:
    from questions import index  # --help needs no question
    from quiz.words.katas import listed

    known, lines = _known(settings), index.katas().values()
    if as_json:
        katas = [
            {
                **{name: getattr(line, name) for name in ("id", "name", "title", "level", "minutes")},
                "question": int(line.head),
                "tries": known[line.id].tries,
                "passed": known[line.id].passed,
                "revealed": known[line.id].revealed,
            }
            for line in lines
        ]
        click.echo(json.dumps({"schema_version": 1, "katas": katas}, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(listed(line, known[line.id]))
    _say("✓ passed, ○ passed after the solution was seen, · begun.", "`convquiz kata start NAME` begins one.")


@command.command()
@click.argument("name", type=KATA)
@click.option("--here", is_flag=True, help="Into the present folder, in place of the folder of katas.")
@click.option("--no-editor", is_flag=True, help="Only write the file.")
@click.pass_obj
def start(settings: Settings, name: str, here: bool, no_editor: bool) -> None:
    """Write the stub of a kata and open it in $VISUAL or $EDITOR.

    A file that is there already stays as it is.
    """
    from quiz.files.output import CannotWriteError
    from quiz.katas.editing import EditorError, edit, editor
    from quiz.katas.folder import begun, file_of
    from quiz.words.katas import headline

    kata = _kata(name)
    where = Path() if here else _folder()
    file = file_of(kata, where)
    try:
        fresh = begun(kata, where)
    except (CannotWriteError, OSError) as error:
        raise CannotWrite(f"{file} cannot be written ({error})") from error
    _keep(settings, kata, "asked")
    _say(headline(kata), kata.says)
    click.echo(f"{'Begin in' if fresh else 'Go on in'} {file}")
    click.echo(f"`convquiz kata check {kata.name}{' --watch' if no_editor else ''}` judges it.")
    if not no_editor and sys.stdin and sys.stdin.isatty() and (words := editor()):
        try:
            edit(words, file)
        except EditorError as error:
            click.echo(str(error), err=True)


@command.command()
@click.argument("target", type=KATA_OR_FILE)
@click.argument("file", type=FILE, required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--watch", is_flag=True, help="At each save, until q.")
@click.pass_obj
def check(settings: Settings, target: str, file: str | None, as_json: bool, watch: bool) -> None:
    """Run a program at all settings of its kata and say what is wrong.

    `check conv2d`, `check conv2d mine.py`, `check mine.py`, `check conv2d -` for standard input
    """
    from quiz.katas.folder import UnreadableError, program
    from quiz.katas.judging import check as judged
    from quiz.lines.katas import say_verdict, watched
    from quiz.words.katas import document

    if watch and (as_json or file == "-"):
        raise Refused("--watch looks at a file on the screen: it has no --json and no -")
    kata, place = _target(target, file)
    if watch:
        code = watched(
            Path(place),
            lambda source, stopped: judged(kata, source, place, stopped),
            lambda verdict: _keep(settings, kata, "answered", verdict),
            lambda: _next_hint(settings, kata),
        )
        raise SystemExit(code)
    try:
        verdict = judged(kata, program(place), place if place != "-" else f"{kata.name}.py")
    except UnreadableError as error:
        raise Refused(str(error)) from error
    _keep(settings, kata, "answered", verdict)
    if as_json:
        click.echo(json.dumps(document(verdict), ensure_ascii=False, indent=2))
    else:
        say_verdict(verdict)
    raise SystemExit(0 if verdict.passed else 1)


@command.command()
@click.argument("name", type=KATA)
@click.pass_obj
def hint(settings: Settings, name: str) -> None:
    """Tell the next hint."""
    click.echo(_next_hint(settings, _kata(name)))


@command.command()
@click.argument("name", type=KATA)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def solution(settings: Settings, name: str, yes: bool) -> None:
    """Show the reference: in loops, then vectorised."""
    kata = _kata(name)
    if not yes:
        click.confirm("See the solution? The list will say that you did", abort=True)
    _keep(settings, kata, "revealed")
    click.echo(kata.program(kata.loops))
    if kata.vectorised:
        click.echo(kata.program(kata.vectorised))
    _say(kata.complexity, f"Next an interviewer asks: {kata.asked_next.ask}", f"  {kata.asked_next.answer}")


@command.command()
@click.argument("name", type=KATA)
@click.option("--here", is_flag=True, help="In the present folder.")
@click.pass_obj
def reset(settings: Settings, name: str, here: bool) -> None:
    """Begin anew; the old file is kept beside the new one."""
    from quiz.files.output import CannotWriteError
    from quiz.katas.folder import file_of, renewed

    kata = _kata(name)
    where = Path() if here else _folder()
    try:
        kept = renewed(kata, where)
    except (CannotWriteError, OSError) as error:
        raise CannotWrite(f"{file_of(kata, where)} cannot be written ({error})") from error
    _keep(settings, kata, "asked")
    click.echo(f"{file_of(kata, where)} is a fresh stub{f'; the old file is {kept.name}' if kept else ''}")


def _next_hint(settings: Settings, kata: type[Kata]) -> str:
    given = _known(settings)[kata.id].hints
    _keep(settings, kata, "hinted")
    return kata.hints[min(given, len(kata.hints) - 1)]


def _kata(name: str) -> type[Kata]:
    from quiz.deck.katas import NoKataError, kata_called

    try:
        return kata_called(name)
    except NoKataError as error:
        raise Refused(str(error)) from error


def _target(target: str, file: str | None) -> tuple[type[Kata], str]:
    """Return the kata and the file that are meant; a file alone is known by its name or by its functions."""
    from quiz.deck.katas import NoKataError, kata_in
    from quiz.katas.folder import UnreadableError, file_of, program

    if file is None and (Path(target).suffix == ".py" or "/" in target):
        try:
            found = kata_in(program(target), target)
        except (UnreadableError, NoKataError) as error:
            raise Refused(str(error)) from error
        return found, target
    found = _kata(target)
    if file is not None:
        return found, file
    here = file_of(found, Path())
    return found, str(here if here.exists() else file_of(found, _folder()))


def _folder() -> Path:
    from quiz.katas.folder import folder
    from quiz.settings import preferences

    preferred, trouble = preferences.load()
    if trouble:
        click.echo(trouble, err=True)
    return folder(preferred.katas_folder)


@contextmanager
def _log(settings: Settings) -> Iterator[Progress | None]:
    """Open the log for a moment; where it cannot be used, go on without it and say so."""
    from quiz.sessions.beginning import open_progress

    progress, trouble = open_progress(settings)
    if trouble:
        click.echo(trouble, err=True)
    try:
        yield progress
    finally:
        if progress:
            progress.close()


def _known(settings: Settings) -> defaultdict[str, Record]:
    """Return how each kata went, by its id; as if none was begun where the log cannot be read."""
    from quiz.katas.keeping import Record, records
    from quiz.log.progress import ProgressUnavailable

    known: defaultdict[str, Record] = defaultdict(Record)
    with _log(settings) as progress:
        try:
            known |= records(progress)
        except ProgressUnavailable as error:
            click.echo(error.reason, err=True)
    return known


def _keep(settings: Settings, kata: type[Kata], deed: Deed, verdict: Verdict | None = None) -> None:
    from quiz.katas.keeping import keep
    from quiz.log.progress import ProgressUnavailable

    with _log(settings) as progress:
        try:
            keep(progress, kata, deed, verdict)
        except ProgressUnavailable as error:
            click.echo(str(error), err=True)


def _say(*lines: str) -> None:
    import textwrap

    for line in lines:
        click.echo(textwrap.fill(line, 80, break_on_hyphens=False))
