"""The mock interview: what it asks, errors that are carried forward, the report."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.c01_two_layers.part import Part
from questions.drawing import parse_share_code
from questions.model import SECONDS, Ask, variants_of
from questions.r01_settings_wanted.reverse import Reverse
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card, code_of
from quiz.cards.prose import Prose
from quiz.deck import catalog
from quiz.log.events import Event
from quiz.sessions.interview import InterviewRecipe, InterviewSession
from quiz.sessions.interview_plan import BY_HAND, HARD, OPENERS, planned
from quiz.sessions.recipes import recipe_from
from quiz.sessions.report import report_on
from quiz.sessions.session import replayed
from quiz.words.report import report_json, report_lines, report_markdown

CHAIN = variants_of("C1")

SHORT = 12
"""Minutes of an interview of four asks: opener, medium, prose with a follow-up, chain."""


def deeds(card: Card, good: bool) -> list[Event]:
    """Return what a learner does with a card, well or badly."""
    if isinstance(card, Prose):
        ticks = ["said" if good else "missed"] * len(card.question.rubric)
        marked = Event(kind="marked", elapsed=0, detail={"ticks": [*ticks[:-1], None], "trapped": False})
        rated = Event(kind="rated", elapsed=0, text="so", detail={"ticks": ticks, "trapped": not good})
        return [Event(kind="told", elapsed=0, text="so"), marked, rated]
    answer = card.ask.variant.answer()
    if good:
        return [Event(kind="answered", elapsed=0, text=answer.plain)]
    if isinstance(card.ask.variant, Part) and isinstance(answer.value, int):
        return [Event(kind="answered", elapsed=0, text=str(answer.value + more)) for more in (2, 3)]
    return [Event(kind="revealed", elapsed=0)]


def play(recipe: InterviewRecipe, good: list[bool], pace: float = 20) -> tuple[InterviewSession, list[Event]]:
    """Play to the end; cards after the last mark are answered well. Return the session with its log."""
    session, log, elapsed, marks = recipe.begin(), [], 0.0, iter(good)
    while True:
        log.append(Event(kind="asked", elapsed=elapsed))
        session.play(log[-1])
        if session.card is None:
            return session, log
        log[-1] = log[-1]._replace(code=code_of(session.card))
        for event in deeds(session.card, next(marks, True)):
            elapsed += pace
            log.append(event._replace(elapsed=elapsed))
            session.play(log[-1])


@pytest.mark.parametrize("seed", range(3))
def test_half_an_hour_has_what_an_interview_has(seed: int) -> None:
    turns = planned(10, seed)
    by_role: dict[str, list[object]] = {}
    for turn in turns:
        by_role.setdefault(turn.role, []).append(turn.cards)
    assert {role: len(found) for role, found in by_role.items()} == {
        "opener": 2,
        "medium": 2,
        "reverse": 1,
        "by hand": 1,
        "prose": 2,
        "chain": 1,
        "hard": 1,
    }
    openers = [ask.variant for (ask,) in by_role["opener"]]
    assert all(variant.difficulty() == "easy" for variant in openers)
    assert len({catalog.question_of(type(variant)).number for variant in openers} & set(OPENERS)) == 2
    middle = [ask.variant for (ask,) in (*by_role["medium"], *by_role["reverse"])]
    assert all(variant.difficulty() == "medium" for variant in middle)
    assert len({catalog.question_of(type(variant)).topics[0] for variant in middle}) == 3
    assert by_role["by hand"][0][0].variant.id in BY_HAND
    assert by_role["hard"][0][0].variant.id in HARD
    assert by_role["hard"][0][0].variant.difficulty() == "hard"
    for told, asked in by_role["prose"]:
        assert told.question is asked.question
        assert 1 <= asked.follow_up <= len(told.question.follow_ups)
    assert [type(ask.variant) for ask in by_role["chain"][0]] == list(CHAIN)


@given(minutes=st.integers(5, 60))
@settings(max_examples=5, deadline=None)
def test_the_minutes_decide_how_many_asks(minutes: int) -> None:
    asks = InterviewRecipe(seed=1, minutes=minutes).asks
    assert abs(3 * asks - minutes) <= 1.5
    assert len(planned(asks, 1)) == asks


@given(seed=st.integers(0, 2**32), good=st.lists(st.booleans(), max_size=10), cut=st.integers(0, 40))
@settings(max_examples=6, deadline=None)
def test_a_log_replays_to_the_same_place(seed: int, good: list[bool], cut: int) -> None:
    recipe = InterviewRecipe(seed=seed, minutes=SHORT)
    session, log = play(recipe, good)
    again = replayed(recipe_from(recipe.model_dump(mode="json")), log[:cut])
    for event in log[cut:]:
        again.play(event)
    assert report_on(again) == report_on(session)
    assert report_json(report_on(again)) == report_json(report_on(session))


def chain_of(seed: int = 5) -> InterviewSession:
    """Return an interview at the first part of its chain."""
    session = InterviewRecipe(seed=seed, minutes=SHORT).begin()
    while not (isinstance(session.card, Attempt) and isinstance(session.card.ask.variant, Part)):
        if session.card:
            session.play(Event(kind="skipped", elapsed=0))
        session.play(Event(kind="asked", elapsed=0))
    return session


def answer(session: InterviewSession, *texts: str) -> Attempt:
    card = session.card
    for text in texts:
        session.play(Event(kind="answered", elapsed=1, text=text))
    return card


def go_on(session: InterviewSession) -> Part:
    session.play(Event(kind="asked", elapsed=1))
    return session.card.ask.variant


def test_an_error_is_carried_forward_with_full_credit() -> None:
    session = chain_of()
    right = session.card.ask.variant.answer().value
    first = answer(session, str(right + 3), str(right + 4))
    assert session.withholds(first)
    second = go_on(session)
    assert second.said.first == right + 4
    assert f"A's side {right + 4}" in second.ask()
    (way,) = second.carried()
    card = answer(session, way.answer.plain)
    assert (card.outcome, card.verdict.credit) == ("right", 1.0)
    assert not session.withholds(card)
    if not second.answer().accepts(way.answer.value):
        assert go_on(session).said.second == way.answer.value
        assert f"your {right + 4}" in card.verdict.message
    while type(session.card.ask.variant) is not CHAIN[-1]:
        if not session.card.done:
            session.play(Event(kind="skipped", elapsed=1))
        session.play(Event(kind="asked", elapsed=1))
    assert list(session.made_up_for(session.card)) == [first]


def test_a_revealed_number_is_the_real_one_and_a_skipped_one_stays_unsaid() -> None:
    session = chain_of()
    right = session.card.ask.variant.answer().value
    answer(session, str(right + 3))
    session.play(Event(kind="revealed", elapsed=1))
    assert go_on(session).said.first == right
    session.play(Event(kind="skipped", elapsed=1))
    assert go_on(session).said.second is None


def test_from_what_is_no_size_the_chain_goes_on_from_the_real_one() -> None:
    session = chain_of()
    right = session.card.ask.variant.answer().value
    card = answer(session, "0", f"{right}/7+1/3")
    assert card.outcome == "wrong"
    assert not session.withholds(card)
    assert go_on(session).said.first == right


def test_nobody_offers_other_numbers_and_nothing_comes_back() -> None:
    session, log = play(InterviewRecipe(seed=2, minutes=SHORT), [False] * 20)
    assert not session.renews
    codes = [event.code for event in log if event.kind == "asked" and event.code]
    assert len(codes) == len(set(codes)) == 2 + 2 + len(CHAIN)


def test_a_follow_up_is_asked_after_its_question_and_not_told_before() -> None:
    session, _ = play(InterviewRecipe(seed=2, minutes=SHORT), [])
    told, asked = (at.card for at in session.played if isinstance(at.card, Prose))
    assert asked.code.startswith(f"{told.code}+")
    assert told.question.follow_ups == ()
    original = catalog.question(str(told.question.number))
    assert asked.question.title in {entry.ask for entry in original.follow_ups}


def test_the_place_counts_asks_and_their_parts() -> None:
    session = chain_of()
    assert session.place == "4 of 4, part 1 of 6"


def test_suggested_times_follow_the_level() -> None:
    session, _ = play(InterviewRecipe(seed=2, minutes=SHORT), [])
    for at in session.played:
        if isinstance(at.card, Attempt):
            assert session.suggested(at.card) == SECONDS[at.card.ask.variant.difficulty()]


def test_prose_is_timed_to_its_answer_and_not_to_its_ticks() -> None:
    session, _ = play(InterviewRecipe(seed=2, minutes=SHORT), [], pace=30)
    prose = next(at for at in session.played if isinstance(at.card, Prose))
    assert (prose.answered, prose.seconds) == (30, 90)
    line = next(line for line in report_on(session).lines if line.code == prose.card.code)
    assert line.seconds == 30


def test_the_report_adds_up() -> None:
    session, _ = play(InterviewRecipe(seed=3, minutes=SHORT), [False] * 9)
    report = report_on(session)
    for scores in (report.topics, report.levels):
        assert sum(score.asks for score in scores) == len(report.lines)
        assert sum(score.credit for score in scores) == pytest.approx(report.credit)
        assert sum(score.seconds for score in scores) == pytest.approx(report.seconds)
    named = [tag for line in report.lines for tag in line.slips]
    assert {slip.tag: slip.times for slip in report.slips} == {tag: named.count(tag) for tag in named}
    assert report.weakest_topic == report.topics[0].name
    asked = [at.card.ask for at in session.played if isinstance(at.card, Attempt)]
    assert len({each.variant for each in report.practise}) == 3
    for each in report.practise:
        variant_id, seed = parse_share_code(each.code)
        assert variant_id == each.variant
        assert Ask(catalog.variant(variant_id).draw(seed), seed).variant not in [ask.variant for ask in asked]


def test_what_went_well_is_not_called_weak() -> None:
    session, _ = play(InterviewRecipe(seed=3, minutes=SHORT), [])
    report = report_on(session)
    assert report.credit == len(report.lines)
    assert report.weakest_topic == ""
    assert len(report.practise) == 3


def test_the_report_says_the_same_in_every_form() -> None:
    session, _ = play(InterviewRecipe(seed=3, minutes=SHORT), [True, False, False, True, False])
    report = report_on(session)
    text, markdown, data = "\n".join(report_lines(report)), report_markdown(report), json.loads(report_json(report))
    for line in report.lines:
        assert line.code in text
        assert line.code in markdown
    for each in report.practise:
        assert each.code in text
        assert each.code in markdown
    assert [line["code"] for line in data["lines"]] == [line.code for line in report.lines]
    assert data["schema_version"] == 1
    rows = [row for row in markdown.splitlines() if row.startswith("|")]
    assert {row.replace("\\|", "").count("|") for row in rows} == {5, 8}


def test_of_an_interview_without_an_answer_no_form_has_empty_tables() -> None:
    report = report_on(InterviewSession(InterviewRecipe(seed=3, minutes=SHORT)))
    assert report_lines(report) == ["Nothing was answered."]
    assert "Nothing was answered. Seed 3" in report_markdown(report)
    assert "|" not in report_markdown(report)
    assert json.loads(report_json(report))["lines"] == []


def test_markdown_takes_nothing_typed_for_markup() -> None:
    session = chain_of()
    right = session.card.ask.variant.answer().value
    answer(session, f"{right}*2*2", f"{right}*3*3")
    assert rf"{right}\*3\*3" in report_markdown(report_on(session))


def test_reverse_asks_fit_in() -> None:
    asks = [ask for turn in planned(10, 4) if turn.role == "reverse" for ask in turn.cards]
    assert all(isinstance(ask.variant, Reverse) for ask in asks)
