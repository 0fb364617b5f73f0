"""`convquiz show`: a question with its answer, every claim run or cited."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable

import click

from quiz.commands.options import Refused


@click.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(question: str, as_json: bool) -> None:
    """Show a question with its answer and what proves it.

    By number or slug: `show 5`, `show receptive-field`.
    """
    from questions.drawing.stream import Ask  # --help needs no question
    from quiz.deck import catalog
    from quiz.render.text import prose_text, scene_text
    from quiz.words.questions import claim_line, heard_lines, named, rubric_lines

    try:
        entry = catalog.question(question)
    except catalog.NotInDeckError as error:
        raise Refused(str(error)) from error
    if as_json:
        claims = [(claim, claim.experiment() if claim.experiment else None) for claim in entry.claims]
        click.echo(
            json.dumps(
                {
                    "schema_version": 1,
                    "number": entry.number,
                    "slug": entry.slug,
                    "title": entry.title,
                    "level": entry.level,
                    "topics": list(entry.topics),
                    "answer": entry.answer,
                    "formula": entry.formula,
                    "latex": entry.latex,
                    "claims": [
                        {
                            "says": claim.says,
                            "source": claim.source,
                            "refutes": claim.refutes,
                            "holds": seen.holds if seen else None,
                            "observed": seen.observed if seen else None,
                        }
                        for claim, seen in claims
                    ],
                    "common_wording": [{"says": heard.says, "but": heard.but} for heard in entry.common_wording],
                    "variants": [{"id": variant.id, "title": variant.title} for variant in entry.variants],
                    "follow_ups": [{"ask": next_.ask, "answer": next_.answer} for next_ in entry.follow_ups],
                    "rubric": [{"text": point.text, "essential": point.essential} for point in entry.rubric],
                    "trap": entry.trap,
                    "sources": list(entry.sources),
                    "related": list(entry.related),
                },
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    click.echo(f"{named(entry)}  ({entry.level}; {', '.join(entry.topics)})")
    _section("Answer", prose_text(entry.answer, 78).splitlines())
    _section("Formula", [entry.formula])
    _section("Proved", (claim_line(claim, claim.experiment and claim.experiment()) for claim in entry.claims))
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


def _section(title: str, lines: Iterable[str]) -> None:
    """Print lines under their title, each as soon as it is there; no title without a line."""
    for number, line in enumerate(lines):
        if number == 0:
            click.echo(f"\n{title}")
        click.echo(textwrap.fill(line.replace("`", ""), 80, initial_indent="  ", subsequent_indent="    "))
