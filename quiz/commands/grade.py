"""`convquiz grade`: a practice set that was filled in elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from quiz.commands.completion import FILE
from quiz.commands.options import Number, Refused, check_output, looked_up, progress_bar, write_output

if TYPE_CHECKING:
    from fractions import Fraction

    from quiz.classes.model import ClassRecord

MOST_LEFT_OUT = 5
"""Items that this bank asks no more, named one by one."""
TABLES = (".csv", ".xlsx", ".json")
REPORTS = (".html", ".htm", ".md", ".markdown", ".csv", ".json")
OPTIONS = {".json": "--json", ".md": "--markdown", ".markdown": "--markdown"}
"""What writes the report on a set otherwise than as text."""
DOCUMENTS = {*TABLES, *REPORTS, ".xls", ".ods", ".pdf", ".doc", ".docx", ".odt", ".rtf"}
"""Ends of names from which a program takes what is in a file; with others it is text."""


@click.command()
@click.argument("practice_set", type=FILE, metavar="SET")
@click.argument("answers", type=FILE, required=False)
@click.option("--blank", is_flag=True, help="Write the sheet to fill in: CSV, or what FILE ends in, .xlsx or .json.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--markdown", is_flag=True, help="As Markdown.")
@click.option(
    "--pass-mark",
    type=Number(0, 100),
    metavar="PERCENT",
    help="Exit with 1 below this score, with 4 if what is unclear could still reach it.",
)
@click.option(
    "-o",
    "--output",
    type=FILE,
    default="-",
    help="Where to write; - is standard output. Of a class what FILE ends in, .html, .csv, .md or .json.",
)
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
    """Grade the answers to a practice set, or those of a class.

    `grade set.json answers.csv`; answers are CSV, JSON or .xlsx, and - is standard input.

    `grade class/ answers/`; a sheet per student, or one sheet with a column student.

    Answers stand by number or share code. What cannot be read is listed apart, with how to write it.
    """
    if blank is (answers is not None):
        raise Refused("name a file of answers, or --blank for the sheet to fill in; one of the two")
    if as_json and markdown:
        raise Refused("--json or --markdown, not both")
    if blank and (as_json or markdown or pass_mark is not None):
        raise Refused("--json, --markdown and --pass-mark are of the report: leave them out with --blank")
    if practice_set == answers == "-":
        raise Refused("only one of SET and ANSWERS can be standard input")
    check_output(output, force=force)
    from fractions import Fraction  # --help computes nothing

    from quiz.classes.folder import record_of
    from quiz.sets.source import SourceError

    required = None if pass_mark is None else Fraction(str(pass_mark))
    wanted = "json" if as_json else "markdown" if markdown else None
    if wanted:
        ends = tuple(end for end, option in OPTIONS.items() if option == f"--{wanted}")
        _check_kind(output, f"the report with --{wanted}", ends)
    try:
        if record := record_of(practice_set):
            passed = _class(record, answers, wanted, required, output, force=force)
        else:
            passed = _set(practice_set, answers, wanted, required, output, force=force)
    except SourceError as error:
        raise Refused(str(error)) from error
    raise SystemExit({True: 0, False: 1, None: 4}[passed])


def _check_kind(output: str, what: str, kinds: tuple[str, ...] = ()) -> None:
    """Refuse to write one thing under the name of another, with which no program would open it."""
    ending = PurePath(output).suffix.lower()
    if ending in DOCUMENTS and ending not in kinds:
        otherwise = "" if kinds or ending not in OPTIONS else f"; {OPTIONS[ending]} writes that"
        raise Refused(f"{output}: {what} is {', '.join(kinds) or 'text'}, not {ending}{otherwise}")


def _set(
    name: str, answers: str | None, wanted: str | None, required: Fraction | None, output: str, *, force: bool
) -> bool | None:
    """Write the blank sheet or the report, and tell whether the pass mark is reached."""
    from quiz.sets.file import read_set  # --help needs no question
    from quiz.sets.marking import marked
    from quiz.sets.report import document, markdown_report, printed, text_report
    from quiz.sets.sheet import blank_sheet, read_sheet

    chosen = read_set(name)
    if answers is None:
        _check_kind(output, "a sheet to fill in", TABLES)
    elif wanted is None:
        _check_kind(output, "the report on a set")
    typed = read_sheet(answers, chosen) if answers is not None else {}
    problems, changed = looked_up(chosen, name, "solving")
    if answers is None:
        write_output(output, blank_sheet(output, chosen, problems), force=force)
        return True
    marks = marked(chosen, problems, changed, typed)
    if wanted == "json":
        lines: Iterable[str] = [json.dumps(document(marks, required), ensure_ascii=False, indent=2)]
    else:
        lines = (markdown_report if wanted else text_report)(marks, required)
    write_output(output, printed(lines), force=force)
    return True if required is None else marks.passed(required)


def _class(
    record: ClassRecord,
    answers: str | None,
    wanted: str | None,
    required: Fraction | None,
    output: str,
    *,
    force: bool,
) -> bool | None:
    """Write the blank sheet or the report of a class, and tell whether all who handed in reach the pass mark."""
    from quiz.classes.handed_in import read_answers  # --help needs no class
    from quiz.classes.reports import report
    from quiz.classes.results import grade_class
    from quiz.classes.sheets import class_sheet

    if answers is None:
        _check_kind(output, "a sheet to fill in", TABLES)
        write_output(output, class_sheet(output, record), force=force)
        return True
    if wanted is None:
        _check_kind(output, "the report on a class", REPORTS)
    typed = read_answers(answers, record)
    items = sum(len(copy.items) for copy in record.copies)
    with progress_bar(items, "grading") as bar:
        results = grade_class(record, typed, bar.update)
    for line in results.left_out[:MOST_LEFT_OUT]:
        click.echo(f"Left out: {line}.", err=True)
    write_output(output, report(wanted or output, results, required), force=force)
    return True if required is None else results.passed(required)
