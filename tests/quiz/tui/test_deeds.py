"""What is done to a card while something else that was done to it is on its way into the log."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from quiz.sessions.beginning import a_quiz
from quiz.sessions.drill import DrillRecipe, DrillSession
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.card import CardScreen
from quiz.tui.screens.drill import DrillAskScreen
from quiz.tui.screens.prose import ProseScreen
from tests.quiz.tui.test_app import screen_of, until


@contextmanager
def at_work(card: CardScreen) -> Iterator[threading.Event]:
    """Let a deed wait in its thread."""
    gate = threading.Event()
    waiting = asyncio.ensure_future(card.logged(gate.wait))
    yield gate
    gate.set()
    assert not waiting.cancelled()


def asking(*cards: str) -> ConvquizApp:
    return ConvquizApp(Settings(save=False), lambda newcomer: DrillRecipe(seed=1, cards=cards))


def telling() -> ConvquizApp:
    return ConvquizApp(Settings(save=False), a_quiz(seed=1, mode="tour"))


async def test_deeds_reach_the_log_in_the_order_in_which_they_were_done() -> None:
    async with asking("3.1").run_test(size=(80, 24)) as pilot:
        card = await screen_of(pilot, AskScreen)
        done: list[str] = []
        with at_work(card) as gate:
            later = asyncio.ensure_future(card.logged(lambda: done.append("later" if gate.is_set() else "sooner")))
            await asyncio.sleep(0)
            await asyncio.to_thread(gate.set)
        await later
        assert done == ["later"]


async def test_no_rating_is_taken_back_while_an_answer_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DrillSession, "undoable", True)
    async with asking("3.1").run_test(size=(80, 24)) as pilot:
        card = await screen_of(pilot, DrillAskScreen)
        assert card.check_action("undo", ())
        with at_work(card):
            await asyncio.sleep(0)
            assert not card.check_action("undo", ()), "the answer would be given to the card before"


async def test_no_answer_is_given_to_a_card_that_is_being_left() -> None:
    async with telling().run_test(size=(80, 24)) as pilot:
        card = await screen_of(pilot, ProseScreen)
        card.leave()
        await card.reveal()
        assert not card.prose.told, "or the next card would be"


async def test_no_point_is_ticked_by_a_click_while_the_card_is_being_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    async with telling().run_test(size=(80, 24)) as pilot:
        card = await screen_of(pilot, ProseScreen)
        await pilot.press("enter")
        await until(pilot, lambda: card.laid)
        with at_work(card):
            await asyncio.sleep(0)
            await card.click()
        assert not any(card.ticks)
