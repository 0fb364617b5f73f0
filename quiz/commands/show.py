"""`convquiz show`: a question with its answer, every claim run or cited."""

from __future__ import annotations

import json
import textwrap

import click

from quiz.commands.options import Refused


@click.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(question: str, as_json: bool) -> None:
    """Show a question, by number or slug, with its answer and what proves it."""
    from quiz import catalog  # --help needs no question
    from quiz.render.text import prose_text
    from quiz.wording import claim_line, heard_lines, rubric_lines

    try:
        entry = catalog.question(question)
    except catalog.NotInDeckError as error:
        raise Refused(str(error)) from error
    claims = [(claim, claim.experiment() if claim.experiment else None) for claim in entry.claims]
    if as_json:
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
                },
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    click.echo(f"{entry.number}. {entry.title}  ({entry.level}; {', '.join(entry.topics)})")
    sections = {
        "Answer": prose_text(entry.answer, 78).splitlines(),
        "Proved": [claim_line(claim, seen) for claim, seen in claims],
        "Against the common wording": heard_lines(entry),
        "Asked next": [f"{next_.ask} {next_.answer}" for next_ in entry.follow_ups],
        "What a good answer says": rubric_lines(entry),
        "Trap": [entry.trap],
        "Variants": [f"{variant.id} {variant.title}" for variant in entry.variants],
        "Sources": list(entry.sources),
    }
    for title, lines in sections.items():
        if lines:
            click.echo(f"\n{title}")
        for line in lines:
            click.echo(textwrap.fill(line.replace("`", ""), 80, initial_indent="  ", subsequent_indent="    "))
