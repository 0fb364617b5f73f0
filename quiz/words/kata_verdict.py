"""A verdict on a program as lines of text: how it went, one failing setting with its picture, what to paste."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from quiz.files.printable import printable
from quiz.katas.judging import Failure, Verdict
from quiz.render.text import frame_text
from quiz.words.katas import (
    difference,
    failure_line,
    named_lines,
    passed_lines,
    paste_lines,
    setting_line,
    verdict_line,
)

PRINTED = 5
"""Lines of what a program prints that are shown."""
PASTE = "To try it yourself:"


def verdict_lines(verdict: Verdict, number: int = 0, width: int = 80) -> Iterator[str]:
    """Yield the lines of a verdict, with the failing setting of this number among the failing ones."""
    yield from wrapped(verdict_line(verdict), width)
    for line in explained(verdict):
        yield from wrapped(line, width)
    if failure := shown(verdict, number):
        yield ""
        yield from wrapped(failed(verdict, failure), width)
        if scene := difference(failure):
            yield from frame_text(scene.frame(scene.length - 1), width).splitlines()
        yield from ("", PASTE)
        for line in paste_lines(failure):
            yield f"    {line}"
    if lines := printed(verdict):
        yield from ("", f"It printed {len(lines)} lines, first:" if len(lines) > PRINTED else "It printed:")
        for line in lines[:PRINTED]:
            yield f"    {line[: 2 * width]}"


def explained(verdict: Verdict) -> Iterator[str]:
    """Yield what the program is taken for: misconceptions by name; of a right one what an interviewer asks next."""
    yield from (f"  {line}" for line in named_lines(verdict))
    if verdict.passed:
        yield from passed_lines(verdict.kata)


def shown(verdict: Verdict, number: int) -> Failure | None:
    """Return the failing setting of this number, the first again after the last; None where none fails."""
    return verdict.failures[number % len(verdict.failures)] if verdict.failures else None


def failed(verdict: Verdict, failure: Failure) -> str:
    """Say at which setting it fails and how, unless the verdict says that of all."""
    wrong = failure_line(verdict, failure)
    return ": ".join(filter(None, (setting_line(failure), "" if wrong == verdict_line(verdict) else wrong)))


def printed(verdict: Verdict) -> list[str]:
    """Return the lines that a wrong program has printed."""
    return [] if verdict.passed else [printable(line) for line in verdict.printed.strip().splitlines()]


def wrapped(line: str, width: int) -> list[str]:
    """Wrap a line under its own indent."""
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(printable(line), width, subsequent_indent=indent, break_on_hyphens=False)
