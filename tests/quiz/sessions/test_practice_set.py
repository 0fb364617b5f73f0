"""A set, played: its items in order, each once; left and taken up again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.cards.attempt import Attempt
from quiz.deck import catalog
from quiz.lines.quiz import PlainQuiz
from quiz.log.events import Event
from quiz.log.progress import Progress
from quiz.sessions.beginning import new_player
from quiz.sessions.player import Player
from quiz.sessions.practice_set import PracticeSetRecipe
from quiz.sessions.quiz import QuizRecipe
from quiz.sessions.recipes import recipe_from
from quiz.sessions.resuming import resumed
from quiz.sessions.session import DeckChangedError, replayed
from tests.quiz.sessions.test_quiz import state

CODES = ("Q03.1-7F3K", "Q18.5-0001", "Q11.1-2345", "Q03.1-0000")
RECIPE = PracticeSetRecipe(id="7F3K9-QXM2A", seed=5, codes=CODES)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Progress]:
    with Progress.open(tmp_path / "progress.sqlite3") as progress:
        yield progress


def lines(player: Player, typed: str) -> tuple[int, str]:
    out = io.StringIO()
    return PlainQuiz(player, None, io.StringIO(typed), out).play(), out.getvalue()


deeds = st.lists(st.sampled_from(["answered", "wrong", "revealed", "skipped", "renewed", "hinted"]), max_size=14)


@given(deeds=deeds, cut=st.integers(0, 30))
@settings(max_examples=20, deadline=None)
def test_a_log_replays_to_the_same_place(deeds: list[str], cut: int) -> None:
    session, events = RECIPE.begin(), []

    def do(event: Event) -> None:
        events.append(event)
        session.play(event)

    do(Event(kind="asked", elapsed=0))
    for number, kind in enumerate(deeds, start=1):
        if not isinstance(session.card, Attempt):
            break
        if session.card.done:
            do(Event(kind="asked", elapsed=number))
        elif kind in ("answered", "wrong"):
            text = session.card.ask.variant.answer().plain if kind == "answered" else f"{number}7"
            do(Event(kind="answered", elapsed=number, text=text))
        else:
            do(Event(kind=kind, elapsed=number))
    again = replayed(recipe_from(json.loads(RECIPE.model_dump_json())), events[:cut])
    for event in events[cut:]:
        again.play(event)
    assert state(again) == state(session)


def test_items_come_in_order_and_once() -> None:
    """A miss does not come back: the set is what it is."""
    player = Player(RECIPE, None)
    asked = []
    while player.next_card():
        assert isinstance(player.card, Attempt)
        asked.append(player.card.ask.code)
        player.reveal()
    assert tuple(asked) == CODES


def test_new_numbers_are_nobodys() -> None:
    player = Player(RECIPE, None)
    card = player.next_card()
    seen = {catalog.ask(code).variant for code in CODES}
    for _ in range(20):
        player.renew()
        assert type(player.card.ask.variant) is type(card.ask.variant)
        assert player.card.ask.variant not in seen
        seen.add(player.card.ask.variant)


def test_new_numbers_differ_even_where_the_set_asks_all() -> None:
    """18.5 has four draws; when all were seen, the numbers on the table still change."""
    seeds = {catalog.variant("18.5").draw(seed): seed for seed in range(60)}
    codes = tuple(f"Q18.5-00{seed // 32:X}{'0123456789ABCDEFGHJKMNPQRSTVWXYZ'[seed % 32]}" for seed in seeds.values())
    player = Player(PracticeSetRecipe(id="all", seed=1, codes=codes), None)
    player.next_card()
    for _ in range(6):
        before = player.card.ask.variant
        player.renew()
        assert player.card.ask.variant != before


def test_playing_a_set_again_goes_on_where_it_was_left(log: Progress) -> None:
    first = new_player(lambda newcomer: RECIPE, log)
    lines(first, "skip\nskip\nquit\n")
    new_player(lambda newcomer: QuizRecipe(seed=1, questions=(3,)), log).next_card()
    again = new_player(lambda newcomer: RECIPE, log)
    assert again.card.ask.code == CODES[2]
    _, said = lines(again, "skip\n")
    assert "[3 of 4]" in said
    assert "[1 of 4]" not in said


def test_another_set_and_a_finished_one_begin_anew(log: Progress) -> None:
    lines(new_player(lambda newcomer: RECIPE, log), "skip\nquit\n")
    other = RECIPE.model_copy(update={"id": "other"})
    assert new_player(lambda newcomer: other, log).card is None
    lines(new_player(lambda newcomer: RECIPE, log), "skip\nskip\nskip\nskip\n")
    assert new_player(lambda newcomer: RECIPE, log).card is None


def test_the_application_finds_a_set_that_was_left(log: Progress) -> None:
    lines(new_player(lambda newcomer: RECIPE, log), "skip\nquit\n")
    found = resumed(log)
    assert found is not None
    assert found.session.recipe == RECIPE
    assert found.session.left == 2


def test_a_set_that_this_deck_lacks_is_not_taken_up(log: Progress) -> None:
    lost = PracticeSetRecipe(id="lost", seed=1, codes=("Q99.9-0000",))
    with pytest.raises(DeckChangedError, match=r"99\.9"):
        Player(lost, None).next_card()
    log.append("s", Event(kind="started", elapsed=0, detail={"recipe": lost.model_dump(mode="json")}))
    log.append("s", Event(kind="asked", elapsed=1, code="Q99.9-0000"))
    assert resumed(log, lost) is None
