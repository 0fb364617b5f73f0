"""`convquiz solve`: one ask, by share code or by numbers, with its answer and the run that proves it."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import click

from quiz.commands.completion import ASK, FILE
from quiz.commands.options import Refused, Whole, check_output, write_output

if TYPE_CHECKING:
    from questions.model import Variant


@click.command()
@click.argument("target", type=ASK)
@click.argument("numbers", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--scene", is_flag=True, help="Print the demonstration, 80 columns wide, in place of the solution.")
@click.option("--svg", type=FILE, help="Write the demonstration's picture; - is standard output.")
@click.option("--frame", type=Whole(1), metavar="N", help="Frame of the demonstration; else how it ends.")
@click.option("--force", is_flag=True, help="Write over an existing file.")
def command(
    target: str,
    numbers: tuple[str, ...],
    as_json: bool,
    scene: bool,
    svg: str | None,
    frame: int | None,
    force: bool,
) -> None:
    """Solve an ask, by share code or with your own numbers.

    `solve Q03.1-7F3K`, `solve 3.1 size=32 kernel=5 padding=2 stride=1`
    """
    if as_json and (scene or svg):
        raise Refused("--json stands alone: it has no --scene and no --svg")
    if frame and not (scene or svg):
        raise Refused("--frame is of a demonstration: add --scene or --svg FILE")
    if scene and svg == "-":
        raise Refused("--scene and --svg - both go to standard output; give --svg a file")
    variant, code = _found(target, numbers)
    if scene or svg:
        _demonstrate(variant, scene, svg, frame, force)
        return
    from questions.answers import as_data  # --help needs no question
    from questions.model import live_slips
    from quiz.words.proofs import proof

    answer, measured = variant.answer(), variant.measure()
    slips = live_slips(variant)
    agrees = answer.accepts(measured.value)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "schema_version": 1,
                    "code": code,
                    "variant": variant.id,
                    "title": variant.title,
                    "level": variant.difficulty(),
                    "numbers": variant.model_dump(mode="json"),
                    "ask": variant.ask(),
                    "form": answer.form,
                    "answer": {"value": as_data(answer.value), "text": answer.plain},
                    "formula": variant.formula,
                    "steps": list(variant.steps()),
                    "slips": [
                        {
                            "tag": slip.tag,
                            "also": list(slip.also),
                            "value": as_data(slip.value),
                            "message": slip.message,
                            "working": slip.working,
                            "run": ran.run if (ran := slip.ran()) else None,
                        }
                        for slip in slips
                    ],
                    "measured": {"value": as_data(measured.value), "run": measured.run, "agrees": agrees},
                },
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        click.echo(f"{variant.id} {variant.title}  ({variant.difficulty()}){f'  {code}' if code else ''}")
        _echo(variant.ask())
        click.echo(f"\nAnswer: {answer.shown}")
        for line in (variant.formula, *variant.steps()):
            _echo(line, "  ")
        click.echo("\nWrong answers:")
        for slip in slips:
            _echo(f"{answer.show(slip.value)}  {slip.message} ({slip.tag})", "  ")
            _echo(slip.working, "      ")
        click.echo()
        _echo(measured.run)
        _echo(proof(variant, measured))
    raise SystemExit(0 if agrees else 1)


def _demonstrate(variant: Variant, as_text: bool, svg: str | None, number: int | None, force: bool) -> None:
    """Print the demonstration, write its picture, or both."""
    from quiz.render.svg import svg as drawn  # --help draws nothing
    from quiz.render.text import frame_text, scene_text

    if svg:
        check_output(svg, force=force)
    scene = variant.scene()
    if number and number > scene.length:
        raise Refused(f"this demonstration has {scene.length} frames; there is no frame {number}")
    frame = scene.frame(number - 1 if number else scene.length - 1)
    if svg:
        write_output(svg, [drawn(frame, f"{variant.id} {variant.title}: {scene.title}").encode()], force=force)
    if as_text:
        click.echo(f"{variant.id} {variant.title}")
        click.echo(f"{scene.title}\n\n{frame_text(frame)}" if number else scene_text(scene))


def _echo(text: str, indent: str = "") -> None:
    """Print text, each of its lines wrapped."""
    for line in text.splitlines():
        click.echo(
            textwrap.fill(line, 80, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
        )


def _found(target: str, numbers: tuple[str, ...]) -> tuple[Variant, str | None]:
    """Return the variant that is meant, with its share code if it has one."""
    from quiz.deck import catalog  # --help needs no question

    try:
        ask = catalog.ask(target, *numbers)
    except (catalog.NotInDeckError, ValueError) as error:
        raise Refused(str(error)) from error
    return ask.variant, None if ask.seed is None else ask.code
