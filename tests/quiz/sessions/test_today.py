"""Today's session: resumed where it was left, stopped by its clock, replayed from its log."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from questions.drawing import share_code
from quiz.cards.attempt import Attempt
from quiz.cards.card import NothingToAskError
from quiz.drill.cards import card_of
from quiz.drill.deeds import learned
from quiz.drill.past import Past
from quiz.drill.schedule import DAY, Schedule
from quiz.log.days import local_now
from quiz.log.events import Event
from quiz.log.progress import Progress
from quiz.plan.asking import asks
from quiz.plan.outlook import outlook
from quiz.plan.target import Target
from quiz.sessions.beginning import new_player
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.player import Player
from quiz.sessions.recipes import recipe_from
from quiz.sessions.resuming import resumed
from quiz.sessions.reviewer import Reviewer
from quiz.sessions.session import replayed
from quiz.sessions.today import PARTS, TodayRecipe, TodaySession
from quiz.settings.interview import Interview
from quiz.words.plan import begin_words
from tests.quiz.learner import Clock, answer

CARDS = ("3.1", "Q03", "C1", "5.1")
IN_A_WEEK = Interview(date=local_now().date() + 7 * DAY)


def recipe(**wanted: object) -> TodayRecipe:
    return TodayRecipe.model_validate({"seed": 1, "interview": IN_A_WEEK, **wanted})


def fixed(**wanted: object) -> TodayRecipe:
    whys = ("due", "new", "a chain", "new")
    return recipe(cards=CARDS, whys=whys, minutes=30, day=local_now().date(), **wanted)


@pytest.fixture
def progress(tmp_path: Path):
    with Progress.open(tmp_path / "log") as opened:
        yield opened


def go(player: Player, cards: int, known: bool = True) -> None:
    """Answer and rate so many cards."""
    reviewer = Reviewer(player)
    for _ in range(cards):
        if player.session.settled:
            player.next_card()
        answer(player, known)
        if not player.session.settled:
            reviewer.look_up()
            reviewer.give(reviewer.suggestion)


def test_each_card_says_why_it_is_there_and_a_chain_is_asked_part_by_part() -> None:
    player = Player(fixed(), None)
    asked = []
    while player.next_card():
        asked.append((card_of(player.card), player.session.why(player.card)))
        go(player, 1)
    chain = [(part, "a chain") for part in PARTS]
    assert asked == [("3.1", "due"), ("Q03", "new"), *chain, ("5.1", "new")]
    assert [rated.review.card for rated in player.session.rated] == ["3.1", "Q03", "5.1"]


def test_a_part_of_a_chain_waits_for_no_rating_and_has_no_other_numbers() -> None:
    player = Player(fixed(), None)
    go(player, 2)
    player.next_card()
    assert not player.session.rates(player.card)
    assert not player.session.renews
    right = player.card.ask.variant.answer().value
    player.submit(str(right + 3))
    player.submit(str(right + 4))
    assert player.session.settled
    wrong = player.card
    assert player.session.withholds(wrong)
    while player.card and card_of(player.card) != list(PARTS)[-1]:
        player.next_card()
        answer(player, True)
    assert player.session.made_up_for(player.card) == [wrong]


def test_parts_of_a_chain_that_were_asked_are_not_asked_again_once_a_burial_is_undone() -> None:
    player = Player(fixed(), None)
    reviewer = Reviewer(player)
    player.next_card()
    reviewer.put_away("buried")
    player.next_card()
    player.skip()
    go(player, 2)
    player.next_card()
    player.undo()
    assert card_of(player.card) == "3.1"
    assert player.session.rates(player.card)
    go(player, 1)
    player.next_card()
    assert card_of(player.card) == list(PARTS)[2]
    assert not player.card.done


def test_a_part_of_a_chain_stays_on_the_table_though_the_skill_that_it_trains_was_rated_elsewhere(
    progress: Progress,
) -> None:
    player = Player(fixed(), progress)
    go(player, 2)
    player.next_card()
    while (trained := type(player.card.ask.variant).trains) in CARDS:
        go(player, 1)
        player.next_card()
    other = Player(DrillRecipe(seed=2, cards=(trained,)), progress)
    go(other, 1)
    again = resumed(progress, player.session.recipe)
    again.lay()
    assert card_of(again.card) == card_of(player.card)
    assert card_of(again.card) in PARTS


def test_the_clock_stops_the_session_at_the_end_of_an_ask_and_a_chain_is_one() -> None:
    clock = Clock()
    player = Player(fixed(), None, clock=clock.seconds)
    player.next_card()
    clock.pass_(minutes=31)
    assert player.card, "what is asked is never cut short"
    go(player, 1)
    assert player.next_card() is None
    clock = Clock()
    player = Player(fixed(), None, clock=clock.seconds)
    go(player, 3)
    clock.pass_(minutes=31)
    parts = 1
    while player.next_card():
        parts += 1
        answer(player, True)
    assert parts == len(PARTS)


def test_it_goes_on_where_it_was_left_and_replays(progress: Progress) -> None:
    first = new_player(lambda newcomer: recipe(), progress)
    go(first, 3)
    again = new_player(lambda newcomer: recipe(seed=2), progress)
    assert isinstance(again.session, TodaySession)
    assert again.session.recipe == first.session.recipe
    assert [card_of(at.card) for at in again.session.played] == [card_of(at.card) for at in first.session.played]
    events = progress.latest(mode="today")
    assert replayed(recipe_from(events[0].detail["recipe"]), events).place == first.session.place


def test_a_session_of_another_plan_is_left_alone(progress: Progress) -> None:
    first = new_player(lambda newcomer: recipe(), progress)
    go(first, 3)
    other = IN_A_WEEK.model_copy(update={"topics": ("pooling",)})
    begun = new_player(lambda newcomer: recipe(interview=other, seed=2), progress)
    assert begun.session.recipe.interview == other
    assert not begun.session.played
    assert resumed(progress, first.session.recipe), "it is kept"


def test_what_was_left_is_told_by_its_place(progress: Progress) -> None:
    day = local_now().date()
    seen = outlook(Past(progress), IN_A_WEEK, local_now())
    assert begin_words(seen).startswith("Begin today's 30 min")
    first = new_player(lambda newcomer: recipe(), progress)
    go(first, 2)
    left = resumed(progress, recipe(seed=9).left(progress, day))
    assert begin_words(seen, left.session.place) == f"Go on with today: {first.session.place}"


def test_reviews_are_made_to_the_day_and_the_replay_agrees(progress: Progress) -> None:
    player = new_player(lambda newcomer: recipe(), progress)
    go(player, 3)
    go(player, 2, known=False)
    made = learned(progress)
    assert {review.until for review in made} == {IN_A_WEEK.date}
    assert [timedelta(seconds=review.interval).days for review in made] == [3, 3, 3, 1, 1]
    assert Past(progress).schedule.replayed() == (0, [])


def test_minutes_that_were_practised_are_not_asked_for_again(progress: Progress) -> None:
    clock = Clock()
    begun = recipe(minutes=12).prepared(progress)
    player = Player(begun, progress, clock=clock.seconds)
    go(player, 1)
    clock.pass_(minutes=12)
    while player.next_card():
        go(player, 1)
    left = recipe().prepared(progress)
    assert left.minutes == pytest.approx(18, abs=1)
    assert not set(left.cards) & {card_of(at.card) for at in player.session.played}
    player = Player(left, progress, clock=clock.seconds)
    go(player, 1)
    clock.pass_(minutes=19)
    assert player.next_card() is None
    with pytest.raises(NothingToAskError, match="done"):
        recipe().prepared(progress)
    assert recipe(minutes=5).prepared(progress).cards


@pytest.mark.parametrize("interview", [Interview(), Interview(date=local_now().date() - DAY)])
def test_without_a_day_there_is_none(interview: Interview) -> None:
    with pytest.raises(NothingToAskError, match="convquiz plan"):
        TodayRecipe(seed=1, interview=interview).prepared(None)


def test_numbers_of_a_chain_follow_from_the_seed() -> None:
    def parts(seed: int) -> list[str]:
        player = Player(fixed(seed=seed), None)
        codes = []
        while player.next_card():
            go(player, 1)
            if isinstance(player.card, Attempt) and card_of(player.card) in PARTS:
                codes.append(player.code)
        return codes

    assert parts(3) == parts(3)
    assert parts(3) != parts(4)


@pytest.mark.parametrize("days", [0, 7, 300])
@pytest.mark.parametrize("matters", [{}, {"topics": ("batch norm",), "levels": ("easy",)}])
@pytest.mark.parametrize("asked", [0, 40])
def test_names_tell_whether_it_would_ask_anything(
    progress: Progress, days: int, matters: dict[str, object], asked: int
) -> None:
    now = local_now()
    interview = Interview.model_validate({"date": now.date() + days * DAY, **matters})
    target = Target.of(interview, now.date())
    for card in target.cards[:asked]:
        progress.append("s", Event(kind="asked", elapsed=0, code=card))
        code = card if card.startswith("Q") else share_code(card, 0)
        progress.append("s", Event(kind="answered", elapsed=1, code=code, verdict="accept"))
    try:
        dealt = bool(recipe(interview=interview).prepared(progress).cards)
    except NothingToAskError:
        dealt = False
    assert asks(Past(progress), target, now, target.minutes(now.date())) == dealt


def test_a_session_that_is_gone_on_with_after_the_interview_schedules_as_a_drill_does(progress: Progress) -> None:
    """Towards a day that is over every rating would bring the card back tomorrow, for ever."""
    player = Player(fixed(), progress)
    player.next_card()
    answer(player, known=True)
    for days, apart in ((7, True), (8, False)):
        at = local_now() + days * DAY
        after, drill = Reviewer(player, lambda at=at: at).look_up(), Schedule([]).choices("3.1", at)
        assert [each.until is not None for each in after] == [apart] * 4
        assert ([each.interval for each in after] != [each.interval for each in drill]) is apart
