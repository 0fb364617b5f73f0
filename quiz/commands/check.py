"""`convquiz check`: the content linter."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from quiz.commands.options import Refused


@click.command()
@click.argument("questions", nargs=-1, metavar="[QUESTION]...")
@click.option(
    "--draws",
    default=60,
    type=click.IntRange(1, 100_000),
    metavar="N",
    show_default=True,
    help="Draws of each variant.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(questions: tuple[str, ...], draws: int, as_json: bool) -> None:
    """Check all questions: formula against run, slips, claims, katas.

    Exits with 1 if anything is wrong.

    Without a question, the cheat sheet and what only interviews ask, chains and reverse asks, are checked as well.
    """
    from questions import index, load  # --help needs no question
    from questions.model import kata_named
    from quiz.deck import catalog
    from quiz.deck.check import check_question, check_sheet, check_variant
    from quiz.katas.checking import check_kata

    try:
        deck = [catalog.question(key) for key in questions] or list(load())
    except catalog.NotInDeckError as error:
        raise Refused(str(error)) from error
    variants = [variant for question in deck for variant in question.variants]
    variants += () if questions else catalog.beside()
    findings = [finding for question in deck for finding in check_question(question)]
    if not questions:
        findings.extend(check_sheet())
    katas = [line.name for line in index.katas().values() if int(line.head) in {each.number for each in deck}]
    hidden = not sys.stderr.isatty()
    with click.progressbar(katas, label="katas", file=sys.stderr, hidden=hidden) as names:
        for name in names:
            findings.extend(check_kata(kata_named(name)))
    with click.progressbar(length=len(variants) * draws, label="draws", file=sys.stderr, hidden=hidden) as bar:
        for variant in variants:
            findings.extend(check_variant(variant, draws, lambda: bar.update(1)))
    if as_json:
        counts = {"questions": len(deck), "variants": len(variants), "katas": len(katas), "draws": draws}
        document = {"schema_version": 1, **counts, "findings": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.where}: {finding.what}\n    {finding.remedy}")
        claims = sum(len(question.claims) for question in deck)
        click.echo(
            f"{len(deck)} question{'s' * (len(deck) != 1)}, {len(variants)} variants, {draws} draws each, "
            f"{claims} claims, {len(katas)} katas: {len(findings) or 'nothing'} to mend"
        )
    raise SystemExit(1 if findings else 0)
