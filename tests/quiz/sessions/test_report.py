"""What the report on an interview says of each card, and what it advises to practise."""

from __future__ import annotations

import pytest

from questions.drawing import parse_share_code
from questions.model import LEVELS, SECONDS, live_slips
from quiz.cards.attempt import Attempt
from quiz.cards.card import Played, code_of
from quiz.cards.prose import Prose
from quiz.deck import catalog
from quiz.log.events import Event
from quiz.sessions.interview import InterviewRecipe, InterviewSession
from quiz.sessions.report import PRACTISE, Line, report_on
from tests.quiz.sessions.test_interview import SHORT, answer, chain_of, go_on, play


def step(session: InterviewSession, kind: str, text: str = "") -> None:
    session.play(Event(kind=kind, elapsed=1, text=text))


def trained(at: Played) -> str:
    """Return the variant of a question whose skill a card asked for."""
    if isinstance(at.card, Prose):
        return at.card.question.variants[0].id
    variant = type(at.card.ask.variant)
    return variant.trains or variant.id


def haste(line: Line) -> float:
    return line.seconds / line.suggested


def test_the_card_on_the_table_counts_once_something_was_answered() -> None:
    session = InterviewRecipe(seed=3, minutes=SHORT).begin()
    step(session, "asked")
    assert report_on(session).lines == ()
    right = session.card.ask.variant.answer()
    step(session, "answered", next(right.write(slip.value) for slip in live_slips(session.card.ask.variant)))
    (line,) = report_on(session).lines
    assert (line.outcome, line.credit) == ("left open", 0)
    assert not report_on(session).finished
    while not isinstance(session.card, Prose):
        step(session, "skipped")
        step(session, "asked")
    before = len(report_on(session).lines)
    step(session, "told", "so")
    *_, line = report_on(session).lines
    assert (len(report_on(session).lines), line.outcome, line.code) == (before + 1, "left open", session.card.code)


def test_a_skipped_card_is_called_so_and_is_practised() -> None:
    session = InterviewRecipe(seed=3, minutes=SHORT).begin()
    step(session, "asked")
    while session.card is not None:
        step(session, "skipped")
        step(session, "asked")
    report = report_on(session)
    assert {(line.outcome, line.credit) for line in report.lines} == {("skipped", 0)}
    assert {line.role for line in report.lines} >= {"opener", "prose", "chain"}
    assert {each.because for each in report.practise} == {"skipped"}


def test_prose_without_its_essential_points_has_not_passed() -> None:
    session, _ = play(InterviewRecipe(seed=3, minutes=SHORT), [False] * 20)
    outcomes = [line.outcome for line in report_on(session).lines if line.role == "prose"]
    assert outcomes == [at.card.essentials for at in session.played if isinstance(at.card, Prose)]
    assert "passed" not in outcomes


def test_levels_stand_from_easy_to_hard() -> None:
    session, _ = play(InterviewRecipe(seed=3, minutes=30), [])
    assert [score.name for score in report_on(session).levels] == list(LEVELS)
    assert report_on(session).finished


def test_a_line_says_from_which_own_number_an_answer_was_right() -> None:
    session = chain_of()
    right = session.card.ask.variant.answer().value
    answer(session, str(right + 3), str(right + 4))
    (way,) = go_on(session).carried()
    answer(session, way.answer.plain)
    *_, first, second = report_on(session).lines
    assert (first.carried, str(right + 4) in second.carried) == ("", True)


@pytest.mark.parametrize("good", [[], [False] * 20, [True, False, False, True, False]], ids=["good", "bad", "mixed"])
@pytest.mark.parametrize("pace", [10, 30, 60, 200])
def test_what_earned_least_is_practised_first_and_of_that_what_took_longest(good: list[bool], pace: float) -> None:
    session, _ = play(InterviewRecipe(seed=3, minutes=SHORT), good, pace=pace)
    report = report_on(session)
    cards = sorted(
        zip(report.lines, map(trained, session.played), strict=True), key=lambda pair: (pair[0].credit, -haste(pair[0]))
    )
    wanted = list(dict.fromkeys(variant for _, variant in cards))
    assert [each.variant for each in report.practise] == wanted[:PRACTISE]
    assert not [each for each in report.practise if each.variant.startswith(("C", "R"))], "what they train is"


def test_a_right_answer_is_told_to_be_late_only_where_it_was() -> None:
    for pace, because in ((1.5 * SECONDS["easy"], "right, but over time"), (1, "right")):
        session, _ = play(InterviewRecipe(seed=3, minutes=SHORT), [], pace=pace)
        report = report_on(session)
        assert max(map(haste, report.lines)) < 2
        assert report.practise[0].because == because


def test_an_interview_of_one_card_is_followed_by_others_of_its_question() -> None:
    session = InterviewRecipe(seed=3, minutes=SHORT).begin()
    step(session, "asked")
    step(session, "revealed")
    practise = report_on(session).practise
    question = catalog.question_of(type(session.played[0].card.ask.variant))
    assert {each.variant for each in practise} <= {variant.id for variant in question.variants}
    assert [each.because for each in practise] == ["0% of its mark", *["of the same question"] * (PRACTISE - 1)]


def test_other_interviews_bring_other_numbers_to_practise() -> None:
    """Of one and the same card that was missed."""
    codes = set()
    for seed in range(40):
        session = InterviewRecipe(seed=seed, minutes=SHORT).begin()
        step(session, "asked")
        step(session, "skipped")
        codes.update((each.variant, parse_share_code(each.code)[1]) for each in report_on(session).practise)
    assert len(codes) > 2 * len({variant for variant, _ in codes})


def test_the_commonest_slip_stands_first_and_each_card_of_it_is_named_once() -> None:
    session = InterviewRecipe(seed=1, minutes=60).begin()
    step(session, "asked")
    while session.card is not None:
        card = session.card
        if isinstance(card, Attempt):
            right = card.ask.variant.answer()
            for slip in list(live_slips(card.ask.variant))[:2]:
                step(session, "answered", right.write(slip.value))
        if not card.done:
            step(session, "skipped")
        step(session, "asked")
    slips = report_on(session).slips
    assert [slip.times for slip in slips] == sorted((slip.times for slip in slips), reverse=True)
    assert slips[0].times > slips[-1].times
    played = {code_of(at.card) for at in session.played}
    for slip in slips:
        assert len(set(slip.codes)) == len(slip.codes)
        assert set(slip.codes) <= played
