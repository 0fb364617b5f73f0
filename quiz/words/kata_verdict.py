"""A verdict on a program as lines of text: how it went, one failing setting with its picture, what to paste."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from quiz.files.printable import printable
from quiz.katas.judging import Verdict
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


def verdict_lines(verdict: Verdict, number: int = 0, width: int = 80) -> Iterator[str]:
    """Yield the lines of a verdict, with the failing setting of this number among the failing ones."""
    said = verdict_line(verdict)
    yield from _wrapped(said, width)
    for line in named_lines(verdict):
        yield from _wrapped(f"  {line}", width)
    if verdict.passed:
        for line in passed_lines(verdict.kata):
            yield from _wrapped(line, width)
        return
    if verdict.failures:
        failure = verdict.failures[number % len(verdict.failures)]
        wrong = failure_line(verdict, failure)
        yield ""
        yield from _wrapped(f"{setting_line(failure)} {'' if wrong == said else wrong}".strip(), width)
        if scene := difference(failure):
            yield from frame_text(scene.frame(scene.length - 1), width).splitlines()
        yield from ("", "To try it yourself:")
        for line in paste_lines(failure):
            yield f"    {line}"
    lines = verdict.printed.strip().splitlines()
    if lines:
        yield from ("", f"It printed {len(lines)} lines, first:" if len(lines) > PRINTED else "It printed:")
        for line in lines[:PRINTED]:
            yield f"    {printable(line)[: 2 * width]}"


def _wrapped(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(printable(line), width, subsequent_indent=indent, break_on_hyphens=False)
