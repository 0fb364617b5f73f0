"""The drill: what comes back when, what is taken back, what is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.model import live_slips
from quiz.cards.attempt import Attempt
from quiz.cards.card import NothingToAskError, code_of
from quiz.cards.prose import Prose
from quiz.drill import cards as deck
from quiz.drill.cards import card_of
from quiz.drill.dealing import went_wrong
from quiz.drill.deeds import learned
from quiz.drill.past import Past
from quiz.drill.rating import suggested
from quiz.drill.schedule import Schedule
from quiz.log.events import Event
from quiz.log.progress import Progress
from quiz.log.review import AGAIN, EASY, GOOD, HARD
from quiz.sessions.beginning import new_player
from quiz.sessions.drill import DrillRecipe, DrillSession
from quiz.sessions.player import Player
from quiz.sessions.resuming import resumed
from quiz.sessions.reviewer import Reviewer
from quiz.sessions.session import replayed
from tests.quiz.learner import Clock, Learner, answer, drill

CARDS = ("3.1", "Q03", "11.1", "5.1")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(datetime.now(UTC).replace(hour=9))
    monkeypatch.setattr("quiz.sessions.drill.local_now", lambda begins: clock())
    return clock


def begun(progress: Progress | None, **recipe: object) -> tuple[Player, Reviewer]:
    player = Player(DrillRecipe.model_validate({"seed": 1, "cards": CARDS, **recipe}), progress)
    return player, Reviewer(player)


def rate(player: Player, reviewer: Reviewer, rating: int, known: bool = True) -> None:
    answer(player, known)
    reviewer.look_up()
    reviewer.give(rating)


def names(session: DrillSession) -> list[str]:
    return [card_of(at.card) for at in session.played]


def state(session: DrillSession) -> object:
    played = [(code_of(at.card), at.began, at.seconds, at.card.done) for at in session.played]
    return played, session.settled, session.over, session.left, [rated.review for rated in session.rated]


deeds = st.lists(st.sampled_from(["next", "answer", "reveal", 1, 2, 3, 4, "undo", "skip", "renew"]), max_size=40)


@given(deeds=deeds, cut=st.integers(0, 45))
@settings(max_examples=15, deadline=None)
def test_a_log_replays_to_the_same_place(deeds: list[str | int], cut: int) -> None:
    """In whatever order the keys are pressed, and wherever the program was killed."""
    log: list[Event] = []

    class Log:
        def append(self, _: str, event: Event, place: int) -> None:
            log.append(event)

    seconds = iter(range(0, 10_000, 25))
    player = Player(DrillRecipe(seed=1, cards=CARDS), Log(), clock=lambda: next(seconds))
    reviewer = Reviewer(player)
    reviewer._reviews = lambda card: []
    for deed in deeds:
        if deed == "next":
            if player.session.settled and not player.session.over:
                player.next_card()
        elif deed == "undo":
            player.undo()
        elif player.card is None:
            continue
        elif deed == "answer" and not player.card.done:
            answer(player, True)
        elif deed == "reveal" and isinstance(player.card, Attempt) and not player.card.done:
            player.reveal()
        elif isinstance(deed, int) and player.card.done:
            reviewer.look_up()
            reviewer.give(deed)
        elif deed == "skip":
            player.skip()
        elif deed == "renew" and isinstance(player.card, Attempt) and not player.card.done:
            player.renew()
    recipe = DrillRecipe.model_validate(log[0].detail["recipe"])
    again = replayed(recipe, log[:cut])
    for event in log[cut:]:
        again.play(event)
    assert state(again) == state(player.session)


def test_what_was_not_known_comes_back_after_minutes_and_the_rest_does_not(clock: Clock, progress: Progress) -> None:
    learner = Learner()
    learner.knows = lambda card, day: card != "3.1" or "3.1" in learner.memories
    drill(progress, clock, learner, cards=CARDS[:3])
    reviews = [(review.card, review.rating) for review in learned(progress)]
    assert reviews.count(("3.1", AGAIN)) == 1
    for card in CARDS[:3]:
        assert reviews.count((card, GOOD)) == 2, "two steps of learning, then days"
    assert [card for card, _ in reviews[:3]] == list(CARDS[:3]), "others come before one that comes back"


def test_each_time_a_card_has_other_numbers() -> None:
    player, reviewer = begun(None, cards=("3.1",))
    drawn = []
    for _ in range(4):
        player.next_card()
        drawn.append(player.card.ask.variant)
        rate(player, reviewer, AGAIN, known=False)
    assert len(set(drawn)) == 4


def test_undo_brings_back_the_card_with_its_answer_and_the_next_one_waits() -> None:
    player, reviewer = begun(None, cards=("3.1", "5.1", "Q03"))
    first = player.next_card()
    rate(player, reviewer, AGAIN)
    second = player.next_card()
    player.submit("-7")
    player.undo()
    assert player.card is first
    assert first.outcome == "right"
    assert not player.session.settled
    assert player.session.left == 2, "the return of the first is taken back too"
    reviewer.look_up()
    reviewer.give(EASY)
    assert player.next_card() is second
    assert second.tries == 1


def test_undo_reaches_as_far_back_as_the_session_and_beyond_its_end(progress: Progress) -> None:
    player, reviewer = begun(progress, cards=("3.1",))
    first = player.next_card()
    rate(player, reviewer, AGAIN)
    player.next_card()
    rate(player, reviewer, EASY)
    assert player.next_card() is None
    player.undo()
    player.undo()
    assert player.card is first
    assert learned(progress) == []
    player.undo()
    assert player.card is first
    reviewer.look_up()
    reviewer.give(EASY)
    assert [review.rating for review in learned(progress)] == [EASY]
    assert player.next_card() is None


def test_the_rating_that_is_shown_is_the_one_that_is_kept(progress: Progress, clock: Clock) -> None:
    """Even if midnight passes between."""
    late = Clock(datetime(2025, 5, 1, 23, 59, tzinfo=UTC))
    player, _ = begun(progress)
    reviewer = Reviewer(player, late)
    player.next_card()
    answer(player, True)
    shown = reviewer.look_up()
    late.pass_(minutes=5)
    reviewer.give(HARD)
    assert learned(progress) == [shown[HARD - 1]]


def test_a_rating_not_yet_given_is_asked_for_on_return(progress: Progress) -> None:
    player, _ = begun(progress)
    player.next_card()
    player.submit(player.card.ask.variant.answer().plain)
    again = resumed(progress)
    assert again.card.outcome == "right"
    assert not again.session.settled
    reviewer = Reviewer(again)
    reviewer.look_up()
    reviewer.give(GOOD)
    assert again.session.settled
    assert [review.card for review in learned(progress)] == ["3.1"]


def test_a_grade_without_an_answer_or_given_twice_is_none(progress: Progress) -> None:
    player, reviewer = begun(progress)
    player.next_card()
    reviewer.look_up()
    reviewer.give(GOOD)
    assert not player.session.rated
    assert not player.session.settled
    rate(player, reviewer, GOOD)
    reviewer.give(EASY)
    assert [review.rating for review in learned(progress)] == [GOOD]


def test_skipping_leaves_the_schedule_and_what_was_answered(progress: Progress) -> None:
    player, _ = begun(progress)
    player.next_card()
    player.submit(player.card.ask.variant.answer().plain)
    player.skip()
    assert player.session.played[0].card.outcome == "right"
    player.next_card()
    player.skip()
    assert player.session.settled
    assert learned(progress) == []


def test_free_practice_leaves_the_schedule_alone(progress: Progress, clock: Clock) -> None:
    drill(progress, clock, Learner(), cards=CARDS[:2])
    before = learned(progress)
    assert len(drill(progress, clock, Learner(), free=True, length=3)) == 3
    assert learned(progress) == before


def test_in_free_practice_only_what_was_not_known_comes_back() -> None:
    player, reviewer = begun(None, free=True, cards=("3.1", "5.1"))
    player.next_card()
    rate(player, reviewer, AGAIN, known=False)
    player.next_card()
    rate(player, reviewer, HARD)
    player.next_card()
    rate(player, reviewer, GOOD)
    assert player.next_card() is None
    assert names(player.session) == ["3.1", "5.1", "3.1"]


def test_new_cards_are_rationed_by_the_day(progress: Progress, clock: Clock) -> None:
    first = drill(progress, clock, Learner(), new_per_day=2)
    assert first == list(deck.contents())[:2], "the easy ones first"
    assert drill(progress, clock, Learner(), new_per_day=2) == []
    assert drill(progress, clock, Learner(), new_per_day=3) == [list(deck.contents())[2]]
    clock.pass_(days=1)
    assert len(set(drill(progress, clock, Learner(), new_per_day=2)) - set(list(deck.contents())[:3])) == 2


def test_nothing_due_says_when_something_is(progress: Progress, clock: Clock) -> None:
    drill(progress, clock, Learner(), new_per_day=3)
    with pytest.raises(NothingToAskError, match=r"cards? will come back (tomorrow|in \d+ days)"):
        new_player(lambda newcomer: DrillRecipe(seed=1, new_per_day=3), progress)


def test_only_what_went_wrong_in_any_mode(progress: Progress, clock: Clock) -> None:
    from quiz.sessions.quiz import QuizRecipe

    quiz = Player(QuizRecipe(seed=1, length=2, questions=(3,)), progress)
    missed = [card_of(quiz.next_card())]
    quiz.reveal()
    quiz.next_card()
    answer(quiz, True)
    clock.pass_(minutes=1)
    player, reviewer = begun(progress)
    player.next_card()
    rate(player, reviewer, GOOD)
    player.next_card()
    rate(player, reviewer, AGAIN, known=False)
    clock.pass_(minutes=1)
    wrong = new_player(lambda newcomer: DrillRecipe(seed=1, wrong=True), progress).session.recipe.cards
    assert set(wrong) == {*missed, "Q03"} - {"3.1"}
    assert wrong[0] == "Q03", "the latest first"


def test_a_clock_that_was_years_ahead_leaves_nothing_wrong_for_years(progress: Progress, clock: Clock) -> None:
    for verdict, days in (("reject", 3650), ("accept", -3650)):
        clock.pass_(days=days)
        for kind in ("asked", "answered"):
            progress.append(verdict, Event(kind=kind, elapsed=0, code="Q03.1-7F3K", verdict=verdict))
    assert went_wrong(Past(progress), {}, clock()) == []


@pytest.mark.parametrize(
    ("verdicts", "wrong"),
    [(("reject", "accept"), ["Q16"]), (("accept", "reject"), ["Q16"]), (("accept", "accept"), [])],
)
def test_a_follow_up_makes_up_for_no_answer(
    progress: Progress, clock: Clock, verdicts: tuple[str, str], wrong: list[str]
) -> None:
    """An interviewer's next question is on the card of the first, which must come back if either went wrong."""
    for place, (code, verdict) in enumerate(zip(("Q16", "Q16+2"), verdicts, strict=True)):
        for kind in ("asked", "rated"):
            progress.append("interview", Event(kind=kind, elapsed=place, code=code, verdict=verdict))
    assert went_wrong(Past(progress), {}, clock()) == wrong


def test_a_slip_is_practised_where_it_can_be_made() -> None:
    recipe = DrillRecipe(seed=1, slip="pad.single", free=True, length=6).prepared(None)
    session = recipe.begin()
    assert len(recipe.cards) == 6
    kinds = [card.startswith("K") for card in recipe.cards]
    assert kinds == sorted(kinds), "programs come after the asks"
    assert {True, False} == set(kinds)
    for _ in recipe.cards:
        session.play(Event(kind="asked", elapsed=0))
        card = session.card
        if isinstance(card, Attempt):
            assert any("pad.single" in (slip.tag, *slip.also) for slip in live_slips(card.ask.variant))
        else:
            assert "pad.single" in {mutant.tag for mutant in card.kata.mutants}
        session.play(Event(kind="skipped", elapsed=0))


@pytest.mark.parametrize(
    ("slip", "cards"), [("pad.edge", ["K17.1", "K06.2", "K01.1"]), ("dilation.one_axis", ["K09.1"])], ids=str
)
def test_a_slip_of_programs_alone_brings_each_of_them_once(slip: str, cards: list[str]) -> None:
    assert sorted(DrillRecipe(seed=1, slip=slip, free=True).prepared(None).cards) == sorted(cards)


def test_a_card_that_the_deck_no_longer_has_is_kept_and_not_asked(progress: Progress, clock: Clock) -> None:
    gone = [review._replace(card="99.9") for review in Schedule([]).choices("3.1", clock() - timedelta(days=30))]
    progress.append("old", Event(kind="graded", elapsed=0, code="Q99.9-0000", detail=gone[0].detail))
    dealt = drill(progress, clock, Learner(), new_per_day=3)
    assert dealt == list(deck.contents())[:3]
    assert "99.9" in Schedule(learned(progress))
    assert DrillRecipe(seed=1, cards=("99.9", "3.1")).begin().left == 1


def test_two_programs_that_rate_the_same_card_lose_and_double_nothing(tmp_path: Path, clock: Clock) -> None:
    with Progress.open(tmp_path / "log") as one, Progress.open(tmp_path / "log") as other:
        tables = [begun(one), begun(other)]
        for player, reviewer in tables:
            player.next_card()
            answer(player, True)
            reviewer.look_up()
        for _, reviewer in tables:
            reviewer.give(GOOD)
        schedule = Schedule(learned(one))
        assert schedule.standing("3.1", datetime.now(UTC)).reviews == 2
        assert schedule.replayed() == (1, []), "one did not know of the other"
        assert Schedule(learned(other)).replayed() == (1, [])


@pytest.mark.parametrize(
    ("deeds", "seconds", "rating"),
    [
        (["right"], 10, GOOD),
        (["wrong", "right"], 10, HARD),
        (["hint", "right"], 10, HARD),
        (["right"], 10_000, HARD),
        (["wrong", "other"], 10, AGAIN),
        (["reveal"], 10, AGAIN),
    ],
)
def test_the_rating_follows_verdict_tries_and_time(deeds: list[str], seconds: float, rating: int) -> None:
    player, _ = begun(None)
    attempt = player.next_card()
    for deed in deeds:
        match deed:
            case "hint":
                attempt.hint()
            case "reveal":
                attempt.reveal()
            case _:
                attempt.submit({"right": attempt.ask.variant.answer().plain, "wrong": "-7", "other": "-8"}[deed])
    assert suggested(attempt, seconds) == rating


@pytest.mark.parametrize(
    ("essential", "others", "trapped", "rating"),
    [
        ("said", "said", False, GOOD),
        ("said", "said", True, HARD),
        ("said", "missed", False, HARD),
        ("half", "said", False, HARD),
        ("missed", "said", False, AGAIN),
        ("missed", "missed", True, AGAIN),
    ],
)
def test_the_rating_follows_the_ticks(essential: str, others: str, trapped: bool, rating: int) -> None:
    card = Prose(deck.contents()["Q12"])
    card.rate([essential if point.essential else others for point in card.question.rubric], trapped)
    assert suggested(card, 30) == rating
