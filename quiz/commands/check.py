"""`convquiz check`: the content linter."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from time import monotonic

import click

from questions.notation.counts import count
from quiz.commands.completion import QUESTION
from quiz.commands.options import Refused, Whole, progress_bar
from solvers.door import ONE_THREAD

LONGEST = 5
"""Parts whose time is told."""


@click.command()
@click.argument("questions", nargs=-1, type=QUESTION, metavar="[QUESTION]...")
@click.option(
    "--draws",
    default=60,
    type=Whole(1, 100_000),
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
    os.environ.update(ONE_THREAD)  # as many processes as cores would wait for each other's threads

    from questions import index, load  # --help needs no question
    from quiz.deck import catalog
    from quiz.deck.checking import SHEET, checked
    from quiz.katas.checking import check_called

    try:
        deck = [catalog.question(key) for key in questions] or list(load())
    except catalog.NotInDeckError as error:
        raise Refused(str(error)) from error
    variants = [variant for question in deck for variant in question.variants]
    variants += () if questions else catalog.beside()
    katas = [line.id for line in index.katas().values() if int(line.head) in {each.number for each in deck}]
    parts = [f"Q{question.number:02}" for question in deck]
    parts += [*([] if questions else [SHEET]), *(variant.id for variant in variants), *katas]
    began = monotonic()
    with progress_bar(len(parts), "Checking", 1) as bar:
        done = {}
        for each in checked(parts, draws, check_called):
            done[each.part] = each
            bar.update(1)
    findings = [finding for part in parts for finding in done[part].findings]
    seconds = {part: done[part].seconds for part in sorted(parts, key=lambda part: -done[part].seconds)}
    click.echo(_times(seconds, monotonic() - began), err=True)
    if as_json:
        counts = {"questions": len(deck), "variants": len(variants), "katas": len(katas), "draws": draws}
        document = {"schema_version": 1, **counts, "findings": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.where}: {finding.what}\n    {finding.remedy}")
        claims = sum(len(question.claims) for question in deck)
        click.echo(
            f"{count(len(deck), 'question')}, {count(len(variants), 'variant')}, {count(draws, 'draw')} each, "
            f"{count(claims, 'claim')}, {count(len(katas), 'kata')}: {len(findings) or 'nothing'} to mend"
        )
    raise SystemExit(1 if findings else 0)


def _times(seconds: dict[str, float], passed: float) -> str:
    """Say how long it took, and what took longest."""
    longest = ", ".join(f"{part} {seconds[part]:.1f} s" for part in list(seconds)[:LONGEST])
    return f"{sum(seconds.values()):.1f} s of work in {passed:.1f} s; longest {longest}"
