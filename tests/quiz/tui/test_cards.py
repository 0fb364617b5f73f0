"""What the screens of cards promise: where the keys go, what stays in sight, what a footer offers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Footer, Static
from textual.widgets._footer import FooterKey

from questions.answers import Parts
from quiz.cards.prose import FULL, LONGEST
from quiz.keys.places import PLACES
from quiz.sessions.beginning import a_quiz, new_player
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.interview import InterviewRecipe
from quiz.sessions.player import Player
from quiz.sessions.practice_set import one_ask
from quiz.sessions.quiz import QuizRecipe
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.drill import DrillAskScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.opening import OpeningScreen
from quiz.tui.screens.prose import ProseScreen
from quiz.tui.widgets.answer import Word
from quiz.tui.widgets.canvas import Canvas
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.fitted import Fitted
from quiz.tui.widgets.prose_box import ProseBox
from quiz.tui.widgets.question import Question
from quiz.tui.widgets.rubric import Rubric
from quiz.tui.widgets.verdict import VerdictPanel
from tests.bench.sight import drawn, flat, looked_at, play
from tests.quiz.tui.test_app import screen_of, text_of, type_in, until, whole
from tests.quiz.tui.widgets.test_frame import seen

UNSAVED = Settings(save=False)


def asking(code: str) -> ConvquizApp:
    return ConvquizApp(UNSAVED, lambda newcomer: one_ask(code))


@pytest.mark.parametrize("size", [(80, 24), pytest.param((120, 40), marks=pytest.mark.slow)], ids=str)
@pytest.mark.parametrize(
    ("code", "way"),
    [("Q20.5-VPH8", "revealed"), ("Q13.1-2K33", "right"), ("Q01.2-7F3K", "wrong"), ("Q12.1-7F3K", "missed")],
)
async def test_question_verdict_answer_and_proof_stay_in_sight(code: str, way: str, size: tuple[int, int]) -> None:
    async with asking(code).run_test(size=size) as pilot:
        screen = await screen_of(pilot, AskScreen)
        assert screen.query_one("#left").max_scroll_y == 0
        await play(pilot, screen, way)
        assert all(looked_at(screen).values()), looked_at(screen)
        if screen.attempt.done:
            await until(pilot, lambda: screen.demonstration.scene)
            await pilot.press("G")
            await pilot.pause()
            assert all(looked_at(screen).values()), looked_at(screen)


@pytest.mark.parametrize(("size", "shown"), [((80, 24), False), ((120, 40), True)], ids=str)
async def test_what_was_right_shows_its_steps_where_they_have_room(size: tuple[int, int], shown: bool) -> None:
    async with asking("Q09.3-4PWV").run_test(size=size) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await play(pilot, screen, "right")
        assert screen.query_one("#worked").display == shown
        await pilot.press("w")
        assert screen.query_one("#worked").display != shown


async def test_grids_stand_side_by_side_without_the_marks_of_their_rows() -> None:
    async with asking("Q13.1-2K33").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        grids = str(screen.query_one("#grids").render())
        assert grids.split("\n", maxsplit=1)[0].split() == ["filter", "input", "dY"]
        assert "/" not in grids
        assert screen.query_one("#asks").styles.text_style.bold
        assert not screen.query_one("#givens").styles.text_style.bold


async def test_what_is_typed_is_read_back_and_never_judged() -> None:
    async with asking("Q13.1-2K33").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        shown = screen.attempt.ask.variant.answer().show
        assert "numbers, rows separated by ;" in str(screen.query_one("#form", Static).render())
        assert str(screen.query_one("#answer > .foot", Static).render()) == ""
        for text, said in (
            ("8 -3; -13 2", "read as 2×2: 8, −3; −13, 2"),
            ("1 1; 1 1", f"read as 2×2: {shown(((1, 1), (1, 1)))}"),
            ("8 -", "not readable yet"),
        ):
            screen.answer.boxes[0].value = text
            await pilot.pause()
            assert str(screen.query_one("#answer > .foot", Static).render()) == said


async def test_an_unreadable_answer_leaves_the_mistake_that_was_named() -> None:
    async with asking("Q03.6-95BZ").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await type_in(pilot, "53,55")
        await until(pilot, lambda: "the op" in text_of(screen) and "28 windows" in text_of(screen))
        named = drawn(screen.query_one(VerdictPanel))
        await type_in(pilot, "w")
        await until(pilot, lambda: "Not graded" in text_of(screen))
        assert drawn(screen.query_one(VerdictPanel)) == named


async def test_parts_are_marked_and_the_right_ones_are_left_out() -> None:
    async with ConvquizApp(UNSAVED, lambda newcomer: QuizRecipe(seed=0, questions=(11,))).run_test(
        size=(80, 24)
    ) as pilot:
        screen = await screen_of(pilot, AskScreen)
        answer = screen.attempt.ask.variant.answer()
        assert isinstance(answer, Parts)
        first, *_ = answer.parts.values()
        await pilot.press("down", "down", "up")
        assert screen.answer.boxes[0].has_focus
        await type_in(pilot, first.shown)
        await type_in(pilot, "7")
        await until(pilot, lambda: screen.attempt.tries)
        await pilot.pause()
        assert text_of(screen).count("✓ ") == 1
        assert screen.answer.boxes[1].has_focus
        await pilot.press("shift+tab", "up")
        assert screen.answer.boxes[1].has_focus


async def test_an_option_can_be_clicked() -> None:
    async with asking("Q18.4-7F3K").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        options = screen.attempt.ask.variant.answer().options
        assert [str(word.render()) for word in screen.query(Word)] == list(options)
        await pilot.click(screen.query(Word).first())
        await until(pilot, lambda: screen.attempt.tries)
        assert screen.attempt.typed == options[0]


@pytest.mark.parametrize("where", [Question, Footer, "#standing", "#form"])
async def test_a_click_on_what_takes_nothing_leaves_the_cursor_in_the_box(where: object) -> None:
    async with asking("Q13.1-2K33").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.click(where, offset=(78, 0))
        assert screen.answer.boxes[0].has_focus


async def test_a_character_that_nobody_needs_goes_into_the_box() -> None:
    async with asking("Q13.1-2K33").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        screen.set_focus(None)
        await pilot.press("8", "space")
        assert screen.answer.boxes[0].value == "8 "
        assert screen.answer.boxes[0].has_focus


@pytest.mark.parametrize(
    ("code", "pasted", "boxes"),
    [
        ("Q01.1-0PRN", "(32-5+4)/1\r+1", ["(32-5+4)/1 +1"]),  # a terminal pastes line ends as Enter sends them
        ("Q13.1-2K33", "[[1 2]\n [3 4]]\n", ["[[1 2]; [3 4]]"]),
        ("Q02.4-7F3K", "9600\r\n64\r\n", ["9600", "64"]),
        ("Q02.4-7F3K", "9600\n64\n5", ["9600 64 5", ""]),
    ],
)
@pytest.mark.parametrize("beside", [False, True], ids=["in the box", "beside it"])
async def test_no_line_of_what_is_pasted_is_lost(code: str, pasted: str, boxes: list[str], beside: bool) -> None:
    async with asking(code).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        if beside:
            screen.set_focus(None)
        pilot.app.post_message(Paste(pasted))
        await until(pilot, lambda: [box.value for box in screen.answer.boxes] == boxes)


async def test_matrices_are_copied_as_code_once_the_ask_is_proved_and_from_the_palette_before() -> None:
    async with asking("Q13.1-2K33").run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, AskScreen)
        pilot.app.action_command_palette()
        await pilot.press(*"matrices")
        await until(pilot, lambda: "Copy the matrices" in text_of(pilot.app.screen))
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "filter = np.array([[-1, -2], [3, 3]])" in pilot.app.clipboard)
        screen = await screen_of(pilot, AskScreen)
        pilot.app.copy_to_clipboard("")
        await pilot.press("f3")
        await until(pilot, lambda: screen.attempt.done)
        await pilot.press("C")
        await until(pilot, lambda: "dY = np.array([[-1, -2], [1, 3]])" in pilot.app.clipboard)


async def test_what_is_typed_before_the_first_card_stands_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Event()

    def slowly(*wanted: Any) -> Player:
        drawn.wait()
        return new_player(*wanted)

    monkeypatch.setattr("quiz.tui.app.new_player", slowly)
    async with asking("Q03.6-95BZ").run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, OpeningScreen)
        await pilot.press("5", "3")
        drawn.set()
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("comma")
        await until(pilot, lambda: screen.answer.text == "53,")


async def test_escape_while_the_first_card_is_on_its_way_leads_home() -> None:
    async with asking("Q03.6-95BZ").run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)


async def test_before_the_answer_no_single_character_reveals_skips_or_rates() -> None:
    keys = {
        key for place in ("rating", "proved", "player") for entry in PLACES[place][1] for key in entry.keys.split(",")
    }
    typed = [*sorted(key for key in keys if len(key) == 1), "space"]
    async with ConvquizApp(UNSAVED, lambda newcomer: DrillRecipe(seed=1, cards=("3.1",))).run_test(
        size=(80, 24)
    ) as pilot:
        screen = await screen_of(pilot, DrillAskScreen)
        await pilot.press("space", *typed)
        assert pilot.app.screen is screen
        assert (screen.attempt.done, screen.attempt.hints, screen.rating_open) == (False, 0, False)
        assert len(screen.answer.text) == len(typed) + 1


async def test_only_digits_rate_while_the_run_is_shown() -> None:
    async with ConvquizApp(UNSAVED, lambda newcomer: DrillRecipe(seed=1, cards=("3.1",))).run_test(
        size=(80, 24)
    ) as pilot:
        screen = await screen_of(pilot, DrillAskScreen)
        await pilot.press("f3")
        await until(pilot, lambda: screen.rating_open)
        await pilot.press("e")
        await until(pilot, lambda: screen.demonstration.scene)
        await pilot.press("l", "h", "j", "k", "semicolon")
        assert pilot.app.screen is screen
        assert screen.rating_open


@pytest.mark.parametrize(("code", "linked"), [("Q01.1-JX5X", True), ("Q03.6-95BZ", False)])
async def test_the_footer_offers_cells_only_where_they_are_tied(code: str, linked: bool) -> None:
    async with asking(code).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f3")
        await until(pilot, lambda: screen.demonstration.scene)
        await pilot.pause()
        assert ("i" in screen.active_bindings) == linked
        assert screen.demonstration.linked == linked


def test_a_key_in_the_footer_is_written_as_it_is_pressed() -> None:
    for _, keys in PLACES.values():
        for key in keys:
            first = key.keys.split(",")[0]
            assert key.telling or len(first) > 1 or key.shown in ("", first), key


async def test_no_row_is_left_blank_under_a_picture_that_has_ended() -> None:
    async with asking("Q15.1-CKWS").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f3")
        await until(pilot, lambda: screen.demonstration.scene)
        await pilot.press("space", "G")
        await until(pilot, lambda: not screen.demonstration.playing)
        await pilot.pause()
        canvas = screen.demonstration.query_one(Canvas)
        assert canvas.render_line(canvas.size.height - 1).text.strip()


async def test_a_total_does_not_move_and_what_comes_back_is_said() -> None:
    async with ConvquizApp(UNSAVED, lambda newcomer: QuizRecipe(seed=8)).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f3")
        await until(pilot, lambda: "1 of 10, 1 comes back" in text_of(screen))
        screen._turned_at = 0.0
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await until(pilot, lambda: "2 of 10, 1 comes back" in text_of(pilot.app.screen))


async def test_the_time_that_was_promised_is_shown_and_kept() -> None:
    app = ConvquizApp(UNSAVED, lambda newcomer: InterviewRecipe(seed=1, minutes=30))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        assert "29:5" in text_of(screen)
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)
        assert any("Kept: Mock interview, 1 of 10" in note.message for note in app._notifications)


async def test_a_flag_on_a_prose_card_is_written_while_one_types(tmp_path: Path) -> None:
    settings = Settings(progress=str(tmp_path / "progress.sqlite3"))
    app = ConvquizApp(settings, lambda newcomer: QuizRecipe(seed=8, questions=(3,), mode="tour"))
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(pilot, ProseScreen)
        await pilot.press("a", "f6")
        await until(pilot, (tmp_path / "progress.flags.jsonl").exists)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_model_answer_and_rubric_are_on_one_screen(size: tuple[int, int]) -> None:
    app = ConvquizApp(UNSAVED, lambda newcomer: QuizRecipe(seed=8, questions=(3,), mode="tour"))
    async with app.run_test(size=size) as pilot:
        screen = await screen_of(pilot, ProseScreen)
        await pilot.press("a", "enter")
        await until(pilot, lambda: screen.laid)
        await pilot.pause()
        assert drawn(screen.query_one("#model")).find(flat(screen.prose.question.answer.replace("*", ""))[:40]) >= 0
        rubric = drawn(screen.query_one(Rubric))
        assert all(flat(point.text) in rubric for point in screen.prose.question.rubric)


async def test_space_ticks_in_turn_and_enter_is_done_from_any_row() -> None:
    app = ConvquizApp(UNSAVED, lambda newcomer: QuizRecipe(seed=8, questions=(3,), mode="tour"))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, ProseScreen)
        await pilot.press("a", "enter")
        await until(pilot, lambda: screen.laid)
        await pilot.press("up", "space", "space", "down", "space")
        await until(pilot, lambda: screen.prose.marks[:2] == ("half", "said"))
        left = len(screen.ticks) - 2
        assert f"Enter: done, {left} count as missed" in text_of(screen)
        screen._turned_at = 0.0
        await pilot.press("enter")
        await until(pilot, lambda: screen.prose.done)
        assert screen.prose.ticks == ("half", "said", *["missed"] * left)


async def test_what_is_asked_next_is_answered_when_it_is_opened() -> None:
    app = ConvquizApp(UNSAVED, lambda newcomer: QuizRecipe(seed=8, questions=(3,), mode="tour"))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, ProseScreen)
        await pilot.press("a", "enter")
        await until(pilot, lambda: screen.laid)
        screen._turned_at = 0.0
        await pilot.press("enter")
        await until(pilot, lambda: screen.prose.done)
        first = screen.prose.question.follow_ups[0]
        assert first.ask in text_of(screen)
        assert first.answer not in text_of(screen)
        screen.query_one("#follow-ups").focus()
        await pilot.press("home", "enter")
        await pilot.pause()
        assert whole(first.answer) in whole(text_of(screen))


@pytest.mark.parametrize("moment", range(3))
async def test_escape_at_any_moment_after_an_answer_ends_nothing(moment: int) -> None:
    app = asking("Q03.6-95BZ")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        screen.answer.boxes[0].value = "53,55"
        app.simulate_key("enter")
        for _ in range(moment):
            await pilot.pause()
        await pilot.press("escape")
        await screen_of(pilot, HomeScreen)


async def test_the_box_of_prose_takes_as_much_as_an_answer_holds_and_says_so_once() -> None:
    """A line of many thousand characters would take the box a second for each key."""
    app = ConvquizApp(UNSAVED, lambda newcomer: DrillRecipe(seed=1, cards=("Q03",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: pilot.app.screen.query(ProseBox))
        box = pilot.app.screen.query_one(ProseBox)
        app.post_message(Paste("1" * (LONGEST - 1)))
        await pilot.press("2", "3", "4")
        assert box.text == "1" * (LONGEST - 1) + "2"
        assert [told.message for told in app._notifications] == [FULL]
        await pilot.press("backspace", "5")
        assert box.text == "1" * (LONGEST - 1) + "5"
        await pilot.press("f7", "shift+home")
        box.replace("all", (0, 0), box.document.end)
        assert box.text == "all"


@pytest.mark.parametrize("beside", [False, True], ids=["in the box", "beside it"])
async def test_prose_is_pasted_once(beside: bool) -> None:
    """The box took it, and the card put it into the box again."""
    app = ConvquizApp(UNSAVED, lambda newcomer: DrillRecipe(seed=1, cards=("Q03",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: pilot.app.screen.query(ProseBox))
        box = pilot.app.screen.query_one(ProseBox)
        if beside:
            pilot.app.screen.set_focus(None)
        app.post_message(Paste("(N − K + 2P)/S\n+ 1"))
        await until(pilot, lambda: box.text)
        await pilot.press("end", "!")
        await until(pilot, lambda: box.text.endswith("!"))
        assert box.text == "(N − K + 2P)/S\n+ 1!"


async def test_the_box_of_prose_takes_every_character_but_the_first_question_mark() -> None:
    app = ConvquizApp(UNSAVED, lambda newcomer: DrillRecipe(seed=1, cards=("Q03",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: pilot.app.screen.query(ProseBox))
        await pilot.press("space", "1", "n", "question_mark")
        assert pilot.app.screen.query_one(ProseBox).text == " 1n?"


async def test_a_small_screen_says_how_ticking_ends() -> None:
    """What the border says of it is out of sight there, under the model answer."""
    app = ConvquizApp(UNSAVED, lambda newcomer: DrillRecipe(seed=1, cards=("Q03",)))
    async with app.run_test(size=(40, 15)) as pilot:
        card = await screen_of(pilot, ProseScreen)
        await pilot.press("enter")
        await until(pilot, lambda: card.laid)
        await until(pilot, lambda: "tick('said')" in {key.action for key in pilot.app.screen.query(FooterKey)})
        assert "finish" in {key.action for key in pilot.app.screen.query(FooterKey)}


@pytest.mark.parametrize("size", [(40, 15), (20, 6)], ids=str)
async def test_a_low_screen_runs_too(size: tuple[int, int]) -> None:
    async with asking("Q09.3-4PWV").run_test(size=size) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await type_in(pilot, "27")
        await until(pilot, lambda: screen.query_one(Demonstration).scene)
        assert screen.query_one(Demonstration).size.height > 0
        assert "Right" in drawn(screen.query_one(VerdictPanel)) or size[1] < 10


async def test_what_is_folded_is_opened_from_its_first_line_and_lined_up() -> None:
    recipe = DrillRecipe(seed=1, cards=("Q03",))
    async with ConvquizApp(Settings(save=False), lambda newcomer: recipe).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, ProseScreen)
        await pilot.press("enter")
        await until(pilot, lambda: screen.laid)
        await pilot.press("o")
        await until(pilot, lambda: "Often heard (2)" in "\n".join(seen(pilot.app)))
        claims = screen.query_one("#claims", Fitted)
        await until(pilot, lambda: "…" not in str(claims.render()).splitlines()[-1:])
        assert {line[0] for line in str(claims.render()).splitlines()} == {"✓", " "}
        assert all(line[1] == " " for line in str(claims.render()).splitlines())


async def test_on_a_low_screen_the_model_answer_is_read_before_it_is_ticked() -> None:
    recipe = DrillRecipe(seed=1, cards=("Q03",))
    async with ConvquizApp(Settings(save=False), lambda newcomer: recipe).run_test(size=(40, 15)) as pilot:
        screen = await screen_of(pilot, ProseScreen)
        await pilot.press("enter")
        await until(pilot, lambda: screen.laid)
        await pilot.pause()
        assert any("O = ⌊(I" in line for line in seen(pilot.app)), "it begins where the answer does"
        read = list(seen(pilot.app))
        while (await pilot.press("pagedown")) is None and seen(pilot.app)[1:-1] != read[-13:]:
            read += seen(pilot.app)[1:-1]
        assert any("Example: I = 32" in line for line in read), "no line is cut"
        assert any("0 of 7" in line for line in read)
        await pilot.press("s")
        await until(pilot, lambda: any("1 of 7" in line for line in seen(pilot.app)))


class Gate:
    """Holds up what a player does until it may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self._began, self._open = Event(), Event()
        deed = getattr(Player, name)

        def held_up(*given: Any) -> Any:
            self._began.set()
            self._open.wait(30)
            return deed(*given)

        monkeypatch.setattr(Player, name, held_up)

    async def press_meanwhile(self, pilot: Pilot[None], screen: Screen[None], key: str, *actions: str) -> None:
        """Press a key, do the actions while its deed is held up, and let it go on."""
        pressing = asyncio.ensure_future(pilot.press(key))
        await asyncio.to_thread(self._began.wait, 30)
        for action in actions:
            await pilot.app.run_action(action, screen)
        self._open.set()
        await pressing


async def test_esc_while_the_next_card_is_drawn_goes_home_and_stays_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ConvquizApp(Settings(progress=str(tmp_path / "log")), a_quiz(seed=1))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        await pilot.press("f3")
        await until(pilot, lambda: screen.attempt.done)
        gate = Gate(monkeypatch, "next_card")
        await gate.press_meanwhile(pilot, screen, "enter", "screen.out")
        await app.workers.wait_for_complete()
        await until(pilot, lambda: app._kept is None and "Resume" in text_of(app.screen))
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("r")
        assert (await screen_of(pilot, AskScreen)).attempt is not screen.attempt


async def test_no_key_ticks_before_the_model_answer_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, recipe = Gate(monkeypatch, "tell"), DrillRecipe(seed=1, cards=("Q03",))
    async with ConvquizApp(UNSAVED, lambda newcomer: recipe).run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, ProseScreen)
        await gate.press_meanwhile(pilot, screen, "enter", "tick('said')", "trap", "finish", "unfold")
        await until(pilot, lambda: screen.laid)
        assert set(screen.ticks) == {None}
        assert not screen.trapped


async def test_no_deed_meets_a_card_that_an_answer_is_about_to_close(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch, "submit")
    async with asking("Q03.1-7F3K").run_test(size=(80, 24)) as pilot:
        screen = await screen_of(pilot, AskScreen)
        screen.answer.boxes[0].value = screen.attempt.ask.variant.answer().plain
        await gate.press_meanwhile(pilot, screen, "enter", "hint", "reveal", "skip", "renew")
        await until(pilot, lambda: screen.attempt.done)
        assert (screen.attempt.outcome, screen.attempt.hints) == ("right", 0)
        assert pilot.app.screen is screen
