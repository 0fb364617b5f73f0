"""QTI 1.2: scored by its own rules, and compared with nothing that Canvas would take for a right answer."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from questions import load
from questions.answers import Integer, Number, Parts, Percent
from quiz.answering.grading import grade
from quiz.sets.problem import Problem
from quiz.sets.qti.canvas import TYPED
from tests.quiz.sets.exports import SHOWN, exported, folded, hostile_problems, sampler, set_of, solved
from tests.quiz.sets.exports import words as words_of
from tests.quiz.sets.qti_player import parsed, read


def words(element: ET.Element | None) -> str:
    assert element is not None
    return folded(" ".join(words_of(text.text or "") for text in element.iter("mattext")))


@dataclass
class Scored:
    score: float = 0.0
    said: str = ""


def holds(condition: ET.Element, given: dict[str, str]) -> bool:
    match condition.tag:
        case "other":
            return True
        case "or":
            return any(holds(each, given) for each in condition)
        case "and" | "conditionvar":
            same = [each.tag == "varequal" for each in condition]
            # The standard joins conditions by "and"; several values of one response are alternatives to Canvas.
            alternatives = all(same) and len(same) > 1
            return (any if alternatives else all)(holds(each, given) for each in condition)
    typed, wanted = given.get(condition.attrib["respident"], ""), condition.text or ""
    if condition.tag == "varequal":
        return typed.casefold() == wanted.casefold()
    try:
        number = float(typed)
    except ValueError:
        return False
    return {"vargte": number >= float(wanted), "varlte": number <= float(wanted)}[condition.tag]


def score(item: ET.Element, given: dict[str, str]) -> Scored:
    found, said = Scored(), []
    for condition in item.iter("respcondition"):
        variable = condition.find("conditionvar")
        assert variable is not None
        if holds(variable, given):
            setting = condition.find("setvar")
            if setting is not None:
                before = found.score if setting.attrib["action"] == "Add" else 0.0
                found.score = before + float(setting.text or "nan")
            said += [each.attrib["linkrefid"] for each in condition.iter("displayfeedback")]
    found.said = " ".join(words(each) for each in item.iter("itemfeedback") if each.attrib["ident"] in said)
    return found


def questions(written: bytes) -> list[ET.Element]:
    (content,) = [content for name, content in read(written).items() if b"<questestinterop" in content]
    return list(parsed(content).iter("item"))


def chosen(boxes: list[ET.Element], texts: list[str]) -> dict[str, str]:
    """Return the options that read so, one in each box."""
    given = {}
    for box, text in zip(boxes, texts, strict=True):
        (option,) = [each for each in box.iter("response_label") if words(each) == folded(text.replace("`", ""))]
        given[box.attrib["ident"]] = option.attrib["ident"]
    return given


def check_chosen(problem: Problem, item: ET.Element, boxes: list[ET.Element]) -> None:
    answer = problem.answer
    lists = len(boxes) > 1
    assert isinstance(answer, Parts) or not lists

    def texts(wrong: Any) -> list[str]:
        if isinstance(answer, Parts):
            whole = {**answer.value, **wrong}
            return [part.show(whole[name]) for name, part in answer.parts.items()] if lists else [answer.show(whole)]
        return [answer.show(wrong)]

    right = score(item, chosen(boxes, texts(answer.value)))
    assert right.score == pytest.approx(100, abs=0.02)
    for slip in problem.slips:
        found = score(item, chosen(boxes, texts(slip.value)))
        assert found.score < 99, (problem.code, slip.tag)
        assert folded(slip.message.replace("`", "")) in found.said, (problem.code, slip.tag)


def check_typed(problem: Problem, item: ET.Element) -> None:
    answer = problem.answer
    assert not isinstance(answer, Parts)
    accepted = [each.text or "" for each in item.iter("varequal")]
    assert not any(grade(answer, text).kind == "reject" for text in accepted), problem.code
    right = answer.plain.removesuffix("%")
    if "/" in right and isinstance(answer, Number):
        right = str(float(Fraction(right)))
    assert score(item, {"response1": right}).score == 100
    for slip in problem.slips:
        text = answer.write(slip.value).removesuffix("%")
        if isinstance(answer, Integer | Number | Percent) and "/" in text:
            text = str(float(Fraction(text)))
        assert score(item, {"response1": text}).score == 0, (problem.code, slip.tag)


def checked(problems: list[Problem], written: bytes) -> Iterator[tuple[Problem, ET.Element]]:
    for problem, item in zip(problems, questions(written), strict=True):
        if boxes := list(item.iter("response_lid")):
            check_chosen(problem, item, boxes)
        else:
            check_typed(problem, item)
        yield problem, item


def test_right_answers_score_and_slips_do_not() -> None:
    problems = solved(sampler())
    written, export = exported("qti12", sampler(), problems=problems)
    typed = set()
    for problem, item in checked(problems, written):
        assert problem.code in item.attrib["title"]
        assert "seed 90210" in words(item.find("presentation"))
        assert score(item, {}).score == 0
        if item.find("presentation/response_lid") is None:
            typed.add(problem.code)
    assert set(export.lost[TYPED]) == typed


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(70, 73))
def test_no_draw_is_scored_wrongly(seed: int) -> None:
    practice_set = set_of(*(variant for question in load() for variant in question.variants), seeds=(seed,))
    assert all(checked(solved(practice_set), exported("qti12", practice_set)[0]))


def test_questions_keep_hostile_text() -> None:
    written, _ = exported("qti12", sampler(), problems=hostile_problems())
    for _, item in checked(hostile_problems(), written):
        assert words(item.find("presentation")).startswith(f"{SHOWN} 2 rows, 2 columns 1 −2 3 4 - {SHOWN}")
        assert SHOWN in words(item)


def test_a_package_lists_what_it_holds() -> None:
    written, _ = exported("qti12", sampler(), figures=True)
    members = read(written)
    manifest = parsed(members["imsmanifest.xml"])
    listed = [file.attrib["href"] for file in manifest.iter("file")]
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(members)
    resources = [each.attrib["identifier"] for each in manifest.iter("resource")]
    assert len(set(resources)) == len(resources)
    assert {each.attrib["identifierref"] for each in manifest.iter("dependency")} <= set(resources)
    text = b"".join(members.values()).decode()
    assert all(f"%24IMS-CC-FILEBASE%24/{name}" in text for name in listed if name.startswith("images/"))
    assert exported("qti12", sampler(), figures=True)[0] == written
