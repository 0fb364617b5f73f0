"""`convquiz show`: a question with its answer, every claim run or cited."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable

import click

from quiz.commands.completion import QUESTION
from quiz.commands.options import Refused


@click.command()
@click.argument("question", type=QUESTION, required=False)
@click.option("--json", "as_json", is_flag=True, help="All that the deck says of it, for programs.")
@click.option("--schema", is_flag=True, help="Print the JSON schema of --json.")
def command(question: str | None, as_json: bool, schema: bool) -> None:
    """Show a question with its answer and what proves it.

    By number or slug: `show 5`, `show receptive-field`.
    """
    if schema:
        _print_schema()
        return
    if not question:
        raise Refused("which question? By number or slug: show 5, show receptive-field; `convquiz list` names all")
    from questions.model import Ask  # --help needs no question
    from quiz.deck import catalog
    from quiz.render.text import prose_text, scene_text
    from quiz.words.questions import claim_line, heard_lines, named, rubric_lines

    try:
        entry = catalog.question(question)
    except catalog.NotInDeckError as error:
        raise Refused(str(error)) from error
    if as_json:
        click.echo(entry.model_dump_json(indent=2))
        return
    click.echo(f"{named(entry)}  ({entry.level}; {', '.join(entry.topics)})")
    _section("Answer", prose_text(entry.answer, 78).splitlines())
    _section("Formula", [entry.formula])
    _section("Proved", (claim_line(claim, entry.evidence(claim)) for claim in entry.claims))
    _section("Against the common wording", heard_lines(entry))
    ask = Ask(entry.variants[0].draw(0), 0)
    answer = ask.variant.answer().shown
    _section(f"Demonstrated with {ask.code}", [*ask.variant.ask().splitlines(), f"Answer: {answer}", ""])
    click.echo(textwrap.indent(scene_text(ask.variant.scene(), 78), "  "))
    _section("Asked next", [f"{next_.ask} {next_.answer}" for next_ in entry.follow_ups])
    _section("What a good answer says", rubric_lines(entry))
    _section("Trap", [entry.trap])
    _section("Variants", [f"{variant.id} {variant.title}" for variant in entry.variants])
    _section("Related", [named(catalog.question(str(number))) for number in entry.related])
    _section("Sources", entry.sources)


def _print_schema() -> None:
    from questions.model import Question  # --help needs no question

    click.echo(json.dumps(Question.model_json_schema(mode="serialization"), ensure_ascii=False, indent=2))


def _section(title: str, lines: Iterable[str]) -> None:
    """Print lines under their title, each as soon as it is there; no title without a line."""
    for number, line in enumerate(lines):
        if number == 0:
            click.echo(f"\n{title}")
        click.echo(textwrap.fill(line.replace("`", ""), 80, initial_indent="  ", subsequent_indent="    "))
