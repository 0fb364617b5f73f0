"""What a notebook's check cell says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from questions import load
from questions.answers import Parts
from questions.model import live_slips
from quiz.deck import catalog
from quiz.words.checking import check


@pytest.mark.parametrize("question", [question.number for question in load()])
def test_a_right_answer_is_proved_and_a_slip_keeps_it_back(question: int) -> None:
    variant = catalog.question(str(question)).variants[0]
    code = catalog.ask(f"{variant.id}-0007").code
    drawn = variant.draw(7)
    assert f"Right is {drawn.answer().shown}" in check(code, drawn.answer().plain)
    slip = live_slips(drawn)[0]
    whole = {**drawn.answer().value, **slip.value} if isinstance(drawn.answer(), Parts) else slip.value
    said = check(code, drawn.answer().write(whole))
    assert "Not right" in said
    assert "Right is" not in said


ARRAYS: dict[str, tuple[str, Any]] = {
    "number": ("Q03.1 size=32 kernel=5 stride=1 padding=2", 32),
    "array's number": ("Q03.1 size=32 kernel=5 stride=1 padding=2", np.int64(32)),
    "expression": ("Q03.1 size=32 kernel=5 stride=1 padding=2", "(32 - 5 + 4)/1 + 1"),
    "fraction": ("Q03.1 size=32 kernel=5 stride=1 padding=2", Fraction(64, 2)),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_python_values_are_taken(name: str) -> None:
    code, answer = ARRAYS[name]
    assert "Right is 32" in check(code, answer)


def test_the_noise_of_floats_is_no_wrong_answer() -> None:
    assert "Right is 32" in check("Q03.1 size=32 kernel=5 stride=1 padding=2", 8 * 64 ** (1 / 3))
    assert "Not right" in check("Q03.1 size=32 kernel=5 stride=1 padding=2", 31.9999999)


def test_a_number_too_long_to_be_written_is_not_read() -> None:
    assert "longer than 200 characters" in check("Q03.1 size=32 kernel=5 stride=1 padding=2", 224**2000)


def test_arrays_and_shapes_are_taken() -> None:
    grids = [variant for question in load() for variant in question.variants if variant.id in ("6.1", "13.2")]
    for variant in grids:
        drawn = variant.draw(3)
        rows = [[float(entry) for entry in row] for row in drawn.answer().value]
        code = catalog.ask(f"{variant.id}-0003").code
        assert "Right is" in check(code, np.array(rows))
        assert "Right is" in check(code, rows)
    parts = next(variant for question in load() for variant in question.variants if variant.id == "12.1")
    answer = parts.draw(3).answer()
    given = {name: answer.parts[name].plain for name in answer.parts}
    assert "Right is" in check(catalog.ask("12.1-0003").code, given)


def test_what_cannot_be_judged_is_said() -> None:
    assert check("Q03.1-7F3K", "") == "No answer yet."
    assert check("Q03.1-7F3K", None) == "No answer yet."
    assert "is not a share code" in check("Q03.1-7F", 3)
    assert "Not readable" in check("Q03.1-7F3K", "what?")
    assert repr(check("Q03.1-7F3K", "")) == "No answer yet."
