"""What is kept in sight of a demonstration."""

from __future__ import annotations

import re

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static
from textual.widgets._footer import FooterKey

from questions import load
from questions.scenes import Frame, Scene, Table
from questions.scenes.story import story
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.study import StudyScreen
from quiz.tui.widgets.canvas import Canvas
from quiz.tui.widgets.demonstration import Demonstration
from tests.quiz.tui.test_app import screen_of, until


def listing(words: int) -> Scene:
    rows = tuple((f"row {row} " + "word " * words, "another column of words") for row in range(4))
    return story("", [Frame((Table("", ("", ""), rows),), "What to read off.")])


class Showing(App[None]):
    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Demonstration()


async def test_the_caption_of_a_picture_too_high_stands_above_it() -> None:
    app = Showing()
    async with app.run_test(size=(40, 15)) as pilot:
        player = app.query_one(Demonstration)
        canvas, caption = player.query_one(Canvas), player.query_one("#caption", Static)
        for words, above in ((1, False), (90, True), (1, False)):
            player.begin(listing(words))
            await pilot.pause()
            await pilot.pause()
            assert (caption.region.y < canvas.region.y) == above
            assert caption.region.bottom <= 15
            told = canvas.render_line(0).text
            assert ("scroll down" in told) == above
            hidden = app.query_one(VerticalScroll).max_scroll_y
            assert not above or set(re.findall("[0-9]+", told)) <= {str(hidden)}, "no more lines than are out of sight"


async def test_the_caption_goes_back_under_the_last_picture_once_nothing_moves() -> None:
    app = Showing()
    async with app.run_test(size=(40, 15)) as pilot:
        player = app.query_one(Demonstration)
        high, low = (listing(words).frame(0) for words in (90, 1))
        player.begin(story("", [high, low]))
        while player.playing:
            await pilot.pause()
        await pilot.pause()
        assert player.query_one("#caption").region.y > player.query_one(Canvas).region.y


async def test_a_frame_that_stands_is_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Showing()
    async with app.run_test(size=(80, 24)) as pilot:
        player = app.query_one(Demonstration)
        player.begin(story("", [Frame((), "one"), Frame((), "two")]))
        await pilot.pause()
        drawn: list[Frame] = []
        monkeypatch.setattr(player.query_one(Canvas), "show", drawn.append)
        player.playing, player._rate, player._position = True, 1e-9, 0.5
        for _ in range(5):
            player._advance()
        assert not drawn
        player.step(1)
        assert [frame.caption for frame in drawn] == ["two"]


async def test_a_caption_has_as_many_lines_as_it_takes() -> None:
    app = Showing()
    async with app.run_test(size=(40, 15)) as pilot:
        player = app.query_one(Demonstration)
        frames = [Frame((), "word " * number) for number in (1, 20, 2)]
        player.begin(story("", frames))
        player.pause()
        for number, lines in enumerate((1, 3, 1)):
            player._show(number)
            await pilot.pause()
            await pilot.pause()
            assert player.query_one("#caption").size.height == lines


async def test_another_scene_begins_at_its_beginning_though_the_one_before_still_plays() -> None:
    app = Showing()
    async with app.run_test(size=(80, 24)) as pilot:
        player = app.query_one(Demonstration)
        player.prove("proof of the first")
        for word in ("first", "second"):
            table = Table("", ("", ""), ((word, word),))
            player.begin(story("", [Frame((table,), f"{word}, frame {number}") for number in range(50)]))
            await pilot.pause()
            assert player.playing
            assert str(player.query_one("#caption", Static).render()).startswith(word)
        assert player.number < 25
        player.jump(1)
        assert str(player.query_one("#proof", Static).render()) == ""


@pytest.mark.parametrize(("question", "cells"), [(0, True), (15, False)])
async def test_cells_are_offered_for_pictures_that_have_some(question: int, cells: bool) -> None:
    app = ConvquizApp(Settings(save=False), opening=lambda: StudyScreen(load()[question]))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, StudyScreen)
        await until(pilot, lambda: screen.demonstration.scene)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        offered = {key.action for key in screen.query(FooterKey)}
        assert "step(1)" in offered
        assert ("inspect" in offered) == cells
