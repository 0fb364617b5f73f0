"""Codes of the log find the card that they belong to, whichever mode wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.drawing import SEEDS, share_code
from questions.model import Ask, Variant
from quiz.deck import catalog
from quiz.drill.cards import contents
from quiz.drill.names import card_of_code

variants = st.sampled_from(list(catalog.variants()))


@given(variant=variants, seed=st.integers(0, SEEDS - 1))
def test_a_drawn_ask_belongs_to_its_variant(variant: type[Variant], seed: int) -> None:
    assert card_of_code(share_code(variant.id, seed)) == variant.id


@given(variant=variants)
def test_numbers_of_the_learners_own_do_too(variant: type[Variant]) -> None:
    assert card_of_code(Ask(variant.draw(0), None).code) == variant.id


@pytest.mark.parametrize("variant", catalog.beside(), ids=lambda variant: variant.id)
def test_what_interviews_ask_belongs_to_the_skill_it_trains(variant: type[Variant]) -> None:
    assert card_of_code(share_code(variant.id, 7)) == variant.trains
    assert variant.trains in contents()


@pytest.mark.parametrize(("code", "card"), [("Q03", "Q03"), ("Q03+1", "Q03"), ("C09.9-7F3K", "C09.9")])
def test_prose_its_follow_ups_and_what_is_gone(code: str, card: str) -> None:
    assert card_of_code(code) == card
