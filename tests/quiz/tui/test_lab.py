"""The lab and study on the screen, driven by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static, TextArea

from questions import load
from quiz.lab.experiments import EXPERIMENTS, made
from quiz.lab.knobs import Figure
from quiz.log.progress import Progress
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.player import Player
from quiz.sessions.reviewer import Reviewer
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.choosing import ChoosingScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.lab import LabScreen
from quiz.tui.screens.page import PageScreen
from quiz.tui.screens.picture import PictureScreen
from quiz.tui.screens.study import StudyMenuScreen, StudyScreen
from quiz.tui.screens.typing import TypingScreen
from quiz.tui.widgets.canvas import Canvas
from quiz.tui.widgets.knob import KnobBox, Knobs
from quiz.words.questions import named
from tests.quiz.tui.test_app import screen_of, survive, text_of, type_in, until


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(progress=str(tmp_path / "progress.sqlite3"))


def lab(settings: Settings, *words: str) -> ConvquizApp:
    return ConvquizApp(settings, opening=lambda: LabScreen(made(words[0], words[1:])))


async def proved(pilot: Pilot[None], screen: LabScreen) -> None:
    """Wait until each figure stands beside what the op says of it."""
    figures = screen.setting.experiment.figures(screen.setting)

    def stands(figure: Figure) -> bool:
        told = " ".join(text_of(screen).split())
        return f"{figure.value} op {figure.value} ✓" in told or f"{figure.value} op ✓" in told

    await until(pilot, lambda: all(map(stands, figures)))


@pytest.mark.parametrize(
    "size",
    [(40, 15), *(pytest.param(size, marks=pytest.mark.slow) for size in ((120, 40), (80, 24), (20, 6)))],
    ids=str,
)
async def test_every_experiment_is_turned_at_every_size(settings: Settings, size: tuple[int, int]) -> None:
    async with lab(settings, "conv").run_test(size=size) as pilot:
        screen = await screen_of(pilot, LabScreen)
        for name in EXPERIMENTS:
            assert screen.setting.experiment.name == name
            await proved(pilot, screen)
            await pilot.press("n")
        assert screen.setting.experiment.name == "conv"


async def test_knobs_turn_by_keys_digits_and_mouse_and_take_what_is_typed(settings: Settings) -> None:
    async with lab(settings, "conv").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, LabScreen)
        await pilot.press("right", "plus", "left")
        assert screen.setting["input"] == 13
        await pilot.press("2", "2", "4")
        assert screen.setting["input"] == 224
        await pilot.press("j", "1", "1", "down", "4", "0")
        assert [screen.setting[name] for name in ("kernel", "stride")] == [11, 4]
        assert "stride is at least 1 here" in text_of(screen)
        await proved(pilot, screen)
        await pilot.press("r")
        assert screen.setting == EXPERIMENTS["conv"].start()
        box = next(box for box in screen.query(KnobBox) if box.knob == "padding")
        await pilot.click(box, offset=(box.size.width - len("›"), 0))
        await until(pilot, lambda: (screen.in_hand, screen.setting["padding"]) == ("padding", 1))
        await pilot.press("k", "k", "k", "k", "enter")
        typing = await screen_of(pilot, TypingScreen)
        await pilot.press("x", "f2")
        assert "is not a number" in text_of(typing)
        typing.query_one(TextArea).text = "1 2\n3 4"
        await pilot.press("f2")
        await screen_of(pilot, LabScreen)
        assert (screen.setting["kernel"], screen.setting.choice("weights")) == (2, "own")


@pytest.mark.parametrize(("between", "stands"), [(["r"], 4), (["n"], 4), (["n", "p"], 4), ([], 24)], ids=str)
async def test_a_number_that_was_begun_does_not_go_on_behind_a_reset_or_in_another_experiment(
    settings: Settings, between: list[str], stands: int
) -> None:
    async with lab(settings, "conv").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, LabScreen)
        await pilot.press("2", *between, "4")
        assert screen.setting["input"] == stands


async def test_what_is_typed_is_for_the_knob_that_it_was_asked_for(settings: Settings) -> None:
    """A key in a hurry may turn to another knob after the box was asked for."""
    async with lab(settings, "conv").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, LabScreen)
        screen.in_hand = "weights"
        await pilot.press("enter")
        typing = await screen_of(pilot, TypingScreen)
        screen.in_hand = "stride"
        typing.query_one(TextArea).text = "1 2\n3 4"
        await pilot.press("f2")
        await screen_of(pilot, LabScreen)
        assert (screen.setting["kernel"], screen.setting.choice("weights")) == (2, "own")


async def test_keys_and_clicks_in_a_hurry_come_while_the_knobs_are_changed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of an experiment may not stand yet, those of the one before may still hear of the mouse."""
    async with lab(settings, "conv").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, LabScreen)
        changing = screen.query_one(Knobs)
        mount = changing.mount

        async def in_a_hurry(*boxes: KnobBox) -> None:
            screen.action_knob(-1)
            screen.turned_by_mouse(KnobBox.Turned("bias", 1))
            await mount(*boxes)

        monkeypatch.setattr(changing, "mount", in_a_hurry)
        await pilot.press("n", "n")
        assert screen.setting.experiment.name == "pool"
        assert screen.in_hand == screen.setting.experiment.knobs[-1].name
        await proved(pilot, screen)


async def test_the_code_then_ask_me_about_this_and_back_to_the_lab(settings: Settings) -> None:
    async with lab(settings, "conv", "input=33", "kernel=5").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, LabScreen)
        await pilot.press("c")
        assert "nn.Conv2d(3, 16, kernel_size=5)" in text_of(await screen_of(pilot, PageScreen))
        await pilot.press("escape")
        await screen_of(pilot, LabScreen)
        await pilot.press("a")
        await screen_of(pilot, ChoosingScreen)
        await pilot.press("enter")
        ask = await screen_of(pilot, AskScreen)
        assert "Input 33×33, kernel 5×5" in text_of(ask)
        assert "Q03.1 size=33 kernel=5 stride=1 padding=0" in text_of(ask)
        await type_in(pilot, "29")
        await until(pilot, lambda: ask.attempt.outcome == "right")
        await pilot.press("escape")
        assert await screen_of(pilot, LabScreen) is screen
        assert screen.setting["input"] == 33
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)


@pytest.mark.slow
async def test_lab_and_study_survive_every_size(settings: Settings) -> None:
    async with lab(settings, "transpose").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, LabScreen)
        await until(pilot, lambda: screen.scene)
        await survive(pilot)
        await pilot.press("space")
        player = await screen_of(pilot, PictureScreen)
        await pilot.press("g", "right")
        assert player.demonstration.number == 1
        await survive(pilot)
        await pilot.press("escape")
        await screen_of(pilot, LabScreen)
        pilot.app.push_screen(StudyScreen(load()[2]))
        screen = await screen_of(pilot, StudyScreen)
        await survive(pilot)
        await pilot.press("space")
        await until(pilot, lambda: screen.demonstration.scene)
        await survive(pilot)


async def test_a_question_is_studied_page_by_page(settings: Settings) -> None:
    question = load()[2]
    async with ConvquizApp(settings).run_test(size=(80, 24)) as pilot:
        home = await screen_of(pilot, HomeScreen)
        menu = home.query_one(OptionList)
        menu.highlighted = menu.get_option_index("study")
        await pilot.press("enter")
        await screen_of(pilot, StudyMenuScreen)
        await pilot.press("j", "j", "enter")
        screen = await screen_of(pilot, StudyScreen)
        assert screen.question is question
        await until(pilot, lambda: screen.demonstration.scene)
        await pilot.press("t")
        await until(
            pilot, lambda: text_of(screen).count("[run: ") + text_of(screen).count("[cited: ") == len(question.claims)
        )
        await pilot.press("G")
        await until(pilot, lambda: "formula " in text_of(screen))
        answer = question.follow_ups[0].answer
        assert answer not in text_of(screen)
        await pilot.press("t", "t")
        await until(pilot, lambda: screen.focused is screen.query_one("#follow-ups"))
        await pilot.press("home", "enter")
        await until(pilot, lambda: answer in text_of(screen))
        await pilot.press("t", "t")
        await until(pilot, lambda: screen.focused is screen.query_one("#related"))
        await pilot.press("home", "enter")
        await until(pilot, lambda: pilot.app.screen is not screen)
        assert (await screen_of(pilot, StudyScreen)).question.number == question.related[0]
        await pilot.press("q")
        ask = await screen_of(pilot, AskScreen)
        assert ask.attempt.ask.variant.id.startswith(f"{question.related[0]}.")
        await pilot.press("escape")
        await screen_of(pilot, StudyScreen)


async def test_the_list_of_questions_tells_how_well_each_is_known(settings: Settings) -> None:
    with Progress.open(Path(settings.progress)) as log:
        player = Player(DrillRecipe(seed=1, cards=("3.1",)).prepared(log), log)
        player.next_card()
        player.reveal()
        reviewer = Reviewer(player)
        reviewer.look_up()
        reviewer.give(3)
    async with ConvquizApp(settings, opening=StudyMenuScreen).run_test(size=(80, 24)) as pilot:
        menu = (await screen_of(pilot, StudyMenuScreen)).query_one(OptionList)
        await until(pilot, lambda: "begun, 1 of" in str(menu.get_option_at_index(2).prompt))
        assert str(menu.get_option_at_index(3).prompt) == named(load()[3])


async def test_the_legend_of_the_lab_has_the_colours_of_its_picture(settings: Settings) -> None:
    async with lab(settings, "conv", "input=48").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, LabScreen)
        await until(pilot, lambda: screen.scene)
        await pilot.pause()
        shown = screen.query_one("#form", Static).render()
        style = {shown.plain[span.start : span.end]: span.style for span in shown.spans}
        words = next(style[text] for text in style if "cursor" in text)
        assert all(style[mark].foreground != words.foreground for mark in "▒█")
        assert not style["█"].reverse  # it would be of the colour of the ground


@pytest.mark.parametrize("name", EXPERIMENTS)
async def test_knobs_figures_picture_and_what_it_says_are_in_sight_on_a_common_screen(
    settings: Settings, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")
    async with lab(settings, name).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, LabScreen)
        await proved(pilot, screen)
        await pilot.pause()
        for part in ("#knobs-panel", "#figures-panel", "#picture"):
            assert screen.query_one(part).region in screen.query_one("#benches").region, part
        assert not screen.query_one(Canvas).overflows
        assert " ".join(str(screen.query_one("#caption", Static).render()).split()) == caption_of(screen)


def caption_of(screen: LabScreen) -> str:
    assert screen.scene
    return " ".join(screen.setting.experiment.still(screen.scene).caption.split())
