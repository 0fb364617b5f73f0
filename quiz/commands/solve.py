"""`convquiz solve`: one ask, by share code or by numbers, with its answer and the run that proves it."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import click

from quiz.commands.options import Refused, check_output, write_output

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from questions.model import Variant


@click.command()
@click.argument("target")
@click.argument("numbers", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--scene", is_flag=True, help="Print the demonstration, 80 columns wide, in place of the solution.")
@click.option("--svg", metavar="FILE", help="Write the demonstration's picture; - is standard output.")
@click.option("--frame", type=click.IntRange(1), metavar="N", help="Frame of the demonstration; else how it ends.")
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
    from questions.drawing import live_slips
    from quiz.wording import proof

    answer, measured = variant.answer(), variant.measure()
    slips = live_slips(answer, variant.slips())
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
                            "run": slip.run().run if slip.run else None,
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
    from questions.drawing import Ask, parse_share_code  # --help needs no question
    from quiz import catalog

    try:
        if not numbers and "-" in target:
            variant_id, seed = parse_share_code(target)
            ask = Ask(catalog.variant(variant_id).draw(seed), seed)
            return ask.variant, ask.code
        return _made(catalog.variant(target.upper().lstrip("Q").lstrip("0")), numbers), None
    except (catalog.NotInDeckError, ValueError) as error:
        raise Refused(str(error)) from error


def _made(variant: type[Variant], numbers: tuple[str, ...]) -> Variant:
    """Build a variant from `name=value` words; a ValueError says what is wrong with which."""
    from pydantic import ValidationError  # --help needs no model

    settable = [name for name, field in variant.model_fields.items() if not field.exclude]
    fields = ", ".join(settable)
    given: dict[str, str] = {}
    for word in numbers:
        name, equals, value = word.partition("=")
        if not equals:
            raise ValueError(f"{word!r} is not NAME=VALUE; {variant.id} takes {fields}")
        if name in given:
            raise ValueError(f"{name} is given twice")
        if name not in settable:
            raise ValueError(f"{variant.id} has no {name!r}; it takes {fields}")
        given[name] = value
    try:
        made = variant.model_validate(given)
    except ValidationError as error:
        raise ValueError(f"{'; '.join(map(_told, error.errors()))} ({variant.id} takes {fields})") from error
    if reason := made.impossible():
        raise ValueError(reason)
    return made


def _told(problem: ErrorDetails) -> str:
    """Say what is wrong with one number."""
    name = ".".join(part for part in problem["loc"] if isinstance(part, str))
    given, limits = problem["input"], problem.get("ctx", {})
    match problem["type"]:
        case "missing":
            return f"{name} is missing"
        case "int_parsing" | "int_from_float":
            return f"{name} must be a whole number, not {given!r}"
        case "greater_than_equal":
            return f"{name} must be at least {limits['ge']}, not {given}"
        case "less_than_equal":
            return f"{name} must be at most {limits['le']}, not {given}"
        case _:
            return f"{name}: {problem['msg'].removeprefix('Value error, ')}"
