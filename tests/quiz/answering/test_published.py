"""Asks that were published with an answer: in issue trackers, course quizzes and forums.

A row of `published.json` sets a variant's numbers; `right` is how the answer was or could be written, `wrong` what
was answered in its place, each `[text, tag]` with the tag of the slip that must be named: one of those that are left
open, two joined by "and" where both were made, and an empty one where no rule gives the number.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from questions.model import Variant
from quiz.answering.grading import Verdict, graded
from quiz.deck import catalog

CASES = json.loads(Path(__file__).with_name("published.json").read_text(encoding="utf-8"))


def variant_of(case: dict[str, Any]) -> Variant:
    return catalog.variant(case["variant"])(**case["numbers"])


def verdict_on(case: dict[str, Any], text: str) -> Verdict:
    variant = variant_of(case)
    return graded(variant, text)


def named(case: dict[str, Any]) -> str:
    return f"{case['variant']} {' '.join(f'{name}={number}' for name, number in case['numbers'].items())}"


@pytest.mark.parametrize(("case", "text"), [(case, text) for case in CASES for text in case["right"]])
def test_a_right_answer_is_accepted_as_people_write_it(case: dict[str, Any], text: str) -> None:
    verdict = verdict_on(case, text)
    assert verdict.kind == "accept", (named(case), text, verdict.message)


@pytest.mark.parametrize(("case", "text", "tag"), [(case, text, tag) for case in CASES for text, tag in case["wrong"]])
def test_a_wrong_answer_is_named(case: dict[str, Any], text: str, tag: str) -> None:
    verdict = verdict_on(case, text)
    assert verdict.kind == "reject", (named(case), text, verdict.message)
    known = {*verdict.either, " and ".join(verdict.both), verdict.slip or ""}
    assert tag in known, (named(case), text, verdict.slip, verdict.message)
    assert tag or not verdict.matched, (named(case), text, "no rule gives this, so nobody knows what was done")
