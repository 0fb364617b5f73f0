"""`convquiz list`: what can be asked."""

from __future__ import annotations

import json

import click

from quiz.commands.options import Refused


@click.command()
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(words: tuple[str, ...], as_json: bool) -> None:
    """List the questions and what they ask you to work out.

    All, or what fits the words, the best first.

    Words of titles, topics, levels and numbers are found, misspelt ones too: `list recptive feild`, `list hard`.
    """
    from quiz.deck import catalog  # --help needs no question
    from quiz.deck.search import search

    found = search(" ".join(words))
    if not found:
        raise Refused(f"nothing fits {' '.join(words)!r}; the topics are {', '.join(catalog.topics())}")
    if as_json:
        entries = [
            {
                "number": entry.question.number,
                "slug": entry.question.slug,
                "title": entry.question.title,
                "level": entry.question.level,
                "topics": list(entry.question.topics),
                "variants": [
                    {"id": variant.id, "title": variant.title, "level": variant.level} for variant in entry.variants
                ],
            }
            for entry in found
        ]
        click.echo(json.dumps({"schema_version": 1, "questions": entries}, ensure_ascii=False, indent=2))
        return
    for entry in found:
        question = entry.question
        click.echo(f"{question.number:>2} {question.title}  ({question.level}; {', '.join(question.topics)})")
        for variant in entry.variants:
            click.echo(f"     {variant.id:<5} {variant.title}  ({variant.level})")
