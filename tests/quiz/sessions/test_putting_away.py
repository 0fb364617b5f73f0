"""Cards that the learner suspends or buries, and takes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from quiz.cards.card import NothingToAskError
from quiz.cli import cli
from quiz.drill import cards as deck
from quiz.drill import names
from quiz.drill.dealing import agenda, dealt
from quiz.drill.deeds import deeds, learned
from quiz.drill.past import Past
from quiz.drill.schedule import Schedule
from quiz.drill.stats import collected
from quiz.log.days import local_now
from quiz.log.events import Event
from quiz.log.progress import Logged, Progress
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.player import Player
from quiz.sessions.resuming import resumed
from quiz.sessions.reviewer import Reviewer
from tests.quiz.learner import Clock, answer

CARDS = ("3.1", "Q03", "5.1")


def drilling(progress: Progress, clock: Clock) -> tuple[Player, Reviewer]:
    player = Player(DrillRecipe(seed=1, cards=CARDS), progress)
    player.next_card()
    return player, Reviewer(player, clock)


def dealt_on(progress: Progress, clock: Clock, **wanted: object) -> list[str]:
    return dealt(
        DrillRecipe.model_validate({"seed": 1, "length": 1000, "new_per_day": 1000, **wanted}), Past(progress), clock()
    )


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "open"])
def test_a_buried_card_is_back_the_next_day_and_a_suspended_one_is_not(
    progress: Progress, clock: Clock, answered: bool
) -> None:
    player, reviewer = drilling(progress, clock)
    for kind in ("buried", "suspended"):
        if answered:
            answer(player, known=True)
        reviewer.put_away(kind)
        player.next_card()
    buried, suspended, _ = CARDS
    for wanted in ({}, {"free": True}):
        assert not {buried, suspended} & set(dealt_on(progress, clock, **wanted))
    assert agenda(Past(progress), clock(), 1000).new == len(deck.contents()) - 2
    clock.pass_(days=1)
    assert buried in dealt_on(progress, clock)
    assert suspended not in dealt_on(progress, clock)
    told = CliRunner().invoke(cli, ["--progress", str(progress.path), "progress", "unsuspend", suspended])
    assert (told.exit_code, suspended in told.stdout) == (0, True)
    assert suspended in dealt_on(progress, clock)
    assert learned(progress) == []


@pytest.mark.parametrize("kind", ["buried", "suspended"])
@pytest.mark.parametrize("answered", [True, False], ids=["answered", "open"])
def test_it_is_taken_back_as_a_rating_is(progress: Progress, clock: Clock, kind: str, answered: bool) -> None:
    player, reviewer = drilling(progress, clock)
    card = player.card
    if answered:
        answer(player, known=True)
    reviewer.put_away(kind)
    following = player.next_card()
    player.undo()
    assert player.card is card
    assert card.done is answered
    assert not player.session.settled
    assert set(CARDS) <= set(dealt_on(progress, clock))
    again = resumed(progress)
    assert again is not None
    assert again.code == player.code
    reviewer.put_away(kind)
    assert player.next_card() is following


def test_a_card_put_away_comes_back_no_more_in_its_session(progress: Progress, clock: Clock) -> None:
    player, reviewer = drilling(progress, clock)
    answer(player, known=False)
    reviewer.look_up()
    reviewer.give(1)  # it would come back
    for _ in CARDS[1:]:
        player.next_card()
        reviewer.put_away("buried")
    assert deck.card_of(player.next_card()) == CARDS[0]
    answer(player, known=True)
    reviewer.put_away("buried")
    assert player.next_card() is None
    player.undo()
    assert deck.card_of(player.card) == CARDS[0]
    assert [review.rating for review in learned(progress)] == [1]


def test_what_was_skipped_since_is_not_dealt_again_with_the_card_that_is_back(progress: Progress, clock: Clock) -> None:
    player, reviewer = drilling(progress, clock)
    reviewer.put_away("buried")
    player.next_card()
    player.skip()
    player.next_card()
    player.undo()
    asked = [player.code, player.next_card() and player.code]
    assert [names.card_of_code(code) for code in asked] == [CARDS[0], CARDS[2]]
    assert player.next_card() is None


@pytest.mark.parametrize("deed", ["buried", "suspended", "rated"])
@pytest.mark.parametrize("free", [False, True], ids=["due", "free"])
def test_a_drill_that_was_left_does_not_ask_what_was_done_with_elsewhere(
    progress: Progress, clock: Clock, deed: str, free: bool
) -> None:
    """Neither the card that lies on the table nor one that is to come."""
    first, waiting, last = CARDS
    clock.time = local_now()
    left = Player(DrillRecipe(seed=1, cards=CARDS, free=free), progress)
    left.next_card()
    clock.pass_(minutes=1)
    elsewhere = Player(DrillRecipe(seed=2, cards=(first, waiting)), progress)
    reviewer = Reviewer(elsewhere, clock)
    while elsewhere.next_card():
        answer(elsewhere, known=True)
        reviewer.look_up()
        if deed == "rated":
            reviewer.give(4)
        else:
            reviewer.put_away(deed)
    for _ in range(2):
        again = resumed(progress, left.session.recipe)
        again.lay()
        asked = [names.card_of_code(again.code)]
        session = again.session
        assert session.planned == len(session.played) + session.left, "as the bar has a mark for each"
    asked += [names.card_of_code(again.code) for _ in CARDS if again.next_card()]
    assert asked == (list(CARDS) if free and deed == "rated" else [last])


def test_what_is_not_suspended_is_refused(progress: Progress) -> None:
    words = ["--progress", str(progress.path), "progress", "unsuspend"]
    assert CliRunner().invoke(cli, words).stdout == ""
    refused = CliRunner().invoke(cli, [*words, "3.1"])
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)


def test_what_is_suspended_is_not_told_to_come_back_and_what_is_buried_comes_tomorrow(
    progress: Progress, clock: Clock
) -> None:
    for card in CARDS:
        for _ in range(3):
            (*_, easy) = Past(progress).schedule.choices(card, clock())
            progress.append("past", Event(kind="graded", elapsed=0, detail=easy.detail))
    clock.pass_(days=400)
    _, reviewer = drilling(progress, clock)
    reviewer.put_away("suspended")
    reviewer.player.next_card()
    reviewer.put_away("buried")
    past = Past(progress)
    assert collected(past, clock()).forecast[:3] == [1, 1, 0]
    assert agenda(past, clock(), 0).due == 1, "as the drill says"
    with pytest.raises(NothingToAskError, match="1 card will come back tomorrow"):
        dealt(DrillRecipe(seed=1, topics=("stride and padding",), new_per_day=0), past, clock())


def test_a_card_is_restored_though_the_clock_was_two_hours_ahead_when_it_was_suspended(
    progress: Progress, clock: Clock
) -> None:
    clock.time = datetime.now(UTC) + timedelta(hours=2)
    _, reviewer = drilling(progress, clock)
    reviewer.put_away("suspended")
    CliRunner().invoke(cli, ["--progress", str(progress.path), "progress", "unsuspend", CARDS[0]])
    assert CARDS[0] in dealt_on(progress, clock)


def test_a_day_that_began_at_four_buries_until_four(progress: Progress, clock: Clock) -> None:
    clock.time = clock.time.replace(hour=23)
    _, reviewer = drilling(progress, clock)
    reviewer.put_away("buried")
    assert CARDS[0] not in dealt_on(progress, clock)
    clock.time += timedelta(days=1)
    assert CARDS[0] in dealt_on(progress, clock)


@pytest.mark.parametrize(
    "wanted", [{"wrong": True}, {"slip": "pool.argmax"}, {"free": True}, {}], ids=["wrong", "slip", "free", "due"]
)
def test_a_drill_of_nothing_but_cards_that_are_put_away_says_so(
    progress: Progress, clock: Clock, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, object]
) -> None:
    """Not that nothing went wrong, that no ask can make the slip, or that free practice asks any card."""
    monkeypatch.setattr("quiz.drill.dealing.on_topics", lambda topics: list(CARDS))
    monkeypatch.setattr(deck, "with_slip", lambda tag: list(CARDS))
    player, reviewer = drilling(progress, clock)
    for kind in ("buried", "suspended", "buried"):
        answer(player, known=False)
        reviewer.put_away(kind)
        player.next_card()
    with pytest.raises(NothingToAskError, match=r"put away.*tomorrow.*progress unsuspend"):
        dealt_on(progress, clock, **wanted)


def test_what_comes_back_is_told_of_the_topics_that_were_asked_for(progress: Progress, clock: Clock) -> None:
    player, reviewer = drilling(progress, clock)
    answer(player, known=True)
    reviewer.look_up()
    reviewer.give(4)
    for topic, told in {"stride and padding": "1 card will come back in", "pooling": "will come back"}.items():
        with pytest.raises(NothingToAskError) as nothing:
            dealt_on(progress, clock, topics=(topic,), new_per_day=0)
        assert (told in str(nothing.value)) is (topic == "stride and padding")
    with pytest.raises(NothingToAskError, match="Nothing on these topics went wrong"):
        dealt_on(progress, clock, topics=("pooling",), wrong=True)


def went_badly(progress: Progress, *codes: str) -> None:
    for code in codes:
        for kind in ("asked", "answered"):
            progress.append(code, Event(kind=kind, elapsed=0, code=code, verdict="reject"))


def test_what_went_wrong_is_asked_on_the_topics_wanted_and_counted_without_what_is_put_away(
    progress: Progress, clock: Clock
) -> None:
    clock.time = local_now()
    went_badly(progress, "Q03.1-7F3K", "Q18.1-7F3K")
    assert set(dealt_on(progress, clock, wrong=True)) == {"3.1", "18.1"}

    assert dealt_on(progress, clock, wrong=True, topics=("batch norm",)) == ["18.1"]
    assert agenda(Past(progress), clock(), 0).wrong == 2
    progress.append("away", Event(kind="suspended", elapsed=0, detail={"card": "3.1"}))
    assert agenda(Past(progress), clock(), 0).wrong == 1


def test_a_topic_is_told_no_card_of_another_and_no_more_new_ones_than_the_day_brings(
    progress: Progress, clock: Clock
) -> None:
    clock.time = local_now()
    long_ago = clock() - timedelta(days=30)
    review = Schedule([]).choices("3.1", long_ago)[2]
    progress.append("old", Event(kind="graded", elapsed=0, code="Q03.1-7F3K", detail=review.detail))
    told = agenda(Past(progress), clock(), 1)
    assert (told.due, told.new) == (1, 1)
    for topic, (due, new) in told.topics.items():
        assert due == ("3.1" in names.on_topics((topic,)))
        assert new <= 1


def test_a_card_that_was_restored_after_it_was_suspended_is_back_whichever_came_first_into_the_log(
    progress: Progress, clock: Clock
) -> None:
    """An imported log stands behind what was done here since."""
    clock.time = local_now()
    noon = clock().astimezone(UTC)
    for number, (kind, days) in enumerate((("restored", 0), ("suspended", -1))):
        at = noon + timedelta(days=days)
        event = Event(kind=kind, elapsed=0, detail={"card": "3.1"})
        progress.merge([Logged(f"{number:032}", at, 0, kind, 0, *event)])
    assert "3.1" in dealt_on(progress, clock)


def test_a_time_that_no_calendar_has_is_no_review_and_no_traceback(progress: Progress) -> None:
    detail = Schedule([]).choices("3.1", local_now())[2].detail
    far = {**detail, "at": "0001-01-01T00:00:00+14:00", "day": "0001-01-01"}
    progress.append("s", Event(kind="graded", elapsed=0, detail=far))
    assert (deeds(progress).reviews, len(deeds(progress).unreadable)) == ([], 1)


def test_the_reviews_of_a_card_are_its_own(progress: Progress) -> None:
    for card in ("3.1", "Q03", "3.7"):
        review = Schedule([]).choices(card, local_now())[2]
        code = card if card.startswith("Q") else f"Q03.{card[-1]}-7F3K"
        progress.append(card, Event(kind="graded", elapsed=0, code=code, detail=review.detail))
    for card in ("3.1", "Q03", "3.7"):
        assert [review.card for review in learned(progress, card)] == [card]
