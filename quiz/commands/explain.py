"""`convquiz explain`: what is right and wrong about any answer to any ask."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

import click

from quiz.commands.completion import ASK
from quiz.commands.options import Refused
from quiz.files.printable import printable

if TYPE_CHECKING:
    from questions.model import Ask
    from quiz.answering.grading import Verdict

EXIT = {"accept": 0, "reject": 1, "clarify": 2}
"""What is returned, by verdict."""
ANSWER = "convquiz.answer"


class _Answered(click.Command):
    """A command whose words after -- are the answer: it may hold anything, a minus at its front or NAME=VALUE."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" in args:
            at = args.index("--")
            ctx.meta[ANSWER] = " ".join(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)


@click.command(cls=_Answered, options_metavar="[OPTIONS]")
@click.argument("target", type=ASK)
@click.argument("numbers", nargs=-1, metavar="[NAME=VALUE]... -- ANSWER")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def command(context: click.Context, target: str, numbers: tuple[str, ...], as_json: bool) -> None:
    """Explain what is right or wrong with any answer to any ask.

    `explain Q03.1-7F3K -- 30`, `explain 3.1 size=224 kernel=7 stride=2 padding=3 -- 109.5`

    Exits with 0 if it is right, 1 if it is wrong, 2 if it cannot be read.
    """
    if ANSWER not in context.meta:
        raise Refused("write the answer after --, as in: convquiz explain Q03.1-7F3K -- 30")
    typed = context.meta[ANSWER]
    from quiz.answering.grading import graded  # --help needs no question
    from quiz.deck import catalog
    from quiz.words.explanations import explanation_lines

    try:
        ask = catalog.ask(target, *numbers)
    except (catalog.NotInDeckError, ValueError) as error:
        raise Refused(str(error)) from error
    verdict = graded(ask.variant, typed)
    if as_json:
        click.echo(json.dumps(_document(ask, typed, verdict), ensure_ascii=False, indent=2))
    else:
        asked = (f"{ask.code} {ask.variant.title}", *ask.variant.ask().splitlines(), "")
        for line in (*asked, *explanation_lines(ask.variant, verdict)):
            indent = " " * (len(line) - len(line.lstrip()))
            click.echo(textwrap.fill(printable(line), 80, subsequent_indent=indent, break_on_hyphens=False))
    raise SystemExit(EXIT[verdict.kind])


def _document(ask: Ask, typed: str, verdict: Verdict) -> dict[str, Any]:
    from questions.answers import as_data
    from quiz.words.explanations import wrong_parts

    answer, measured = ask.variant.answer(), ask.variant.measure()
    return {
        "schema_version": 1,
        "code": ask.code,
        "variant": ask.variant.id,
        "numbers": ask.variant.model_dump(mode="json"),
        "ask": ask.variant.ask(),
        "typed": typed,
        "verdict": verdict.kind,
        "reading": verdict.reading,
        "credit": verdict.credit,
        "message": verdict.message,
        "wrong": [_mistake(name, part) for name, part in wrong_parts(verdict)],
        "answer": {"value": as_data(answer.value), "text": answer.plain},
        "measured": {"value": as_data(measured.value), "run": measured.run},
    }


def _mistake(name: str, verdict: Verdict) -> dict[str, Any]:
    from quiz.words.explanations import layer_of

    slip = verdict.matched
    return {
        "part": name or None,
        "reading": verdict.reading,
        "layer": layer_of(verdict) or None,
        "slip": verdict.slip,
        "either": list(verdict.either),
        "both": list(verdict.both),
        "message": verdict.message,
        "working": slip.working if slip else "",
        "run": ran.run if slip and (ran := slip.ran()) else None,
    }
