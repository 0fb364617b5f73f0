"""An ask on the page goes as it does in the program: tries, outcome, credit and named slips."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from questions.model import Ask
from quiz.cards.attempt import Attempt
from quiz.cards.card import credit
from quiz.cards.mistakes import mistakes
from quiz.deck import catalog
from quiz.sets.page.carried import graded_by
from quiz.sets.page.script import APPLICATION, script, text
from tests.quiz.sets.page.typed import Page, typed

GLUE = """
function played(name, deeds) {
  const [turn, [answer, mistakes]] = [turnOf(0), put.get(name)];
  for (const deed of deeds) {
    if (isOver(turn)) break;
    if (deed === "reveal") turn.outcome = "revealed";
    else if (deed === "skip") skipped(turn);
    else answered(turn, deed.text, grade(answer, mistakes, deed.text));
  }
  const { tries, outcome, slips } = turn;
  return JSON.stringify({ tries, outcome, slips, credit: creditOf(turn, null) });
}
function order(cards, outcomes) {
  const deck = Array.from({ length: cards }, () => ({ kind: "ask", data: { draws: [0, 0] } }));
  const state = begun(deck);
  const asked = [];
  for (const outcome of outcomes) {
    if (state.at >= state.turns.length) break;
    const turn = state.turns[state.at];
    asked.push([turn.card, turn.draw]);
    turn.outcome = outcome;
    goneOn(state, deck);
  }
  return JSON.stringify(asked);
}
"""


@pytest.fixture(scope="module")
def page() -> Any:
    made = Page()
    made.engine.eval(text("script/session.js") + GLUE)
    yield made
    made.engine.close()


def by_program(attempt: Attempt, deeds: list[Any]) -> dict[str, Any]:
    for deed in deeds:
        if attempt.done:
            break
        if deed == "reveal":
            attempt.reveal()
        elif deed == "skip":
            attempt.skip()
        else:
            attempt.submit(deed["text"])
    named = [{"name": each.name, "message": each.message} for each in mistakes(attempt)]
    left = attempt.outcome is None
    return {
        "tries": attempt.tries,
        "outcome": attempt.outcome or "",
        "slips": named,
        "credit": None if left else credit(attempt),
    }


@pytest.mark.parametrize("variant", ["3.1", "2.4", "16.1", "6.1"])
def test_an_ask_goes_as_in_the_program(page: Page, variant: str) -> None:
    rng = random.Random(variant)
    for seed in range(12):
        drawn = catalog.variant(variant).draw(seed)
        texts = [each for each in typed(drawn, rng, 9) if isinstance(each, str)]
        deeds: list[Any] = [{"text": rng.choice(texts[:2] if rng.random() < 0.5 else texts)} for _ in range(5)]
        deeds.insert(rng.randrange(6), rng.choice(["reveal", "skip"]))
        page.engine.call("keep", "ask", graded_by(drawn))
        told = json.loads(page.engine.call("played", "ask", deeds))
        assert told == by_program(Attempt(Ask(drawn, seed)), deeds), (variant, seed, deeds)


def test_the_whole_script_can_be_read(page: Page) -> None:
    assert page.engine.eval(f"new Function({json.dumps(script(APPLICATION))}); true")
    assert "</script" not in script(APPLICATION)


def asked(page: Page, cards: int, outcomes: list[str]) -> list[list[int]]:
    found: list[list[int]] = json.loads(page.engine.call("order", cards, outcomes))
    return found


def test_what_is_missed_comes_back_soon_with_other_numbers(page: Page) -> None:
    assert asked(page, 6, ["wrong", *["right"] * 6]) == [[0, 0], [1, 0], [2, 0], [3, 0], [0, 1], [4, 0], [5, 0]]


def test_what_is_missed_last_comes_back_at_the_end(page: Page) -> None:
    assert asked(page, 2, ["right", "revealed", "right"]) == [[0, 0], [1, 0], [1, 1]]


def test_what_is_skipped_does_not_come_back(page: Page) -> None:
    assert asked(page, 2, ["skipped"] * 9) == [[0, 0], [1, 0]]


def test_a_set_ends_however_much_is_missed(page: Page) -> None:
    told = asked(page, 3, ["wrong"] * 99)
    assert sorted(told) == sorted([[card, draw] for card in range(3) for draw in (0, 1, 0)])
