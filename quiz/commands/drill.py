"""`convquiz drill`: flashcards that come back when they are about to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quiz.commands.options import Number, Refused, Whole, progress_options, topic_option
from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from quiz.sessions.session import Recipe


@click.command()
@click.option("-n", "length", default=20, type=Whole(1, 1000), metavar="N", show_default=True, help="Cards at most.")
@topic_option
@click.option("--wrong", is_flag=True, help="Only what went wrong last time, in a drill or a quiz.")
@click.option("--slip", metavar="TAG", help="Only asks in which this mistake can be made; implies --free.")
@click.option("--free", is_flag=True, help="Practise any card, due or not; the schedule stays as it is.")
@click.option("--new-per-day", type=Whole(0, 1000), metavar="N", help="New cards a day.")
@click.option("--retention", type=Number(0.7, 0.97), metavar="R", help="Share of cards to be remembered when due.")
@click.option("--timer/--no-timer", default=None, help="Show the time that a card takes.")
@click.option("--seed", type=Whole(0), metavar="N", help="The same seed draws the same numbers for the same cards.")
@progress_options
@click.pass_obj
def command(
    outer: Settings,
    settings: Settings,
    length: int,
    topics: tuple[str, ...],
    wrong: bool,
    slip: str | None,
    free: bool,
    new_per_day: int | None,
    retention: float | None,
    timer: bool | None,
    seed: int | None,
) -> None:
    """Drill the cards that are due today and some new ones.

    A card is a question's answer in your own words or one skill with new numbers each time. You rate how well you
    knew it, and FSRS works out when to ask again. What --new-per-day, --retention and --timer do not
    say is as `convquiz config` says.
    """
    from quiz.deck import catalog
    from quiz.deck.seed import new_seed
    from quiz.drill import cards as deck  # --help needs no question
    from quiz.launch import launch
    from quiz.sessions.drill import DrillRecipe
    from quiz.settings.preferences import load

    try:
        wanted = tuple(catalog.topic(topic) for topic in topics)
    except catalog.NotInDeckError as error:
        raise Refused(str(error)) from error
    if slip and wrong:
        raise Refused("--slip and --wrong each choose the cards; give one of them")
    if slip is not None and not (slip and deck.with_slip(slip)):
        raise Refused(
            f"no ask and no kata is there for the slip {slip!r}: it fits any ask, or none; `convquiz stats` names yours"
        )

    def recipe(newcomer: bool) -> Recipe:
        return DrillRecipe.preferred(
            load()[0],  # what is wrong with the file is told where the drill is played
            length=length,
            seed=new_seed() if seed is None else seed,
            topics=wanted,
            wrong=wrong,
            slip=slip or "",
            free=free or bool(slip),
            new_per_day=new_per_day,
            retention=retention,
            timer=timer,
        )

    raise SystemExit(launch(outer.overlaid(settings), recipe))
