"""`convquiz stats`: how well the learner knows what."""

from __future__ import annotations

import json

import click

from quiz.commands.options import Refused
from quiz.settings.invocation import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--progress", metavar="FILE", help="The progress in this file (or CONVQUIZ_PROGRESS).")
@click.pass_obj
def command(outer: Settings | None, as_json: bool, progress: str | None) -> None:
    """Show what you know, and your slips by name.

    How well you know each question and topic, your days, what comes back when.

    `convquiz drill --slip TAG` practises exactly one slip.
    """
    from shutil import get_terminal_size  # --help measures nothing

    from quiz.drill.stats import collected, document
    from quiz.log.days import local_now
    from quiz.log.progress import Progress, ProgressUnavailable, path_of  # --help needs no question
    from quiz.settings.preferences import load
    from quiz.words.stats import stats_text

    where = path_of((outer or Settings()).overlaid(Settings(progress)).progress)
    begins = load()[0].day_begins  # what is wrong with the file is no trouble of the numbers
    try:
        if where.exists():
            with Progress.open(where) as log:
                stats = collected(log, local_now(begins), begins)
        else:
            stats = collected(None, local_now(begins), begins)
    except ProgressUnavailable as error:
        raise Refused(error.reason) from error
    if as_json:
        click.echo(json.dumps(document(stats), ensure_ascii=False, indent=2))
        return
    click.echo(stats_text(stats, min(get_terminal_size().columns, 80)))
