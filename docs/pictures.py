"""Draw the gallery from the running application: `python -m docs.pictures`, or with names of pictures, those alone."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import chdir
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot
from textual.screen import Screen

from questions.model import kata_named
from quiz.cards.attempt import Attempt
from quiz.log.progress import Progress
from quiz.networks.modules import Modules
from quiz.networks.named import read_named
from quiz.sessions.beginning import MakeRecipe
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.player import Player
from quiz.sessions.practice_set import one_ask
from quiz.sessions.quiz import QuizRecipe
from quiz.sessions.reviewer import Reviewer
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.drill import DrillAskScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.kata import KataScreen
from quiz.tui.screens.lab import LabScreen
from quiz.tui.screens.network import NetworkScreen
from quiz.tui.screens.study import StudyScreen
from quiz.tui.screens.summary import SummaryScreen
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.menu import Menu

FOLDER = Path(__file__).with_name("pictures")
SIZES = (80, 24), (120, 40)
SHOWN = 5
"""Which of the failing settings of a kata is shown: one whose map has some entries."""
THEMES = {"dark": "textual-dark", "light": "textual-light"}
Drive = Callable[[Pilot[None]], Awaitable[None]]


async def until(pilot: Pilot[None], happened: Callable[[], object]) -> None:
    """Wait for a state of the screen."""
    while not happened():
        await pilot.pause()
    await pilot.pause()


async def screen_of(pilot: Pilot[None], kind: type[Screen[None]]) -> None:
    """Wait for a screen."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.is_mounted)


async def home(pilot: Pilot[None]) -> None:
    """Show a learner who has begun."""
    await screen_of(pilot, HomeScreen)
    await until(pilot, lambda: pilot.app.screen._left)


async def answered(pilot: Pilot[None], *texts: str) -> None:
    """Type answers to an ask, one a try."""
    await screen_of(pilot, AskScreen)
    for text in texts:
        names = {" ": "space", "-": "minus"}
        await pilot.press(*(names.get(letter, letter) for letter in text), "enter")
        await pilot.pause()
    await until(pilot, lambda: pilot.app.screen.attempt.verdict)


async def right(pilot: Pilot[None], share: float = 1) -> None:
    """Reveal an ask and show its run as far as a share of it."""
    await screen_of(pilot, AskScreen)
    answer = pilot.app.screen.attempt.ask.variant.answer().plain
    await (answered(pilot, answer) if re.fullmatch(r"-?\d+", answer) else pilot.press("f3"))
    await run(pilot, share)


async def run(pilot: Pilot[None], share: float = 1) -> None:
    """Stop the run of what is shown."""
    await until(pilot, lambda: pilot.app.screen.query_one(Demonstration).scene)
    await pilot.app.workers.wait_for_complete()
    pilot.app.screen.query_one(Demonstration).jump(share)
    await pilot.pause()


async def lab(pilot: Pilot[None]) -> None:
    """Show the first experiment."""
    pilot.app.push_screen(LabScreen())
    await screen_of(pilot, LabScreen)
    await until(pilot, lambda: pilot.app.screen.scene)
    await pilot.app.workers.wait_for_complete()


async def network(pilot: Pilot[None]) -> None:
    """Show a published network, one of its modules open."""
    reading = read_named("mobilenet_v2")
    modules = Modules(reading.network)
    modules.turn(next(entry for entry in modules.entries() if entry.label == "block2"))
    pilot.app.push_screen(NetworkScreen("mobilenet_v2", reading, modules))
    await screen_of(pilot, NetworkScreen)
    menu = pilot.app.screen.query_one(Menu)
    await until(pilot, lambda: menu.option_count)
    menu.highlighted = menu.option_count // 3
    await until(pilot, lambda: str(pilot.app.screen.query_one("#detail-panel").border_title))


async def study(pilot: Pilot[None]) -> None:
    """Show the first question."""
    from questions import load

    pilot.app.push_screen(StudyScreen(load()[0]))
    await screen_of(pilot, StudyScreen)
    await run(pilot)


async def drill(pilot: Pilot[None]) -> None:
    """Show the ratings of a card."""
    await screen_of(pilot, DrillAskScreen)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen.rating_open)


async def kata(pilot: Pilot[None]) -> None:
    """Show a program with a mistake that has a name."""
    chosen = kata_named("conv2d")
    with TemporaryDirectory() as folder, chdir(folder):
        file = Path("conv2d.py")
        file.write_text(chosen.mistaken(chosen.mutants[0]), encoding="utf-8")
        pilot.app.push_screen(KataScreen(chosen, file))
        await screen_of(pilot, KataScreen)
        await until(pilot, lambda: pilot.app.screen.verdict)
        for _ in range(SHOWN):
            await pilot.press("n")
        await pilot.pause()


async def summary(pilot: Pilot[None]) -> None:
    """Show the end of a quiz."""
    pilot.app.push_screen(SummaryScreen(played()))
    await screen_of(pilot, SummaryScreen)
    await until(pilot, lambda: pilot.app.screen.query_one("#ask-table").option_count)


def played(progress: Progress | None = None) -> Player:
    """Return a quiz of ten, with a slip, a miss and a skip in it."""
    player = Player(QuizRecipe(seed=4), progress)
    number = 0
    while (card := player.next_card()) is not None:
        number += 1
        if not isinstance(card, Attempt):
            player.tell("")
            player.rate(["said"] * len(card.question.rubric), trapped=False)
        elif number % 7 == 0:
            player.skip()
        else:
            slips = [slip for slip in card.ask.variant.slips() if isinstance(slip.value, int)]
            if number % 3 == 0 and slips:
                player.submit(str(slips[0].value))
            player.submit(card.ask.variant.answer().plain if number % 4 else "-7")
        if isinstance(card, Attempt) and not card.done:
            player.reveal()
    return player


def learn(path: Path) -> None:
    """Let a learner have played and rated something, and left something."""
    with Progress.open(path) as log:
        played(log)
        rated = Player(DrillRecipe(seed=1, length=8).prepared(log), log)
        for rating in (3, 1, 4, 3, 2, 3):
            rated.next_card()
            rated.reveal() if isinstance(rated.card, Attempt) else rated.skip()
            if rated.card and rated.card.done and isinstance(rated.card, Attempt):
                reviewer = Reviewer(rated)
                reviewer.look_up()
                reviewer.give(rating)
        Player(QuizRecipe(seed=3, mode="tour"), log).next_card()


def ask(code: str) -> MakeRecipe:
    """Return what begins an ask."""
    return lambda newcomer: one_ask(code)


PICTURES: dict[str, tuple[Drive, MakeRecipe | None]] = {
    "home": (home, None),
    "wrong": (lambda pilot: answered(pilot, "53 55"), ask("Q03.6-95BZ")),
    "right": (right, ask("Q01.1-JX5X")),
    "windows": (partial(right, share=0.5), ask("Q01.1-JX5X")),
    "paths": (partial(right, share=0.8), ask("Q09.3-4PWV")),
    "weights": (partial(right, share=0.4), ask("Q02.1-TB5G")),
    "transposed": (partial(right, share=0.6), ask("Q10.1-7F3K")),
    "lab": (lab, None),
    "network": (network, None),
    "study": (study, None),
    "drill": (drill, lambda newcomer: DrillRecipe(seed=1, cards=("2.1", "3.1"))),
    "kata": (kata, None),
    "summary": (summary, None),
}
"""What is shown, by name, and the session it is shown in."""


async def drawn(name: str, theme: str, size: tuple[int, int]) -> str:
    """Return a picture as SVG."""
    drive, recipe = PICTURES[name]
    with TemporaryDirectory() as folder:
        path = Path(folder, "progress.sqlite3")
        if name == "home":
            learn(path)
        settings = Settings(progress=str(path), save=name == "home")
        app = ConvquizApp(settings, recipe, theme=theme)
        async with app.run_test(size=size) as pilot:
            await until(pilot, app._at_hand.is_set)
            app.theme = theme
            await drive(pilot)
            await pilot.pause()
            return with_columns(app.export_screenshot(title="convquiz"))


def with_columns(svg: str) -> str:
    """Keep spaces, and drop the web fonts and the maker's comment: any monospaced font will do."""
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
    return re.sub(r"Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono", svg)


def main() -> None:
    """Draw the pictures, each in both themes and sizes."""
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or PICTURES:
        for shade, theme in THEMES.items():
            for size in SIZES:
                picture = asyncio.run(drawn(name, theme, size))
                path = FOLDER / f"{name}-{shade}-{size[0]}.svg"
                path.write_text(picture, encoding="utf-8")
                sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
