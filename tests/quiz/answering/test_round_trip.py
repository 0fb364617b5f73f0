"""Whatever the program prints as an answer is read back as that answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from questions.answers import Answer, Choice, Fitting, Grid, Integer, Number, Part, Parts, Shape
from questions.model import Ask, Variant, live_slips
from quiz.answering.grading import grade
from quiz.answering.live import heard
from quiz.answering.reading import read
from quiz.cards.attempt import Attempt
from quiz.deck import catalog
from quiz.words.solutions import solution_lines

VARIANTS = [*catalog.variants(), *catalog.beside()]
each_variant = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.id)
QUICK = range(4)
MANY = range(300)
LONGEST = 200
"""What an answer box takes; six rows of a printed matrix may be longer."""


def printed(drawn: Variant, answer: Answer) -> Iterator[str]:
    """Yield what the program prints as the right answer: app, line mode, key, `solve`, cards, tables."""
    yield answer.plain
    yield answer.shown
    yield f"Answer: {answer.shown}"
    yield solution_lines(Attempt(Ask(drawn, None)), ())[0]


def noted(answer: Answer) -> Iterator[str]:
    """Yield the right answer in the notation of asks, of PyTorch, of NumPy and of lists."""
    match answer:
        case Parts(parts=parts):
            texts = {
                name: part.show(part.value, rows=" / ") if isinstance(part, Grid) else part.shown
                for name, part in parts.items()
            }
            yield "; ".join(texts.values())
            yield "\n".join(texts.values())
            yield "; ".join(f"{name}: {text}" for name, text in texts.items())
            yield ", ".join(f"{name} = {text}" for name, text in texts.items())
            yield "; ".join(f"{name} {text}" for name, text in reversed(texts.items()))
            if not any(isinstance(part, Grid) for part in parts.values()):
                yield f"[{', '.join(part.plain for part in parts.values())}]"
        case _:
            yield from noted_part(answer)


def noted_part(part: Part) -> Iterator[str]:
    yield part.shown
    match part:
        case Shape(value=tuple(value)):
            yield str(value)
            yield f"torch.Size({list(value)})"
            yield "; ".join(map(str, value))
            if part.axes:
                yield ", ".join(f"{name} {entry}" for name, entry in zip(part.axes, value, strict=True))
            if part.joint == "×" and not isinstance(part, Fitting):
                yield f"(None, {str(value)[1:-1]})"
        case Grid(value=value) if all(type(entry) is int for row in value for entry in row):
            array = np.array(value[0] if part.one_row else value)
            yield str(array)
            yield repr(array)
            yield str(array.tolist())
            yield " /\n".join("  ".join(map(str, row)) for row in value)
        case Integer(value=int(value)):
            yield f"{value:,}."
            yield f"O = {value}"
            yield f"{value} + 0 = {value}"


def complete(answer: Answer, value: Any) -> Any:
    """Return what a slip makes of the whole answer."""
    return {**answer.value, **value} if isinstance(answer, Parts) and isinstance(value, Mapping) else value


def is_read_back(drawn: Variant) -> None:
    answer = drawn.answer()
    for text in (*printed(drawn, answer), *noted(answer)):
        verdict = grade(answer, text)
        assert verdict.kind == "accept" or len(text) > LONGEST, (text, verdict.kind, verdict.message)
    for slip in live_slips(drawn):
        value = complete(answer, slip.value)
        for text in (answer.show(value), answer.write(value)):
            reading = read(text, answer)
            assert reading.clear, (slip.tag, text, reading.unclear)
            assert answer.same(reading.value, value), (slip.tag, text, reading.value)


@each_variant
def test_what_is_printed_is_read_back(variant: type[Variant]) -> None:
    for seed in QUICK:
        is_read_back(variant.draw(seed))


@pytest.mark.slow
@each_variant
def test_what_is_printed_is_read_back_in_many_draws(variant: type[Variant]) -> None:
    for drawn in dict.fromkeys(map(variant.draw, MANY)):  # half of them come again
        is_read_back(drawn)


@each_variant
def test_the_end_of_a_worked_solution_is_never_wrong(variant: type[Variant]) -> None:
    """Where the last line ends with the answer, behind its colon stands an expression that is read as right."""
    for seed in QUICK:
        drawn = variant.draw(seed)
        answer, last = drawn.answer(), list(drawn.steps())[-1]
        tail = last.rpartition(": ")[2]
        if isinstance(answer, Integer | Number | Choice):
            assert grade(answer, tail).kind != "reject", last
        if re.fullmatch(rf"[^A-Za-z;]* = {re.escape(answer.shown)}", tail) and not isinstance(answer, Parts):
            assert grade(answer, tail).kind == "accept", last


@each_variant
def test_what_is_heard_is_what_is_shown_and_never_a_verdict(variant: type[Variant]) -> None:
    drawn = variant.draw(0)
    answer = drawn.answer()
    if not isinstance(answer, Grid | Parts):
        assert heard(answer.plain, answer) == f"read as {answer.shown}"
    for slip in live_slips(drawn):
        assert heard(answer.write(complete(answer, slip.value)), answer).startswith("read as ")
