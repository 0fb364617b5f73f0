"""`convquiz make`: a practice set."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import click

from questions.notation.counts import count
from quiz.commands.completion import ASK, FILE, KATA, QUESTION
from quiz.commands.options import (
    AT_ONCE,
    LEVEL_NAMES,
    Refused,
    Whole,
    Word,
    check_output,
    progress_bar,
    telling,
    topic_option,
    write_output,
)

if TYPE_CHECKING:
    from questions.model import Level
    from quiz.sets.model import SetRecipe

    IntOrStr = click.ParamType[int | str]
else:
    IntOrStr = click.ParamType  # which click 8.4 made generic

SAME_SKILLS = "same-skills"


class _PerVariant(IntOrStr):
    """A number, or that copies ask the same variants."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """Read the number; the word stays a word."""
        return SAME_SKILLS if value == SAME_SKILLS else Whole(1, 10_000).convert(value, param, ctx)


@click.command()
@click.option(
    "-n", "length", type=Whole(1, 10_000), metavar="N", help="Number of items; 20, or what the mix adds up to."
)
@topic_option
@click.option("--level", "levels", multiple=True, type=Word(LEVEL_NAMES), help="Only this level; may be repeated.")
@click.option(
    "--question",
    "questions",
    multiple=True,
    type=QUESTION,
    metavar="3,5",
    help="Only these questions, by number or slug.",
)
@click.option("--variant", "variants", multiple=True, type=ASK, metavar="3.1,5.2", help="Only these variants.")
@click.option(
    "--kata", "katas", multiple=True, type=KATA, metavar="conv2d", help="A program to write, after the items."
)
@click.option("--mix", metavar="easy:5,medium:10,hard:5", help="How many of each level.")
@click.option(
    "--per-variant",
    type=_PerVariant(),
    metavar="N|same-skills",
    help="So many of each variant, for banks from which questions are drawn at random; "
    "same-skills: copies that ask the same variants in the same order.",
)
@click.option("--order", type=Word(("level", "shuffled")), default="level", show_default=True)
@click.option(
    "--seed",
    type=Whole(0, 2**53 - 1),
    metavar="N",
    help="The same seed makes the same set; else one is drawn.",
)
@click.option("--copies", type=FILE, metavar="FILE|N", help="A class: a copy for each student in a table, or so many.")
@click.option("--exam", is_flag=True, help="Copies without share codes and seed, from which anybody has the answers.")
@click.option("--title", default="", metavar="TEXT", help="What stands at the head of each copy.")
@click.option(
    "--points", metavar="easy:1,medium:2,hard:3", help="Of an item of each level; 1 unless you say otherwise."
)
@click.option(
    "--to",
    "kinds",
    multiple=True,
    type=Word(("html", "pdf", "markdown", "text", "csv", "xlsx")),
    help="What each copy is; csv and xlsx are sheets to fill in. May be repeated; html unless you say otherwise.",
)
@click.option(
    "-o",
    "--output",
    type=FILE,
    default="-",
    help="Where to write it; - is standard output. Copies want a folder.",
)
@click.option("--force", is_flag=True, help="Write over an existing file.")
def command(
    length: int | None,
    topics: tuple[str, ...],
    levels: tuple[Level, ...],
    questions: tuple[str, ...],
    variants: tuple[str, ...],
    katas: tuple[str, ...],
    mix: str | None,
    per_variant: int | str | None,
    order: Literal["level", "shuffled"],
    seed: int | None,
    copies: str | None,
    exam: bool,
    title: str,
    points: str | None,
    kinds: tuple[str, ...],
    output: str,
    force: bool,
) -> None:
    """Make a practice set, or a copy for each student of a class.

    A set is a JSON file, a class a folder: copies, a key, and the record that they are graded from.

    Items are drawn without repetition, topics balanced.

    A set can be played, printed, graded and given to others; the same options, seed and version make the same file.
    """
    from quiz.deck.seed import new_seed  # --help needs no question
    from quiz.sets.recipe import mix_of, recipe_of

    each = per_variant if isinstance(per_variant, int) else None
    try:
        mixed = None if mix is None else mix_of(mix)
        worth = None if points is None else mix_of(points, "points")
        recipe = recipe_of(
            length, _listed(questions), _listed(variants), topics, levels, mixed, order, each, _listed(katas)
        )
    except (LookupError, ValueError) as error:
        raise Refused(str(error)) from error
    seed = new_seed() if seed is None else seed
    if copies is not None:
        if recipe.katas:
            raise Refused("copies are marked by their answers: leave --kata out")
        wish = _Class(copies, exam, title, worth or {}, per_variant is not None, kinds or ("html",))
        _make_class(recipe, seed, wish, output, force=force)
    elif exam or title or points or kinds or per_variant == SAME_SKILLS:
        raise Refused("--exam, --title, --points, --to and same-skills are of copies: add --copies students.csv")
    else:
        _make_set(recipe, seed, output, force=force)


def _make_set(recipe: SetRecipe, seed: int, output: str, *, force: bool) -> None:
    from quiz.sets.file import written
    from quiz.sets.make import alike, make_set

    check_output(output, force=force)
    with progress_bar(recipe.length, "drawing") as bar:
        practice_set = make_set(recipe, seed, lambda: bar.update(1))
    write_output(output, written(practice_set), force=force)
    if repeated := alike(practice_set):
        click.echo(
            f"The draws of this recipe are used up: {count(repeated, 'item', ',')} had to repeat earlier ones.",
            err=True,
        )
    where = "" if output == "-" else f"{output}: "
    programs = len(recipe.katas or ())
    more = f" and {count(programs, 'program')} to write" if programs else ""
    click.echo(f"{where}set {practice_set.id}, {count(recipe.length, 'item', ',')}{more}, seed {seed}.", err=True)


class _Class(NamedTuple):
    """What is wanted of a class beside its recipe."""

    copies: str
    exam: bool
    title: str
    points: Mapping[Level, int]
    same_skills: bool
    kinds: tuple[str, ...]


def _make_class(recipe: SetRecipe, seed: int, wish: _Class, output: str, *, force: bool) -> None:
    from quiz.classes.copies import class_words, make_class, shared
    from quiz.classes.folder import check_folder, check_wishes, write_class
    from quiz.classes.students import students
    from quiz.files.output import path_meant
    from quiz.sets.exporting import ExportError
    from quiz.sets.source import SourceError

    if output == "-":
        raise Refused("copies want a folder: name it with -o class/")
    folder = path_meant(output.rstrip("/\\") or output)
    try:
        with telling():
            check_folder(folder, force=force)
        names = students(wish.copies)
        check_wishes(recipe, names, wish.title, wish.points, wish.kinds)
        with progress_bar(recipe.length * len(names), "drawing") as bar:
            record = make_class(
                recipe,
                seed,
                names,
                same_skills=wish.same_skills,
                exam=wish.exam,
                title=wish.title,
                points=wish.points,
                done=lambda: bar.update(1),
            )
        command = shlex.join(class_words(record, wish.copies, wish.points))
        with progress_bar(len(names), "writing", AT_ONCE // recipe.length) as bar, telling():
            lost = write_class(folder, record, wish.kinds, command, force=force, done=lambda: bar.update(1))
    except (SourceError, ExportError, ValueError) as error:
        raise Refused(str(error)) from error
    for line in lost:
        click.echo(line, err=True)
    if repeated := shared(record):
        click.echo(
            f"The draws of this recipe are used up: {count(repeated, 'item', ',')} had to stand in several copies.",
            err=True,
        )
    size = f"{count(len(names), 'copy', ',')} of {count(recipe.length, 'item', ',')}"
    click.echo(f"{folder}: class {record.id}, {size}, seed {seed}.", err=True)


def _listed(words: tuple[str, ...]) -> list[str]:
    """Return names that were given one by one or with commas between."""
    return [name.strip() for name in chain.from_iterable(word.split(",") for word in words) if name.strip()]
