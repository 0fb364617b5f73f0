"""Draws that must never change: `python -m tests.golden` writes them anew, which breaks share codes."""

from __future__ import annotations

import json
from pathlib import Path

from quiz.deck import catalog
from quiz.sessions.quiz import QuizRecipe
from tests.quiz.sessions.test_quiz import played

FILE = Path(__file__).with_name("golden.json")
SEEDS = (0, 1, 31, 1024, 524_288, 1_048_575)


def draws() -> dict[str, object]:
    """Return some draws of every variant, also of those beside the deck, and the order of some quizzes, as of now.

    A number that is None is not given: a field that nothing draws may be added to a variant.
    """
    asks = {
        f"{variant.id}/{seed}": {
            "numbers": variant.draw(seed).model_dump(mode="json", exclude_none=True),
            "ask": variant.draw(seed).ask(),
            "answer": variant.draw(seed).answer().plain,
        }
        for variant in (*catalog.variants(), *catalog.beside())
        for seed in SEEDS
    }
    return {"asks": asks, "quizzes": {str(seed): order(seed) for seed in SEEDS}}


def order(seed: int) -> list[str]:
    """Return the codes of a quiz on the first questions, which no later question disturbs."""
    _, log = played(QuizRecipe(seed=seed, questions=(3, 5, 11)), [False, True, False])
    return [event.code for event in log if event.kind == "asked"]


def main() -> None:
    """Write the file."""
    FILE.write_text(json.dumps(draws(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
