"""`convquiz grade`: a practice set that was filled in elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from quiz.commands.options import Refused, check_output, looked_up, write_output


@click.command()
@click.argument("practice_set", metavar="SET")
@click.argument("answers", required=False)
@click.option("--blank", is_flag=True, help="Write the sheet to fill in: CSV, or what FILE ends in, .xlsx or .json.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--markdown", is_flag=True, help="As Markdown.")
@click.option(
    "--pass-mark",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 below this score, with 4 if what is unclear could still reach it.",
)
@click.option("-o", "--output", metavar="FILE", default="-", help="Where to write; - is standard output.")
@click.option("--force", is_flag=True, help="Write over an existing file.")
def command(
    practice_set: str,
    answers: str | None,
    blank: bool,
    as_json: bool,
    markdown: bool,
    pass_mark: float | None,
    output: str,
    force: bool,
) -> None:
    """Grade the answers to a practice set.

    `grade set.json answers.csv`; answers are CSV, JSON or .xlsx, and - is standard input.

    Answers stand by number or share code. What cannot be read is listed apart, with how to write it.
    """
    if blank is (answers is not None):
        raise Refused("name a file of answers, or --blank for the sheet to fill in; one of the two")
    if as_json and markdown:
        raise Refused("--json or --markdown, not both")
    if practice_set == answers == "-":
        raise Refused("only one of SET and ANSWERS can be standard input")
    check_output(output, force=force)
    from quiz.sets.file import read_set  # --help needs no question
    from quiz.sets.marking import marked
    from quiz.sets.report import document, markdown_report, text_report
    from quiz.sets.sheet import blank_sheet, read_sheet
    from quiz.sets.source import SourceError

    try:
        chosen = read_set(practice_set)
        typed = read_sheet(answers, chosen) if answers is not None else {}
    except SourceError as error:
        raise Refused(str(error)) from error
    problems, changed = looked_up(chosen, practice_set, "solving")
    if blank:
        try:
            write_output(output, blank_sheet(output, chosen, problems), force=force)
        except SourceError as error:
            raise Refused(str(error)) from error
        return
    marks = marked(chosen, problems, changed, typed)
    from fractions import Fraction  # --help computes nothing

    required = None if pass_mark is None else Fraction(str(pass_mark))
    if as_json:
        lines: Iterable[str] = [json.dumps(document(marks, required), ensure_ascii=False, indent=2)]
    else:
        lines = (markdown_report if markdown else text_report)(marks, required)
    write_output(output, (f"{_printable(line)}\n".encode() for line in lines), force=force)
    raise SystemExit(0 if required is None else {True: 0, False: 1, None: 4}[marks.passed(required)])


def _printable(text: str) -> str:
    """Return a text without the letters by which a typed answer could steer a terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in text)
