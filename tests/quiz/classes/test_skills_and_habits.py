"""What a class knows worst and which slips it makes, in the order in which a teacher wants them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from quiz.answering.grading import Verdict
from quiz.classes.model import ClassRecord
from quiz.classes.results import EASY, HARDEST, Result, Results, grade_class, own_practice, practice_words
from quiz.sets.file import read_set
from quiz.sets.marking import Mark, Marks
from tests.quiz.classes.classes import NAMES, of, right, run, solved

RIGHT = Verdict(kind="accept", reading="1", message="", exact="1", credit=1.0)
UNCLEAR = Verdict(kind="clarify", reading=None, message="", exact="1")


def wrong(slip: str | None = None) -> Verdict:
    return Verdict(kind="reject", reading="2", message="", exact="1", slip=slip)


def results_of(record: ClassRecord, told: Mapping[int, Mapping[int, Verdict]]) -> Results:
    """Return a class in which these verdicts were given, by copy and item, and all else is right."""
    results = []
    for copy in record.copies:
        said = told.get(copy.number, {})
        marks = [Mark(problem, "1", said.get(problem.number, RIGHT)) for problem in solved(record, copy)]
        results.append(Result(copy, Marks(record.practice_set(copy), marks, ()), handed_in=True))
    return Results(record, results, ())


def missing(record: ClassRecord, times: Mapping[int, int]) -> Results:
    """Return a class in which the first so many students missed an item."""
    copies = range(1, len(record.copies) + 1)
    return results_of(
        record, {copy: {item: wrong() for item, many in times.items() if copy <= many} for copy in copies}
    )


def test_the_slip_of_most_students_stands_first_then_the_one_made_most_often() -> None:
    often, once, common = wrong("often"), wrong("once"), wrong("common")
    results = results_of(of(), {1: {1: once, 2: often, 3: often, 4: common}, 2: {4: common}})
    assert [habit.tag for habit in results.habits] == ["common", "often", "once"]
    first, second, _ = results.habits
    assert first.students == list(NAMES[:2])
    assert second.students == [NAMES[0]], "who makes a slip twice is named once"
    assert first.variants == [solved(of(), of().copies[0])[3].variant.id], "so is where two made it"


def test_the_hardest_skills_are_practised_first_and_no_more_than_a_lesson_holds() -> None:
    results = missing(of(), {item: item for item in range(1, 6)})
    assert [skill.number for skill in results.hardest] == [5, 4, 3, 2, 1]
    assert [skill.number for skill in results.next_practice] == [5, 4, 3, 2, 1][:HARDEST]


def test_a_skill_asked_twice_is_practised_once_and_for_its_harder_item() -> None:
    """An easier item of the hardest skill must not push it behind those that lie between."""
    record = of(length=8)
    items = solved(record, record.copies[0])
    asked = Counter(type(item.variant) for item in items)
    twice = next(variant for variant, times in asked.items() if times > 1)
    harder, easier, *_ = (item.number for item in items if type(item.variant) is twice)
    others = [item.number for item in items if asked[type(item.variant)] == 1][:HARDEST]
    results = missing(record, {harder: 6, easier: 1, **dict.fromkeys(others, 4)})
    assert [skill.number for skill in results.next_practice] == [harder, *others][:HARDEST]


def test_what_nine_of_ten_can_do_a_class_need_not_practise() -> None:
    record = of(tuple(f"student {number}" for number in range(10)))
    results = missing(record, {1: 1, 2: 2})
    assert results.skills[0].share == EASY
    assert [skill.number for skill in results.next_practice] == [2]


def test_items_of_one_class_stand_in_their_order_and_are_called_by_it() -> None:
    skills = missing(of(), {}).skills
    assert [skill.number for skill in skills] == [1, 2, 3, 4, 5]
    assert [skill.name for skill in skills] == [f"{skill.number}. {skill.title}" for skill in skills]


def test_where_copies_ask_different_skills_each_variant_is_one_line_in_the_order_of_numbers() -> None:
    record = of(same_skills=False)
    skills = missing(record, {}).skills
    asked = Counter(type(item.variant) for copy in record.copies for item in solved(record, copy))
    assert {skill.variant: len(skill.marks) for skill in skills} == asked
    assert [skill.variant for skill in skills] == sorted(asked, key=lambda variant: [*map(int, variant.id.split("."))])
    assert [skill.name for skill in skills] == [f"{skill.variant.id} {skill.variant.title}" for skill in skills]


def test_the_median_is_of_the_one_in_the_middle_and_not_the_mean() -> None:
    record = of(NAMES[:3])
    results = results_of(record, {1: {number: wrong() for number in range(1, 6)}, 2: {1: wrong()}})
    assert results.median == results.results[1].percent != results.mean


def test_a_copy_without_points_has_no_percent_and_is_no_error() -> None:
    record = of()
    copy = record.copies[0].model_copy(update={"points": (0,) * 5})
    result = Result(copy, missing(record, {}).results[0].marks, handed_in=True)
    assert (result.earned, result.percent, result.best) == (0, 0, 0)


def test_an_item_that_the_bank_no_longer_has_is_named_with_its_student() -> None:
    record = of(NAMES[:2])
    first, second = record.copies
    numbers = {**second.items[1].numbers, "size": 1}
    changed = second.model_copy(
        update={"items": (second.items[0], second.items[1].model_copy(update={"numbers": numbers}), *second.items[2:])}
    )
    results = grade_class(record.model_copy(update={"copies": (first, changed)}), right(record))
    (line,) = results.left_out
    assert line.startswith(f"{NAMES[1]}: ")


def test_a_student_practises_what_was_missed_once_each_and_not_what_is_unclear() -> None:
    record = of(length=8)
    items = solved(record, record.copies[0])
    twice = next(
        type(item.variant) for item in items if [type(each.variant) for each in items].count(type(item.variant)) > 1
    )
    missed = {item.number: wrong() for item in items if type(item.variant) is twice}
    unclear = next(item.number for item in items if item.number not in missed)
    result = results_of(record, {1: {**missed, unclear: UNCLEAR}}).results[0]
    assert own_practice(result) == [twice.id]


def test_the_command_for_what_is_hardest_asks_each_skill_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    skills = missing(of(), {1: 3, 2: 2}).next_practice
    program, *words = practice_words(skills)
    assert (program, run(*words).exit_code) == ("convquiz", 0)
    asked = Counter(item.variant for item in read_set(words[-1]).items)
    assert set(asked) == {skill.variant.id for skill in skills}
    assert min(asked.values()) > 1
