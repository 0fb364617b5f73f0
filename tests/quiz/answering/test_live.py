"""What the answer box says while one types."""

from __future__ import annotations

import pytest

from questions.answers import Answer, Choice, Grid, Integer, Parts, Shape
from quiz.answering.live import heard

GRID = Grid(value=((1, 2), (3, 4)))
ROW = Grid(value=((1, 2),))
TWO = Parts(parts={"runs": Choice(value="yes", options=("yes", "no")), "channels": Integer(value=1)})


@pytest.mark.parametrize(
    ("text", "answer", "said"),
    [
        ("", GRID, ""),
        ("  ", Integer(value=1), ""),
        ("8 -3; -13 2", GRID, "read as 2×2: 8 −3 / −13 2"),
        ("8 -3 4", ROW, "read as 1×3: 8 −3 4"),
        ("73856", Integer(value=1), "read as 73,856"),
        ("3*3*64", Integer(value=1), "read as 576"),
        ("(None, 3, 4)", Shape(value=(1, 2)), "read as 3×4, the batch axis left out"),
        ("no 1,024", TWO, "read as runs no; channels 1,024"),
        ("1 0; 1 1", Parts(parts={"x": ROW, "y": ROW}), "read as x 1×2: 1 0; y 1×2: 1 1"),
    ],
)
def test_what_is_understood_is_said(text: str, answer: Answer, said: str) -> None:
    assert heard(text, answer) == said


def test_what_is_unclear_is_said() -> None:
    assert "all digits" in heard("73.9k", Integer(value=1))
    assert heard({"runs": "no", "channels": ""}, TWO).startswith("channels: Nothing is typed")
    assert heard({"runs": "", "channels": ""}, TWO) == ""
