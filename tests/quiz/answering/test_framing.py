"""What stands around an answer, and lines that are pasted."""

from __future__ import annotations

import pytest

from questions.answers import Answer, Grid, Integer, Parts, Shape
from quiz.answering.framing import one_line
from quiz.answering.reading import read

GRID = Grid(value=((1, 2), (3, 4)))
ROW = Grid(value=((1, 2),))
TWO = Parts(parts={"a": Integer(value=1), "b": Integer(value=2)})


@pytest.mark.parametrize(
    ("text", "answer", "line"),
    [
        ("1 2\n3 4\n", GRID, "1 2; 3 4"),
        ("1\t2\r\n3\t4", GRID, "1 2; 3 4"),
        ("  1  2 /\n  3  4", GRID, "1 2 / 3 4"),
        ("1, 2,\n3, 4;\n", GRID, "1, 2; 3, 4;"),
        ("9600\n\n64", TWO, "9600; 64"),
        ("1 2 3\n4", ROW, "1 2 3 4"),
        ("3*3\n*64", Integer(value=1), "3*3 *64"),
        ("32\n40", Shape(value=(1, 2)), "32 40"),
        ("", GRID, ""),
    ],
)
def test_pasted_lines_become_one(text: str, answer: Answer, line: str) -> None:
    assert one_line(text, answer) == line


@pytest.mark.parametrize("answer", [GRID, ROW, TWO, Integer(value=1), Shape(value=(1, 2))], ids=repr)
@pytest.mark.parametrize("text", ["1 2\n3 4", "[[1 2]\n [3 4]]", "9600\n64", "3*3\n*64", "5 6\n\n7", "a: 5\nb: 6"])
def test_pasted_lines_are_read_as_the_line_that_they_become(text: str, answer: Answer) -> None:
    assert read(text, answer) == read(one_line(text, answer), answer)
