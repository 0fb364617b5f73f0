"""`convquiz plan`: prepare for the day of an interview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from quiz.commands.completion import FILE
from quiz.commands.config import told
from quiz.commands.options import LEVEL_NAMES, Refused, Whole, Word, opened_log, topic_option
from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from datetime import datetime


class _Day(click.DateTime):
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse what is no day in words, where the base class names a format."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            raise Refused(f"there is no day {value!r}; write such as 2026-12-05") from error


@click.command()
@click.argument("day", metavar="[DATE]", required=False, type=_Day(["%Y-%m-%d"]))
@click.option("--minutes", type=Whole(5, 240), metavar="N", help="Minutes a day to practise in.")
@topic_option
@click.option("--level", "levels", multiple=True, type=Word(LEVEL_NAMES), help="Only this level; may be repeated.")
@click.option("--katas/--no-katas", default=None, help="Ask programs as well.")
@click.option("--progress", type=FILE, help="The progress in this file (or CONVQUIZ_PROGRESS).")
@click.pass_obj
def command(
    outer: Settings | None,
    day: datetime | None,
    minutes: int | None,
    topics: tuple[str, ...],
    levels: tuple[str, ...],
    katas: bool | None,
    progress: str | None,
) -> None:
    """Prepare for the day of an interview.

    `plan 2026-12-05 --minutes 30`

    Says how ready you are for that day and what would help most; `convquiz today` is each day's session. Without a
    date it tells of the plan there is. What is not said stays as it was; `convquiz config unset interview.date` ends
    the plan.
    """
    from quiz.deck import catalog
    from quiz.drill.past import Past
    from quiz.log.days import local_now
    from quiz.plan.outlook import outlook  # --help needs no question
    from quiz.settings.file import path_of
    from quiz.settings.interview import Interview
    from quiz.settings.preferences import load, read, store
    from quiz.words.plan import plan_lines, unfit_words

    try:
        named = [catalog.topic(topic) for topic in topics]
    except catalog.NotInDeckError as error:
        raise Refused(str(error)) from error
    begins = load()[0].day_begins
    now = local_now(begins)
    if day and (unfit := unfit_words(day.date(), now.date())):
        raise Refused(unfit)
    wanted: dict[str, object] = {"date": day.date() if day else None, "minutes": minutes, "katas": katas}
    wanted |= {"topics": named or None, "levels": list(levels) or None}
    given = {name: value for name, value in wanted.items() if value is not None}
    with told():
        interview = Interview.model_validate({**read(path_of()).interview.model_dump(), **given})
    with opened_log(outer, progress) as log:
        seen = outlook(Past(log, begins), interview, now)
    if seen is None:
        raise Refused("no day is set that is still to come; `convquiz plan 2026-12-05 --minutes 30` sets one")
    if given:
        with told():
            store({f"interview.{name}": value for name, value in given.items()})
    click.echo("\n".join(plan_lines(seen)))
