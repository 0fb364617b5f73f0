"""A network on the screen: chosen, folded, searched, run, asked about; driven by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from quiz.networks.modules import Modules
from quiz.networks.named import read_named
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.network import NetworkScreen
from quiz.tui.screens.network_file import NetworkFiles, NetworkFileScreen, NetworkNames
from quiz.tui.screens.picture import PictureScreen
from quiz.tui.screens.prompt import PromptScreen
from quiz.tui.widgets.standing_bar import StandingBar
from solvers.networks.architectures import published
from tests.quiz.logs import posix_only
from tests.quiz.tui.test_app import screen_of, survive, text_of, until, whole

MINE = """\
input = [3, 32, 32]
[[layers]]
op = "conv"
name = "net.stem.conv"
out_channels = 16
kernel_size = 5
stride = 2
[[layers]]
op = "relu"
name = "net.stem.act"
[[layers]]
op = "conv"
name = "net.body[red]"
out_channels = 24
kernel_size = 3
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(progress=str(tmp_path / "progress.sqlite3"))


def on(settings: Settings, name: str) -> ConvquizApp:
    reading = read_named(name)
    return ConvquizApp(settings, opening=lambda: NetworkScreen(name, reading, Modules(reading.network)))


def lines(screen: NetworkScreen) -> list[str]:
    menu = screen.query_one(OptionList)
    return [str(menu.get_option_at_index(at).prompt) for at in range(menu.option_count)]


async def test_a_file_is_chosen_looked_at_and_asked_about(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(MINE)
    Path("bad.json").write_text("x")
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        menu = (await screen_of(pilot, HomeScreen)).query_one(OptionList)
        menu.highlighted = menu.get_option_index("network")
        await pilot.press("enter")
        picker = await screen_of(pilot, NetworkFileScreen)
        await pilot.press("tab", *["down"] * sorted(published()).index("lenet5"), "enter")
        assert len(lines(await screen_of(pilot, NetworkScreen))) > 1
        await pilot.press("escape")
        assert await screen_of(pilot, NetworkFileScreen) is picker
        picker.query_one(Input).focus()
        picker.query_one(Input).value = "bad.json"
        await pilot.press("enter")
        await until(pilot, lambda: "not JSON" in text_of(picker))
        picker.query_one(Input).value = "mine.toml"
        await pilot.press("enter")
        screen = await screen_of(pilot, NetworkScreen)
        await until(pilot, lambda: len(lines(screen)) == 5)
        assert [line.split()[:2] for line in lines(screen)][:2] == [["▾", "net"], ["▾", "stem"]]
        await pilot.press("down", "enter")
        await until(pilot, lambda: len(lines(screen)) == 3)
        await pilot.press("down")
        await until(pilot, lambda: "3,480 parameters" in text_of(screen))
        assert "net.body[red]" in text_of(screen)
        await pilot.press("a")
        ask = await screen_of(pilot, AskScreen)
        assert "net.body[red] of mine.toml" in ask.attempt.ask.about
        await pilot.press("escape")
        assert await screen_of(pilot, NetworkScreen) is screen
        await pilot.press("escape")
        assert await screen_of(pilot, NetworkFileScreen) is picker
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)


async def test_layers_are_found_run_and_their_outputs_looked_through(settings: Settings) -> None:
    async with on(settings, "vgg16").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, NetworkScreen)
        await until(pilot, lambda: lines(screen))
        await pilot.press("slash", *"conv2", "enter")
        assert [line.split()[0] for line in lines(screen)] == ["conv2_1", "conv2_2"]
        await pilot.press("c")
        await screen_of(pilot, PromptScreen)
        await pilot.press(*"200,1", "enter")
        assert "at most 111, 111" in text_of(pilot.app.screen)
        pilot.app.screen.query_one(Input).value = "-1, 60"
        await pilot.press("enter")
        assert "at most 111, 111" in text_of(pilot.app.screen), "no cell lies above the first"
        pilot.app.screen.query_one(Input).value = "1" * 5000
        await pilot.pause()
        pilot.app.screen.query_one(Input).value = "0, 60"
        await pilot.press("enter")
        await screen_of(pilot, NetworkScreen)
        await until(pilot, lambda: "rows −4 to 5 (4 outside), columns 116 to 125" in text_of(screen))
        await pilot.press("space")
        await screen_of(pilot, PictureScreen)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: len(lines(screen)) == len(screen.network.table))
        await pilot.press("m")
        await until(pilot, lambda: "21 of 21 layers run" in screen.query_one(StandingBar).standing.score)
        await until(pilot, lambda: all(line.rstrip().endswith("✓") for line in lines(screen)))


async def test_a_window_is_found_as_keyboards_write_it_and_words_that_find_nothing_lose_no_place(
    settings: Settings,
) -> None:
    async with on(settings, "vgg16").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, NetworkScreen)
        await until(pilot, lambda: lines(screen))
        await pilot.press("slash", *"2x2/2", "enter")
        assert [line.split()[0] for line in lines(screen)] == [f"pool{number}" for number in range(1, 6)]
        await pilot.press("down", "slash", *"zzz", "escape")
        await until(pilot, lambda: len(lines(screen)) == len(screen.network.table))
        assert str(screen.query_one(OptionList).highlighted_option.prompt).split()[0] == "pool2"


@pytest.mark.parametrize(
    "size",
    [(20, 6), *(pytest.param(size, marks=pytest.mark.slow) for size in ((120, 40), (80, 24), (40, 15)))],
    ids=str,
)
async def test_it_is_laid_out_at_every_size(settings: Settings, size: tuple[int, int]) -> None:
    async with on(settings, "mobilenet_v2").run_test(size=size) as pilot:
        screen = await screen_of(pilot, NetworkScreen)
        await until(pilot, lambda: lines(screen))
        assert all(len(line) <= size[0] for line in lines(screen))
        await pilot.press("f", "enter", "j", "f", "slash", "x", "escape")
        await until(pilot, lambda: len(lines(screen)) == len(screen.modules.entries()))
        assert screen.query_one(OptionList).scrollable_content_region.height > 0
        if size == (80, 24):
            await survive(pilot)


@posix_only
async def test_the_names_of_files_steer_no_terminal(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file from a stranger may be called by what a terminal obeys, and by what looks like markup."""
    name = "e\x1b]0;title\x07\x9b2J\u202egnp.[red]toml[x.toml"
    (tmp_path / name).write_text(MINE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    app = ConvquizApp(settings, opening=NetworkFileScreen)
    async with app.run_test(size=(100, 30)) as pilot:
        picker = await screen_of(pilot, NetworkFileScreen)
        tree = picker.query_one(NetworkFiles)
        await until(pilot, lambda: bool(tree.root.children))
        (shown,) = (str(node.label) for node in tree.root.children if ".toml" in str(node.label))
        assert shown.isprintable()
        assert "[red]toml[x" in shown
        assert await NetworkNames().get_suggestion(f"{tmp_path}/e") is None, "a box shows what is suggested as it is"
        tree.post_message(NetworkFiles.FileSelected(tree.root.children[0], tmp_path / name))
        network = await screen_of(pilot, NetworkScreen)
        assert whole(text_of(network)).isprintable()
        assert "[red]toml[x" in whole(text_of(network))
