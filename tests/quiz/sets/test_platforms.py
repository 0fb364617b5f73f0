"""GIFT and Moodle XML: read by their importers' rules, and marked as Moodle marks."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from questions import load
from questions.answers import Choice, Grid, Integer, Number, Part, Parts, Percent, Shape
from quiz.answering.grading import grade
from quiz.sets import replies
from quiz.sets.formats import moodle as moodle_format
from quiz.sets.problem import Problem
from quiz.sets.replies import DIGITS, options
from tests.quiz.sets import gift_grammar
from tests.quiz.sets.exports import (
    SHOWN,
    Marked,
    boxes,
    every_variant,
    exported,
    folded,
    hostile_problems,
    mark,
    mark_text,
    sampler,
    set_of,
    solved,
    words,
)


def typed(part: Part, value: Any) -> list[float]:
    """Return what a learner would type into a box for a number: rounded as asked, or with all digits."""
    number = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    written = part.write(number).removesuffix("%")
    whole = isinstance(part, Integer) or "/" in written
    return [float(number)] if whole else [float(written), float(number)]


def moodle(problems: list[Problem]) -> Iterator[tuple[Problem, ET.Element]]:
    written, _ = exported("moodle", sampler(), problems=problems)
    (root, *_), questions = categories_and_questions(written)
    assert root == f"$course$/convquiz/{sampler().id}"
    yield from zip(problems, questions, strict=True)


def categories_and_questions(written: bytes) -> tuple[list[str], list[ET.Element]]:
    found = ET.fromstring(written).findall("question")
    categories = [each.findtext("category/text") or "" for each in found if each.get("type") == "category"]
    return categories, [each for each in found if each.get("type") != "category"]


def answers_of(question: ET.Element) -> list[Marked]:
    return [
        Marked(
            answer.findtext("text") or "",
            float(answer.get("fraction", "nan")),
            words(answer.findtext("feedback/text") or ""),
            float(answer.findtext("tolerance") or 0),
        )
        for answer in question.findall("answer")
    ]


def check_numbers(part: Integer | Number | Percent, answers: list[Marked], wrong: Iterable[tuple[Any, str]]) -> None:
    """Check that Moodle gives full marks to the right number, and to every slip none and its message."""
    for value in typed(part, part.value):
        found = mark(answers, value)
        assert found is not None, (part, value)
        assert found.fraction == 100
    for slip, message in wrong:
        if part.accepts(slip):
            continue
        found = mark(answers, typed(part, slip)[0])
        assert found is not None, (part, slip)
        assert found.fraction == 0
        assert folded(message.replace("`", "")) in found.feedback


def check_part(part: Part, found: Iterator[tuple[str, list[Marked]]], wrong: list[tuple[Any, str]]) -> None:
    """Check the boxes of a part, taken from `found` as they come."""
    match part:
        case Choice() | Shape() | Grid() | Integer(optional=True):
            check_texts(part, next(found)[1], wrong)
        case _:
            check_numbers(part, next(found)[1], wrong)


def check_texts(part: Part, answers: list[Marked], wrong: Iterable[tuple[Any, str]]) -> None:
    right = mark_text(answers, part.plain)
    assert right is not None
    assert right.fraction == 100
    for slip, message in wrong:
        if not part.accepts(slip):
            found = mark_text(answers, part.write(slip))
            assert found is not None
            assert found.fraction == 0
            assert folded(message.replace("`", "")) in found.feedback


def check_moodle(problem: Problem, question: ET.Element) -> None:
    answer, wrong = problem.answer, [(slip.value, slip.message) for slip in problem.slips]
    if question.get("type") == "cloze":
        found = iter(boxes(question.findtext("questiontext/text") or ""))
        parts = answer.parts if isinstance(answer, Parts) else {"": answer}
        for name, part in parts.items():
            own = [(v[name], m) for v, m in wrong if name in v] if isinstance(answer, Parts) else wrong
            check_part(part, found, own)
        assert next(found, None) is None
    elif isinstance(answer, Choice | Grid | Shape) or (isinstance(answer, Integer) and answer.optional):
        check_texts(answer, [answer_as_shown(each) for each in answers_of(question)], wrong)
    else:
        assert isinstance(answer, Integer | Number | Percent)
        check_numbers(answer, answers_of(question), wrong)


def answer_as_shown(answer: Marked) -> Marked:
    return Marked(words(answer.text), answer.fraction, answer.feedback)


def test_moodle_marks_the_right_answer_and_names_every_slip() -> None:
    for problem, question in moodle(solved(every_variant())):
        check_moodle(problem, question)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20, 60))
def test_no_draw_is_marked_wrongly(seed: int) -> None:
    problems = solved(set_of(*(variant for question in load() for variant in question.variants), seeds=(seed,)))
    for problem, question in moodle(problems):
        check_moodle(problem, question)
    for problem, asked in gift(problems):
        check_gift(problem, asked)


def test_moodle_keeps_hostile_text() -> None:
    for problem, question in moodle(hostile_problems()):
        shown = words(question.findtext("questiontext/text") or "")
        assert shown.startswith(f"{SHOWN} 2 rows, 2 columns 1 −2 3 4 - {SHOWN}"), shown
        assert SHOWN in words(question.findtext("generalfeedback/text") or "")
        check_moodle(problem, question)
        html = re.sub(r"<[^>]+>", "\0", question.findtext("questiontext/text") or "")
        assert "\\(" not in html
        assert "$" not in html


def test_moodle_files_follow_the_importers_rules() -> None:
    written, export = exported("moodle", sampler(), figures=True)
    assert written.startswith(b"<?xml")
    root = ET.fromstring(written)
    _, questions = categories_and_questions(written)
    assert len(questions) < len(root.findall("question"))
    names = [question.findtext("name/text") or "" for question in questions]
    identities = [question.findtext("idnumber") or "" for question in questions]
    assert len(set(names)) == len(set(identities)) == len(sampler().items)
    assert all(0 < len(name) <= 255 for name in names)
    assert all(0 < len(identity) <= 100 for identity in identities)
    for question, item in zip(questions, sampler().items, strict=True):
        text = question.findtext("questiontext/text") or ""
        assert all(sign in text for sign in (item.code, "seed 90210", sampler().id))
        feedback = question.find("generalfeedback")
        assert feedback is not None
        (picture,) = feedback.findall("file")
        assert f"@@PLUGINFILE@@/{picture.get('name')}" in (feedback.findtext("text") or "")
        assert base64.b64decode(picture.text or "", validate=True).startswith(b"<svg")
        for answer in question.findall("answer"):
            assert answer.get("fraction") in ("0", "100")
            if question.get("type") == "numerical":
                assert re.fullmatch(r"-?\d+(\.\d+)?", answer.findtext("text") or "")
    assert set(export.lost) == {moodle_format.MARKS}


def test_an_item_has_one_mark_unless_it_has_parts() -> None:
    """Moodle gives each box a mark of its own and takes no other from the file."""
    problems = solved(every_variant())
    written, export = exported("moodle", every_variant(), problems=problems)
    several = {problem.code for problem in problems if isinstance(problem.answer, Parts)}
    _, questions = categories_and_questions(written)
    assert {p.code for p, q in zip(problems, questions, strict=True) if q.get("type") == "cloze"} == several
    assert set(export.lost[moodle_format.MARKS]) == several
    for problem, question in zip(problems, questions, strict=True):
        if isinstance(problem.answer, Parts):
            assert len(boxes(question.findtext("questiontext/text") or "")) == len(problem.answer.parts)


def test_rows_are_recognised_however_they_are_typed() -> None:
    grid = Grid(value=((1, -2), (3, 4)))
    found = {reply.text for reply in replies.worded(grid, []) if reply.right}
    for typed_ in ("1, -2; 3, 4", "1,-2;3,4", "1 -2; 3 4", "1 -2 / 3 4", "[[1, -2], [3, 4]]", "[[1,-2],[3,4]]"):
        assert typed_ in found
        assert grade(grid, typed_).kind == "accept"
    assert all(grade(grid, text).kind == "accept" for text in found)


def test_a_variant_has_a_category_of_its_own() -> None:
    """A quiz of random questions draws from it: other numbers for each student."""
    practice_set = set_of(*load()[2].variants[:2], load()[6].variants[0], seeds=(3, 4))
    found = ET.fromstring(exported("moodle", practice_set)[0]).findall("question")
    place, placed = "", []
    for each in found:
        if each.get("type") == "category":
            place = each.findtext("category/text") or ""
        else:
            placed.append(place)
    root = f"$course$/convquiz/{practice_set.id}"
    assert placed == 2 * [
        f"{root}/Q03 output-size/3.1 Output side of one layer",
        f"{root}/Q03 output-size/3.2 {load()[2].variants[1].title}",
        f"{root}/Q07 one-by-one/7.1 {load()[6].variants[0].title}",
    ]


def test_no_stem_promises_what_a_platform_refuses() -> None:
    problems = solved(every_variant())
    stems = [question.findtext("questiontext/text") or "" for _, question in moodle(problems)]
    stems += [question.html for _, question in gift(problems)]
    assert any("fractions are fine" in problem.variant.ask() for problem in problems)
    for stem in stems:
        said = words(re.sub(r"\{1:.*?\}", "", stem)).replace(DIGITS, "")
        assert not re.search(r"fractions?\b|will do|are fine|a sum\b|expression", said), said


def test_what_is_typed_by_digits_says_so() -> None:
    for problem, question in moodle(solved(every_variant())):
        asked_for_digits = DIGITS in words(question.findtext("questiontext/text") or "")
        assert asked_for_digits == (not isinstance(problem.answer, Choice)), problem.code


def test_each_box_says_what_belongs_in_it() -> None:
    parts = Parts(parts={"least": Integer(value=None, optional=True), "most": Integer(value=3)})
    problem = replace(solved(sampler())[0], answer=parts, slips=())
    ((_, question),) = moodle([problem])
    text = words(re.sub(r"\{1:.*?\}", "[]", question.findtext("questiontext/text") or ""))
    assert "least [] a whole number, or none" in text
    assert "most [] one whole number" in text


def gift(problems: list[Problem]) -> Iterator[tuple[Problem, gift_grammar.Question]]:
    written, _ = exported("gift", sampler(), problems=problems)
    category, questions = gift_grammar.read(written.decode())
    assert category == f"$course$/convquiz/{sampler().id}"
    assert len({question.title for question in questions}) == len(problems)
    yield from zip(problems, questions, strict=True)


def check_gift(problem: Problem, question: gift_grammar.Question) -> None:
    answer, wrong = problem.answer, [(slip.value, slip.message) for slip in problem.slips]
    if question.kind == "numerical":
        assert isinstance(answer, Integer | Number | Percent)
        check_numbers(answer, question.answers, wrong)
    elif question.kind == "multichoice":
        shown = [answer_as_shown(each) for each in question.answers]
        for value, message in [(answer.value, ""), *wrong]:
            whole = {**answer.value, **value} if isinstance(answer, Parts) else value
            found = mark_text(shown, folded(answer.show(whole)))
            assert found is not None
            assert found.fraction == (0 if message else 100)
            assert folded(message.replace("`", "")) in found.feedback
    else:
        check_texts(answer, question.answers, wrong)


def test_gift_marks_the_right_answer_and_names_every_slip() -> None:
    for problem, question in gift(solved(every_variant())):
        check_gift(problem, question)
        assert problem.code in question.html
        assert "seed 90210" in question.html


def test_gift_keeps_hostile_text() -> None:
    for problem, question in gift(hostile_problems()):
        assert words(question.html).startswith(f"{SHOWN} 2 rows, 2 columns 1 −2 3 4 - {SHOWN}")
        assert SHOWN in words(question.general)
        check_gift(problem, question)


@pytest.mark.parametrize("broken", ["::a::[html]b\\nabla{=c}", "::a::[html]b=c{=d}", "::a::[html]b{=c\n\n}", "a{}"])
def test_the_grammar_refuses_what_moodle_would_guess_about(broken: str) -> None:
    with pytest.raises(gift_grammar.GiftError):
        gift_grammar.read(broken)


def test_gift_says_what_it_cannot_hold() -> None:
    _, export = exported("gift", sampler(), figures=True)
    losses = "\n".join(export.losses())
    grouped = [problem.code for problem in solved(sampler()) if isinstance(problem.answer, Parts)]
    assert grouped
    assert all(code in losses for code in grouped)
    assert "figures" in losses


def spelt(part: Part, value: Any) -> Iterator[str]:
    """Yield what people type for a value."""
    if isinstance(part, Integer):
        yield from (str(value), f"{value:,}")
        return
    entries = value if isinstance(part, Shape) else value[0]
    numbers = [str(entry) for entry in entries]
    shape = isinstance(part, Shape) and part.joint == "×"
    for joint in (", ", ",", " ", "; ", *(("x", "×", " x ", " × ", "X", " by ") if shape else ())):
        yield joint.join(numbers)
    listed = ", ".join(numbers)
    yield from (f"({listed})", f"[{listed}]", listed.replace("-", "−"))


@pytest.mark.parametrize(
    "part",
    [
        Shape(value=(64, 32, 32)),
        Shape(value=(-2, 3), joint=", "),
        Grid(value=((1, -2, 3),)),
        Integer(value=73856, optional=True),
    ],
)
def test_a_list_is_accepted_in_its_usual_spellings(part: Part) -> None:
    problem = replace(solved(sampler())[0], answer=part, slips=())
    ((_, question),), ((_, element),) = gift([problem]), moodle([problem])
    for answers in (question.answers, answers_of(element)):
        for text in spelt(part, part.value):
            found = mark_text(answers, text)
            assert found is not None, text
            assert found.fraction == 100


def test_a_choice_of_parts_names_them() -> None:
    problem = next(problem for problem in solved(every_variant()) if problem.variant.id == "13.6")
    ((_, question),) = gift([problem])
    assert isinstance(problem.answer, Parts)
    for answer in question.answers:
        assert all(f"{name} " in words(answer.text) for name in problem.answer.parts), answer.text


def test_choices_do_not_tell_the_answer_by_their_place() -> None:
    places = set()
    for problem in solved(every_variant()):
        if isinstance(problem.answer, Parts):
            found = options(problem.answer, [(slip.value, slip.message) for slip in problem.slips])
            assert len({reply.text for reply in found}) == len(found)
            places.add([reply.right for reply in found].index(True))
    assert len(places) > 1


def test_the_same_set_gives_the_same_bytes() -> None:
    practice_set = set_of(*(type(problem.variant) for problem in solved(sampler())))
    for name in ("gift", "moodle"):
        assert exported(name, practice_set)[0] == exported(name, practice_set)[0]
