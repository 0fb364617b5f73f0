"""The page reads and grades as `quiz/answering` does: the same kind, value, echo, slip and message."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import tests.quiz.answering
from questions.answers import Answer, Fitting, Parts
from questions.model import Variant
from quiz.answering.grading import grade, graded
from quiz.answering.live import heard
from quiz.answering.naming import Mistakes
from quiz.deck import catalog
from tests.quiz.answering.kinds import KINDS
from tests.quiz.answering.test_published import variant_of
from tests.quiz.answering.test_vectors import VECTORS
from tests.quiz.sets.page.typed import Page, as_told, literals, typed

READ = [kind for kind in KINDS if not isinstance(kind, Fitting)]
"""Sets hold no answer of which many are right."""
QUICK, MANY = 3, 76
"""Answers to each variant: to some of them, and 10,000 to all."""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    made = Page()
    yield made
    made.engine.close()


def compare(page: Page, answer: Answer, texts: list[str]) -> None:
    for text, told in zip(texts, page.of_answer(answer, list(texts)), strict=True):
        assert told == as_told(grade(answer, text)), text


def compare_answers(page: Page, variants: Iterable[type[Variant]], number: int, seed: int) -> None:
    for variant in variants:
        rng = random.Random(f"{variant.id} {seed}")
        drawn = variant.draw(seed)
        texts, known = list(typed(drawn, rng, number)), Mistakes(drawn)
        for text, told in zip(texts, page.of_variant(drawn, texts), strict=True):
            verdict = grade(drawn.answer(), text, known.listed, drawn.carried(), known)
            assert told == as_told(verdict), (variant.id, seed, text)


def test_vectors(page: Page) -> None:
    for text, answer, _ in VECTORS:
        compare(page, answer, [text])


@pytest.mark.parametrize("answer", READ, ids=lambda answer: type(answer).__name__)
def test_what_is_heard_while_typing(page: Page, answer: Answer) -> None:
    texts = [answer.plain, answer.shown, *(text for text, _, _ in VECTORS)]
    assert page.heard(answer, list(texts)) == [heard(text, answer) for text in texts]


@pytest.mark.slow
def test_published_answers(page: Page) -> None:
    path = Path(tests.quiz.answering.__path__[0]) / "published.json"
    for case in json.loads(path.read_text(encoding="utf-8")):
        variant = variant_of(case)
        texts = [*case["right"], *(text for text, _ in case["wrong"])]
        for text, told in zip(texts, page.of_variant(variant, texts), strict=True):
            assert told == as_told(graded(variant, text)), (case["variant"], text)


def test_a_few_typed_answers(page: Page) -> None:
    compare_answers(page, list(catalog.variants())[::4], QUICK, 1)


@pytest.mark.slow
def test_many_typed_answers_to_every_variant(page: Page) -> None:
    compare_answers(page, catalog.variants(), MANY, 2)


@pytest.mark.slow
@pytest.mark.parametrize("answer", READ, ids=lambda answer: type(answer).__name__)
def test_every_text_of_the_readers_tests(page: Page, answer: Answer) -> None:
    compare(page, answer, literals())
    if isinstance(answer, Parts):
        for text in literals()[::10]:
            texts = dict.fromkeys(answer.parts, text)
            (told,) = page.of_answer(answer, [texts])
            assert told == as_told(grade(answer, texts)), text
