"""Every variant of every question: both witnesses agree, slips are told apart, draws come back."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import load
from questions.answers import Choice, Parts
from questions.drawing import SEEDS, Ask, admissible, live_slips, parse_share_code, share_code
from questions.model import LEVELS, Variant
from quiz import catalog
from quiz.grading import grade

VARIANTS = list(catalog.variants())
each_variant = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.id)
QUICK, SLOW = range(25), range(1000, 2000)


def witnesses_agree(variant: type[Variant], seeds: range) -> None:
    for seed in seeds:
        drawn = variant.draw(seed)
        measured = drawn.measure()
        assert drawn.answer().accepts(measured.value), (seed, drawn, drawn.answer().plain, measured)


@each_variant
def test_closed_form_and_run_agree(variant: type[Variant]) -> None:
    witnesses_agree(variant, QUICK)


@pytest.mark.slow
@each_variant
def test_closed_form_and_run_agree_on_many_draws(variant: type[Variant]) -> None:
    witnesses_agree(variant, SLOW)


@each_variant
def test_a_closed_form_replaced_by_a_slip_is_noticed(variant: type[Variant]) -> None:
    """The run must refute every listed mistake, or it proves nothing."""
    for seed in range(8):
        drawn = variant.draw(seed)
        measured = drawn.measure().value
        answer = drawn.answer()
        for slip in live_slips(answer, drawn.slips()):
            if isinstance(answer, Parts):
                assert any(measured[name] != value for name, value in slip.value.items()), (seed, slip.tag)
            else:
                assert not replace(answer, value=slip.value).accepts(measured), (seed, slip.tag)


@each_variant
@given(seed=st.integers(0, SEEDS - 1))
@settings(max_examples=30, deadline=None)
def test_every_draw_is_worth_asking(variant: type[Variant], seed: int) -> None:
    drawn = variant.draw(seed)
    assert admissible(drawn)
    answer = drawn.answer()
    live = live_slips(answer, drawn.slips())
    assert len(live) >= (1 if isinstance(answer, Choice) else 2)
    for one, other in itertools.combinations(live, 2):
        assert not answer.same(one.value, other.value)


@each_variant
@given(seed=st.integers(0, SEEDS - 1))
@settings(max_examples=30, deadline=None)
def test_the_plain_answer_is_accepted_and_every_live_slip_is_named(variant: type[Variant], seed: int) -> None:
    drawn = variant.draw(seed)
    answer = drawn.answer()
    live = live_slips(answer, drawn.slips())
    assert grade(answer, answer.plain, live).kind == "accept"
    for slip in live:
        typed = answer.write({**answer.value, **slip.value} if isinstance(answer, Parts) else slip.value)
        if isinstance(slip.value, float):
            typed += " + 0"  # 11.775 alone could have a thousands dot
        verdict = grade(answer, typed, live)
        assert (verdict.kind, verdict.slip) == ("reject", slip.tag), typed


@each_variant
def test_no_two_slips_share_a_tag(variant: type[Variant]) -> None:
    for seed in QUICK:
        tags = [slip.tag for slip in variant.draw(seed).slips()]
        assert len(tags) == len(set(tags)), (seed, tags)


@each_variant
def test_every_slip_can_be_told_apart_now_and_then(variant: type[Variant]) -> None:
    """A mistake that no draw shows by itself teaches nothing; a tenth of the draws is the least."""
    seeds = range(200)
    listed: set[str] = set()
    live: Counter[str] = Counter()
    for seed in seeds:
        drawn = variant.draw(seed)
        slips = list(drawn.slips())
        listed |= {slip.tag for slip in slips}
        for slip in live_slips(drawn.answer(), slips):
            live.update((slip.tag, *slip.also))
    rare = {tag: live[tag] for tag in listed if live[tag] < len(seeds) / 10}
    assert not rare


@each_variant
def test_there_are_many_draws(variant: type[Variant]) -> None:
    distinct = {variant.draw(seed) for seed in range(400)}
    assert len(distinct) >= min(variant.few_draws or 50, 50) * 0.8


@each_variant
def test_the_right_answer_is_not_always_the_largest_or_smallest(variant: type[Variant]) -> None:
    ranks = set()
    for seed in range(100):
        drawn = variant.draw(seed)
        answer = drawn.answer()
        if not isinstance(getattr(answer, "value", None), int):
            continue
        numbers = [slip.value for slip in live_slips(answer, drawn.slips()) if slip.value is not None]
        ranks.add(sum(number < answer.value for number in numbers))
    assert len(ranks) != 1


@each_variant
def test_a_slip_runs_what_it_computes(variant: type[Variant]) -> None:
    """Where the op can commit the mistake, it must come out with the very number that the slip computes."""
    for seed in QUICK:
        drawn = variant.draw(seed)
        for slip in drawn.slips():
            if slip.run:
                assert drawn.answer().same(slip.value, slip.run().value), (seed, slip.tag, slip.value, slip.run())


@each_variant
def test_what_is_said_has_words(variant: type[Variant]) -> None:
    assert variant.title
    assert variant.formula.strip()
    for seed in QUICK:
        drawn = variant.draw(seed)
        assert drawn.ask().strip().endswith(("?", ".", ")"))
        assert list(drawn.steps())
        assert all(slip.message for slip in drawn.slips())
        assert drawn.difficulty() in LEVELS


@each_variant
def test_a_scene_can_be_walked(variant: type[Variant]) -> None:
    for seed in range(4):
        scene = variant.draw(seed).scene()
        for number in {0, scene.length // 2, scene.length - 1}:
            frame = scene.frame(number)
            assert frame.caption
            assert all(picture.rows for picture in frame.pictures)


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


@pytest.mark.parametrize(("number", "claim"), CLAIMS, ids=lambda value: str(getattr(value, "says", value))[:40])
def test_every_claim_holds(number: int, claim: object) -> None:
    if claim.experiment is None:
        assert claim.source
        return
    evidence = claim.experiment()
    assert evidence.holds, evidence.observed
    assert any(character.isdigit() for character in evidence.observed)


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
