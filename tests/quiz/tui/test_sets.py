"""Making a practice set by keyboard alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from quiz.deck import catalog
from quiz.log.progress import Progress
from quiz.sessions.player import Player
from quiz.sessions.practice_set import PracticeSetRecipe
from quiz.sets.drafts.draft import Draft
from quiz.sets.drafts.saving import savings
from quiz.sets.file import read_set
from quiz.sets.model import SetRecipe
from quiz.sets.recipe import UnmetError
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.saved import SavedScreen
from quiz.tui.screens.saving import SavingScreen
from quiz.tui.screens.sets import SetsScreen
from quiz.tui.widgets.ticks import TicksScreen
from tests.quiz.tui.test_app import screen_of, survive, text_of, until


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return Settings(progress=str(tmp_path / "progress.sqlite3"))


async def sets_screen(pilot: Pilot[None]) -> SetsScreen:
    home = await screen_of(pilot, HomeScreen)
    menu = home.query_one(OptionList)
    menu.highlighted = menu.get_option_index("sets")
    await pilot.press("enter")
    screen = await screen_of(pilot, SetsScreen)
    await until(pilot, lambda: screen.made)
    return screen


async def choose(pilot: Pilot[None], screen: SetsScreen, row: str) -> None:
    menu = screen.query_one(OptionList)
    menu.highlighted = menu.get_option_index(row)
    await pilot.press("enter")
    await pilot.pause()


@pytest.mark.parametrize("size", [(40, 15), pytest.param((80, 24), marks=pytest.mark.slow)], ids=str)
async def test_a_set_is_chosen_looked_at_and_saved(settings: Settings, size: tuple[int, int]) -> None:
    async with ConvquizApp(settings).run_test(size=size) as pilot:
        screen = await sets_screen(pilot)
        assert screen.made.items[0].code in text_of(screen)
        await choose(pilot, screen, "levels")
        await screen_of(pilot, TicksScreen)
        await pilot.press("enter", "escape")
        await choose(pilot, screen, "length")
        await pilot.press(*"3x", "enter")
        await until(pilot, lambda: "a whole number" in text_of(screen))
        await pilot.press("7", "f2")
        page = await screen_of(pilot, SavedScreen)
        saved = Path(f"practice-set-{screen.draft.seed}.json")
        assert not saved.with_suffix(".html").exists()
        assert str(saved.absolute()) in text_of(page)
        found = read_set(str(saved))
        assert (len(found.items), found.recipe.levels, found.seed) == (7, ("easy",), screen.draft.seed)
        await pilot.press("escape", "f2")
        await until(pilot, lambda: "is there already" in text_of(screen))
        assert read_set(str(saved)) == found
        await choose(pilot, screen, "ways")
        ticks = await screen_of(pilot, TicksScreen)
        ticks.query_one(OptionList).highlighted = list(savings()).index("html")
        await pilot.press("enter", "escape", "f2")
        page = await screen_of(pilot, SavedScreen)
        assert str(saved.with_suffix(".html").absolute()) in text_of(page)
        assert found.id in saved.with_suffix(".html").read_text(encoding="utf-8")


async def test_what_is_chosen_changes_the_set(settings: Settings) -> None:
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        screen = await sets_screen(pilot)
        await choose(pilot, screen, "topics")
        ticks = await screen_of(pilot, TicksScreen)
        ticks.query_one(OptionList).highlighted = catalog.topics().index("dilated convolution")
        await pilot.press("enter", "escape")
        await until(pilot, lambda: screen.made and screen.made.recipe.topics)
        assert {item.question for item in screen.made.items} == {9}
        await choose(pilot, screen, "order")
        await until(pilot, lambda: screen.made and screen.made.recipe.order == "shuffled")
        seed = screen.draft.seed
        await pilot.press("f5")
        await until(pilot, lambda: screen.made and screen.made.seed != seed)


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
async def test_leaving_ends_the_drawing(settings: Settings, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """A long drawing goes on neither behind another screen nor behind the application that was left."""
    drawing, ended = threading.Event(), threading.Event()

    def long(recipe: SetRecipe, seed: int, done: Callable[[], None]) -> None:
        try:
            for _ in range(20_000):
                done()
                drawing.set()
                ended.wait(0.001)  # the screen has its turn
        finally:
            ended.set()

    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        screen = await sets_screen(pilot)
        monkeypatch.setattr("quiz.tui.screens.sets.make_set", long)
        await pilot.press("f5")
        await until(pilot, drawing.is_set)
        await pilot.press(key)
        await until(pilot, lambda: not screen.is_attached)
        assert screen.made is None
    assert ended.wait(5)


@pytest.mark.slow
async def test_the_screen_survives_every_size(settings: Settings) -> None:
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        screen = await sets_screen(pilot)
        await choose(pilot, screen, "seed")
        await survive(pilot)
        await pilot.press("escape")
        await choose(pilot, screen, "topics")
        await screen_of(pilot, TicksScreen)
        await survive(pilot)


async def test_leaving_while_it_is_saved_leaves_no_half_file(settings: Settings, tmp_path: Path) -> None:
    async with ConvquizApp(settings).run_test(size=(40, 15)) as pilot:
        screen = await sets_screen(pilot)
        endless = screen.made.model_copy(update={"items": screen.made.items * 5000})
        pilot.app.push_screen(SavingScreen(endless, [(savings()["csv"], Path("endless.csv"))]))
        saving = await screen_of(pilot, SavingScreen)
        await until(pilot, lambda: saving._done)
        assert "endless.csv" in text_of(saving)
        await pilot.press("escape")
        await screen_of(pilot, SetsScreen)
        await until(pilot, lambda: not list(tmp_path.glob("*endless*")))


async def test_a_set_is_taken_up_in_the_application(settings: Settings) -> None:
    recipe = PracticeSetRecipe(id="set", seed=1, codes=("Q03.1-7F3K", "Q03.1-0000"))
    with Progress.open(Path(settings.progress)) as log:
        player = Player(recipe, log)
        player.next_card()
        player.skip()
    async with ConvquizApp(settings, lambda newcomer: recipe).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        assert screen.attempt.ask.code == recipe.codes[1]


@pytest.mark.parametrize("text", ["", "0", "10001", "x", "1.5", "-3", "٣", "9" * 30])
def test_a_number_of_items_that_will_not_do_is_refused(text: str) -> None:
    draft = Draft()
    with pytest.raises(UnmetError, match="1 to 10,000"):
        draft.type_length(text)
    assert draft.length == Draft().length
