"""What is kept in sight of a demonstration."""

from __future__ import annotations

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
