"""`convquiz today`: what to practise today, to the day of the interview."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from quiz.commands.options import Number, Refused, Whole, opened_log, progress_options
from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from quiz.sessions.session import Recipe


@click.command()
@click.option("--minutes", type=Number(1, 240), metavar="N", help="Minutes, else what is left of today's.")
@click.option("--due", is_flag=True, help="Ask nothing: say in a line what there is to do; exits with 1 if there is.")
@click.option("--seed", type=Whole(0), metavar="N", help="The same seed draws the same numbers for the same cards.")
@progress_options
@click.pass_obj
def command(outer: Settings, settings: Settings, minutes: float | None, due: bool, seed: int | None) -> None:
    """Practise what helps most for the day of the plan.

    Each card says why it is there. The clock stops the session at the end of an ask; one that was left goes on with
    the same command. --due is for a prompt or cron.
    """
    from quiz.deck.seed import new_seed
    from quiz.launch import launch  # --help needs no question
    from quiz.settings.file import glance

    settings = outer.overlaid(settings)
    if due and (minutes or seed is not None):
        raise Refused("--due asks nothing: leave --minutes and --seed out")
    if due:
        raise SystemExit(_tell(settings))
    if not _has_day(glance()):
        raise Refused(
            "no day is set that is still to come; `convquiz plan 2026-12-05 --minutes 30` sets one; "
            "`convquiz drill` needs none"
        )

    def recipe(newcomer: bool) -> Recipe:
        from quiz.sessions.today import TodayRecipe  # pydantic and the deck, after the first frame
        from quiz.settings.preferences import load

        seeded = new_seed() if seed is None else seed
        return TodayRecipe.preferred(load()[0], seed=seeded, minutes=minutes or 0)

    raise SystemExit(launch(settings, recipe))


def _has_day(seen: dict[str, Any]) -> bool:
    """Tell whether a day is set that is not over; whether settings are valid is seen after the first frame."""
    from quiz.log.days import DAY_BEGINS, local_now  # --help knows no time

    interview, begins = seen.get("interview"), seen.get("day_begins")
    day = interview.get("date") if isinstance(interview, dict) else None
    if type(day) is not date:
        return bool(day)
    return day >= local_now(begins if isinstance(begins, int) and begins in range(24) else DAY_BEGINS).date()


def _tell(settings: Settings) -> int:
    """Say in a line what there is to do; return the exit code."""
    from quiz.drill.names import cards
    from quiz.drill.past import Past
    from quiz.drill.waiting import due
    from quiz.log.days import local_now
    from quiz.plan.asking import asks  # a prompt waits for it: no question is imported
    from quiz.plan.spent import minutes_left
    from quiz.plan.target import Target
    from quiz.settings.preferences import load
    from quiz.words.plan import due_line

    chosen = load()[0]
    now = local_now(chosen.day_begins)
    target = Target.of(chosen.interview, now.date())
    with opened_log(settings, None) as log:
        past = Past(log, chosen.day_begins)
        hidden, standings = past.away(now.date()), past.schedule.standings(now)
        waiting = len(due((card for card in cards() if card not in hidden), standings, now))
        left = minutes_left(log, target, now.date()) if target else 0.0
        minutes = left if target and left and asks(past, target, now, left) else 0.0
    click.echo(due_line(target.days_left(now.date()) if target else None, minutes, waiting, done=not left))
    return 1 if minutes or (waiting and not target) else 0
