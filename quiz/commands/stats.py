"""`convquiz stats`: how well the learner knows what."""

from __future__ import annotations

import gc
import json

import click

from quiz.commands.completion import FILE
from quiz.commands.options import opened_log
from quiz.settings.invocation import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--progress", type=FILE, help="The progress in this file (or CONVQUIZ_PROGRESS).")
@click.pass_obj
def command(outer: Settings | None, as_json: bool, progress: str | None) -> None:
    """Show what you know, and your slips by name.

    How well you know each question and topic, your days, what comes back when, how true forecasts were.

    `convquiz drill --slip TAG` practises exactly one slip.
    """
    gc.disable()  # what a log tells lives until it is told: to look for circles among it takes a twentieth of the time
    try:
        _tell(outer, progress, as_json)
    finally:
        gc.enable()


def _tell(outer: Settings | None, progress: str | None, as_json: bool) -> None:
    from shutil import get_terminal_size  # --help measures nothing

    from quiz.drill.past import Past
    from quiz.drill.stats import collected, document
    from quiz.log.days import local_now
    from quiz.plan.calibration import binned
    from quiz.plan.calibration import document as calibration
    from quiz.plan.record import recorded  # --help needs no question
    from quiz.settings.preferences import load
    from quiz.words.stats import stats_text

    begins = load()[0].day_begins  # what is wrong with the file is no trouble of the numbers
    now = local_now(begins)
    with opened_log(outer, progress) as log:
        past = Past(log, begins)
        stats, bins = collected(past, now), binned(recorded(past, now).forecasts)
    if as_json:
        click.echo(json.dumps({**document(stats), "calibration": calibration(bins)}, ensure_ascii=False, indent=2))
        return
    click.echo(stats_text(stats, min(get_terminal_size().columns, 80), bins))
