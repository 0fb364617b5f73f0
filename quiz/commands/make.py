"""`convquiz make`: a practice set."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Literal

import click

from quiz.commands.options import LEVEL_NAMES, Refused, check_output, progress_bar, topic_option, write_output

if TYPE_CHECKING:
    from questions.model import Level


@click.command()
@click.option(
    "-n", "length", type=click.IntRange(1, 10_000), metavar="N", help="Number of items; 20, or what the mix adds up to."
)
@topic_option
@click.option(
    "--level", "levels", multiple=True, type=click.Choice(LEVEL_NAMES), help="Only this level; may be repeated."
)
@click.option("--question", "questions", multiple=True, metavar="3,5", help="Only these questions, by number or slug.")
@click.option("--variant", "variants", multiple=True, metavar="3.1,5.2", help="Only these variants.")
@click.option("--kata", "katas", multiple=True, metavar="conv2d", help="A program to write, after the items.")
@click.option("--mix", metavar="easy:5,medium:10,hard:5", help="How many of each level.")
@click.option(
    "--per-variant",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="So many of each variant, for banks from which questions are drawn at random.",
)
@click.option("--order", type=click.Choice(("level", "shuffled")), default="level", show_default=True)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**53 - 1),
    metavar="N",
    help="The same seed makes the same set; else one is drawn.",
)
@click.option("-o", "--output", metavar="FILE", default="-", help="Where to write it; - is standard output.")
@click.option("--force", is_flag=True, help="Write over an existing file.")
def command(
    length: int | None,
    topics: tuple[str, ...],
    levels: tuple[Level, ...],
    questions: tuple[str, ...],
    variants: tuple[str, ...],
    katas: tuple[str, ...],
    mix: str | None,
    per_variant: int | None,
    order: Literal["level", "shuffled"],
    seed: int | None,
    output: str,
    force: bool,
) -> None:
    """Make a practice set, a JSON file.

    Items are drawn without repetition, topics balanced.

    A set can be played, printed, graded and given to others; the same options, seed and version make the same file.
    """
    from quiz.deck.seed import new_seed  # --help needs no question
    from quiz.sets.file import written
    from quiz.sets.make import alike, make_set
    from quiz.sets.recipe import mix_of, recipe_of

    check_output(output, force=force)
    try:
        mixed = None if mix is None else mix_of(mix)
        recipe = recipe_of(
            length, _listed(questions), _listed(variants), topics, levels, mixed, order, per_variant, _listed(katas)
        )
    except (LookupError, ValueError) as error:
        raise Refused(str(error)) from error
    seed = new_seed() if seed is None else seed
    with progress_bar(recipe.length, "drawing") as bar:
        practice_set = make_set(recipe, seed, lambda: bar.update(1))
    write_output(output, written(practice_set), force=force)
    if repeated := alike(practice_set):
        click.echo(f"The draws of this recipe are used up: {repeated:,} items repeat earlier ones.", err=True)
    where = "" if output == "-" else f"{output}: "
    programs = len(recipe.katas or ())
    more = f" and {programs} {'program' if programs == 1 else 'programs'} to write" if programs else ""
    click.echo(f"{where}set {practice_set.id}, {recipe.length:,} items{more}, seed {seed}.", err=True)


def _listed(words: tuple[str, ...]) -> list[str]:
    """Return names that were given one by one or with commas between."""
    return [name.strip() for name in chain.from_iterable(word.split(",") for word in words) if name.strip()]
