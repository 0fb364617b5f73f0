"""How cards went, also where a rating or a burial was taken back in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from questions.model import live_slips
from quiz.drill.outings import Outing
from quiz.drill.past import Past
from quiz.log.events import JSON, Event
from quiz.log.progress import Progress
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.player import Player
from quiz.sessions.reviewer import Reviewer
from tests.quiz.learner import Clock

FIRST, SECOND = CARDS = ("3.1", "5.1")


class Drill:
    """A drill of two cards, on each of which a try takes ten seconds."""

    def __init__(self, progress: Progress, clock: Clock) -> None:
        self.clock = clock
        self.player = Player(DrillRecipe(seed=1, cards=CARDS), progress, clock=clock.seconds)
        self.reviewer = Reviewer(self.player, clock)
        self.player.next_card()

    def miss(self) -> None:
        self._submit(next(iter(live_slips(self.player.card.ask.variant))).value)

    def know(self) -> None:
        self._submit(self.player.card.ask.variant.answer().value)

    def _submit(self, value: object) -> None:
        self.clock.pass_(seconds=10)
        self.player.submit(self.player.card.ask.variant.answer().write(value))

    def rate(self) -> None:
        self.reviewer.look_up()
        self.reviewer.give(4)


@pytest.fixture
def drill(progress: Progress, clock: Clock) -> Drill:
    return Drill(progress, clock)


def of_card(progress: Progress, card: str) -> Outing:
    """Return the one outing of a card."""
    (outing,) = [outing for outing in Past(progress).outings if outing.card == card]
    return outing


def test_a_card_that_undoing_put_back_is_one_ask_with_all_its_tries(progress: Progress, drill: Drill) -> None:
    drill.know()
    drill.rate()
    drill.player.next_card()
    drill.miss()
    drill.player.undo()
    drill.clock.pass_(minutes=5)
    drill.rate()
    drill.player.next_card()
    drill.know()
    second = of_card(progress, SECOND)
    assert (second.right, second.tries, len(second.slips), round(second.seconds)) == (True, 2, 1, 20)
    assert [round(at.seconds) for at in drill.player.session.played] == [10, 20], "as the session itself says"
    assert of_card(progress, FIRST).at_once


def test_a_card_that_was_put_away_goes_on_when_that_is_undone(progress: Progress, drill: Drill) -> None:
    drill.miss()
    drill.reviewer.put_away("buried")
    drill.player.next_card()
    drill.miss()
    drill.player.undo()
    drill.know()
    first = of_card(progress, FIRST)
    assert (first.right, first.tries, len(first.slips), round(first.seconds)) == (True, 2, 1, 20)
    assert round(drill.player.session.played[-1].seconds) == 20
    second = of_card(progress, SECOND)
    assert (second.right, second.tries, len(second.slips)) == (False, 1, 1), "what was answered before is its own"


def told(progress: Progress, *events: tuple[str, float, str], session: str = "s", **more: object) -> list[Outing]:
    """Return the outings of a session whose events are told by kind, second, and share code or verdict."""
    for kind, elapsed, said in events:
        code = said if kind in ("asked", "undone") else "Q03.1-7F3K"
        verdict = said if kind == "answered" else ""
        progress.append(session, Event(kind=kind, elapsed=elapsed, code=code, verdict=verdict, **more))
    return Past(progress).outings


def test_what_could_not_be_read_is_no_try(progress: Progress) -> None:
    (outing,) = told(
        progress,
        ("asked", 0, "Q03.1-7F3K"),
        ("answered", 5, "clarify"),
        ("answered", 9, "accept"),
        ("asked", 20, "Q05.1-7F3K"),
    )
    assert (outing.tries, outing.at_once, outing.seconds) == (1, True, 9)
    assert len(told(progress, ("asked", 0, "Q03.1-7F3K"), ("answered", 5, "clarify"), session="t")) == 1


def test_a_revealed_answer_is_no_try_and_not_right_at_once(progress: Progress) -> None:
    (outing,) = told(progress, ("asked", 0, "Q03.1-7F3K"), ("revealed", 7, ""))
    assert (outing.tries, outing.right, outing.at_once, outing.seconds) == (0, False, False, 7)


def test_other_numbers_are_another_outing_with_a_time_of_their_own(progress: Progress) -> None:
    first, second = told(
        progress,
        ("asked", 0, "Q03.1-7F3K"),
        ("answered", 30, "reject"),
        ("renewed", 40, ""),
        ("answered", 52, "accept"),
    )
    assert [(each.tries, each.right, each.seconds) for each in (first, second)] == [(1, False, 30), (1, True, 12)]
    assert second.at_once


def test_an_imported_session_whose_clock_ran_backwards_took_no_less_than_no_time(progress: Progress) -> None:
    (outing,) = told(progress, ("asked", 100, "Q03.1-7F3K"), ("answered", 40, "accept"))
    assert outing.seconds == 0


def test_outings_of_two_machines_stand_in_the_order_of_time(tmp_path: Path, clock: Clock) -> None:
    """Though what is imported comes behind in the log."""
    with Progress.open(tmp_path / "log", now=clock) as progress:
        for session, hours in (("here", 5), ("there", -9)):
            clock.pass_(hours=hours)
            found = told(progress, ("asked", 0, "Q03.1-7F3K"), ("answered", 9, "accept"), session=session)
    assert [outing.at for outing in found] == sorted(outing.at for outing in found)
    assert found[0].at == clock()


def test_an_undone_deed_on_the_card_of_the_table_leaves_its_time_running(progress: Progress) -> None:
    (outing,) = told(
        progress,
        ("asked", 0, "Q03.1-7F3K"),
        ("answered", 10, "reject"),
        ("undone", 15, "Q03.1-7F3K"),
        ("answered", 40, "accept"),
    )
    assert (outing.tries, outing.seconds) == (2, 40)


def test_a_card_put_back_and_dealt_again_later_once_more_is_two_outings(progress: Progress) -> None:
    """Cards of prose have no numbers, and so the same code each time."""
    for kind, elapsed, code in (
        *(("asked", 0, "Q03"), ("rated", 10, "Q03"), ("asked", 20, "Q05"), ("undone", 30, "Q03")),
        *(("asked", 40, "Q05"), ("rated", 45, "Q05"), ("asked", 50, "Q03"), ("rated", 60, "Q03")),
        *(("asked", 70, "Q05"), ("rated", 90, "Q05")),
    ):
        progress.append("s", Event(kind=kind, elapsed=elapsed, code=code, verdict="accept" if kind == "rated" else ""))
    found = Past(progress).outings
    assert [(each.card, each.tries, each.seconds) for each in found] == [
        ("Q03", 1, 10),
        ("Q05", 1, 15),
        ("Q03", 1, 10),
        ("Q05", 1, 20),
    ]


def test_only_an_answer_makes_a_slip_and_of_what_no_log_of_ours_says_nothing_is_made(progress: Progress) -> None:
    def slips(kind: str, detail: dict[str, JSON]) -> list[tuple[str, bool]]:
        session = f"{kind} {detail}"
        progress.append(session, Event(kind="asked", elapsed=0, code="Q03.1-7F3K"))
        progress.append(session, Event(kind=kind, elapsed=1, code="Q03.1-7F3K", slip="a", detail=detail))
        return [(made.tag, made.unsure) for made in Past(progress).outings[-1].slips]

    assert slips("answered", {}) == [("a", False)]
    assert slips("answered", {"either": ["a", "b"]}) == [("a", True), ("b", True)]
    assert slips("answered", {"both": ["a", "b", "b"]}) == [("a", False), ("b", False)]
    assert slips("answered", {"both": "bc"}) == [("a", False)]
    assert slips("answered", {"both": ["b", 3, None]}) == [("a", False), ("b", False)]
    assert slips("revealed", {}) == []


def test_ticks_that_are_no_list_are_none(progress: Progress) -> None:
    told(progress, ("asked", 0, "Q03.1-7F3K"), ("rated", 1, ""), detail={"ticks": "said"})
    assert Past(progress).outings[0].ticks == ()


def test_a_card_whose_own_deed_was_undone_is_another_outing_when_it_is_dealt_again(progress: Progress) -> None:
    for kind, elapsed, code in (
        *(("asked", 0, "Q03"), ("rated", 10, "Q03"), ("undone", 15, "Q03"), ("rated", 20, "Q03")),
        *(("asked", 30, "Q05"), ("rated", 40, "Q05"), ("asked", 50, "Q03"), ("rated", 60, "Q03")),
    ):
        progress.append("s", Event(kind=kind, elapsed=elapsed, code=code, verdict="accept" if kind == "rated" else ""))
    assert [(each.card, each.tries) for each in Past(progress).outings] == [("Q03", 2), ("Q05", 1), ("Q03", 1)]
