"""The order of asks: misses come back, nothing repeats, a log replays to the same place."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import load
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card, code_of
from quiz.cards.prose import Prose
from quiz.log.events import Event
from quiz.sessions.quiz import NEWCOMER_ASKS, RETURN_AFTER, RETURN_WITHIN, RETURNS, QuizRecipe
from quiz.sessions.session import DeckChangedError, Session, replayed


def deed(card: Card, good: bool) -> list[Event]:
    """Return the events with which a card is answered, well or badly."""
    if isinstance(card, Prose):
        ticks = ["said" if good else "missed"] * len(card.question.rubric)
        return [Event(kind="rated", elapsed=0, detail={"ticks": ticks, "trapped": False})]
    if good:
        return [Event(kind="answered", elapsed=0, text=card.ask.variant.answer().plain)]
    return [Event(kind="revealed", elapsed=0)]


def played(recipe: QuizRecipe, good: list[bool], pace: float = 60) -> tuple[Session, list[Event]]:
    """Play a session to its end; cards after the last mark are answered well. Return it with its log."""
    session, log, elapsed = recipe.begin(), [], 0.0
    marks = iter(good)
    while True:
        log.append(Event(kind="asked", elapsed=elapsed))
        session.play(log[-1])
        if session.card is None:
            return session, log
        log[-1] = log[-1]._replace(code=code_of(session.card))
        elapsed += pace
        for event in deed(session.card, next(marks, True)):
            log.append(event._replace(elapsed=elapsed))
            session.play(log[-1])


recipes = st.builds(
    QuizRecipe,
    mode=st.sampled_from(["quiz", "tour"]),
    length=st.integers(1, 12),
    seed=st.integers(0, 2**32),
    newcomer=st.booleans(),
)
marks = st.lists(st.booleans(), max_size=12)


def state(session: Session) -> object:
    return [(code_of(at.card), at.began, at.seconds, getattr(at.card, "outcome", None)) for at in session.played]


@given(recipe=recipes, good=marks, cut=st.integers(0, 40))
@settings(max_examples=25, deadline=None)
def test_a_log_replays_to_the_same_place(recipe: QuizRecipe, good: list[bool], cut: int) -> None:
    """Wherever the program was killed, the rest of the quiz is what it would have been."""
    session, log = played(recipe, good)
    again = replayed(recipe, log[:cut])
    for event in log[cut:]:
        again.play(event)
    assert state(again) == state(session)


@given(recipe=recipes, good=marks)
@settings(max_examples=25, deadline=None)
def test_no_draw_comes_twice(recipe: QuizRecipe, good: list[bool]) -> None:
    session, _ = played(recipe, good)
    drawn = [at.card.ask.variant for at in session.played if isinstance(at.card, Attempt)]
    assert len(set(drawn)) == len(drawn)


@given(seed=st.integers(0, 2**32), good=st.lists(st.booleans(), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_a_miss_comes_back_with_new_numbers(seed: int, good: list[bool]) -> None:
    session, _ = played(QuizRecipe(seed=seed, length=10), good)
    asked = [at.card.ask.variant.id if isinstance(at.card, Attempt) else at.card.code for at in session.played]
    for place, at in enumerate(session.played):
        missed = at.card.outcome == "revealed" if isinstance(at.card, Attempt) else not at.card.passed
        if missed and asked[: place + 1].count(asked[place]) <= RETURNS:
            assert asked[place] in asked[place + 1 :]


def test_a_miss_is_back_within_ten_minutes() -> None:
    """Slow learners too: at four minutes a card, three cards would be too late."""
    session, _ = played(QuizRecipe(mode="tour", seed=7), [False], pace=240)
    first = session.played[0].card.question
    back = next(at for at in session.played[1:] if isinstance(at.card, Prose) and at.card.question is first)
    assert back.began - session.played[0].seconds <= 600
    assert RETURN_WITHIN < 600


def test_a_miss_waits_for_other_cards() -> None:
    session, _ = played(QuizRecipe(seed=11, length=10), [False])
    names = [at.card.ask.variant.id for at in session.played if isinstance(at.card, Attempt)]
    assert names.index(names[0], 1) >= RETURN_AFTER


@given(seed=st.integers(0, 2**32), mode=st.sampled_from(["quiz", "tour"]))
@settings(max_examples=25, deadline=None)
def test_a_newcomer_begins_in_the_head(seed: int, mode: str) -> None:
    session, _ = played(QuizRecipe(mode=mode, seed=seed, newcomer=True), [])
    asks = [at.card.ask.variant for at in session.played if isinstance(at.card, Attempt)]
    assert all(variant.mental() for variant in asks[:NEWCOMER_ASKS])


@given(seed=st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_a_tour_asks_every_question_in_prose_and_numbers(seed: int) -> None:
    session, _ = played(QuizRecipe(mode="tour", seed=seed), [])
    told = {at.card.question.number for at in session.played if isinstance(at.card, Prose)}
    asked = {at.card.ask.variant.id.split(".")[0] for at in session.played if isinstance(at.card, Attempt)}
    assert told == {question.number for question in load()}
    assert asked == {str(question.number) for question in load()}


@given(seed=st.integers(0, 2**32), levels=st.sets(st.sampled_from(["easy", "medium", "hard"]), min_size=1))
@settings(max_examples=15, deadline=None)
def test_levels_and_questions_are_kept_to(seed: int, levels: set[str]) -> None:
    session, _ = played(QuizRecipe(seed=seed, length=6, questions=(3,), levels=tuple(sorted(levels))), [])
    for at in session.played:
        if isinstance(at.card, Attempt):
            assert at.card.ask.variant.id.startswith("3.")
            assert at.card.ask.variant.difficulty() in levels


@given(seed=st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_new_numbers_differ(seed: int) -> None:
    session = QuizRecipe(seed=seed, length=1).begin()
    session.play(Event(kind="asked", elapsed=0))
    seen = [session.card.ask.variant]
    for _ in range(5):
        session.play(Event(kind="renewed", elapsed=1))
        seen.append(session.card.ask.variant)
    assert all(before != after for before, after in itertools.pairwise(seen))
    assert len(set(seen)) == min(len(seen), seen[0].few_draws or len(seen))
    assert len({type(variant) for variant in seen}) == 1


def test_a_changed_deck_is_noticed() -> None:
    recipe = QuizRecipe(seed=5, questions=(3,))
    _, log = played(recipe, [])
    forged = [log[0]._replace(code="Q03.1-0000"), *log[1:]]
    with pytest.raises(DeckChangedError, match="asked Q03"):
        replayed(recipe, forged)


def test_a_skip_is_no_miss() -> None:
    session = QuizRecipe(seed=1, length=2).begin()
    session.play(Event(kind="asked", elapsed=0))
    session.play(Event(kind="skipped", elapsed=1))
    assert session.left == 1
