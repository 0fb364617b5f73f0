"""What is kept in sight of a demonstration."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from questions.scenes import Frame, Scene, Table
from questions.scenes.story import story
from quiz.tui.widgets.canvas import Canvas
from quiz.tui.widgets.demonstration import Demonstration


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
            assert ("scroll down" in canvas.render_line(0).text) == above


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
