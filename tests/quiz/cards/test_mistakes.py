"""What a draw left open, a later one of the same skill settles, and the summary says which it was."""

from __future__ import annotations

import pytest

from questions.drawing import Stream
from questions.model import Ask, Variant, live_slips
from questions.slips import Slip
from quiz.cards.attempt import Attempt
from quiz.cards.card import Played
from quiz.cards.draws import Draws
from quiz.cards.mistakes import left_open, mistakes, told_later
from quiz.deck import catalog
from quiz.sessions.quiz import QuizRecipe
from quiz.words.summary import traps

OFTEN_OPEN = ("3.1", "5.2", "9.1", "15.1")


def twin(variant: type[Variant]) -> tuple[Ask, Slip]:
    """Return the first draw with a wrong answer that two mistakes give, and these."""
    for seed in range(300):
        for slip in live_slips(variant.draw(seed)):
            if slip.also and isinstance(slip.value, int):
                return Ask(variant.draw(seed), seed), slip
    pytest.fail(f"{variant.id} has no such draw")


def answered(ask: Ask, value: object) -> Attempt:
    attempt = Attempt(ask)
    attempt.submit(ask.variant.answer().write(value))
    return attempt


@pytest.mark.parametrize("variant_id", OFTEN_OPEN)
def test_the_next_draw_tells_apart_what_one_left_open(variant_id: str) -> None:
    variant = catalog.variant(variant_id)
    ask, slip = twin(variant)
    first = answered(ask, slip.value)
    ((*tags,),) = left_open([first], variant)
    assert set(tags) == {slip.tag, *slip.also}
    possible = [each for seed in range(200) if (each := variant.draw(seed)) and separates(each, tags)]
    for seed in range(3):
        drawn = Draws(Stream("test", seed), lambda _: True).next(variant, [tuple(tags)]).variant
        assert separates(drawn, tags) or not possible


def separates(drawn: Variant, tags: list[str]) -> bool:
    return set(tags) <= {slip.tag for slip in live_slips(drawn) if not slip.also}


def test_a_later_ask_shows_which_it_was_and_the_summary_says_so() -> None:
    variant = catalog.variant("3.1")
    ask, slip = twin(variant)
    other = next(tag for tag in slip.also)
    first, again = (
        answered(ask, slip.value),
        next(
            answered(Ask(drawn, seed), each.value)
            for seed in range(400)
            for drawn in [variant.draw(seed)]
            for each in live_slips(drawn)
            if each.tag == other and not each.also
        ),
    )
    assert [told.tags for told in mistakes(first)] == [(slip.tag, *slip.also)]
    ((opened, shown),) = told_later([first, again])
    assert (opened.open, shown.open, shown.tags) == (True, False, (other,))
    assert left_open([first, again], variant) == []
    session = QuizRecipe(seed=1).begin()
    session.played = [Played(first, 0.0), Played(again, 0.0)]
    told = list(traps(session))
    assert told[0].startswith("2× ")
    assert f"it was {other}, not " in told[-1]


def test_what_stays_open_is_said_to_be_open() -> None:
    variant = catalog.variant("3.1")
    ask, slip = twin(variant)
    (mistake,) = mistakes(answered(ask, slip.value))
    assert mistake.name == " or ".join((slip.tag, *slip.also))
