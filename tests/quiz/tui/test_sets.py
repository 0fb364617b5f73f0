"""Making a practice set by keyboard alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from quiz.classes.folder import KINDS
from quiz.cli import cli
from quiz.commands import export, make
from quiz.deck import catalog
from quiz.log.progress import Progress
from quiz.sessions.player import Player
from quiz.sessions.practice_set import PracticeSetRecipe
from quiz.sets.drafts.draft import Draft
from quiz.sets.drafts.saving import savings
from quiz.sets.file import read_set
from quiz.sets.make import make_set
from quiz.sets.model import PracticeSet, SetRecipe
from quiz.sets.recipe import UnmetError
from quiz.sets.sheet import read_sheet
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.page import PageScreen
from quiz.tui.screens.saved import SavedScreen
from quiz.tui.screens.saving import SavingScreen
from quiz.tui.screens.sets import ROWS, SetsScreen
from quiz.tui.screens.ticks import TicksScreen
from quiz.tui.widgets.items import ItemsPanel
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
        first = screen.made.items[0]
        await until(pilot, lambda: screen.query_one("#items").option_count)
        line = str(screen.query_one("#items").get_option_at_index(0).prompt)
        assert catalog.ask(first.code).variant.title[:8] in line
        screen.query_one("#items").focus()
        await pilot.press("enter")
        assert first.code in text_of(await screen_of(pilot, PageScreen))
        await pilot.press("escape")
        await screen_of(pilot, SetsScreen)
        screen.query_one("#menu").focus()
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
        await pilot.press("b")
        await until(pilot, saved.with_suffix(".answers.csv").exists)
        found = read_set(str(saved))
        assert read_sheet(f"{saved.with_suffix('.answers.csv')}", found) == {}, "nothing is filled in"
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


async def test_what_is_chosen_or_sent_twice_in_a_hurry_is_heeded_once(settings: Settings) -> None:
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        screen = await sets_screen(pilot)
        items = screen.query_one("#items", OptionList)
        await until(pilot, lambda: items.option_count)
        items.highlighted = items.option_count - 1
        items.action_select()
        items.clear_options()
        screen.query_one(ItemsPanel).items = []
        await pilot.pause()
        assert pilot.app.screen is screen
        await choose(pilot, screen, "length")
        box = screen.query_one(Input)
        box.value = "7"
        await box.action_submit()
        await box.action_submit()
        await pilot.pause()
        assert screen.draft.length == 7


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


async def test_what_can_not_be_is_not_saved_by_a_later_change_and_says_why_meanwhile(
    settings: Settings, tmp_path: Path
) -> None:
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        screen = await sets_screen(pilot)
        screen.draft.type("mix", "easy:3")
        await choose(pilot, screen, "levels")
        await screen_of(pilot, TicksScreen)
        await pilot.press("down", "down", "space", "escape")
        why = "leave the levels out"
        await until(pilot, lambda: why in " ".join(text_of(screen).split()))
        await choose(pilot, screen, "figures")
        await pilot.press("f2")
        await until(pilot, lambda: "Figures   yes" in text_of(screen))
        assert why in " ".join(text_of(screen).split())
        await choose(pilot, screen, "levels")
        await screen_of(pilot, TicksScreen)
        await pilot.press("down", "down", "space", "escape")
        await until(pilot, lambda: screen.made)
        await until(pilot, lambda: screen.query_one("#items").option_count)
        await pilot.pause()
        assert pilot.app.screen is screen
        assert why not in " ".join(text_of(screen).split())
    assert not list(tmp_path.glob("*.json")), "nobody asked for this set to be saved"


@pytest.mark.parametrize("size", [(40, 15), (30, 12), (50, 22), (80, 24), (100, 13), (30, 50)], ids=str)
async def test_what_is_typed_and_why_it_will_not_do_is_in_sight(settings: Settings, size: tuple[int, int]) -> None:
    async with ConvquizApp(settings).run_test(size=size) as pilot:
        screen = await sets_screen(pilot)
        for row in ["length", "path", "grade"]:
            await choose(pilot, screen, row)
            panel, box = screen.query_one("#choose"), screen.query_one(Input)
            await until(pilot, lambda box=box: box.has_focus and box.region.height)
            assert box.region in panel.region, row
            await pilot.press("escape")
        await choose(pilot, screen, "length")
        await pilot.press(*"3x", "enter")
        said = screen.query_one("#said")
        await until(pilot, lambda: "a whole number" in text_of(screen) and said.region.height > 0)
        assert said.region in panel.region
        menu = screen.query_one("#menu")
        assert menu.region.height > 0


async def test_a_file_that_cannot_be_opened_does_not_end_the_drawing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar stood still for ever."""
    drawing, refused = threading.Event(), threading.Event()

    def slow(recipe: SetRecipe, seed: int, done: Callable[[], None]) -> PracticeSet:
        drawing.set()
        refused.wait(30)
        return make_set(recipe, seed, done)

    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        screen = await sets_screen(pilot)
        monkeypatch.setattr("quiz.tui.screens.sets.make_set", slow)
        await pilot.press("f5")
        await until(pilot, drawing.is_set)
        await choose(pilot, screen, "open")
        await pilot.press(*"none.json", "enter")
        await until(pilot, lambda: "no such file" in text_of(screen))
        refused.set()
        await until(pilot, lambda: screen.made and screen.made.seed == screen.draft.seed)


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
        draft.type("length", text)
    assert draft.length == Draft().length


def test_every_option_of_the_commands_is_a_row() -> None:
    """Files are never written over from the screen, and a list or a schema is for a terminal."""
    options = {option.name for command in (make.command, export.command) for option in command.params}
    rows = {"length", "levels", "topics", "questions", "variants", "katas", "mix", "per_variant", "order", "seed"}
    rows |= {"copies", "exam", "title", "points", "answers", "figures"}
    elsewhere = {"names": "ways", "kinds": "ways", "output": "path", "practice_set": "open"}
    assert options - {"force", "listing", "schema"} == rows | set(elsewhere)
    assert rows | {"same_skills", "ways", "path"} <= set(Draft().rows())
    assert "open" in ROWS


@pytest.mark.parametrize(
    ("row", "typed", "option"),
    [
        ("mix", "easy:2,hard:1", ("--mix", "easy:2,hard:1")),
        ("per_variant", "2", ("--per-variant", "2")),
        ("questions", "3, pooling", ("--question", "3,pooling")),
        ("variants", "3.1,5.2", ("--variant", "3.1,5.2")),
        ("katas", "conv2d", ("--kata", "conv2d")),
        ("length", "7", ("-n", "7")),
    ],
)
def test_a_row_means_what_the_option_means(row: str, typed: str, option: tuple[str, ...], tmp_path: Path) -> None:
    draft = Draft(seed=3)
    draft.type("questions", "3,5,6")
    draft.type(row, typed)
    words = ("--seed", "3", *(() if row == "questions" else ("--question", "3,5,6")), *option)
    path = str(tmp_path / "set.json")
    assert CliRunner().invoke(cli, ["make", *words, "-o", path]).exit_code == 0
    assert make_set(draft.recipe, draft.seed) == read_set(path)
    assert draft.rows()[row] != Draft(seed=3).rows()[row]


@pytest.mark.parametrize(
    ("row", "typed"), [("mix", "easy"), ("questions", "frog"), ("variants", "99.1"), ("points", "1")]
)
def test_what_cannot_be_changes_nothing(row: str, typed: str) -> None:
    draft = Draft(seed=3)
    before = draft.rows()
    with pytest.raises((ValueError, LookupError)):
        draft.type(row, typed)
    assert draft.rows() == before


async def test_a_set_is_opened_and_its_answers_are_graded(settings: Settings) -> None:
    assert CliRunner().invoke(cli, ["make", "-n", "2", "--variant", "3.1", "-o", "mine.json"]).exit_code == 0
    mine = read_set("mine.json")
    right = catalog.ask(mine.items[0].code).variant.answer().plain
    Path("answers.csv").write_text(f"number,answer\n1,{right}\n2,maybe\n")
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        screen = await sets_screen(pilot)
        for name, told in (("nothing.json", "no such file"), ("mine.json", "mine.json: 2 items")):
            await choose(pilot, screen, "open")
            screen.query_one(Input).value = name
            await pilot.press("enter")
            await until(pilot, lambda told=told: told in text_of(screen))
        assert screen.made == mine
        await choose(pilot, screen, "grade")
        screen.query_one(Input).value = "answers.csv"
        await pilot.press("enter")
        page = await screen_of(pilot, PageScreen)
        assert "Score 1 of 2" in text_of(page)
        await pilot.press("escape")
        await choose(pilot, screen, "play")
        ask = await screen_of(pilot, AskScreen)
        assert ask.attempt.ask.code == mine.items[0].code


LONG = "Ada Augusta King Countess of Lovelace"


async def test_a_class_is_made_opened_and_graded(settings: Settings) -> None:
    Path("names.csv").write_text(f"student\n{LONG}\nKurt\n")
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        screen = await sets_screen(pilot)
        for row, typed in (("length", "2"), ("variants", "3.1"), ("copies", "names.csv"), ("path", "week5")):
            await choose(pilot, screen, row)
            screen.query_one(Input).value = typed
            await pilot.press("enter")
        await choose(pilot, screen, "exam")
        await choose(pilot, screen, "ways")
        ticks = await screen_of(pilot, TicksScreen)
        ticks.query_one(OptionList).highlighted = list(KINDS).index("text")
        await pilot.press("space", "escape", "f2")
        page = await screen_of(pilot, PageScreen)
        assert "2 copies of 2 items" in text_of(page)
        assert sorted(path.name for path in Path("week5/copies").iterdir()) == [
            f"001-{'-'.join(LONG.lower().split())}.txt",
            "002-kurt.txt",
        ]
        Path("answers.csv").write_text(f"student,1,2\n{LONG},3,\n")
        await pilot.press("escape")
        for row, typed in (("open", "week5"), ("grade", "answers.csv")):
            await choose(pilot, screen, row)
            screen.query_one(Input).value = typed
            await pilot.press("enter")
            if row == "open":
                await until(pilot, lambda: screen.opened)
        page = await screen_of(pilot, PageScreen)
        assert "1 of 2 handed in" in text_of(page)
        lines = text_of(page).splitlines()
        head = next(at for at, line in enumerate(lines) if line.startswith("  copy  student"))
        assert lines[head + 1].startswith("     1  Ada"), "a row is wrapped among the others"
