"""`convquiz interview`: a mock interview, and the report on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click
from click.core import ParameterSource

from quiz.commands.completion import FILE
from quiz.commands.options import Refused, Whole, check_output, progress_options, write_output
from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quiz.log.events import JSON, Event
    from quiz.sessions.interview import InterviewRecipe, InterviewSession
    from quiz.sessions.session import Recipe


@click.command()
@click.option(
    "--minutes", default=30, type=Whole(5, 240), metavar="N", show_default=True, help="About three for an ask."
)
@click.option("--seed", type=Whole(0), metavar="N", help="The same seed asks the same interview.")
@click.option(
    "--report",
    type=FILE,
    help="At the end write the report to FILE.md or FILE.json; - prints Markdown.",
)
@click.option("--force", is_flag=True, help="Write over an existing file.")
@click.option("--last", is_flag=True, help="Ask nothing: report on the latest interview, as far as it went.")
@progress_options
@click.pass_context
def command(
    context: click.Context,
    settings: Settings,
    minutes: int,
    seed: int | None,
    report: str | None,
    force: bool,
    last: bool,
) -> None:
    """Hold a mock interview, with a report at the end.

    Openers, prose with follow-ups, a chain of asks on one stack, a hard ask.

    An interview of as many minutes that was left goes on where it was left, unless --seed names another.
    """
    from quiz.deck.seed import new_seed
    from quiz.launch import launch  # --help needs no question
    from quiz.sessions.interview import InterviewRecipe
    from quiz.settings import preferences

    settings = context.obj.overlaid(settings)
    for name in ("minutes", "seed"):
        if last and context.get_parameter_source(name) != ParameterSource.DEFAULT:
            raise Refused(f"--last asks nothing: leave --{name} out")
    if report is not None:
        _check(report, force)
    if (report or last) and not settings.save:
        raise Refused("a report is made from the saved interview: leave out --no-save")

    held: dict[str, JSON] = {"mode": "interview"}

    def recipe(newcomer: bool) -> Recipe:
        left = _left(settings)
        if seed is None and left and left.minutes == minutes:
            wanted = left
        else:
            kata = preferences.load()[0].interview_kata
            wanted = InterviewRecipe(minutes=minutes, seed=new_seed() if seed is None else seed, kata=kata)
        held.update(minutes=wanted.minutes, seed=wanted.seed)
        return wanted

    code = 0 if last else launch(settings, recipe)
    if last or report:
        _tell(_latest(settings, held), report, force)
    raise SystemExit(code)


def _check(report: str, force: bool) -> None:
    """Refuse, before anything is asked, a file that will not do."""
    if report != "-" and not report.endswith((".md", ".json")):
        raise Refused(f"--report wants a file that ends in .md or .json, or -; not {report}")
    check_output(report, force=force)


def _events(settings: Settings, wanted: Mapping[str, JSON]) -> Sequence[Event]:
    """Return the log of the latest interview that is wanted, empty without one; ProgressUnavailable if it fails."""
    from quiz.log.file import is_there  # --help needs no log
    from quiz.log.progress import Progress, path_of

    path = path_of(settings.progress)
    if not is_there(path):
        return ()  # looking makes no file
    with Progress.open(path) as progress:
        return progress.latest(**wanted)


def _recipe(events: Sequence[Event]) -> InterviewRecipe:
    from quiz.sessions.recipes import recipe_from  # --help needs no question

    return cast("InterviewRecipe", recipe_from(cast("Mapping[str, Any]", events[0].detail["recipe"])))


def _left(settings: Settings) -> InterviewRecipe | None:
    """Return the recipe of the latest interview if it is not over."""
    from quiz.log.progress import ProgressUnavailable  # --help needs no log
    from quiz.sessions.session import UNREPLAYABLE

    try:
        events = _events(settings, {"mode": "interview"}) if settings.save else ()
        return _recipe(events) if events and events[-1].kind != "ended" else None
    except (ProgressUnavailable, *UNREPLAYABLE):
        return None  # the player tells what is wrong with the log


def _latest(settings: Settings, wanted: Mapping[str, JSON]) -> InterviewSession:
    """Replay the latest interview that is wanted."""
    from quiz.log.progress import ProgressUnavailable  # --help needs no log
    from quiz.sessions.session import UNREPLAYABLE, replayed

    try:
        events = _events(settings, wanted)
        if events:
            return cast("InterviewSession", replayed(_recipe(events), events))
    except ProgressUnavailable as error:
        raise Refused(error.reason) from error
    except UNREPLAYABLE as error:
        raise Refused(f"the latest interview is of another deck: {error}") from error
    raise Refused("there is no interview to report on; convquiz interview holds one")


def _tell(session: InterviewSession, report: str | None, force: bool) -> None:
    """Print the report, or write it."""
    from quiz.sessions.report import report_on
    from quiz.words.report import report_json, report_lines, report_markdown  # --help needs no question

    told = report_on(session)
    if report is None:
        click.echo("\n".join(report_lines(told)))
        return
    text = report_json(told) if report.endswith(".json") else report_markdown(told)
    write_output(report, [text.encode()], force=force)
