"""The application, driven by keys at four sizes; what is on the screen is compared as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TypeVar

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Markdown, OptionList, Static
from textual.widgets.markdown import MarkdownBlock

from questions import load
from questions.answers import Parts
from questions.c01_two_layers.part import Part
from questions.model import live_slips
from quiz.cards.attempt import Attempt
from quiz.keys.places import PLACES
from quiz.log.progress import Progress
from quiz.sessions.interview import InterviewRecipe
from quiz.sessions.quiz import QuizRecipe
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.page import KeysScreen, PageScreen
from quiz.tui.screens.prose import ProseScreen
from quiz.tui.screens.summary import SummaryScreen
from quiz.tui.screens.topics import TopicsScreen
from quiz.tui.widgets.canvas import Canvas
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.keys_panel import KeysPanel
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.prose_box import ProseBox
from quiz.tui.widgets.wanted import Wanted
from quiz.words.asking import asked
from tests.quiz.logs import open_session

SIZES = [(120, 40), (80, 24), (40, 15), (20, 6)]
QUICK = {(80, 24), (20, 6)}
at_each_size = pytest.mark.parametrize(
    "size",
    [pytest.param(size, marks=[] if size in QUICK else pytest.mark.slow) for size in SIZES],
    ids=lambda size: f"{size[0]}x{size[1]}",
)
S = TypeVar("S", bound=Screen[None])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(progress=str(tmp_path / "progress.sqlite3"))


def app_with(settings: Settings, **recipe: object) -> ConvquizApp:
    return ConvquizApp(settings, lambda newcomer: QuizRecipe.model_validate({"seed": 8, "questions": (3,), **recipe}))


PATIENCE = 60
"""Seconds after which what is waited for will not come."""


LOOK = 0.02
"""Seconds between two looks, in which what is waited for has the processor to itself."""


async def until(pilot: Pilot[None], happened: Callable[[], object]) -> None:
    """Wait for a state of the screen, on a busy machine long, but not for ever."""
    latest = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < latest, text_of(pilot.app.screen)
        await pilot.pause(LOOK)


async def screen_of(pilot: Pilot[None], kind: type[S]) -> S:
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.is_mounted)
    await pilot.pause()
    assert isinstance(pilot.app.screen, kind)
    return pilot.app.screen


def text_of(screen: Screen[None]) -> str:
    """Return all that the parts of a screen say, whether in sight or scrolled away."""
    said = [str(part.render()) for part in screen.query(Static) if part.display]
    said += [str(title) for part in screen.query(Panel) for title in (part._border_title, part._border_subtitle)]
    lists = [
        str(menu.get_option_at_index(at).prompt) for menu in screen.query(OptionList) for at in range(menu.option_count)
    ]
    return "\n".join([*said, *lists])


def whole(text: str) -> str:
    """Undo the wrapping of lines."""
    return " ".join(text.split())


async def type_in(pilot: Pilot[None], text: str) -> None:
    names = {"×": "multiplication_sign", ",": "comma", " ": "space", "-": "minus", "(": "left_parenthesis"}
    await pilot.press(*(names.get(letter, letter) for letter in text), "enter")


def wrong_text(attempt: Attempt) -> tuple[str, str]:
    """Return what a learner types who makes a listed mistake, and its message."""
    answer = attempt.ask.variant.answer()
    slip = next(slip for slip in live_slips(attempt.ask.variant) if isinstance(slip.value, int) and slip.value > 0)
    return answer.write(slip.value), slip.message


def an_integer_ask() -> dict[str, object]:
    """Find a seed whose first ask wants one number."""
    from quiz.sessions.player import Player

    for seed in range(100):
        card = Player(QuizRecipe(seed=seed, questions=(3,)), None).next_card()
        if isinstance(card, Attempt) and card.ask.variant.id == "3.1":
            return {"seed": seed}
    raise AssertionError("no seed below 100 asks 3.1 first")


@at_each_size
async def test_a_slip_a_second_try_and_the_proof(settings: Settings, size: tuple[int, int]) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=size) as pilot:
        screen = await screen_of(pilot, AskScreen)
        variant = screen.attempt.ask.variant
        assert asked(variant).asks in text_of(screen)
        typed, message = wrong_text(screen.attempt)
        await type_in(pilot, typed)
        await until(pilot, lambda: screen.attempt.tries)
        await pilot.pause()
        assert message in whole(text_of(screen))
        assert "Right" not in text_of(screen)
        await type_in(pilot, variant.answer().plain)
        both = f"formula {variant.answer().shown} · op {variant.answer().shown}"
        await until(pilot, lambda: both in whole(text_of(screen)))


async def test_the_verdict_is_on_the_disk_when_it_is_seen(settings: Settings) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await type_in(pilot, wrong_text(screen.attempt)[0])
        await until(pilot, lambda: "Not right" in text_of(screen))
        with Progress.open(Path(settings.progress)) as log:
            _, events = open_session(log)
        assert [event.kind for event in events] == ["started", "asked", "answered"]


async def test_what_is_unclear_costs_nothing_and_leaves_the_box(settings: Settings) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await type_in(pilot, "3frogs")
        await until(pilot, lambda: "Not graded" in text_of(screen))
        assert screen.attempt.tries == 0
        await type_in(pilot, screen.attempt.ask.variant.answer().plain)
        await until(pilot, lambda: screen.attempt.outcome == "right")


async def test_the_player_steps_plays_backwards_and_ends(settings: Settings) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f3")
        await until(pilot, lambda: screen.query_one(Demonstration).scene)
        player = screen.query_one(Demonstration)
        await pilot.press("g", "right", "right", "left")
        assert (player.number, player.playing) == (1, False)
        await pilot.press("r")
        await until(pilot, lambda: not player.playing)
        assert player.number == 0
        await pilot.press("G")
        assert player.number == player.scene.length - 1
        assert f"{player.scene.length} of {player.scene.length}" in text_of(screen)


async def test_single_cells_are_looked_at_and_saved(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app_with(settings, seed=5, questions=(1,)).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f3")
        await until(pilot, lambda: screen.query_one(Demonstration).scene)
        player = screen.query_one(Demonstration)
        await pilot.press("i", "right", "l", "down")
        assert player.inspection
        assert player.inspection.place == ("output", 1, 2)
        assert "output[1, 2] = " in text_of(screen)
        await pilot.press("tab")
        assert player.inspection.place == ("input", 1, 2)
        await until(pilot, lambda: "input[1, 2] = " in text_of(screen))
        await pilot.press("s", "S")
        await until(pilot, lambda: len(list(tmp_path.glob("convquiz-Q01*input.*"))) == 2)
        await pilot.press("escape")
        assert player.inspection is None
        assert screen.is_current
        canvas = player.query_one(Canvas)
        spot = next(spot for spot in canvas.spots if spot.pane == "kernel")
        await pilot.click(canvas, offset=(spot.x + spot.wide + 1, spot.y + 1))
        assert player.inspection.place == ("kernel", 1, 1)
        await pilot.press("i")
        await pilot.press("right")
        assert not player.playing


async def test_without_animation_the_end_is_shown_and_steps_work(settings: Settings) -> None:
    app = app_with(settings, **an_integer_ask())
    app.animation_level = "none"
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f3")
        await until(pilot, lambda: screen.query_one(Demonstration).scene)
        player = screen.query_one(Demonstration)
        await until(pilot, lambda: player.number == player.scene.length - 1)
        assert not player.playing
        await pilot.press("left")
        assert player.number == player.scene.length - 2


@at_each_size
async def test_a_prose_card_to_its_end(settings: Settings, size: tuple[int, int]) -> None:
    async with app_with(settings, mode="tour").run_test(size=size) as pilot:
        screen = await screen_of(pilot, ProseScreen)
        await type_in(pilot, "with")
        await until(pilot, lambda: screen.laid)
        await until(pilot, lambda: "387 of 387" in text_of(screen))
        for heard in screen.prose.question.common_wording:
            assert heard.but in whole(text_of(screen))
        await pilot.press("h", "t", *"s" * (len(screen.ticks) - 1))
        screen._turned_at = 0.0
        await pilot.press("enter")
        await until(pilot, lambda: screen.prose.done)
        assert screen.prose.ticks[0] == "half"
        assert screen.prose.trapped
        assert screen.prose.typed == "with"
        assert not any(each.answer in text_of(screen) for each in screen.prose.question.follow_ups)
        screen._turned_at = 0.0
        await pilot.press("enter")
        await screen_of(pilot, AskScreen)


async def test_each_part_has_a_box_of_its_own(settings: Settings) -> None:
    """In a box of its own a part may have thousands separators; Enter goes from box to box, then checks."""
    async with app_with(settings, seed=0, questions=(11,)).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        answer = screen.attempt.ask.variant.answer()
        assert isinstance(answer, Parts)
        for part in answer.parts.values():
            await type_in(pilot, part.shown)
        await until(pilot, lambda: screen.attempt.outcome == "right")


async def test_new_numbers_differ(settings: Settings) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f5")
        await until(pilot, lambda: pilot.app.screen is not screen)
        fresh = await screen_of(pilot, AskScreen)
        assert fresh.attempt.ask.variant != screen.attempt.ask.variant


async def test_hints_come_one_by_one(settings: Settings) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f2")
        await until(pilot, lambda: screen.attempt.hints == 1)
        await pilot.pause()
        assert f"Hint: {screen.attempt.ask.variant.formula}" in whole(text_of(screen))


async def test_that_there_are_no_more_hints_covers_no_verdict(settings: Settings) -> None:
    """It stood over the answer that was then revealed, once for each press of the key."""
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        hints = len(screen.attempt.hints_given(99))
        for _ in range(hints + 2):
            await pilot.press("f2")
            await pilot.pause()
        await until(pilot, lambda: "there are no more" in text_of(screen))
        assert screen.attempt.hints == hints
        assert not pilot.app._notifications


async def test_a_flag_is_written(settings: Settings, tmp_path: Path) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f6")
        await pilot.pause()
        flags = tmp_path / "progress.flags.jsonl"
        assert screen.attempt.ask.code in flags.read_text(encoding="utf-8")
        await pilot.press("f6")
        await until(pilot, lambda: "taken_back" in flags.read_text(encoding="utf-8").splitlines()[-1])


async def test_a_flag_is_taken_back_also_when_the_card_was_left_meanwhile(settings: Settings, tmp_path: Path) -> None:
    flags = tmp_path / "progress.flags.jsonl"
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        for reports in (1, 2):
            await screen_of(pilot, AskScreen)
            await pilot.press("f6")
            await until(pilot, lambda wanted=reports: flags.exists() and flags.read_text().count("\n") == wanted)
            await pilot.press("escape")
            home = await screen_of(pilot, HomeScreen)
            await until(pilot, lambda shown=home: "1 of 10" in text_of(shown))
            await pilot.press("r")
    assert ["taken_back" in line for line in flags.read_text().splitlines()] == [False, True]


@pytest.mark.parametrize(
    "size", [(80, 24), *(pytest.param(size, marks=pytest.mark.slow) for size in SIZES if size != (80, 24))], ids=str
)
async def test_from_home_through_a_quiz_to_the_summary(settings: Settings, size: tuple[int, int]) -> None:
    """By keyboard alone: a line of the menu, everything skipped, the page at the end, home again."""
    async with ConvquizApp(settings).run_test(size=size) as pilot:
        menu = (await screen_of(pilot, HomeScreen)).query_one(OptionList)
        menu.highlighted = menu.get_option_index("quick")
        await pilot.press("enter")
        while True:
            await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen | ProseScreen | SummaryScreen))
            screen = pilot.app.screen
            if isinstance(screen, SummaryScreen):
                break
            await pilot.press("f4")
            await until(pilot, lambda screen=screen: pilot.app.screen is not screen)
        await pilot.pause()
        assert "Nothing was\nanswered." in text_of(screen)
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)


async def test_a_quiz_that_was_left_is_offered_and_goes_on(settings: Settings) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        code = screen.attempt.ask.code
        await type_in(pilot, wrong_text(screen.attempt)[0])
        await until(pilot, lambda: screen.attempt.tries)
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "Quiz, 1 of 10" in text_of(home))
        await pilot.press("r")
        screen = await screen_of(pilot, AskScreen)
        assert screen.attempt.ask.code == code
        assert screen.attempt.unresolved
        assert "one more try" in text_of(screen)


async def test_escape_goes_home_and_the_quiz_waits(settings: Settings) -> None:
    async with app_with(settings).run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, AskScreen)
        await pilot.press("escape")
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "Quiz, 1 of 10" in text_of(home))


async def test_a_clock_that_runs_again_is_not_said_to_stand_still(settings: Settings) -> None:
    async with app_with(settings, mode="tour").run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, ProseScreen)
        await pilot.press("escape")
        home = await screen_of(pilot, HomeScreen)
        assert any("stands still" in note.message for note in pilot.app._notifications)
        await until(pilot, lambda: "Interview tomorrow, 1 of" in text_of(home))
        await pilot.press("r")
        await screen_of(pilot, ProseScreen)
        assert not any("stands still" in note.message for note in pilot.app._notifications)


async def test_a_topic_can_be_chosen(settings: Settings) -> None:
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        home.query_one(OptionList).highlighted = home.query_one(OptionList).get_option_index("topics")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not home)
        assert "receptive field" in text_of(pilot.app.screen)
        await pilot.press("end", "enter")
        screen = await screen_of(pilot, AskScreen)
        assert screen.attempt.ask.variant.id.startswith(f"{load()[-1].number}.")


async def test_on_a_wide_screen_the_keys_stand_beside_what_they_are_for(settings: Settings) -> None:
    async with ConvquizApp(settings).run_test(size=(120, 40)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await pilot.app.workers.wait_for_complete()
        before = home.focused
        await pilot.press("question_mark")
        await until(pilot, lambda: "what you know, your slips" in text_of(home))
        assert pilot.app.screen is home
        assert home.focused is before
        told = text_of(home)
        assert told.index("At the start") < told.index("Everywhere") < told.index("Elsewhere")
        await pilot.press("question_mark")
        await until(pilot, lambda: "Elsewhere" not in text_of(home))


async def test_escape_closes_the_keys_before_it_leaves_the_card_beside_them(settings: Settings) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=(120, 40)) as pilot:
        card = await screen_of(pilot, AskScreen)
        await pilot.press("question_mark")
        await until(pilot, lambda: card.query(KeysPanel))
        await pilot.press("escape")
        await until(pilot, lambda: not card.query(KeysPanel))
        assert pilot.app.screen is card
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)


@at_each_size
@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_help_is_a_key_away_and_complete(settings: Settings, size: tuple[int, int], key: str) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=size) as pilot:
        await screen_of(pilot, AskScreen)
        await pilot.press(key)
        await until(pilot, lambda: "Elsewhere" in text_of(pilot.app.screen))
        shown = whole(text_of(pilot.app.screen))
        for _, keys in PLACES.values():
            assert all(entry.label in shown for entry in keys)


async def test_what_is_wrapped_in_the_help_of_a_narrow_window_does_not_stand_where_keys_do(settings: Settings) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=(40, 15)) as pilot:
        await screen_of(pilot, AskScreen)
        await pilot.press("f1")
        screen = await screen_of(pilot, KeysScreen)
        lines = text_of(screen).splitlines()
        first = next(at for at, line in enumerate(lines) if line.startswith("  Esc        to the start;"))
        assert lines[first + 1] == f"{' ' * 13}can be resumed"


Sizes = list[tuple[int, int]]
ALL_SIZES: Sizes = [(1, 1), (2, 9), (9, 2), (20, 6), (40, 15), (200, 60), (80, 24)]


async def survive(pilot: Pilot[None], sizes: Sizes = ALL_SIZES) -> None:
    for size in sizes:
        await pilot.resize_terminal(*size)
        await pilot.pause()


@pytest.mark.parametrize(
    "sizes",
    [[(1, 1), (80, 24)], pytest.param(ALL_SIZES, marks=pytest.mark.slow)],
    ids=["tiny", "all"],
)
async def test_every_screen_survives_every_size(settings: Settings, sizes: Sizes) -> None:
    async with app_with(settings, mode="tour", seed=8).run_test(size=(80, 24)) as pilot:
        prose = await screen_of(pilot, ProseScreen)
        await survive(pilot, sizes)
        await pilot.press("enter")
        await until(pilot, lambda: prose.laid)
        await survive(pilot, sizes)
        await pilot.press("f4")
        ask = await screen_of(pilot, AskScreen)
        await survive(pilot, sizes)
        await pilot.press("f3")
        await until(pilot, lambda: ask.query_one(Demonstration).scene)
        await survive(pilot, sizes)
        await pilot.press("f1")
        await screen_of(pilot, PageScreen)
        await survive(pilot, sizes)
        await pilot.press("escape")
        await screen_of(pilot, AskScreen)
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)
        await survive(pilot, sizes)


@pytest.mark.parametrize("text", ["RF[l] = RF[l-1] + (K[l]-1)*S[l-1]", "[/]", "[bold]x[/bold]", "a_b_c *x* `y`"])
async def test_no_text_is_taken_for_markup(settings: Settings, text: str) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=(120, 40)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        screen.query_one(Wanted).refuse(text)
        screen.notify(text, markup=False)
        await pilot.pause()
        assert text in text_of(screen)


async def test_model_answers_keep_their_characters() -> None:
    """Markdown may take its own marks and line breaks away, nothing else, and nothing may change places."""

    class Answers(App[None]):
        def compose(self) -> ComposeResult:
            yield from (Markdown(question.answer, id=question.slug) for question in load())

    async with Answers().run_test(size=(120, 60)) as pilot:
        await until(pilot, lambda: all(len(answer.children) for answer in pilot.app.query(Markdown)))
        await pilot.pause()
        for question in load():
            answer = pilot.app.query_one(f"#{question.slug}")
            blocks = [block for block in answer.query(MarkdownBlock) if not block.query(MarkdownBlock)]
            shown = "".join(str(block.render()) for block in blocks)
            assert re.sub(r"[\s•]", "", shown) == re.sub(r"[\s*`]|^- ", "", question.answer, flags=re.MULTILINE)


async def test_a_second_enter_in_a_hurry_costs_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quiz.tui.screens.card.DOUBLE_TAP", 600.0)  # however slow this machine is
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await type_in(pilot, wrong_text(screen.attempt)[0])
        await pilot.press("enter", "enter")
        await until(pilot, lambda: screen.attempt.tries)
        await pilot.pause()
        assert screen.attempt.tries == 1
        await type_in(pilot, screen.attempt.ask.variant.answer().plain)
        await pilot.press("enter")
        await until(pilot, lambda: screen.query_one(Demonstration).scene)
        assert pilot.app.screen is screen


async def test_enter_held_down_stays_at_the_verdict(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that repeats every twentieth of a second went on to the next ask after a third of one."""
    clock = [1.0]
    monkeypatch.setattr("quiz.tui.screens.card.monotonic", lambda: clock[0])
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await type_in(pilot, screen.attempt.ask.variant.answer().plain)
        await pilot.press("enter")
        await until(pilot, lambda: screen.query_one(Demonstration).scene)
        for _ in range(20):
            clock[0] += 0.05
            await pilot.press("enter")
        assert not screen.leaving
        clock[0] += 1
        await pilot.press("enter")
        await until(pilot, lambda: screen.leaving)


async def test_enter_on_a_revealed_prose_card_does_no_harm(settings: Settings) -> None:
    async with app_with(settings, mode="tour").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, ProseScreen)
        await type_in(pilot, "abc")
        await until(pilot, lambda: screen.laid)
        await pilot.press("tab", "enter", "tab", "enter", "shift+tab", "enter")
        await pilot.pause()
        assert len(screen.query("#rubric")) == 1


async def test_the_help_is_a_key_away_on_a_prose_card_and_in_lists(settings: Settings) -> None:
    async with app_with(settings, mode="tour").run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, ProseScreen)
        await pilot.press("question_mark")
        await screen_of(pilot, PageScreen)
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        menu = home.query_one(OptionList)
        menu.highlighted = menu.get_option_index("topics")
        await pilot.press("enter")
        await screen_of(pilot, TopicsScreen)
        await pilot.press("question_mark")
        await screen_of(pilot, PageScreen)


async def test_q_quits_at_home(settings: Settings) -> None:
    app = ConvquizApp(settings)
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, HomeScreen)
        await pilot.press("q")
        await until(pilot, lambda: app._exit)


async def test_a_log_that_fails_later_is_told_and_the_quiz_goes_on(settings: Settings) -> None:
    async with app_with(settings, **an_integer_ask()).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        Path(str(settings.progress)).unlink()
        await type_in(pilot, screen.attempt.ask.variant.answer().plain)
        await until(pilot, lambda: screen.attempt.outcome == "right")
        await until(pilot, lambda: any("not saved" in note.message for note in pilot.app._notifications))


async def test_the_wrong_part_is_where_the_cursor_goes(settings: Settings) -> None:
    async with app_with(settings, seed=0, questions=(11,)).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        first, last = screen.attempt.ask.variant.answer().parts.values()
        await type_in(pilot, first.shown)
        await type_in(pilot, "7")
        await until(pilot, lambda: screen.attempt.tries)
        await pilot.pause()
        await type_in(pilot, last.shown)
        await until(pilot, lambda: screen.attempt.outcome == "second try")


async def to_the_chain(pilot: Pilot[None]) -> AskScreen:
    """Skip to the first part of the chain."""
    while True:
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen | ProseScreen))
        screen = pilot.app.screen
        if isinstance(screen, AskScreen) and isinstance(screen.attempt.ask.variant, Part):
            return await screen_of(pilot, AskScreen)
        await pilot.press("f4")
        await until(pilot, lambda screen=screen: pilot.app.screen is not screen)


async def test_an_error_is_carried_through_a_chain_by_keyboard(settings: Settings) -> None:
    app = ConvquizApp(settings, lambda newcomer: InterviewRecipe(seed=1, minutes=12))
    async with app.run_test(size=(40, 15)) as pilot:
        first = await to_the_chain(pilot)
        assert " of 0:45" in text_of(first)
        right = first.attempt.ask.variant.answer().value
        await type_in(pilot, str(right + 4))
        await until(pilot, lambda: first.attempt.tries == 1)
        await type_in(pilot, str(right + 5))
        await until(pilot, lambda: f"Go on from your {right + 5}" in whole(text_of(first)))
        assert f"right {right}" not in text_of(first)
        first._turned_at = 0.0
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not first)
        second = await screen_of(pilot, AskScreen)
        assert re.search(rf"side +{right + 5}\b", text_of(second)), "the chain goes on from it"
        (way,) = second.attempt.ask.variant.carried()
        await type_in(pilot, way.answer.plain)
        await until(pilot, lambda: f"Right from your {right + 5}" in whole(text_of(second)))
        await until(pilot, lambda: f"formula {way.answer.shown} · op {way.answer.shown}" in whole(text_of(second)))


async def test_an_answer_in_prose_and_its_ticks_outlive_the_program(settings: Settings) -> None:
    async with app_with(settings, mode="tour").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, ProseScreen)
        await type_in(pilot, "with")
        await until(pilot, lambda: screen.laid)
        await pilot.press("h", "s", "t")
        await until(pilot, lambda: screen.prose.marked_trap)
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await until(pilot, lambda: "Interview tomorrow, 1 of 2" in text_of(home))
        await pilot.press("r")
        screen = await screen_of(pilot, ProseScreen)
        await until(pilot, lambda: screen.laid)
        assert screen.query_one(ProseBox).text == "with"
        assert screen.ticks[:3] == ["half", "said", None]
        assert "✗   fell for the trap" in text_of(screen)


async def test_typed_words_suggest_ticks_that_count_once_they_are_taken(settings: Settings) -> None:
    async with app_with(settings, mode="tour").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, ProseScreen)
        question = screen.prose.question
        await pilot.press("f6")
        screen.query_one(ProseBox).text = question.rubric[0].text
        await pilot.press("enter")
        await until(pilot, lambda: screen.laid)
        await until(pilot, lambda: "✓?" in text_of(screen) and "you: " in text_of(screen))
        assert set(screen.ticks) == {None}
        assert f"0 of {len(question.rubric)}" in text_of(screen)
        await pilot.press("y")
        await until(pilot, lambda: screen.ticks[0] == "said")
        assert "✓?" not in text_of(screen)
        assert "y ticks" not in text_of(screen)


async def test_past_the_suggested_time_it_warns_and_takes_nothing(settings: Settings) -> None:
    app = ConvquizApp(settings, lambda newcomer: InterviewRecipe(seed=1, minutes=12))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        screen.player._began -= 100  # as if so many seconds had passed
        screen.tell_standing()
        assert re.search(r"1:4\d of 0:45, over time", text_of(screen))
        await type_in(pilot, screen.attempt.ask.variant.answer().plain)
        await until(pilot, lambda: screen.attempt.outcome == "right")


@pytest.mark.parametrize("size", [(40, 15), (20, 6)])
async def test_a_small_terminal_shows_the_first_line_of_the_menu(settings: Settings, size: tuple[int, int]) -> None:
    async with ConvquizApp(settings).run_test(size=size) as pilot:
        home = await screen_of(pilot, HomeScreen)
        await pilot.pause()
        menu = home.query_one(OptionList)
        assert home.scroll_offset.y == menu.scroll_offset.y == 0
        assert menu.region.bottom < size[1]


async def test_an_interview_is_begun_at_home(settings: Settings) -> None:
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        menu = home.query_one(OptionList)
        menu.highlighted = menu.get_option_index("interview")
        await pilot.press("enter")
        screen = await screen_of(pilot, AskScreen)
        assert "1 of 10" in text_of(screen)


async def test_the_end_of_an_interview_is_its_report(settings: Settings) -> None:
    app = ConvquizApp(settings, lambda newcomer: InterviewRecipe(seed=1, minutes=5))
    async with app.run_test(size=(40, 15)) as pilot:
        for _ in range(2):
            screen = await screen_of(pilot, AskScreen)
            await pilot.press("f5", "f4")
            await until(pilot, lambda screen=screen: pilot.app.screen is not screen)
        page = await screen_of(pilot, SummaryScreen)
        await until(pilot, lambda: text_of(page).count("skipped") >= 2)


@pytest.mark.slow
async def test_ten_asks_by_keyboard_alone(settings: Settings) -> None:
    async with ConvquizApp(settings, lambda newcomer: InterviewRecipe(seed=1)).run_test(size=(80, 24)) as pilot:
        while True:
            await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen | ProseScreen | SummaryScreen))
            screen = pilot.app.screen
            await pilot.pause()
            if isinstance(screen, SummaryScreen):
                break
            if isinstance(screen, AskScreen):
                whole = screen.attempt.ask.variant.answer().plain
                await (type_in(pilot, whole) if whole.isdecimal() else pilot.press("f3"))
                await until(pilot, lambda screen=screen: screen.query_one(Demonstration).scene)
                screen._turned_at = 0.0
            elif isinstance(screen, ProseScreen):
                await type_in(pilot, "so")
                await until(pilot, lambda screen=screen: screen.laid)
                screen._turned_at = 0.0
                await pilot.press(*"s" * len(screen.ticks), "enter")
                await until(pilot, lambda screen=screen: screen.prose.done)
                screen._turned_at = 0.0
            await pilot.press("enter")
            await until(pilot, lambda screen=screen: pilot.app.screen is not screen)
        assert "of 17\nmarks" in text_of(screen)
