"""Nothing that a window, a moment or a signal does ends the application with a traceback."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from textual import events
from textual._compositor import LayoutUpdate
from textual.app import ComposeResult
from textual.command import CommandPalette
from textual.containers import VerticalScroll
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.screen import Screen
from textual.widgets import ProgressBar, Static
from textual.worker import WorkerFailed

from questions import load
from quiz.sessions.beginning import a_quiz
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.choosing import ChoosingScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.opening import OpeningScreen
from quiz.tui.screens.page import PageScreen
from quiz.tui.screens.sheet import SheetScreen
from quiz.tui.screens.stage import stage_of
from quiz.tui.screens.study import StudyScreen
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.standing_bar import StandingBar
from tests.quiz.logs import posix_only
from tests.quiz.tui.test_app import screen_of, text_of, until

PATIENCE = 60
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1006l", b"\x1b[?2004l")
"""The screen of before, the cursor, no mouse, no bracketed paste."""


class Late(Screen[None]):
    """Looks for a part that is gone, when asked to."""

    looked = False

    def compose(self) -> ComposeResult:
        yield LastToGo()

    def begin(self) -> None:
        self.run_worker(self._look())

    async def _look(self) -> None:
        self.looked = True
        self.query_one("#gone", Static).update("late")


class LateForStyles(Late):
    """Looks for a style of its own, which it has no more."""

    async def _look(self) -> None:
        self.looked = True
        self.get_component_styles("gone")


class LateForMount(Late):
    """Puts something into a part that does not stand."""

    async def _look(self) -> None:
        self.looked = True
        await Static().mount(Static())


class MenuInPage(Screen[None]):
    """A list in a page that scrolls."""

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Menu("a", "b", "c")


class LastToGo(Static):
    """Lets its screen look while it is taken down."""

    async def on_unmount(self) -> None:
        screen = self.screen
        assert isinstance(screen, Late)
        screen.begin()
        while not screen.looked:
            await asyncio.sleep(0)


@pytest.mark.parametrize("kind", [Late, LateForStyles, LateForMount])
async def test_a_part_that_is_gone_with_its_screen_is_no_fault(kind: type[Late]) -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        screen = kind()
        await pilot.app.push_screen(screen)
        await pilot.app.pop_screen()
        assert screen.looked
        await pilot.press("down")
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_the_application_and_its_screens_hear_on_after_what_came_late() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        gone = Late()
        await pilot.app.push_screen(gone)
        await pilot.app.pop_screen()
        heard = []
        for pump in (pilot.app, home):
            pump.call_later(gone._look)
            pump.call_later(heard.append, pump)
        await until(pilot, lambda: set(heard) == {pilot.app, home})  # which of them is first, nobody says


@pytest.mark.parametrize("kind", [Late, LateForStyles])
async def test_a_part_that_is_missing_where_it_should_be_is_a_fault(kind: type[Late]) -> None:
    with pytest.raises((NoMatches, WorkerFailed)):  # noqa: PT012  (it is raised when the application ends)
        async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
            await screen_of(pilot, HomeScreen)
            screen = kind()
            await pilot.app.push_screen(screen)
            screen.begin()
            while not screen.looked:
                await pilot.pause()


@pytest.mark.parametrize("size", [(80, 0), (80, 1), (80, 3), (0, 10), (2, 2)], ids=str)
@pytest.mark.parametrize("opening", ["ctrl+p", "escape"])
async def test_a_window_without_rows_turns_no_page(size: tuple[int, int], opening: str) -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=size) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press(opening)
        await pilot.app.workers.wait_for_complete()
        await pilot.press("pageup", "pagedown", "down", "pageup")


async def _read_until(file: int, marker: bytes) -> bytes:
    """Read what a program draws until a marker is there or the program is gone."""
    seen = b""
    while marker not in seen:
        try:
            piece = await asyncio.wait_for(asyncio.to_thread(os.read, file, 65536), PATIENCE)
        except OSError:
            return seen
        if not piece:
            return seen
        seen += piece
    return seen


def _on_a_terminal(folder: Path, *words: str, blocked: Sequence[int] = (), **environment: str) -> tuple[int, int]:
    """Start the program on a terminal of its own; return its process, and the terminal's file."""
    import pty

    child, file = pty.fork()
    if child == 0:
        settings = {"CONVQUIZ_PROGRESS": str(folder / "log"), "CONVQUIZ_CONFIG": str(folder / "config.toml")}
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24", **settings, **environment)
        signal.pthread_sigmask(signal.SIG_BLOCK, blocked)
        os.execv(sys.executable, [sys.executable, "-m", "quiz", *words])
    return child, file


@pytest.fixture
def program(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The application: its process, and its terminal's file."""
    child, file = _on_a_terminal(tmp_path)
    yield child, file
    os.close(file)


@posix_only
@pytest.mark.parametrize("name", ["ctrl+q", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGXCPU"])
async def test_a_signal_leaves_the_terminal_as_the_key_does(program: tuple[int, int], name: str) -> None:
    child, file = program
    await _read_until(file, b"Interview tomorrow")
    if name == "ctrl+q":
        os.write(file, b"\x11")
    else:
        os.kill(child, getattr(signal, name))
    drawn = await _read_until(file, b"never drawn")
    assert all(drawn.count(sequence) for sequence in RESTORED)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@posix_only
@pytest.mark.parametrize("told", [True, False], ids=["SIGHUP", "no signal"])
@pytest.mark.parametrize("words", [(), ("play", "--inline", "--no-save")], ids=["whole screen", "inline"])
async def test_a_terminal_that_goes_takes_the_program_along(tmp_path: Path, words: tuple[str, ...], told: bool) -> None:
    """It read the end of its input for ever, on a whole core."""
    if not told and sys.platform != "linux":
        pytest.skip("Linux alone tells it without a signal")
    child, file = _on_a_terminal(tmp_path, *words, blocked=() if told else (signal.SIGHUP,))
    await _read_until(file, b"answer")
    os.close(file)
    ended = asyncio.to_thread(os.waitpid, child, 0)
    try:
        _, status = await asyncio.wait_for(ended, PATIENCE)
    except TimeoutError:
        os.kill(child, signal.SIGKILL)
        raise
    assert os.waitstatus_to_exitcode(status) == 0


@posix_only
@pytest.mark.parametrize("wish", [{"TEXTUAL_THEME": "another's own"}, {"TEXTUAL_COLOR_SYSTEM": "24bit"}], ids=str)
async def test_what_the_environment_wishes_of_all_such_programs_ends_none(tmp_path: Path, wish: dict[str, str]) -> None:
    child, file = _on_a_terminal(tmp_path, **wish)
    drawn = await _read_until(file, b"Nothing yet.")  # the log is read, and the preferences are worn
    os.write(file, b"\x11")
    await _read_until(file, b"never drawn")
    os.close(file)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert b"Traceback" not in drawn


@posix_only
async def test_an_ask_under_the_prompt_is_seen(tmp_path: Path) -> None:
    """Where a screen is as high as what it holds, what takes a part of its height has none."""
    child, file = _on_a_terminal(tmp_path, "play", "Q03.1-7F3K", "--inline", "--no-save")
    drawn = await _read_until(file, b"whole number")
    os.write(file, b"\x11")
    await _read_until(file, b"never drawn")
    os.close(file)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert b"What is the side of the output?" in drawn
    assert b"Your answer" in drawn


async def test_all_is_drawn_anew_after_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        monkeypatch.setattr(pilot.app, "_display", lambda _, update: drawn.append(update))
        pilot.app.post_message(Driver.SignalResume())
        await until(pilot, lambda: any(isinstance(update, LayoutUpdate) for update in drawn))


async def test_the_program_can_be_left_while_something_is_opened() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        stage_of(pilot.app).open_screen("quiz.tui.screens.sheet:SheetScreen")


async def test_who_gives_up_an_ask_under_the_prompt_is_back_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The start came in its place, of which nobody had asked there."""
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.app.push_screen(OpeningScreen())
        monkeypatch.setattr(ConvquizApp, "is_inline", True)
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.is_running)


async def test_who_gives_up_waiting_for_a_screen_takes_nothing_along() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.app.push_screen(PageScreen("One", ""))
        waiting = asyncio.ensure_future(pilot.app.switch_screen(PageScreen("Another", "")))
        await asyncio.sleep(0)
        waiting.cancel()
        assert "Another" in text_of(await screen_of(pilot, PageScreen))
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)


async def test_a_second_enter_in_a_hurry_chooses_nothing() -> None:
    chosen: list[int] = []
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.app.push_screen(ChoosingScreen("One of", ["this"], chosen.append))
        await screen_of(pilot, ChoosingScreen)
        for _ in range(3):
            pilot.app.post_message(events.Key("enter", None))
        await screen_of(pilot, HomeScreen)
        assert chosen == [0]


async def test_no_palette_opens_over_one_that_something_late_lies_on() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        pilot.app.action_command_palette()
        await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
        await pilot.app.push_screen(PageScreen("Late", ""))
        await pilot.press("ctrl+p")
        await screen_of(pilot, PageScreen)


async def test_one_palette_opens_however_often_its_key_is_pressed() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        for _ in range(3):
            pilot.app.post_message(events.Key("ctrl+p", None))
        await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)


async def test_a_session_lies_on_the_floor_whatever_was_opened_a_moment_before(tmp_path: Path) -> None:
    settings = Settings(progress=str(tmp_path / "progress.sqlite3"))
    async with ConvquizApp(settings, a_quiz(seed=1)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, AskScreen)
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)
        for key in ("r", "ctrl+p"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: any(isinstance(screen, AskScreen) for screen in pilot.app.screen_stack))
        assert isinstance(pilot.app.screen_stack[1], AskScreen)


async def test_a_key_before_a_screen_stands_is_no_fault() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        screen = SheetScreen()
        pilot.app.push_screen(screen)
        await pilot.app.run_action("find", screen)
        await screen_of(pilot, SheetScreen)


async def test_a_click_on_a_part_that_is_going_is_no_fault() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.app.push_screen(PageScreen("One", "line"))
        part = (await screen_of(pilot, PageScreen)).query_one("#page")
        at, parent = part.region, part.parent
        part._detach()
        pilot.app.screen._forward_event(events.MouseDown(None, at.x, at.y, 0, 0, 1, False, False, False))
        assert parent
        part._attach(parent)


@pytest.mark.parametrize("late", [NoMatches("gone"), KeyError("gone"), IndexError("gone")], ids=repr)
async def test_what_is_looked_for_after_the_end_is_no_fault(late: Exception) -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
    pilot.app._handle_exception(late)
    assert pilot.app._exception is None


async def test_a_key_after_the_end_is_no_fault() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        pilot.app.exit()
        for _ in range(50):
            pilot.app.post_message(events.Key("down", None))
            await asyncio.sleep(0)


async def test_a_window_of_one_cell_comes_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that has no line beside its scroll bar, and so needs none, would be laid out for ever."""
    laid_out: list[None] = []
    lay_out = Screen._refresh_layout
    monkeypatch.setattr(Screen, "_refresh_layout", lambda *a, **k: (laid_out.append(None), lay_out(*a, **k)))
    app = ConvquizApp(Settings(save=False), opening=lambda: StudyScreen(load()[0]))
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, StudyScreen)
        await pilot.resize_terminal(1, 1)
        count = -1
        for _ in range(30):
            await pilot.pause(0.1)
            if count == (count := len(laid_out)):
                break
        else:
            pytest.fail(f"{count} times, and no end")


async def test_a_palette_opens_while_the_one_before_is_still_on_its_way_out() -> None:
    app = ConvquizApp(Settings(save=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        first = app.screen
        app.pop_screen()
        app.action_command_palette()
        await until(pilot, lambda: isinstance(app.screen, CommandPalette) and app.screen is not first)


@pytest.mark.parametrize("times", [2, 3])
async def test_clicks_in_a_hurry_beside_the_palette_close_nothing_but_it(times: int) -> None:
    app = ConvquizApp(Settings(save=False), opening=lambda: StudyScreen(load()[0]))
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, StudyScreen)
        below = [*app.screen_stack]
        await pilot.press("ctrl+p")
        await screen_of(pilot, CommandPalette)
        for kind in (events.MouseDown, events.MouseUp) * times:
            app.post_message(kind(None, 0, 23, 0, 0, 1, shift=False, meta=False, ctrl=False, screen_x=0, screen_y=23))
        await until(pilot, lambda: not isinstance(app.screen, CommandPalette))
        await pilot.pause()
        assert app.screen_stack == below


async def test_a_part_that_is_told_late_is_none_of_the_toolkits() -> None:
    """A progress bar of Textual has a `Bar` within, which a search for ours must not find when ours is gone."""
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await home.mount(ProgressBar())
        await home.query_one(StandingBar).remove()
        assert not home.query(StandingBar)


async def test_a_marked_line_is_looked_for_in_no_window_without_rows() -> None:
    async with ConvquizApp(Settings(save=False)).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        page = MenuInPage()
        await pilot.app.push_screen(page)
        await pilot.resize_terminal(80, 1)
        page.query_one(Menu).focus()
        await pilot.press("down", "down", "up")
