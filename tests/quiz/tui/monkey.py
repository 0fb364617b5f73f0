"""A monkey at the application: random keys, clicks, pastes and resizes on every screen, by a seed."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import date
from pathlib import Path

from textual import events
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.message import Message
from textual.pilot import Pilot, WaitForScreenTimeout

from quiz.log.progress import Progress
from quiz.networks.dealing import Wanted, dealt
from quiz.networks.modules import Modules
from quiz.networks.named import read_named
from quiz.sessions.beginning import MakeRecipe, a_quiz, an_ask, an_interview
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.network import NetworkRecipe
from quiz.sessions.today import TodayRecipe
from quiz.settings.interview import Interview
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.network import NetworkScreen
from tests.quiz.tui.test_network import MINE

HANG = 2.0
"""Seconds of the processor that one deed may take."""
EACH = 0.05
"""Seconds that it takes at most on the whole, where many come in a hurry."""
PACES = *((0.01,) * 11), 0.3
"""Shares of the deeds after which the application is waited for: most seeds are in a hurry."""
BURST = 50
"""Deeds after which it is waited for in any case."""
PATIENCE = 40
"""Twentieths of a second after which nothing is on its way any more."""
FILES = {"mine.toml": MINE, "not.json": "x", "not.onnx": "x"}
"""What lies in the folder that it plays in."""
SCREENS: tuple[str, ...] = ("drill_menu:DrillMenuScreen", "topics:TopicsScreen", "study:StudyMenuScreen")
SCREENS += ("sheet:SheetScreen", "lab:LabScreen", "sets:SetsScreen", "stats:StatsScreen", "settings:SettingsScreen")
SCREENS += ("plan:PlanScreen", "katas:KatasScreen", "network_file:NetworkFileScreen", "explain:ExplainScreen")
IN_JUNE = Interview(date=date(2030, 6, 1))


def _about_mine(newcomer: bool) -> NetworkRecipe:
    return NetworkRecipe(network="mine", seed=1, asks=dealt(read_named("mine.toml").network, 1, Wanted()))


BEGINNINGS: dict[str, MakeRecipe] = {
    "quiz": a_quiz(seed=1),
    "tour": a_quiz(seed=2, mode="tour"),
    "interview": an_interview(),
    "drill": lambda newcomer: DrillRecipe(seed=1, cards=("3.1", "Q03", "9.2", "Q05", "1.1")),
    "today": lambda newcomer: TodayRecipe(seed=1, interview=IN_JUNE, minutes=30, cards=("3.1", "C1", "Q03")),
    "network": _about_mine,
    "ask": an_ask("Q03.1-7F3K"),
}
STARTS = ["home", "network", *SCREENS, *BEGINNINGS]
NAMED = ["enter", "escape", "tab", "shift+tab", "space", "backspace", "up", "down", "left", "right", "home", "end"]
NAMED += ["pageup", "pagedown", *(f"f{number}" for number in range(1, 13)), "ctrl+p", "ctrl+a", "ctrl+k", "ctrl+s"]
NAMED += ["enter", "escape"] * 3
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789GSR?+-./;,@<>é×−"
PASTES = ["", "32", "1 2; 3 4", "x" * 5000, "line\nline", "\x1b[2J", "0" * 400, "٣", "=" * 50, "mine.toml", "vgg16"]
SIZES = [(80, 24), (120, 40), (40, 15), (20, 6), (160, 48), (1, 1), (80, 1), (3, 30), (0, 10)]


async def play(folder: Path, seed: int, deeds: int) -> list[str]:
    """Do so many random things in a folder, and return what was done; the application's fault raises.

    Seeds in a row begin at one start after the other; when the program is left, it is begun again somewhere.
    """
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    chance, done, start = random.Random(seed), list[str](), STARTS[seed % len(STARTS)]
    waiting = PACES[seed % len(PACES)]
    while len(done) < deeds:
        async with _application(folder, start).run_test(size=chance.choice(SIZES[:4])) as pilot:
            while len(done) < deeds and not pilot.app._exit:
                await _do(pilot, chance, done, waiting)
        start = chance.choice(STARTS)
    return done


def _application(folder: Path, start: str) -> ConvquizApp:
    opening = _my_network if start == "network" else None
    app = ConvquizApp(Settings(progress=str(folder / "log")), BEGINNINGS.get(start), opening)
    if start in SCREENS:
        app.call_later(app.open_screen, f"quiz.tui.screens.{start}")
    return app


def _my_network() -> NetworkScreen:
    reading = read_named("mine.toml")
    return NetworkScreen("mine.toml", reading, Modules(reading.network))


async def _do(pilot: Pilot[None], chance: random.Random, done: list[str], waiting: float) -> None:
    name, messages = _deed(pilot.app.size, chance)
    done.append(f"{type(pilot.app.screen).__name__}: {name}")
    for message in messages:
        if isinstance(message, events.Resize) and isinstance(pilot.app._driver, HeadlessDriver):
            pilot.app._driver._size = message.size
        pilot.app.post_message(message)
    if chance.random() < waiting or len(done) % BURST == 0:
        await _come_to_rest(pilot, done)


async def _come_to_rest(pilot: Pilot[None], done: list[str]) -> None:
    began = time.thread_time()
    try:
        await pilot.pause()
    except WaitForScreenTimeout:  # a part that was waited for is gone; an application that hangs lets wait again
        try:
            await pilot.pause()
        except WaitForScreenTimeout:
            raise AssertionError(f"after {done[-BURST:]} these wait for ever:\n{_waiting()}") from None
    spent = time.thread_time() - began
    assert spent < HANG + BURST * EACH, f"{spent:.1f} s after {done[-BURST:]}"
    for _ in range(PATIENCE):
        if not _is_deaf(pilot.app):
            return
        await pilot.pause(0.05)
    raise AssertionError(f"after {done[-BURST:]} keys are kept and nothing is opened for which they could be")


def _is_deaf(app: App[None]) -> bool:
    """Tell whether keys are kept although nothing is being opened: the application would never hear one again."""
    assert isinstance(app, ConvquizApp)
    opening = any(not worker.is_finished for worker in app.workers if worker.node is app)
    return app._kept is not None and not opening and not app._exit


def _waiting() -> str:
    """Return where each task waits, from the outermost call to the innermost."""
    chains = []
    for task in asyncio.all_tasks():
        inner, chain = task.get_coro(), list[str]()
        while (frame := getattr(inner, "cr_frame", None)) is not None:
            chain.append(f"{frame.f_code.co_qualname}:{frame.f_lineno}")
            inner = getattr(inner, "cr_await", None)
        chains.append(" > ".join(chain))
    return "\n".join(sorted(chains))


def _deed(size: Size, chance: random.Random) -> tuple[str, list[Message]]:
    """Return a deed by its name, and what the terminal sends of it."""
    kind = chance.choices(["letter", "key", "click", "wheel", "paste", "resize"], [42, 42, 6, 2, 4, 4])[0]
    x, y = chance.randrange(max(size.width, 1)), chance.randrange(max(size.height, 1))
    match kind:
        case "letter" | "key":
            key = chance.choice(LETTERS if kind == "letter" else NAMED)
            name = _character_to_key(key) if len(key) == 1 else key
            return key, [events.Key(name, " " if key == "space" else key if len(key) == 1 else None)]
        case "click":
            times = chance.choice([1, 1, 2, 3])
            mouse = [events.MouseDown, events.MouseUp] * times
            return f"click {x}, {y} × {times}", [_of_mouse(each, x, y) for each in [events.MouseMove, *mouse]]
        case "wheel":
            turned = chance.choice([events.MouseScrollDown, events.MouseScrollUp])
            return f"wheel {x}, {y}", [_of_mouse(turned, x, y)]
        case "paste":
            text = chance.choice(PASTES)
            return f"paste {text[:9]!r}", [events.Paste(text)]
        case _:
            new = Size(*chance.choice(SIZES))
            return f"resize {new}", [events.Resize(new, new)]


def _of_mouse(kind: type[events.MouseEvent], x: int, y: int) -> events.MouseEvent:
    return kind(None, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False, screen_x=x, screen_y=y)


def differences(folder: Path) -> list[str]:
    """Replay the log that was played into."""
    from quiz.drill.deeds import learned
    from quiz.drill.schedule import Schedule

    with Progress.open(folder / "log") as log:
        return Schedule(learned(log)).replayed()[1]
