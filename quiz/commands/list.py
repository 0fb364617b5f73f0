"""`convquiz list`: what can be asked."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(as_json: bool) -> None:
    """List the questions and their variants."""
    from questions import load  # --help needs no question

    if as_json:
        entries = [
            {
                "number": entry.number,
                "slug": entry.slug,
                "title": entry.title,
                "level": entry.level,
                "topics": list(entry.topics),
                "variants": [
                    {"id": variant.id, "title": variant.title, "level": variant.level} for variant in entry.variants
                ],
            }
            for entry in load()
        ]
        click.echo(json.dumps({"schema_version": 1, "questions": entries}, ensure_ascii=False, indent=2))
        return
    for entry in load():
        click.echo(f"{entry.number:>2} {entry.title}  ({entry.level}; {', '.join(entry.topics)})")
        for variant in entry.variants:
            click.echo(f"     {variant.id:<5} {variant.title}  ({variant.level})")
