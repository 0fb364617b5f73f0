"""The page reads and grades as `quiz/answering` does: the same kind, value, echo, slip and message."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.quiz.answering
from questions.answers import Answer, Fitting, Parts
from quiz.answering.grading import grade, graded
from quiz.answering.naming import Mistakes
from quiz.deck import catalog
from tests.quiz.answering.kinds import KINDS
from tests.quiz.answering.test_published import variant_of
from tests.quiz.answering.test_vectors import VECTORS
from tests.quiz.sets.page.typed import Page, as_told, literals, typed

READ = [kind for kind in KINDS if not isinstance(kind, Fitting)]
"""Sets hold no answer of which many are right."""
QUICK, MANY = 2, 76
"""Answers to each variant: 10,000 in all."""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    made = Page()
    yield made
    made.engine.close()


def compare(page: Page, answer: Answer, texts: list[str]) -> None:
    for text, told in zip(texts, page.of_answer(answer, list(texts)), strict=True):
        assert told == as_told(grade(answer, text)), text


def compare_answers(page: Page, number: int, seed: int) -> None:
    for variant in catalog.variants():
        rng = random.Random(f"{variant.id} {seed}")
        drawn = variant.draw(seed)
        texts, known = list(typed(drawn, rng, number)), Mistakes(drawn)
        for text, told in zip(texts, page.of_variant(drawn, texts), strict=True):
            verdict = grade(drawn.answer(), text, known.listed, drawn.carried(), known)
            assert told == as_told(verdict), (variant.id, seed, text)


def test_vectors(page: Page) -> None:
    for text, answer, _ in VECTORS:
        compare(page, answer, [text])


def test_published_answers(page: Page) -> None:
    path = Path(tests.quiz.answering.__path__[0]) / "published.json"
    for case in json.loads(path.read_text(encoding="utf-8")):
        variant = variant_of(case)
        texts = [*case["right"], *(text for text, _ in case["wrong"])]
        for text, told in zip(texts, page.of_variant(variant, texts), strict=True):
            assert told == as_told(graded(variant, text)), (case["variant"], text)


def test_a_few_typed_answers_to_every_variant(page: Page) -> None:
    compare_answers(page, QUICK, 1)


@pytest.mark.slow
def test_many_typed_answers_to_every_variant(page: Page) -> None:
    compare_answers(page, MANY, 2)


@pytest.mark.slow
@pytest.mark.parametrize("answer", READ, ids=lambda answer: type(answer).__name__)
def test_every_text_of_the_readers_tests(page: Page, answer: Answer) -> None:
    compare(page, answer, literals())
    if isinstance(answer, Parts):
        for text in literals()[::10]:
            texts = dict.fromkeys(answer.parts, text)
            (told,) = page.of_answer(answer, [texts])
            assert told == as_told(grade(answer, texts)), text
