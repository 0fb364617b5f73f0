"""A kata on the table: of the drill and of an interview."""

from __future__ import annotations

from pathlib import Path

from questions.model import kata_named
from quiz.cards.prose import Prose
from quiz.cards.written import to_write
from quiz.drill.cards import contents
from quiz.drill.dealing import went_wrong
from quiz.drill.names import card_of_code, codes_of, on_topics, question_of
from quiz.drill.past import Past
from quiz.drill.stats import message_of
from quiz.katas.checking import trial
from quiz.katas.keeping import keep, records
from quiz.log.days import local_now
from quiz.log.events import Event
from quiz.log.progress import Progress
from quiz.render.text import prose_text
from quiz.sessions.interview import InterviewRecipe


def test_every_kata_is_a_card_of_its_question() -> None:
    assert contents()["K13.1"] is kata_named("conv2d_backward")
    assert (card_of_code("K13.1"), codes_of("K13.1"), question_of("K13.1")) == ("K13.1", "K13.1", 13)
    assert "K18.1" in on_topics(("batch norm",))


def test_the_model_answer_is_a_program_that_runs() -> None:
    kata = kata_named("conv2d")
    text = prose_text(to_write(kata).question.answer)
    assert trial(kata, text.partition("\n\nTime O")[0]).passed


def test_an_interview_may_end_with_a_program() -> None:
    with_kata, without = (InterviewRecipe(seed=5, minutes=5, kata=kata).begin() for kata in (True, False))
    assert with_kata.left == without.left + 1
    while with_kata.left:
        with_kata.play(Event(kind="asked", elapsed=0))
    card = with_kata.card
    assert isinstance(card, Prose)
    assert card.kata
    assert with_kata.suggested(card) == 600
    assert to_write(card.kata).code == card.code == card.kata.id


def test_tries_at_a_kata_are_kept_and_their_mistakes_named(tmp_path: Path) -> None:
    kata = kata_named("output_size")
    wrong, right = (trial(kata, program) for program in (kata.mistaken(kata.mutants[0]), kata.program(kata.loops)))
    with Progress.open(tmp_path / "log") as progress:
        keep(progress, kata, "asked")
        keep(progress, kata, "answered", wrong)
        assert went_wrong(Past(progress), {}, local_now()) == [kata.id]
        keep(progress, kata, "answered", right)
        kept = records(progress)[kata.id]
        slip = next(event for event in progress.read(Event, "answered") if event.slip)
        assert went_wrong(Past(progress), {}, local_now()) == []
    assert (kept.tries, kept.passed, kept.mark) == (2, True, "✓")
    assert message_of(slip.slip, slip.code) == kata.mutants[0].message


def test_what_fits_some_of_the_wrong_settings_is_kept_as_open(tmp_path: Path) -> None:
    kata = kata_named("output_size")
    nearest = "return round((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride + 1)"
    with Progress.open(tmp_path / "log") as progress:
        keep(progress, kata, "asked")
        keep(progress, kata, "answered", trial(kata, kata.program(nearest)))
        keep(progress, kata, "answered", trial(kata, kata.mistaken(kata.mutants[0])))
        (outing,) = Past(progress).outings
    *partly, wholly = outing.slips
    assert partly
    assert all(made.unsure for made in partly)
    assert (wholly.tag, wholly.unsure) == (kata.mutants[0].tag, False)
