"""Kinds of answer to read, and how a test asks for a value or for what is unclear."""

from hypothesis import strategies as st

from questions.answers import Choice, Fitting, Grid, Integer, Number, Parts, Percent, Shape
from quiz.answering.reading import read

WHOLE = Integer(value=5)
RATIO = Number(value=5)
FACTOR = Number(value=5, places=2, unit="times")
PERCENT = Percent(value=5)
PAIR = Shape(value=(5, 6), axes=("height", "width"))
GRID = Grid(value=((1, 2), (3, 4)))
ROW = Grid(value=((1, 2),))
YES = Choice(value="yes", options=("yes", "no"))
OPTIONAL = Integer(value=None, optional=True)
PARTS = Parts(parts={"out": PAIR, "pad": OPTIONAL, "kernel": GRID})
FITTING = Fitting(
    value=(7, 2, 3), axes=("K", "S", "P"), bounds=(range(1, 12), range(1, 5), range(6)), explain=lambda numbers: None
)
KINDS = [FITTING, WHOLE, OPTIONAL, RATIO, Number(value=5, exact=True), FACTOR, PERCENT, PAIR, GRID, ROW, YES, PARTS]


def value(text, answer):
    reading = read(text, answer)
    assert reading.clear, reading.unclear
    return reading.value


def unclear(text, answer):
    reading = read(text, answer)
    assert not reading.clear, reading.value
    assert reading.value is None
    assert reading.echo == ""
    return reading.unclear


TOKENS = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                "b",
                "height",
                "none",
                "None",
                "no",
                "yes",
                "answer",
                "array(",
                "tensor([",
                "is",
                "by",
                "to",
                "MACs",
            ),
            *(
                "FLOPs",
                "bias",
                "=",
                ":",
                ";",
                "/",
                " / ",
                ",",
                ", ",
                " ",
                "\n",
                "\t",
                ".",
                "≈",
                "×",
                "x",
                "@",
                "-",
                "+",
            ),
            *("[", "]", "(", ")", "*", "%", "k", "M", "0", "1", "2", "7.5", "11", "1,024", "3.125", "-1", "½", "²"),
        ]
    ),
    max_size=12,
).map("".join)
"""Texts made of what answers are made of."""
