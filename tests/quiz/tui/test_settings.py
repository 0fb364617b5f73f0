"""Settings, palette, cheat sheet and search, driven by keys."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from quiz.deck import search
from quiz.deck.seed import SEEDS
from quiz.sessions.interview import InterviewRecipe
from quiz.settings.file import glance
from quiz.settings.invocation import Settings
from quiz.settings.preferences import Preferences, read
from quiz.tui.app import ConvquizApp
from quiz.tui.palette import code_problem, seed_problem
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.choices import ENTRIES
from quiz.tui.screens.drill_menu import DrillMenuScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.page import PageScreen
from quiz.tui.screens.prompt import PromptScreen
from quiz.tui.screens.settings import SettingsScreen, ThemesScreen
from quiz.tui.screens.sheet import SheetScreen
from quiz.tui.screens.topics import TopicsScreen
from tests.quiz.tui.test_app import an_integer_ask, app_with, screen_of, text_of, until

UNSAVED = Settings(save=False)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(path))
    return path


def palette_shows(app: ConvquizApp, text: str) -> bool:
    lists = app.screen.query(OptionList)
    return any(text in str(menu.get_option_at_index(0).prompt) for menu in lists if menu.option_count)


async def shrink(pilot: Pilot[None]) -> None:
    for size in [(1, 1), (40, 15), (80, 24)]:
        await pilot.resize_terminal(*size)
        await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (20, 6)])
async def test_the_palette_finds_a_question_by_misspelt_words(size: tuple[int, int]) -> None:
    async with app_with(UNSAVED, **an_integer_ask()).run_test(size=size) as pilot:
        await screen_of(pilot, AskScreen)
        await pilot.press("ctrl+p", *"feild", "space", *"recptive")
        await until(pilot, lambda: palette_shows(pilot.app, "What is receptive field"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen) and pilot.app.player.session.left == 9)
        screen = await screen_of(pilot, AskScreen)
        assert screen.attempt.ask.variant.id.startswith("5.")


async def test_without_a_timer_no_clock_is_shown(file: Path) -> None:
    file.write_text("timer = false\n", encoding="utf-8")
    async with ConvquizApp(UNSAVED, lambda newcomer: InterviewRecipe(seed=1)).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        screen.player._began -= 100  # as if so many seconds had passed
        screen.tell_standing()
        assert "1 of 10" in text_of(screen)
        assert not re.search(r"\d:\d\d", text_of(screen))


async def test_the_drill_counts_the_new_cards_that_are_wanted(file: Path) -> None:
    file.write_text("new_per_day = 3\nretention = 0.8\ntimer = false\n", encoding="utf-8")
    async with ConvquizApp(UNSAVED).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        menu = home.query_one(OptionList)
        menu.highlighted = menu.get_option_index("drill")
        await pilot.press("enter")
        chooser = await screen_of(pilot, DrillMenuScreen)
        await until(pilot, lambda: "0 to review, 3 new" in text_of(chooser))
        await pilot.press("enter")
        await screen_of(pilot, AskScreen)
        recipe = pilot.app.player.session.recipe
        assert (len(recipe.cards), recipe.retention, recipe.timer) == (3, 0.8, False)


async def test_a_share_code_opens_its_ask_and_can_be_copied() -> None:
    async with ConvquizApp(UNSAVED).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press("ctrl+p", *"share", "space", *"code")
        await until(pilot, lambda: palette_shows(pilot.app, "Open a share code"))
        await pilot.press("enter")
        prompt = await screen_of(pilot, PromptScreen)
        await pilot.press("x", "enter")
        await until(pilot, lambda: "Q03.1-7F3K" in text_of(prompt).partition("\n")[2])
        prompt.query_one(Input).value = "q3.1-7f3k"
        await pilot.press("enter")
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f3")
        await until(pilot, lambda: screen.attempt.done)
        await pilot.press("c")
        assert pilot.app.clipboard == "Q03.1-7F3K"
        assert any("Q03.1-7F3K" in note.message for note in pilot.app._notifications)


async def test_a_theme_is_kept_and_worn_by_the_next_first_frame(file: Path) -> None:
    file.write_text("# mine\n", encoding="utf-8")
    async with ConvquizApp(UNSAVED).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press("ctrl+p", *"dracula")
        await until(pilot, lambda: palette_shows(pilot.app, "dracula"))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.theme == "dracula")
    assert file.read_text(encoding="utf-8") == '# mine\ntheme = "dracula"\n'
    assert ConvquizApp(UNSAVED, theme=glance().get("theme")).theme == "dracula"


@pytest.mark.parametrize("theme", ["nonsense", 3, None, ["nord"]])
def test_the_first_frame_is_as_usual_where_the_theme_is_none(theme: object) -> None:
    assert ConvquizApp(UNSAVED, theme=theme).theme == ConvquizApp(UNSAVED).theme


async def test_another_key_does_what_the_usual_one_did(file: Path) -> None:
    file.write_text('[keys]\nhint = "f8"\n', encoding="utf-8")
    async with app_with(UNSAVED, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f2")
        await pilot.press("f8")
        await until(pilot, lambda: screen.attempt.hints == 1)
        await pilot.press("f1")
        page = await screen_of(pilot, PageScreen)
        assert "F8         hint" in text_of(page)


@pytest.mark.parametrize(
    ("text", "told", "theme"),
    [
        ('theme = "nord"\nthme = 3\n', "line 2: there is no setting 'thme'", "nord"),
        ('thme = 3\ntheme = "nord\n', "line 2", ""),
    ],
    ids=["one", "none can be read"],
)
async def test_broken_settings_are_told_and_the_others_hold(file: Path, text: str, told: str, theme: str) -> None:
    file.write_text(text, encoding="utf-8")
    app = ConvquizApp(UNSAVED, theme="nord")
    async with app.run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: told in text_of(home))
        assert app.theme == (theme or ConvquizApp(UNSAVED).theme)


async def settings_screen(pilot: Pilot[None]) -> SettingsScreen:
    """Open the settings from home, once the file was read."""
    await screen_of(pilot, HomeScreen)
    await until(pilot, lambda: pilot.app.preferences)
    pilot.app.open_screen("quiz.tui.screens.settings:SettingsScreen")
    return await screen_of(pilot, SettingsScreen)


async def test_settings_are_changed_on_their_screen(file: Path) -> None:
    async with ConvquizApp(UNSAVED).run_test(size=(80, 24)) as pilot:
        screen = await settings_screen(pilot)
        menu = screen.query_one(OptionList)
        menu.highlighted = menu.get_option_index("timer")
        await pilot.press("enter")
        await until(pilot, lambda: "Clock            off" in text_of(screen))
        menu.highlighted = menu.get_option_index("new_per_day")
        await pilot.press("enter")
        await screen_of(pilot, PromptScreen)
        await pilot.press(*"5000", "enter", "home", *["delete"] * 4, "0", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: "New cards a day  0" in text_of(screen))
        await shrink(pilot)
    assert file.read_text(encoding="utf-8") == "timer = false\nnew_per_day = 0\n"


async def test_a_line_of_text_that_is_emptied_is_as_usual_again(file: Path) -> None:
    file.write_text('katas_folder = "/tmp/mine"\n', encoding="utf-8")
    async with ConvquizApp(UNSAVED).run_test(size=(80, 24)) as pilot:
        screen = await settings_screen(pilot)
        menu = screen.query_one(OptionList)
        menu.highlighted = menu.get_option_index("katas_folder")
        await pilot.press("enter")
        await screen_of(pilot, PromptScreen)
        await pilot.press("home", *["delete"] * 9, "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: "Katas' folder    the usual one" in text_of(screen))
    assert file.read_text(encoding="utf-8") == 'katas_folder = ""\n'


async def test_each_line_of_the_settings_is_told_as_the_file_takes_it(file: Path) -> None:
    async with ConvquizApp(UNSAVED).run_test(size=(80, 24)) as pilot:
        screen = await settings_screen(pilot)
        told = []
        for at, name in enumerate(Preferences.model_fields):
            screen.query_one(OptionList).highlighted = at
            await until(pilot, lambda name=name: re.search(rf"In the file: \[?{name}\b", text_of(screen)))
            told += re.findall("In the file: (.*)", text_of(screen))
    file.write_text("\n".join(told), encoding="utf-8")
    assert set(read(file).model_fields_set) == set(Preferences.model_fields)


async def test_the_cheat_sheet_runs_every_line() -> None:
    async with ConvquizApp(UNSAVED).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        next(entry for entry in ENTRIES if entry.name == "sheet").begin(pilot.app)
        screen = await screen_of(pilot, SheetScreen)
        await until(pilot, lambda: "⌊(224 + 2·3 − 1·(7−1) − 1)/2⌋ + 1 = 112 · op 112" in text_of(screen))
        await shrink(pilot)
        await until(pilot, lambda: "28 of 28 lines run" in text_of(screen))
        await pilot.press("slash", *"global", "space", *"512")
        await until(pilot, lambda: "= 24,576,000 · op 24,576,000" in text_of(screen))
        await pilot.press(*"qq")
        await until(pilot, lambda: "No line has all these words" in text_of(screen))
        await pilot.press("escape", "escape")
        await screen_of(pilot, HomeScreen)


async def test_the_cheat_sheet_is_searched_as_keyboards_write_and_keeps_the_line_that_was_found() -> None:
    async with ConvquizApp(UNSAVED).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        pilot.app.open_screen("quiz.tui.screens.sheet:SheetScreen")
        screen = await screen_of(pilot, SheetScreen)
        menu = screen.query_one(OptionList)

        def marked() -> str:
            return str(menu.highlighted_option.prompt) if menu.highlighted_option else ""

        await until(pilot, marked)
        everything = menu.option_count
        await pilot.press("slash", *"1x1")
        await until(pilot, lambda: "1×1" in marked())
        await pilot.press("backspace", "backspace", "backspace", *"k^2")
        await until(pilot, lambda: "1/K²" in marked() or "K²·" in marked())
        await pilot.press("enter", "down")
        found = marked()
        for words in ["", "@@@"]:
            await pilot.press("slash", *words, "escape")
            await until(pilot, lambda: menu.option_count == everything)
            assert marked() == found


async def test_by_topic_is_filtered_by_what_is_typed() -> None:
    async with ConvquizApp(UNSAVED).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        pilot.app.open_screen("quiz.tui.screens.topics:TopicsScreen")
        screen = await screen_of(pilot, TopicsScreen)
        await pilot.press(*"feild")
        menu = screen.query_one(OptionList)
        await until(pilot, lambda: menu.get_option_at_index(0).prompt == "receptive field")
        assert "filters and kernels" not in text_of(screen)
        await pilot.press(*"qqqqqq")
        await until(pilot, lambda: "Nothing fits" in text_of(screen))
        await shrink(pilot)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "٣", "1e3", str(SEEDS), "9" * 5000])
def test_what_is_no_seed_is_told(text: str) -> None:
    assert seed_problem(text)
    assert code_problem(text)


def test_a_seed_and_a_code_are_taken() -> None:
    assert not seed_problem(" 12 ")
    assert not code_problem(" q3.1-7f3k ")
    assert not code_problem("3.1 size=32 kernel=5  stride=1 padding=2")


async def test_the_palette_opened_early_finds_what_is_typed_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The questions are still being imported when the first letters come."""
    ready, words = threading.Event(), search.vocabulary
    monkeypatch.setattr(search, "vocabulary", lambda: ready.wait() and words())
    async with ConvquizApp(UNSAVED).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: CommandPalette.is_open(pilot.app))
        await pilot.pause()
        await pilot.press(*"cheat")
        ready.set()
        await until(pilot, lambda: palette_shows(pilot.app, "Cheat sheet"))


async def test_colours_are_seen_while_their_line_is_marked_and_kept_by_enter_alone(file: Path) -> None:
    async with ConvquizApp(UNSAVED).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: pilot.app.preferences)
        worn = pilot.app.theme
        pilot.app.open_screen("quiz.tui.screens.settings:SettingsScreen")
        await screen_of(pilot, SettingsScreen)
        await pilot.press("home", "enter")
        await screen_of(pilot, ThemesScreen)
        await pilot.press("down")
        await until(pilot, lambda: pilot.app.theme != worn)
        tried = pilot.app.theme
        await pilot.press("escape")
        await screen_of(pilot, SettingsScreen)
        assert pilot.app.theme == worn
        await pilot.press("enter", "down", "enter")
        await until(pilot, file.exists)
        assert file.read_text(encoding="utf-8") == f'theme = "{tried}"\n'


async def test_the_palette_has_what_an_open_ask_can_do() -> None:
    async with app_with(UNSAVED, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("ctrl+p", *"hint")
        await until(pilot, lambda: palette_shows(pilot.app, "Hint"))
        await pilot.press("enter")
        await until(pilot, lambda: screen.attempt.hints == 1)


@pytest.mark.parametrize(("value", "plain"), [("", False), ("1", True), ("0", True), (None, False)])
async def test_colours_go_where_no_color_says_something(
    value: str | None, plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if value is not None:
        monkeypatch.setenv("NO_COLOR", value)
    assert ConvquizApp(UNSAVED).no_color is plain
