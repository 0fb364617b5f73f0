"""Every variant of every question: both witnesses agree, slips are told apart, draws come back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import load
from questions.answers import Choice
from questions.drawing import SEEDS, Ask, admissible, live_slips, parse_share_code, share_code
from questions.model import Variant
from quiz import catalog
from quiz.render.text import frame_text

VARIANTS = list(catalog.variants())
each_variant = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.id)
QUICK = range(12)


@each_variant
@given(seed=st.integers(0, SEEDS - 1))
@settings(max_examples=12, deadline=None)
def test_every_draw_is_worth_asking(variant: type[Variant], seed: int) -> None:
    drawn = variant.draw(seed)
    assert admissible(drawn)
    answer = drawn.answer()
    live = live_slips(answer, drawn.slips())
    assert len(live) >= (1 if isinstance(answer, Choice) else 2)
    for one, other in itertools.combinations(live, 2):
        assert not answer.same(one.value, other.value)


@each_variant
def test_no_two_slips_share_a_tag(variant: type[Variant]) -> None:
    for seed in QUICK:
        tags = [slip.tag for slip in variant.draw(seed).slips()]
        assert len(tags) == len(set(tags)), (seed, tags)


@each_variant
def test_a_slip_runs_what_it_computes(variant: type[Variant]) -> None:
    """Where the op can commit the mistake, it must come out with the very number that the slip computes."""
    for seed in QUICK:
        drawn = variant.draw(seed)
        for slip in drawn.slips():
            if slip.run:
                assert drawn.answer().same(slip.value, slip.run().value), (seed, slip.tag, slip.value, slip.run())


@each_variant
def test_a_scene_can_be_walked(variant: type[Variant]) -> None:
    for seed in range(4):
        scene = variant.draw(seed).scene()
        for number in {0, scene.length // 2, scene.length - 1}:
            frame = scene.frame(number)
            assert frame.caption
            text = frame_text(frame)
            assert text.endswith(frame.caption.split()[-1])


@each_variant
def test_real_layers_stay_askable(variant: type[Variant]) -> None:
    for numbers in variant.pool or ():
        drawn = variant(**numbers)
        assert admissible(drawn), drawn
        assert drawn.network


@given(seed=st.integers(0, SEEDS - 1), variant=st.sampled_from(VARIANTS))
def test_a_share_code_brings_back_the_ask(seed: int, variant: type[Variant]) -> None:
    code = share_code(variant.id, seed)
    assert parse_share_code(code) == (variant.id, seed)
    name, dash, digits = code.lower().partition("-")
    assert parse_share_code(name + dash + digits.replace("0", "o").replace("1", "l")) == (variant.id, seed)
    assert catalog.ask(code) == Ask(variant.draw(seed), seed)


@given(text=st.text(max_size=20))
def test_what_is_no_share_code_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="one looks like Q03"):
        parse_share_code(f"{text}!")


CLAIMS = [(entry.number, claim) for entry in load() for claim in entry.claims]


@pytest.mark.parametrize("question", load(), ids=lambda question: question.slug)
def test_a_question_is_whole(question: object) -> None:
    assert any(point.essential for point in question.rubric)
    assert question.answer.strip()
    assert question.formula
    assert question.latex
    assert question.trap
    assert question.sources
    assert question.follow_ups
    assert all(variant.id.startswith(f"{question.number}.") for variant in question.variants)


def test_ids_and_slugs_are_unique() -> None:
    ids = [variant.id for variant in VARIANTS]
    assert len(set(ids)) == len(ids)
    slugs = [question.slug for question in load()]
    assert len(set(slugs)) == len(slugs)
