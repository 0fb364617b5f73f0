"""`convquiz page`: a page to practise with, on a phone or here."""

from __future__ import annotations

import sys
import webbrowser

import click

from quiz.commands.completion import FILE
from quiz.commands.options import check_output, write_output

ASKS = 50


@click.command()
@click.option(
    "-o",
    "--output",
    type=FILE,
    help="Where to write it, - for standard output; else a file named after the set.",
)
@click.option("--force", is_flag=True, help="Write over an existing file.")
@click.option("--no-open", is_flag=True, help="Do not open it in the browser.")
def command(output: str | None, force: bool, no_open: bool) -> None:
    """Make a page of 50 asks that grades in the browser, and open it.

    Their questions come behind them, to be told in your own words against a model answer. One file without a network,
    for a phone on the evening before: topics are balanced, what is missed comes back with other numbers.
    `convquiz export set.json --to page` makes one of your own set.
    """
    from questions.revision import REVISION  # --help needs no question
    from quiz.deck.seed import new_seed
    from quiz.files.output import target_meant
    from quiz.sets.exporting import Export
    from quiz.sets.formats import FORMATS
    from quiz.sets.make import make_set
    from quiz.sets.recipe import recipe_of
    from quiz.sets.solve import problems

    page = FORMATS["page"]
    practice_set = make_set(recipe_of(ASKS), new_seed())
    target = f"convquiz-{practice_set.id}{page.suffix}" if output is None else output
    check_output(target, force=force)
    export = Export(practice_set, page.answers[0], False, REVISION, page.name)
    hidden = sys.stderr is None or not sys.stderr.isatty()
    with click.progressbar(problems(practice_set), ASKS, "Running", file=sys.stderr, hidden=hidden) as solved:
        export.take(solved)
        write_output(target, page.write(export), force=force)
    if target == "-":
        return
    path = target_meant(target).absolute()
    spoken = len({item.question for item in practice_set.items})
    what = f"{ASKS} asks and {spoken} questions in your own words"
    click.echo(f"{path}: set {practice_set.id}, {what}, seed {practice_set.seed}.", err=True)
    if not no_open:
        webbrowser.open(path.as_uri())
