"""`convquiz sheet`: the cheat sheet, each line run."""

from __future__ import annotations

import json
import textwrap

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(as_json: bool) -> None:
    """Print the cheat sheet.

    Each formula with numbers put in, beside what the op gives.

    Exits with 1 if they differ.
    """
    from questions.sheet.line import Line  # --help needs no question
    from questions.sheet.sheet import SHEET
    from quiz.words.proofs import sheet_lines

    proved = [(entry, entry.prove()) for entry in SHEET]
    if as_json:
        lines = [
            {
                "topic": entry.topic,
                "formula": entry.formula,
                "case": entry.case,
                "substituted": entry.substituted() if isinstance(entry, Line) else None,
                "run": entry.measured().run if isinstance(entry, Line) else None,
                "observed": seen.observed,
                "holds": seen.holds,
            }
            for entry, seen in proved
        ]
        click.echo(json.dumps({"schema_version": 1, "lines": lines}, ensure_ascii=False, indent=2))
    else:
        for entry, seen in proved:
            for line in sheet_lines(entry, seen):
                click.echo(textwrap.fill(line, 80, subsequent_indent="    ", break_on_hyphens=False))
    raise SystemExit(0 if all(seen.holds for _, seen in proved) else 1)
