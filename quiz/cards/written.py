"""A kata as a card: the program is written and checked elsewhere, the learner ticks how it went."""

from __future__ import annotations

import questions
from questions import index
from questions.model import Kata, Point
from quiz.cards.prose import Prose


def to_write(kata: type[Kata]) -> Prose:
    """Return the card of a kata: its ask, and afterwards the reference with what is asked next."""
    question = questions.question(int(index.katas()[kata.name].head))
    how = f"`convquiz kata start {kata.name}` writes the stub, `convquiz kata check {kata.name}` judges it."
    program = kata.vectorised or kata.loops
    told = question.model_copy(
        update={
            "title": f"{kata.says} {how}",
            "level": kata.level,
            "answer": f"```python\n{kata.program(program)}```\n\n{kata.complexity}",
            "claims": (),
            "common_wording": (),
            "follow_ups": (kata.asked_next,),
            "rubric": (
                Point(text=f"the check of {kata.name} passes", essential=True),
                Point(text="time and memory are said"),
            ),
            "trap": "",
        }
    )
    return Prose(told, kata=kata)
