"""The quiz in a pipe."""

from __future__ import annotations

import io
import itertools
import re
from pathlib import Path

import pytest

from questions.c01_two_layers.part import Part, Said
from questions.c01_two_layers.v2_second_output import SecondOutput
from questions.model import live_slips
from quiz.cards.attempt import Attempt
from quiz.cards.prose import FULL, LONGEST, Prose
from quiz.lines.quiz import LONGEST_LINE, PlainQuiz
from quiz.sessions.interview import InterviewRecipe
from quiz.sessions.player import Player
from quiz.sessions.quiz import QuizRecipe
from quiz.sessions.session import Recipe


def play(lines: str, recipe: QuizRecipe, flags: Path | None = None, timer: bool = True) -> tuple[int, str, Player]:
    player, out = Player(recipe, None), io.StringIO()
    code = PlainQuiz(player, flags, io.StringIO(lines), out, timer).play()
    return code, out.getvalue(), player


def first_ask(recipe: QuizRecipe) -> Attempt:
    card = Player(recipe, None).next_card()
    assert isinstance(card, Attempt)
    return card


ONE = QuizRecipe(seed=8, length=1, questions=(3,))
PROSE = QuizRecipe(mode="tour", seed=8, questions=(3,))


def test_a_right_answer_is_proved_by_the_run() -> None:
    answer = first_ask(ONE).ask.variant.answer()
    code, out, _ = play(f"{answer.plain}\n", ONE)
    assert code == 0
    assert f"formula {answer.shown} · op {answer.shown}" in out
    assert "Score 1 of 1" in out


def test_the_right_answer_is_told_after_the_second_try_only() -> None:
    ask = first_ask(ONE).ask.variant
    slip = live_slips(ask)[0]
    wrong = ask.answer().write(tuple(entry + 77 for entry in slip.value) if isinstance(slip.value, tuple) else 777)
    typed = ask.answer().write(slip.value)
    code, out, _ = play(f"{typed}\n{typed}\n{wrong}\n", ONE)
    before, _, after = out.split("one more try")
    assert slip.message in " ".join(before.split())
    assert "The answer is" not in before
    assert f"The answer is {ask.answer().shown}" in after
    assert code == 1


def test_the_end_tells_slips_and_time_in_the_words_of_the_screens() -> None:
    ask = first_ask(ONE).ask.variant
    _, out, _ = play(f"{ask.answer().write(live_slips(ask)[0].value)}\n", ONE)
    assert "Score 0 of 1 in 0:00\n" in out
    assert "Your slips:" in out, "as the summary and the report call them"


@pytest.mark.parametrize("lines", ["", "garbage\n", "hint\n", "?\n", "\n"])
def test_the_end_of_the_input_ends_cleanly(lines: str) -> None:
    code, out, _ = play(lines, ONE)
    assert code == 0
    assert "Nothing was answered." in out


def test_an_ask_left_after_a_wrong_answer_counts_as_wrong() -> None:
    ask = first_ask(ONE).ask.variant
    code, out, _ = play(f"{ask.answer().write(live_slips(ask)[0].value)}\n", ONE)
    assert "Not right" in out
    assert code == 1


def test_what_is_unclear_is_asked_again() -> None:
    plain = first_ask(ONE).ask.variant.answer().plain
    code, out, _ = play(f"3 frogs\n{plain}\n", ONE)
    assert "Not graded:" in out
    assert code == 0


def test_new_numbers_are_asked() -> None:
    old = first_ask(ONE).ask
    _, out, player = play("new\n", ONE)
    assert old.code in out
    assert player.card.ask.code in out
    assert player.card.ask.variant != old.variant


def test_a_prose_card_shows_its_model_answer_and_takes_ticks() -> None:
    ticks = "s" * 7
    _, out, player = play(f"floor of it\nsh\n{ticks}\n", PROSE)
    card = player.session.played[0].card
    assert card.passed
    assert card.typed == "floor of it"
    assert "387 of 387 settings agree" in " ".join(out.split())
    assert "One letter a point is wanted" in out


def test_what_typed_words_suggest_is_told_and_taken_on_demand() -> None:
    _, out, player = play("the formula with its floor\nskip\n", PROSE)
    assert "1. said  (you: formula, floor)" in out
    assert not player.session.played[0].card.ticks
    _, _, player = play("the formula with its floor\ny\n", PROSE)
    ticks = player.session.played[0].card.ticks
    assert (ticks[0], ticks.count("said")) == ("said", 1)


def test_a_flag_is_kept(tmp_path: Path) -> None:
    _, out, player = play("-7\nflag\n", ONE, tmp_path / "flags.jsonl")
    kept = (tmp_path / "flags.jsonl").read_text(encoding="utf-8")
    assert player.card.ask.code in kept
    assert '"-7"' in kept
    assert "flags.jsonl" in out


def test_flag_and_help_are_taken_where_a_model_answer_is_ticked_too(tmp_path: Path) -> None:
    _, out, player = play(f"floor\nflag\nhelp\n{'s' * 7}\n", PROSE, tmp_path / "flags.jsonl")
    assert '"Q03"' in (tmp_path / "flags.jsonl").read_text(encoding="utf-8")
    assert "One letter a point is wanted" not in out
    assert player.session.played[0].card.passed


def test_a_line_without_an_end_ends_the_quiz() -> None:
    """One that is read from /dev/zero, say, filled the memory."""
    _, out, player = play("7" * (LONGEST_LINE + 5), ONE)
    assert "here the quiz ends" in out
    assert not player.session.over
    assert not player.card.tries


def test_skipping_is_no_mistake() -> None:
    assert play("skip\n", ONE)[0] == 0


def test_an_interview_tells_times_and_closes_with_its_report() -> None:
    recipe = InterviewRecipe(seed=1, minutes=12)
    answer = first_ask(recipe).ask.variant.answer()
    told = "\n".join([f"new\n{answer.plain}", "skip", "in words", "sssssst", "skip", *["skip"] * 6])
    code, out, player = play(f"{told}\n", recipe)
    assert code == 0
    assert player.session.over
    assert "An interviewer keeps to the numbers." in out
    assert "other numbers" not in out
    assert "hint, reveal, skip" in " ".join(out.split())
    assert "Suggested time: 0:45." in out
    assert "Time: 0:0" in out
    assert f"{answer.shown}" in out
    assert "To practise next:" in out


def test_without_a_clock_an_interview_tells_times_in_its_report_alone() -> None:
    recipe = InterviewRecipe(seed=1, minutes=5)
    answer = first_ask(recipe).ask.variant.answer()
    _, out, _ = play(f"{answer.plain}\nskip\n", recipe, timer=False)
    asked, report, _ = out.partition("Score ")
    assert report
    assert "uggested" not in asked
    assert "Time:" not in asked
    assert "suggested 2:15" in out


def test_a_prose_answer_that_was_given_is_not_asked_for_again() -> None:
    player, out = Player(PROSE, None), io.StringIO()
    player.next_card()
    player.tell("floor of it")
    PlainQuiz(player, None, io.StringIO("sssssss\nquit\n"), out).play()
    card = player.session.played[0].card
    assert (card.typed, card.passed) == ("floor of it", True)


def test_a_wrong_number_of_a_chain_is_gone_on_from() -> None:
    recipe = InterviewRecipe(seed=1, minutes=12)
    player, out = Player(recipe, None), io.StringIO()
    player.next_card()
    while not (isinstance(player.card, Attempt) and isinstance(player.card.ask.variant, Part)):
        player.skip()
        player.next_card()
    right = player.card.ask.variant.answer().value
    second = SecondOutput.draw(player.card.ask.seed).model_copy(update={"said": Said(first=right + 5)})
    (way,) = second.carried()
    lines = f"{right + 4}\n{right + 5}\n{way.answer.plain}\nskip\nskip\nskip\nreveal\n"
    PlainQuiz(player, None, io.StringIO(lines), out).play()
    told = " ".join(out.getvalue().split())
    assert f"Go on from your {right + 5}" in told
    assert f"So far: A's side {right + 5}" in told
    before, _, after = told.partition("Side of the first output: you said")
    assert f"The answer is {right}" not in before
    assert f"it is {right}" in after
    assert "From your own number" in told or second.answer().accepts(way.answer.value)


def test_the_same_wrong_answer_is_said_to_be_the_same() -> None:
    """Otherwise "One more try." is said for ever."""
    out = io.StringIO()
    player = Player(QuizRecipe(seed=8, length=1, questions=(3,)), None)
    PlainQuiz(player, None, io.StringIO("-7\n" * 3 + "-8\n"), out).play()
    assert out.getvalue().count("the same answer again") == 2


def test_an_answer_that_is_too_long_is_kept_as_far_as_it_goes_and_says_so() -> None:
    _, out, player = play("x" * (LONGEST + 1) + "\n", PROSE)
    card = player.card
    assert isinstance(card, Prose)
    assert FULL in " ".join(out.split())
    assert card.typed == "x" * LONGEST


@pytest.mark.parametrize("recipe", [QuizRecipe(seed=1, questions=(3,)), InterviewRecipe(seed=1, minutes=12)])
@pytest.mark.parametrize("skipped", [0, 1, 2])
def test_the_time_of_a_card_that_was_answered_and_left_open_is_told(recipe: Recipe, skipped: int) -> None:
    seconds, out = itertools.count(step=30.0), io.StringIO()
    player = Player(recipe, None, clock=lambda: next(seconds))
    PlainQuiz(player, None, io.StringIO("skip\n" * skipped + "7\n"), out).play()
    assert player.session.card
    assert not player.session.card.done
    assert player.session.played[-1].seconds > 0
    assert not re.search(r"left open, 0, 0:00|of 1 in 0:00", out.getvalue())
