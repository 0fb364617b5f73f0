"""Drawing copies: nobody shares numbers, everybody has the same skills."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quiz.classes.copies import make_class, shared
from quiz.classes.model import ClassRecord, read_record, written
from quiz.deck import catalog
from quiz.sets.make import drawings
from quiz.sets.recipe import recipe_of
from tests.quiz.classes.classes import NAMES, of


@pytest.mark.parametrize("same_skills", [True, False])
def test_no_draw_stands_in_two_copies(same_skills: bool) -> None:
    record = of(same_skills=same_skills)
    numbers = [(item.variant, json.dumps(item.numbers)) for copy in record.copies for item in copy.items]
    assert len(set(numbers)) == len(numbers)
    assert shared(record) == 0


def test_all_copies_ask_the_same_skills_in_the_same_order() -> None:
    asked = {tuple(item.variant for item in copy.items) for copy in of().copies}
    assert len(asked) == 1
    worth = {copy.points for copy in of().copies}
    assert len(worth) == 1, "a copy may earn more than another"


def test_a_record_that_says_otherwise_is_refused() -> None:
    record = of()
    first, second, *others = record.copies
    turned = second.model_copy(update={"items": second.items[::-1], "points": second.points[::-1]})
    forged = record.model_copy(update={"copies": (first, turned, *others)})
    with pytest.raises(ValueError, match="same variants"):
        ClassRecord.model_validate_json(b"".join(written(forged)))


def test_who_comes_later_changes_nobodys_copy() -> None:
    assert of((*NAMES, "Zeno")).copies[: len(NAMES)] == of().copies


def test_numbers_come_again_only_when_all_were_given() -> None:
    copies = 40
    record = make_class(recipe_of(1, variants=["20.1"]), 3, [""] * copies, same_skills=True, exam=False)
    kind = catalog.variant("20.1")
    there = {kind.draw(seed) for seed in range(1500)}
    assert len(there) < copies, "the variant has draws for all by now: take another"
    assert copies - shared(record) == len(there)


def test_skills_without_numbers_for_all_give_way() -> None:
    recipe = recipe_of(3, questions=["20"])
    chosen = ({ask.variant.id for ask in next(drawings(recipe, seed))} for seed in range(20))
    seed = next(seed for seed, variants in enumerate(chosen) if "20.1" in variants)
    record = make_class(recipe, seed, [""] * 40, same_skills=True, exam=False)
    assert shared(record) == 0


def test_a_class_is_written_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "class.json"
    path.write_bytes(b"".join(written(of())))
    assert read_record(str(path)) == of()
