"""`convquiz play`: a quiz."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quiz.commands.options import Refused, Settings, progress_options

if TYPE_CHECKING:
    from quiz.session import Recipe


@click.command()
@click.argument("code", required=False)
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
@click.option("--inline", is_flag=True, help="One ask under the prompt, then back to the shell.")
@progress_options
@click.pass_obj
def command(
    outer: Settings,
    settings: Settings,
    code: str | None,
    length: int,
    questions: str,
    topics: tuple[str, ...],
    levels: tuple[str, ...],
    seed: int | None,
    inline: bool,
) -> None:
    """Play a quiz of randomized asks, or the one ask of a share code: `play Q03.1-7F3K`."""
    from quiz import catalog  # --help needs no question
    from quiz.attempt import Attempt
    from quiz.launch import launch, new_seed
    from quiz.modes.one import OneRecipe
    from quiz.modes.quiz import QuizRecipe

    if code:
        if questions or topics or levels or seed is not None:
            raise Refused("a share code is one ask: leave out --question, --topic, --level and --seed")
        try:
            one = OneRecipe(code=catalog.ask(code).code)
        except (ValueError, catalog.NotInDeckError) as error:
            raise Refused(str(error)) from error
        raise SystemExit(launch(outer.overlaid(settings), lambda newcomer: one, inline=inline))
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
        quiz = QuizRecipe.model_validate(
            {
                "length": length,
                "seed": new_seed() if seed is None else seed,
                "questions": numbers,
                "topics": wanted,
                "levels": levels,
                "newcomer": newcomer and plain,
            }
        )
        first = quiz.begin().next_card(0) if inline else None
        return OneRecipe(code=first.ask.code) if isinstance(first, Attempt) else quiz

    raise SystemExit(launch(outer.overlaid(settings), recipe, inline=inline))
