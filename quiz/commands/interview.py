"""`convquiz interview`: a mock interview, and the report on it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.commands.options import Refused, Settings, progress_options

if TYPE_CHECKING:
    from quiz.modes.interview import InterviewSession
    from quiz.session import Recipe


class Unwritten(click.ClickException):
    """The report cannot be written, told in one line; exits with 3."""

    exit_code = 3


@click.command()
@click.option(
    "--minutes", default=30, type=click.IntRange(5, 240), show_default=True, help="About how long; an ask takes three."
)
@click.option("--seed", type=click.IntRange(0), help="The same seed asks the same interview.")
@click.option("--report", metavar="FILE", help="Write the report to FILE.md or FILE.json at the end.")
@click.option("--force", is_flag=True, help="Overwrite the file of the report.")
@click.option("--last", is_flag=True, help="Ask nothing: report on the latest interview, as far as it went.")
@progress_options
@click.pass_obj
def command(
    outer: Settings, settings: Settings, minutes: int, seed: int | None, report: str | None, force: bool, last: bool
) -> None:
    """Hold a mock interview: two openers to a hard one, in prose, by hand and in chains; with a report at the end."""
    from quiz.launch import launch, new_seed  # --help needs no question
    from quiz.modes.interview import InterviewRecipe

    settings = outer.overlaid(settings)
    file = _checked(report, force)
    if (report or last) and not settings.save:
        raise Refused("a report is made from the saved interview: leave out --no-save")

    def recipe(newcomer: bool) -> Recipe:
        return InterviewRecipe(minutes=minutes, seed=new_seed() if seed is None else seed)

    code = 0 if last else launch(settings, recipe)
    if last or file:
        _tell(_latest(settings), file)
    raise SystemExit(code)


def _checked(report: str | None, force: bool) -> Path | None:
    """Refuse, before anything is asked, a file that will not do."""
    if report is None:
        return None
    file = Path(report)
    if file.suffix not in (".md", ".json"):
        raise Refused(f"--report wants a file that ends in .md or .json, not {report}")
    if file.exists() and not force:
        raise Refused(f"{report} exists; --force overwrites it")
    if not file.absolute().parent.is_dir():
        raise Refused(f"{file.parent} is no folder; make it first")
    return file


def _latest(settings: Settings) -> InterviewSession:
    """Replay the latest interview of the log."""
    from typing import cast

    from quiz.launch import open_progress
    from quiz.modes import recipe_from
    from quiz.progress import ProgressUnavailable
    from quiz.session import DeckChangedError, replayed

    progress, trouble = open_progress(settings)
    if progress is None:
        raise Refused(trouble)
    try:
        with progress:
            events = progress.latest("interview")
        if not events:
            raise Refused("there is no interview yet; convquiz interview holds one")
        return cast("InterviewSession", replayed(recipe_from(events[0].detail["recipe"]), events))  # type: ignore[arg-type]
    except (ProgressUnavailable, DeckChangedError, KeyError, ValueError) as error:
        raise Refused(f"the latest interview cannot be replayed: {error}") from error


def _tell(session: InterviewSession, file: Path | None) -> None:
    """Print the report, or write it to a file that is complete or not there."""
    from quiz.report import report_json, report_lines, report_markdown, report_on

    report = report_on(session)
    if file is None:
        click.echo("\n".join(report_lines(report)))
        return
    text = report_json(report) if file.suffix == ".json" else report_markdown(report)
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=file.absolute().parent, delete=False
        ) as draft:
            draft.write(text)
        Path(draft.name).replace(file)
    except OSError as error:
        raise Unwritten(f"The report is not written: {file} ({error.strerror}).") from error
