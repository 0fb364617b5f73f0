"""An ask on its panel: the sentence that asks stands apart, a chain's givens are a table that fills up."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from questions.answers import Choice
from questions.c01_two_layers.part import Said
from questions.model import Variant, variants_of
from quiz.deck import catalog
from quiz.log.events import Event
from quiz.sessions.interview import InterviewRecipe
from quiz.words.asking import asked, numpy_code, table_lines
from quiz.words.headings import beside_boxes
from quiz.words.how_far import part_marks
from quiz.words.marks import Mark


@pytest.mark.parametrize("variant", [*catalog.variants(), *variants_of("C1")], ids=lambda variant: variant.id)
def test_what_stands_apart_asks(variant: type[Variant]) -> None:
    assert "?" in asked(variant.draw(3)).asks


def test_words_to_choose_from_are_told_once() -> None:
    choices = [kind.draw(3) for kind in catalog.variants() if isinstance(kind.draw(3).answer(), Choice)]
    assert choices
    for each in choices:
        assert asked(each).asks.endswith("?")
        assert each.answer().form not in beside_boxes(each)


@pytest.mark.parametrize("width", [24, 34, 46, 76, 116])
def test_a_table_keeps_every_word_at_any_width(width: int) -> None:
    (parameters,) = [part for part in variants_of("C1") if part.fills == "parameters"]
    said = asked(parameters.draw(2).model_copy(update={"said": Said(first=149, second=77)})).table
    lines = table_lines(said, width)
    assert all(word in " ".join(lines) for row in said for word in " ".join(row).split())
    known = [row[2:] for row in said]
    assert {("side", "149"), ("side", "77"), ("parameters", "?")} <= set(known)
    assert max(map(len, lines)) <= width


def test_a_chain_has_a_mark_for_each_part() -> None:
    session = InterviewRecipe(seed=1, minutes=30).begin()
    seen = []
    while session.left:
        session.play(Event(kind="asked", elapsed=0))
        seen.append(part_marks(session))
        session.play(Event(kind="skipped", elapsed=0))
    parts = len(variants_of("C1"))
    chain = [marks for marks in seen if len(marks) == parts]
    assert chain == [(*[Mark.SKIPPED] * at, Mark.NOW, *[Mark.AHEAD] * (parts - at - 1)) for at in range(parts)]
    assert () in seen


def test_the_grids_of_every_ask_are_code_that_runs() -> None:
    copied = 0
    for variant in catalog.variants():
        drawn = variant.draw(1)
        rows = " ".join(" ".join(grid.rows) for grid in asked(drawn).grids).replace("−", "-")
        made: dict[str, Any] = {}
        exec(numpy_code(drawn), made)
        arrays = [value for value in made.values() if isinstance(value, np.ndarray)]
        numbers = [number for array in arrays for number in array.flat]
        assert sorted(numbers) == sorted(map(int, re.findall(r"-?\d+", rows)))
        copied += bool(numbers)
    assert copied > 5, "no grid was found"


def test_two_grids_side_by_side_are_two_arrays() -> None:
    (drawn,) = (variant.draw(1) for variant in catalog.variants() if variant.id == "1.2")
    made: dict[str, Any] = {}
    exec(numpy_code(drawn), made)
    assert {value.ndim for value in made.values() if isinstance(value, np.ndarray)} == {2}
    assert made["channel_0_1"].shape == made["channel_0_2"].shape
