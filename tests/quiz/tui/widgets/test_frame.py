"""What frames every screen: the bar and the panels, at any size."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import ProgressBar, Static

import quiz.tui
from quiz.tui.app import ConvquizApp
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.marks import Mark
from quiz.words.standing import Standing

STANDING = Standing("Quick quiz", (Mark.RIGHT, Mark.HALF, Mark.NOW, Mark.AHEAD), "3 of 4, 1 comes back", "✓ 1")


class Framed(App[None]):
    CSS_PATH: ClassVar = [Path(quiz.tui.__file__).parent / sheet for sheet in ConvquizApp.CSS_PATH]
    HORIZONTAL_BREAKPOINTS = ConvquizApp.HORIZONTAL_BREAKPOINTS
    VERTICAL_BREAKPOINTS = ConvquizApp.VERTICAL_BREAKPOINTS

    def compose(self) -> ComposeResult:
        yield StandingBar(STANDING)
        yield Panel(Static("O[l]", markup=False), title="RF[l]", subtitle="[/]")
        yield ProgressBar(show_eta=False)  # it has a bar of its own


def seen(app: App[None]) -> list[str]:
    """Return the lines of the screen as they are drawn."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


@pytest.mark.parametrize(
    ("size", "told"),
    [
        ((80, 24), "Quick quiz  ✓ ◐ ▸ ·  3 of 4, 1 comes back"),
        ((42, 15), "Quick quiz  3 of 4, 1 comes back"),
        ((20, 6), "3 of 4"),
        ((6, 6), ""),
        ((1, 1), ""),
    ],
    ids=str,
)
async def test_a_bar_leaves_out_whole_parts_and_never_the_score(size: tuple[int, int], told: str) -> None:
    async with Framed().run_test(size=size) as pilot:
        await pilot.pause()
        line = seen(pilot.app)[0]
        assert len(line) == size[0]
        assert line.split(" ✓ 1")[0].strip().removesuffix("✓ 1").strip() == told
        assert size[0] < 6 or line.rstrip().endswith("✓ 1")


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=str)
async def test_titles_keep_their_brackets_with_and_without_a_border(size: tuple[int, int]) -> None:
    async with Framed().run_test(size=size) as pilot:
        await pilot.pause()
        drawn = "\n".join(seen(pilot.app))
        for text in ("RF[l]", "O[l]", "[/]"):
            assert drawn.count(text) == 1
        assert ("╭" in drawn) == (size == (80, 24))


LONG = "Why is the parameter saving of the whole network smaller than the MAC saving?"


@pytest.mark.parametrize("columns", [100, 80, 40], ids=str)
async def test_a_title_is_never_cut(columns: int) -> None:
    async with Framed().run_test(size=(columns, 24)) as pilot:
        panel = pilot.app.query_one(Panel)
        panel.head(LONG)
        panel.foot(LONG)
        await pilot.pause()
        await pilot.pause()
        drawn = " ".join(" ".join(line.strip("│╭╮╰╯─ ") for line in seen(pilot.app)).split())
        assert drawn.count(LONG) == 2


class Footed(Framed):
    BINDINGS: ClassVar = [
        Binding("escape", "out", "leave", key_display="Esc"),
        Binding("ctrl+p", "command_palette", "commands", key_display="^p"),
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("a", "ask", "ask me"),
    ]

    def compose(self) -> ComposeResult:
        yield Keys()

    def action_ask(self) -> None: ...

    def action_out(self) -> None: ...

    def action_help(self) -> None: ...


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (80, " a ask me  Esc leave  ^p commands  ? help"),
        (40, " a ask me Esc leave ^p commands ? help"),
        (30, " a ask me Esc leave ? help"),
        (20, " a ask me ? help"),
    ],
)
async def test_a_footer_ends_with_the_ways_out_and_leaves_out_whole_keys(columns: int, told: str) -> None:
    async with Footed().run_test(size=(columns, 6)) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert seen(pilot.app)[-1].rstrip() == told
