"""QTI 2.1 and 3.0: items played by the rules of the standard, and packages by those of their readers."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from questions import load
from questions.answers import Choice, Grid, Integer, Number, Part, Parts, Percent, half_up
from quiz.cli import cli
from quiz.sets.problem import Problem
from quiz.sets.qti.fields import bounds
from quiz.sets.qti.item import MISFITS
from quiz.sets.replies import numerical
from tests.quiz.sets.exports import (
    SHOWN,
    exported,
    folded,
    hostile_problems,
    sampler,
    set_of,
    solved,
    words,
)
from tests.quiz.sets.qti_player import items, parsed, play, read

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def boxed(part: Part, value: Any, boxes: list[ET.Element]) -> list[str]:
    """Return what a learner gives in the boxes of a part."""
    if isinstance(part, Choice):
        (options,) = boxes
        (chosen,) = [each.attrib["identifier"] for each in options if "".join(each.itertext()) == value]
        return [chosen]
    if isinstance(part, Grid) and not part.one_row:
        return [str(float(Fraction(entry))) for row in value for entry in row]
    if isinstance(part, Integer | Number | Percent) and value is not None:
        text = part.write(value).removesuffix("%")
        return [str(float(Fraction(text))) if "/" in text else text]
    return [part.write(value)]


RIGHT: dict[str, Any] = {}


def responses(problem: Problem, item: ET.Element, wrong: Any = RIGHT) -> dict[str, str]:
    """Return the right answer in the boxes of an item, over which a slip may be written."""
    answer = problem.answer
    parts = answer.parts if isinstance(answer, Parts) else {"": answer}
    wrongs = wrong if isinstance(answer, Parts) or wrong is RIGHT else {"": wrong}
    boxes = [each for each in item.iter() if each.get("responseIdentifier")]
    given: dict[str, str] = {}
    for name, part in parts.items():
        own = boxes[: sum(map(len, part.value)) if isinstance(part, Grid) and not part.one_row else 1]
        boxes = boxes[len(own) :]
        value = wrongs.get(name, part.value)
        given |= dict(zip([each.attrib["responseIdentifier"] for each in own], boxed(part, value, own), strict=True))
    assert not boxes
    return given


def share(problem: Problem, wrong: Any) -> float:
    """Return the share of parts that stay right in a slip."""
    if not isinstance(problem.answer, Parts):
        return 0.0
    parts = problem.answer.parts
    return sum(name not in wrong or part.accepts(wrong[name]) for name, part in parts.items()) / len(parts)


def fits(problem: Problem, wrong: Any) -> bool:
    right = problem.answer.value
    return not isinstance(problem.answer, Grid) or problem.answer.one_row or [*map(len, wrong)] == [*map(len, right)]


def checked(problems: list[Problem], package: bytes) -> Iterator[tuple[Problem, ET.Element]]:
    """Yield the items with their problems, the right answer and all slips of which are scored as they must be."""
    for problem, item in zip(problems, items(package), strict=True):
        played = play(item, responses(problem, item))
        assert played.score == 1
        assert not any(played.values[name] != "nothing" for name in played.values if name.startswith("SAID"))
        for slip in problem.slips:
            if fits(problem, slip.value):
                played = play(item, responses(problem, item, slip.value))
                assert played.score == pytest.approx(share(problem, slip.value)), (problem.code, slip.tag)
                assert folded(slip.message.replace("`", "")) in played.said, (problem.code, slip.tag)
        yield problem, item


def test_a_right_answer_scores_and_a_slip_is_told() -> None:
    problems = solved(sampler())
    written, export = exported("qti21", sampler(), problems=problems)
    for problem, item in checked(problems, written):
        assert problem.code in item.attrib["title"]
        assert "seed 90210" in words(ET.tostring(item, encoding="unicode"))
        assert play(item, {}).score == 0
    misfits = {problem.code for problem in problems if not all(fits(problem, slip.value) for slip in problem.slips)}
    assert set(export.lost[MISFITS]) == misfits


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60, 64))
def test_no_draw_is_scored_wrongly(seed: int) -> None:
    practice_set = set_of(*(variant for question in load() for variant in question.variants), seeds=(seed,))
    assert all(checked(solved(practice_set), exported("qti21", practice_set)[0]))


@given(
    value=st.fractions(min_value=-3000, max_value=3000, max_denominator=97).filter(bool),
    places=st.integers(0, 3),
    off=st.integers(-60, 60),
    kind=st.sampled_from(["places", "figures", "percent"]),
)
def test_a_range_holds_exactly_what_rounds_to_the_answer(value: Fraction, places: int, off: int, kind: str) -> None:
    part: Number | Percent
    match kind:
        case "places":
            part = Number(value=half_up(value, places), places=places)
        case "figures":
            part = Number(value=value, significant_figures=places + 1)
        case _:
            part = Percent(value=value, places=places)
    right, *_ = numerical(part, ())
    near = Fraction(right.text) + off * Fraction(right.tolerance) / 20
    low, high = bounds(part, right)
    inside = {"gte": near >= low[1], "gt": near > low[1]}[low[0]] and {"lte": near <= high[1], "lt": near < high[1]}[
        high[0]
    ]
    assert inside == part.accepts(near)


def test_items_keep_hostile_text() -> None:
    problems = hostile_problems()
    written, _ = exported("qti21", sampler(), problems=problems)
    for _, item in checked(problems, written):
        body = item.find("itemBody")
        assert body is not None
        assert words(ET.tostring(body, encoding="unicode")).startswith(f"{SHOWN} 2 rows, 2 columns 1 −2 3 4 - {SHOWN}")
        assert SHOWN in words(ET.tostring(item.findall("modalFeedback")[-1], encoding="unicode"))


@pytest.mark.parametrize("name", ["qti21", "qti30"])
def test_a_package_lists_what_it_holds(name: str) -> None:
    written, _ = exported(name, sampler(), figures=True)
    members = read(written)
    resources = [*parsed(members["imsmanifest.xml"]).iter("resource")]
    listed = [file.attrib["href"] for each in resources for file in each.iter("file")]
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(members)
    identifiers = [each.attrib["identifier"] for each in resources]
    assert len(set(identifiers)) == len(identifiers)
    assert {each.attrib["identifierref"] for each in parsed(members["imsmanifest.xml"]).iter("dependency")} <= {
        *identifiers
    }
    for href in listed:
        if href.startswith("items/"):
            (picture,) = parsed(members[href]).iter("img")
            assert f"images/{picture.attrib['src'].removeprefix('../images/')}" in members
            assert picture.attrib["alt"]
    assert exported(name, sampler(), figures=True)[0] == written


@pytest.mark.parametrize("name", ["qti21", "qti30"])
def test_an_item_s_variables_are_known_by_its_name(name: str) -> None:
    """A test calls the score of an item ITEM.SCORE, so that a name with dots is another item's."""
    members = read(exported(name, sampler())[0])
    test = parsed(members["test.xml"])
    references = [each for each in test.iter() if each.tag.lower().replace("-", "").endswith("assessmentitemref")]
    assert references
    for reference in references:
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", reference.attrib["identifier"])
        assert parsed(members[reference.attrib["href"]]).attrib["identifier"] == reference.attrib["identifier"]


@pytest.mark.parametrize("name", ["qti21", "qti30"])
def test_an_item_says_its_language(name: str) -> None:
    """A platform in another language had it read aloud in its own."""
    members = read(exported(name, sampler())[0])
    for path in members:
        if path.startswith("items/"):
            assert ET.fromstring(members[path]).attrib[LANGUAGE] == "en"


def test_version_3_says_the_same_in_other_names() -> None:
    """Its elements are those of 2.1 with `qti-` before them, attributes have hyphens, feedback has a body."""
    older, newer = (read(exported(name, sampler())[0]) for name in ("qti21", "qti30"))
    assert older.keys() == newer.keys()
    for name in older.keys() - {"imsmanifest.xml"}:
        same = parsed(older[name])
        for element in same.iter():
            element.attrib.pop("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", None)
        assert [*told(same)] == [*told_newer(parsed(newer[name]))]


def told(root: ET.Element) -> Iterator[tuple[str, str, list[str]]]:
    for element in root.iter():
        yield element.tag.lower(), (element.text or "").strip(), sorted(element.attrib.values())


def told_newer(root: ET.Element) -> Iterator[tuple[str, str, list[str]]]:
    for element in root.iter():
        attributes = {key: value for key, value in element.attrib.items() if "schemaLocation" not in key}
        assert not any(key != key.lower() for key in attributes if key != LANGUAGE)
        assert element.tag == element.tag.lower()
        if element.tag != "qti-content-body":
            yield (
                element.tag.removeprefix("qti-").replace("-", ""),
                (element.text or "").strip(),
                sorted(attributes.values()),
            )


def test_keys_say_what_solve_says() -> None:
    written = exported("qti21", sampler())[0]
    compared = 0
    for item, package_item in zip(sampler().items, items(written), strict=True):
        key = [each.text for each in package_item.findall("responseDeclaration/correctResponse/value")]
        solution = json.loads(CliRunner().invoke(cli, ["solve", item.code, "--json"]).stdout)
        text = solution["answer"]["text"].removesuffix("%")
        if len(key) == 1 and package_item.find("itemBody/choiceInteraction") is None:
            assert key == [text if "/" not in text else str(float(Fraction(text)))]
            compared += 1
    assert compared > 5
