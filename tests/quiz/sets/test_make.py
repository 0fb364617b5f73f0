"""Sets: what was asked for, nothing twice, topics balanced, the same bytes for the same seed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import chain, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import load
from questions.drawing import Stream
from questions.model import LEVELS, Variant
from quiz.deck import catalog
from quiz.deck.catalog import NotInDeckError
from quiz.sets.file import written
from quiz.sets.make import alike, make_set
from quiz.sets.model import MOST, PracticeSet, SetRecipe
from quiz.sets.recipe import UnmetError, mix_of, recipe_of
from quiz.sets.spring import Spring

FEW = {variant.id: variant.few_draws for variant in catalog.variants() if variant.few_draws}
"""Variants that have few draws by nature, and how many."""

seeds = st.integers(0, 2**53 - 1)
some_levels = st.lists(st.sampled_from(LEVELS), unique=True)
mixes = st.dictionaries(st.sampled_from(LEVELS), st.integers(0, 6), min_size=1).filter(lambda mix: sum(mix.values()))


def levels_in(practice_set: PracticeSet) -> list[str]:
    return [catalog.ask(item.code).variant.difficulty() for item in practice_set.items]


def topics_in(practice_set: PracticeSet) -> Counter[str]:
    return Counter(catalog.question(str(item.question)).topics[0] for item in practice_set.items)


def numbers_in(practice_set: PracticeSet) -> set[object]:
    return {catalog.ask(item.code).variant for item in practice_set.items}


@given(length=st.integers(1, 40), seed=seeds, levels=some_levels, order=st.sampled_from(["level", "shuffled"]))
@settings(max_examples=25, deadline=None)
def test_a_set_is_what_was_asked_for(length: int, seed: int, levels: list[str], order: str) -> None:
    made = make_set(recipe_of(length, levels=levels, order=order), seed)
    assert len(made.items) == length
    assert len(numbers_in(made)) == length
    assert set(levels_in(made)) <= set(levels or LEVELS)
    if order == "level":
        assert all(LEVELS.index(one) <= LEVELS.index(other) for one, other in pairwise(levels_in(made)))
    for item in made.items:
        drawn = catalog.ask(item.code).variant
        assert (drawn.id, drawn.model_dump(mode="json")) == (item.variant, item.numbers)


@given(mix=mixes, seed=seeds)
@settings(max_examples=15, deadline=None)
def test_a_mix_is_kept_to(mix: dict[str, int], seed: int) -> None:
    made = make_set(recipe_of(mix=mix), seed)
    assert Counter(levels_in(made)) == +Counter(mix)


@given(length=st.integers(1, 120), seed=seeds)
@settings(max_examples=10, deadline=None)
def test_topics_are_balanced(length: int, seed: int) -> None:
    counts = topics_in(make_set(recipe_of(length), seed))
    every = [counts[topic] for topic in {question.topics[0] for question in load()}]
    assert max(every) - min(every) <= 1


@given(each=st.integers(1, 3), seed=seeds, levels=some_levels)
@settings(max_examples=10, deadline=None)
def test_so_many_of_each_variant_are_there(each: int, seed: int, levels: list[str]) -> None:
    made = make_set(recipe_of(questions=["3", "14"], levels=levels, per_variant=each), seed)
    counts = Counter(item.variant for item in made.items)
    assert set(counts.values()) == {each}
    assert set(levels_in(made)) <= set(levels or LEVELS)
    if not levels:
        assert set(counts) == {*catalog.question("3").variant_ids, *catalog.question("14").variant_ids}
    assert len(made.items) == made.recipe.length


@pytest.mark.parametrize("more", [{"length": 5}, {"mix": {"easy": 3}}, {"per_variant": 9999}])
def test_so_many_of_each_variant_says_how_many_there_are(more: dict[str, object]) -> None:
    with pytest.raises(UnmetError):
        recipe_of(**{"per_variant": 2, **more})


def test_a_wish_that_was_not_made_changes_no_file() -> None:
    """A set of an earlier version keeps its id, so it is not taken for an edited one."""
    made = make_set(recipe_of(3), 5)
    assert b"per_variant" not in b"".join(written(made))
    assert not made.edited
    assert b'"per_variant": 1' in b"".join(written(make_set(recipe_of(questions=["3"], per_variant=1), 5)))


def test_a_question_counts_for_the_topic_that_was_wanted() -> None:
    """The receptive field is a second topic of question 12: half of the set comes from there, not a third."""
    made = make_set(recipe_of(40, topics=["receptive field", "stride and padding"]), 3)
    strided = {question.number for question in load() if "stride and padding" in question.topics}
    assert sum(item.question in strided for item in made.items) == 20


def test_answers_differ_far_more_often_than_by_chance() -> None:
    """Real layers give some sizes much more often than others; a search that found no other is given up."""

    def repeats(asked: Iterable[Variant]) -> bool:
        answers = [variant.answer().plain for variant in asked]
        return len(set(answers)) < len(answers)

    drawn, sets = catalog.variant("3.1"), range(20)
    made = [make_set(recipe_of(8, variants=["3.1"]), seed).items for seed in sets]
    by_search = sum(repeats(catalog.ask(item.code).variant for item in items) for items in made)
    by_chance = sum(repeats(drawn.draw(8 * at + item) for item in range(8)) for at in sets)
    assert 10 * by_search < by_chance


@pytest.mark.parametrize("variant_id", ["18.5", "3.3", *(pytest.param(name, marks=pytest.mark.slow) for name in FEW)])
def test_items_are_alike_only_when_the_draws_are_used_up(variant_id: str) -> None:
    few = FEW[variant_id] or 0
    assert alike(make_set(recipe_of(few, variants=[variant_id]), 7)) == 0
    over = make_set(recipe_of(2 * few + 1, variants=[variant_id]), 7)
    assert alike(over) == few + 1
    times = Counter(item.code for item in over.items).values()
    assert max(times) - min(times) == 1


def test_a_level_that_depends_on_the_numbers_is_found() -> None:
    made = make_set(recipe_of(mix={"easy": 6, "medium": 6}, variants=["3.1"]), 5)
    assert Counter(levels_in(made)) == {"easy": 6, "medium": 6}


def test_nothing_is_drawn_twice_by_a_spring() -> None:
    spring = Spring("3.3", Stream("test"))
    asks = [spring.next("quick", LEVELS) for _ in range(60)]
    found = [ask.variant for ask in asks if ask]
    assert len(found) == len(set(found))


def test_the_same_seed_makes_the_same_bytes() -> None:
    """Also in another process, whose sets are in another order."""
    words = ["make", "-n", "30", "--seed", "42", "--order", "shuffled", "--topic", "pool", "--topic", "cost"]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    command = [sys.executable, "-m", "quiz", *words]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=True)
    recipe = recipe_of(30, topics=["cost", "pool"], order="shuffled")
    assert done.stdout == b"".join(written(make_set(recipe, 42)))
    assert done.stdout != b"".join(written(make_set(recipe, 43)))


def test_a_seed_keeps_its_set() -> None:
    """Share codes are in people's hands: the same seed asks the same, whatever later questions bring.

    New variants of these questions make it another set, which is worth a line in the changelog.
    """
    made = make_set(recipe_of(5, questions=["3", "5", "11"]), 42)
    assert [item.code for item in made.items] == ["Q05.1-E347", "Q11.7-F7GD", "Q03.2-1YPV", "Q11.6-VDBG", "Q03.4-3V10"]


def test_equal_wishes_are_equal() -> None:
    one = recipe_of(4, ["3", "output-size", "1"], ["3.2", "1.1"], ["stride", "filters"], ["hard", "easy", "medium"])
    other = recipe_of(4, ["1", "q03"], ["1.1", "3.2"], ["filters and kernels", "stride and padding"], LEVELS)
    assert one == other
    assert (
        recipe_of(mix={"hard": 1, "easy": 2}).model_dump_json()
        == recipe_of(mix=mix_of("easy:2,hard:1")).model_dump_json()
    )


def test_a_set_has_an_id_of_its_own() -> None:
    recipe = recipe_of(3)
    ids = [make_set(recipe, seed).id for seed in (1, 2)] + [make_set(recipe_of(3, order="shuffled"), 1).id]
    assert len(set(ids)) == 3
    assert make_set(recipe, 1).id == ids[0]


def test_every_item_is_counted() -> None:
    done: list[int] = []
    make_set(recipe_of(7), 1, lambda: done.append(1))
    assert len(done) == 7


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"length": 5, "mix": {"easy": 3}}, "adds up to 3, not to 5"),
        ({"mix": {"easy": 0}}, "1 to 10,000"),
        ({"length": MOST + 1}, "10,001"),
        ({"mix": {"easy": 3, "hard": 1}, "questions": ["2"]}, "it is easy and medium"),
        ({"levels": ["hard"], "questions": ["2"]}, "it is easy and medium"),
        ({"levels": ["easy"], "mix": {"easy": 3}}, "leave the levels out"),
        ({"questions": ["2"], "variants": ["3.1"]}, "leave one of them out"),
        ({"questions": ["2"], "topics": ["pooling"]}, "leave one of them out"),
    ],
)
def test_what_cannot_be_met_is_refused(wish: dict[str, object], told: str) -> None:
    with pytest.raises(UnmetError, match=told):
        recipe_of(**wish)


@pytest.mark.parametrize(
    "text", ["", "easy", "easy:", "easy:x", "easy:-1", "easy:1,easy:2", "frog:3", "easy:1,,", "easy:²"]
)
def test_a_mix_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(UnmetError, match="easy:5,medium:10,hard:5"):
        mix_of(text)


@pytest.mark.parametrize("wish", [{"questions": ["99"]}, {"variants": ["3.99"]}, {"topics": ["zebra"]}])
def test_what_the_deck_does_not_have_is_named(wish: dict[str, list[str]]) -> None:
    with pytest.raises(NotInDeckError, match=next(iter(chain(*wish.values())))):
        recipe_of(3, **wish)


@pytest.mark.slow
def test_ten_thousand_items() -> None:
    made = make_set(SetRecipe(length=MOST), 42)
    assert alike(made) == 0
    assert len(numbers_in(made)) == MOST
