"""What is done to a card while something else that was done to it is on its way into the log."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quiz.log.events import Event
from quiz.log.flags import flag
from quiz.sessions.beginning import a_quiz
from quiz.sessions.drill import DrillRecipe, DrillSession
from quiz.settings import preferences
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.looks import _store
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.card import CardScreen
from quiz.tui.screens.drill import DrillAskScreen
from quiz.tui.screens.prose import ProseScreen
from tests.quiz.tui.test_app import screen_of, until

VAIN = 0.5
"""Seconds that the first of two waits for the second, which must wait for the first."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(progress=str(tmp_path / "progress.sqlite3"))


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


async def test_a_card_is_left_once_though_it_is_gone_on_with_while_the_next_is_drawn() -> None:
    async with asking("3.1", "5.1", "9.2").run_test(size=(80, 24)) as pilot:
        card = await screen_of(pilot, DrillAskScreen)
        player = card.player
        await asyncio.to_thread(player.skip)
        draw, drawing, gate = player.session.play, threading.Event(), threading.Event()

        def held(event: Event) -> object:
            drawing.set()
            gate.wait()
            return draw(event)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(player.session, "play", held)
            drawn = asyncio.ensure_future(asyncio.to_thread(player.next_card))
            await asyncio.to_thread(drawing.wait)
            going_on = asyncio.ensure_future(pilot.app._go_on(player))
            await asyncio.sleep(0)
            gate.set()
            await asyncio.gather(drawn, going_on)
        assert len(player.session.played) == 2


async def test_a_flag_and_its_taking_back_are_written_in_their_order(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[bool] = []
    async with ConvquizApp(settings, lambda newcomer: DrillRecipe(seed=1, cards=("3.1",))).run_test() as pilot:
        card = await screen_of(pilot, DrillAskScreen)
        both = threading.Event()

        def slow(path: Path, *, taken_back: bool, **report: str) -> None:
            if not taken_back:
                both.wait(VAIN)
            flag(path, taken_back=taken_back, **report)
            written.append(taken_back)
            both.set()

        monkeypatch.setattr("quiz.tui.screens.card.flag", slow)
        for _ in range(2):
            card.action_flag()
        await until(pilot, lambda: len(written) == 2)
    assert written == [False, True]


def test_two_preferences_that_are_set_in_a_hurry_are_both_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(tmp_path / "config.toml"))
    both, replace = threading.Event(), preferences.replace

    def slow(path: Path, text: str) -> None:
        if not both.is_set():
            both.wait(VAIN)
        replace(path, text)
        both.set()

    monkeypatch.setattr(preferences, "replace", slow)
    threads = [threading.Thread(target=_store, args=each) for each in (("timer", False), ("plain", True))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept, trouble = preferences.load()
    assert (kept.timer, kept.plain, trouble) == (False, True, "")
