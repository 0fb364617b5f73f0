"""`convquiz export`: a practice set in another format."""

from __future__ import annotations

import json
import sys
import textwrap
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from quiz.commands.completion import FILE, FORMAT
from quiz.commands.options import Refused, Word, check_output, telling, write_output

if TYPE_CHECKING:
    from quiz.sets.exporting import Answers, Format


@click.command()
@click.argument("practice_set", type=FILE, metavar="SET", required=False)
@click.option(
    "--to",
    "names",
    multiple=True,
    type=FORMAT,
    help="One of those that --list names; may be repeated.",
)
@click.option(
    "-o",
    "--output",
    type=FILE,
    default="-",
    help="Where to write; - is standard output. With several formats each ends in its own way.",
)
@click.option("--force", is_flag=True, help="Write over an existing file.")
@click.option(
    "--answers",
    type=Word(("none", "key", "inline", "worked")),
    help="None, in a key, below each question, or in a key with steps and slips.",
)
@click.option("--figures", is_flag=True, help="With the pictures that show the answer.")
@click.option("--list", "listing", is_flag=True, help="The formats and what each can hold.")
@click.option("--schema", is_flag=True, help="The JSON schema of the format json.")
def command(
    practice_set: str | None,
    names: tuple[str, ...],
    output: str,
    force: bool,
    answers: Answers | None,
    figures: bool,
    listing: bool,
    schema: bool,
) -> None:
    """Export a practice set: worksheet, Anki, Moodle, data.

    `export set.json --to html -o sheet.html --answers worked`
    """
    from quiz.sets.formats import FORMATS  # --help needs no format

    if listing:
        width = max(map(len, FORMATS)) + 2
        for each in FORMATS.values():
            answers_held = f"--answers {', '.join(each.answers)}; {each.answers[0]} unless you say otherwise"
            for at, line in enumerate((each.title, f"holds {each.holds}", answers_held)):
                first = f"{each.name if at == 0 else '':<{width}}"
                click.echo(textwrap.fill(line, 80, initial_indent=first, subsequent_indent=" " * width))
        return
    if schema:
        from quiz.sets.record import schema as document_schema

        click.echo(json.dumps(document_schema(), ensure_ascii=False, indent=2))
        return
    if practice_set is None or not names:
        raise Refused("which set, and to what? `convquiz export set.json --to html`; --list names the formats")
    formats = list(dict.fromkeys(_format(name, FORMATS) for name in names))
    for chosen in formats:
        if answers and answers not in chosen.answers:
            raise Refused(f"{chosen.name} cannot do without answers; --answers is one of {', '.join(chosen.answers)}")
        if output == "-" and chosen.binary and sys.stdout.isatty():
            raise Refused(f"{chosen.name} is no text for a terminal; -o FILE writes it, or send it into a pipe")
    outputs = _outputs(output, formats, practice_set)
    for target in outputs:
        check_output(target, force=force)
    for chosen, target in zip(formats, outputs, strict=True):
        _export(practice_set, chosen, target, force=force, answers=answers or chosen.answers[0], figures=figures)


def _outputs(output: str, formats: list[Format], practice_set: str) -> list[str]:
    """Return a file for each format, named as the practice-set screen names them."""
    from quiz.files.output import target_meant  # --help writes nothing
    from quiz.sets.drafts.saving import base_of, files, savings

    if len(formats) == 1:
        return [output]
    if output == "-" or practice_set == "-":
        raise Refused("several formats want files: name the set's, and say with -o what to write")
    with telling():
        target_meant(output)
    return [str(path) for path in files(base_of(output), [savings()[each.name] for each in formats])]


def _format(name: str, formats: dict[str, Format]) -> Format:
    if found := formats.get(name.strip().lower()):
        return found
    near = get_close_matches(name.lower(), formats, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(formats)}"
    raise Refused(f"there is no format {name!r}; {hint}")


def _export(source: str, chosen: Format, output: str, *, force: bool, answers: Answers, figures: bool) -> None:
    from questions.revision import REVISION  # --help needs no question
    from quiz.sets.exporting import Export, ExportError
    from quiz.sets.file import read_set
    from quiz.sets.solve import problems
    from quiz.sets.source import SourceError

    try:
        practice_set = read_set(source)
    except SourceError as error:
        raise Refused(str(error)) from error
    shown = sys.stderr is not None and sys.stderr.isatty() and not (output == "-" and sys.stdout.isatty())
    total = len(practice_set.items)
    with click.progressbar(problems(practice_set), total, "Exporting", file=sys.stderr, hidden=not shown) as solved:
        export = Export(practice_set, answers, figures, REVISION, chosen.name)
        try:
            export.take(solved)
            write_output(output, chosen.write(export), force=force)
        except ExportError as error:
            raise Refused(str(error)) from error
    for line in export.losses():
        click.echo(line, err=True)
