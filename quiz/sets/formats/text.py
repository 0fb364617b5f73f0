"""Plain text, 80 columns; a form feed puts the key on a page of its own."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quiz.sets.exporting import Export, Format, figure

if TYPE_CHECKING:
    from quiz.sets.entry import Entry


COLUMNS = 80


def write(export: Export) -> Iterator[bytes]:
    """Yield questions, then the key."""
    from quiz.sets.entry import entry  # the list of formats needs no question

    entries = []
    yield f"{export.title}\n{'=' * len(export.title)}\n\n{export.origin}\n\n".encode()
    if export.paper:
        yield ("\n".join(export.paper.blanks) + "\n\n").encode()
    for problem in export.problems:
        shown = entry(problem)
        if export.answers in ("key", "worked"):
            entries.append(shown)
        lines = [*_hanging(export.heading(shown)), *_wrapped(export.about(shown))]
        lines += [*_wrapped(shown.ask), *_wrapped(f"Wanted: {shown.form}")]
        if export.answers == "inline":
            lines += [*_wrapped(f"Answer: {shown.answer}"), *_figure(export, shown)]
        else:
            lines += [*[""] * (6 if export.paper else 1), "Answer: ______________________________"]
        yield ("\n".join(lines) + "\n\n").encode()
    if entries:
        yield b"\fAnswer key\n==========\n\n"
    for shown in entries:
        lines = _hanging(f"{shown.number}. {shown.code}  {shown.answer}")
        if export.worked:
            lines += _wrapped("\n".join((shown.formula, *shown.steps)), "    ")
            for slip in shown.mistakes:
                lines += _wrapped(f"not {slip.value}: {slip.message}", "    ")
                lines += _wrapped(slip.working, "        ")
        lines += _figure(export, shown)
        yield ("\n".join(lines) + ("\n\n" if export.worked else "\n")).encode()
    again = ("The same again:", *(f"  {line}" for line in export.commands)) if export.commands else ()
    yield "\n".join(("", export.origin, *again, "")).encode()


def _hanging(line: str) -> list[str]:
    """Wrap a line that begins at the margin, so that the numbers of the items stand there alone."""
    return textwrap.wrap(line, COLUMNS, subsequent_indent="    ", break_on_hyphens=False)


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Wrap what is prose; indented lines are matrices and stay as they are."""
    return [
        piece
        for line in text.splitlines()
        for piece in (
            [indent + line]
            if line.startswith("  ")
            else textwrap.wrap(
                line,
                COLUMNS,
                initial_indent=indent,
                subsequent_indent=indent + "  " * bool(indent),
                break_on_hyphens=False,
            )
        )
    ]


def _figure(export: Export, shown: Entry) -> list[str]:
    return ["", *figure(shown.problem).text.splitlines()] if export.illustrated else []


FORMAT = Format(
    name="text",
    suffix=".txt",
    title="plain text, 80 columns",
    holds="every answer as typed; steps and slips in the key, after a form feed; figures drawn in characters",
    write=write,
    answers=("key", "none", "inline", "worked"),
)
