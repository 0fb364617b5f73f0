"""`convquiz play`: a quiz."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quiz.commands.options import Refused, Settings, progress_options

if TYPE_CHECKING:
    from quiz.session import Recipe


@click.command()
@click.option("-n", "length", default=10, type=click.IntRange(1, 1000), show_default=True, help="Number of asks.")
@click.option("--question", "questions", metavar="3,5", default="", help="Only these questions, by number.")
@click.option("--topic", "topics", multiple=True, help="Only this topic; may be repeated.")
@click.option(
    "--level",
    "levels",
    multiple=True,
    type=click.Choice(("easy", "medium", "hard")),
    help="Only this level; may be repeated.",
)
@click.option("--seed", type=click.IntRange(0), help="The same seed asks the same quiz.")
@progress_options
@click.pass_obj
def command(
    outer: Settings,
    settings: Settings,
    length: int,
    questions: str,
    topics: tuple[str, ...],
    levels: tuple[str, ...],
    seed: int | None,
) -> None:
    """Play a quiz of randomized asks."""
    from quiz import catalog  # --help needs no question
    from quiz.launch import launch, new_seed
    from quiz.modes.quiz import QuizRecipe

    try:
        numbers = tuple(catalog.question(number).number for number in questions.split(",") if number.strip())
        wanted = tuple(catalog.topic(topic) for topic in topics)
    except catalog.NotInDeckError as error:
        raise Refused(str(error)) from error
    if questions and not numbers:
        raise Refused("--question wants numbers, such as 3,5")
    if not catalog.selected(numbers, wanted):
        raise Refused("no question fits both --question and --topic")

    def recipe(newcomer: bool) -> Recipe:
        plain = not (numbers or wanted or levels) and seed is None
        return QuizRecipe.model_validate(
            {
                "length": length,
                "seed": new_seed() if seed is None else seed,
                "questions": numbers,
                "topics": wanted,
                "levels": levels,
                "newcomer": newcomer and plain,
            }
        )

    raise SystemExit(launch(outer.overlaid(settings), recipe))
