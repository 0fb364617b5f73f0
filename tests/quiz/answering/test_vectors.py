"""Texts with their verdicts, and that asking back never tells anything of the right value."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import Choice, Grid, Integer, Number, Parts, Percent, Shape
from quiz.answering.grading import grade
from tests.quiz.answering.kinds import TOKENS

RATIO = Number(value=Fraction(1, 128) + Fraction(1, 9))
HWC = Shape(value=(40, 40, 32), axes=("H", "W", "C"))
SQUARE = Shape(value=(32, 32))
LOW = Shape(value=(18, 113), axes=("height", "width"))
ENDS = Shape(value=(9, 11), axes=("first", "last"), joint=", ")


def whole(value):
    return Integer(value=value)


def number(value):
    return Number(value=value)


VECTORS = [
    # text, answer, verdict: A accept, A* accept and echo, R reject, R:tag, C clarify
    ("32", whole(32), "A"),
    (" 32 ", whole(32), "A"),
    ("32.0", whole(32), "A*"),
    ("32.", whole(32), "A*"),
    ("032", whole(32), "A*"),
    ("+32", whole(32), "A"),
    ("–42", whole(-42), "A*"),
    ("- 4 2", whole(-42), "C"),
    ("-41.9999999", whole(-42), "R"),
    ("", whole(32), "C"),
    ("   ", whole(32), "C"),
    ("３２", whole(32), "A*"),
    ("3²", whole(9), "A*"),
    ("3²", whole(32), "R"),
    ("2½", number(2.5), "C"),
    ("2 1/2", number(2.5), "C"),
    ("−2 1 / 2", number(-2.5), "C"),
    ("1 250/1000", number(1.25), "A*"),
    ("2+1/2", number(2.5), "A*"),
    ("3 4", whole(34), "C"),
    ("1_024", whole(1024), "A*"),
    ("1,024", whole(1024), "A*"),
    ("1'024", whole(1024), "A*"),
    ("32px", whole(32), "A*"),
    ("3 frogs", whole(3), "C"),
    ("O = 32", whole(32), "A*"),
    ("≈32", whole(32), "C"),
    ("12,345,678", whole(12345678), "A*"),
    ("((1, 2), (3, 4))", Grid(value=((1, 2), (3, 4))), "A*"),
    ("{{1,2},{3,4}}", Grid(value=((1, 2), (3, 4))), "A*"),
    ("{5, -4}", Grid(value=((5, -4),)), "A*"),
    ("{32, 32}", SQUARE, "A*"),
    ("{32, 32", SQUARE, "C"),
    ("9-27", ENDS, "C"),
    ("28 with bias", Integer(value=28, unit="parameters"), "C"),
    ("impossible", Integer(value=None, optional=True), "C"),
    ("12 345 678", whole(12345678), "A*"),
    ("12.345.678", whole(12345678), "A*"),
    ("123 45 678", whole(12345678), "C"),
    ("10,24", whole(1024), "C"),
    ("73\u00a0856", whole(73856), "A*"),
    ("73.856", whole(73856), "C"),
    ("419.76", whole(41976), "R"),
    ("1e3", whole(1000), "A*"),
    ("7.3856e4", whole(73856), "A*"),
    ("7.39e4", whole(73856), "R:generic.rounded"),
    ("73.9k", whole(73856), "C"),
    ("3×10^8", whole(300000000), "A*"),
    ("1e3.5", whole(1000), "C"),
    ("--", whole(1), "C"),
    ("inf", whole(1), "C"),
    ("nan", whole(1), "C"),
    ("1e999", whole(1), "C"),
    ("3*3*64*128+128", whole(73856), "A*"),
    ("3·3·64·128 + 128", whole(73856), "A*"),
    ("(32-5)/2+1", whole(14), "R:generic.not_whole"),
    ("floor((32-5)/2)+1", whole(14), "A*"),
    ("⌊(32−5)/2⌋+1", whole(14), "A*"),
    ("2^5", whole(32), "A*"),
    ("2**5", whole(32), "A*"),
    ("32x32", whole(32), "C"),
    ("32x32", whole(1024), "C"),
    ("32*32", whole(32), "R"),
    ("32*32", whole(1024), "A*"),
    ("9**9**9**9", whole(1), "C"),
    ("64^(1/3)", whole(4), "A*"),
    ("8^(2/3)", whole(4), "A*"),
    ("sqrt(2)*sqrt(8)", whole(4), "A*"),
    ("sqrt(2)^4 + 1", whole(5), "A*"),
    ("floor(3*125^(1/3))", whole(15), "A*"),
    ("sqrt(17)", whole(4), "R:generic.not_whole"),
    ("3 + 1/10^12", whole(3), "R:generic.not_whole"),
    ("32x32", SQUARE, "A*"),
    ("(32, 32)", SQUARE, "A*"),
    ("32 by 32", SQUARE, "A*"),
    ("32x40x40", HWC, "R:shape.layout"),
    ("40x40", HWC, "R:shape.axis_missing"),
    ("1x40x40x32", HWC, "C"),
    ("H=40, W=40, C=32", HWC, "A*"),
    ("113 columns, 18 rows", LOW, "A*"),
    ("113 columns x 18 rows", LOW, "A*"),
    ("18 columns, 113 rows", LOW, "R:shape.layout"),
    ("rows: 18, columns: 113", LOW, "A*"),
    ("113 wide, 18 high", LOW, "A*"),
    ("18 rows, 113 columns", LOW, "A*"),
    ("12.5 per cent", Percent(value=Fraction(25, 2)), "A*"),
    ("12.5 Percent", Percent(value=Fraction(25, 2)), "A*"),
    ("12.5pct", Percent(value=Fraction(25, 2)), "A*"),
    ("12.5 per cents", Percent(value=Fraction(25, 2)), "C"),
    ("40²×32", HWC, "C"),
    ("40^2 x 32", HWC, "C"),
    ("9, 10, 11", ENDS, "C"),
    ("9, 11, 12", ENDS, "R:shape.axis_extra"),
    ("first: 9; last: 11", ENDS, "A*"),
    ("f=9, l=11", ENDS, "A*"),
    ("f=9, x=11", ENDS, "C"),
    ("½ −¼; 1 −¾", Grid(value=((Fraction(1, 2), Fraction(-1, 4)), (1, Fraction(-3, 4)))), "A*"),
    ("0.316", Number(value=Fraction(81, 256), exact=True), "R:generic.rounded"),
    ("0.119", RATIO, "A"),
    ("0.1189", RATIO, "A"),
    ("0.1189236", RATIO, "A"),
    ("0.12", RATIO, "C"),
    ("0.118", RATIO, "R"),
    ("137/1152", RATIO, "A*"),
    ("11.9%", RATIO, "A*"),
    ("8.41x", number(Fraction(73728, 8768)), "A*"),
    ("0.00123", number(0.001234567), "A"),
    ("1.23e-3", number(0.001234567), "A"),
    ("0.0499", number(0.04985), "A"),
    ("0.0498", number(0.04985), "R"),
    ("31", whole(32), "R:generic.off_by_one"),
    ("33", whole(32), "R:generic.off_by_one"),
]


@pytest.mark.parametrize(("text", "answer", "expected"), VECTORS)
def test_vectors(text, answer, expected):
    verdict = grade(answer, text)
    kind, _, tag = expected.partition(":")
    assert verdict.kind == {"A": "accept", "R": "reject", "C": "clarify"}[kind[0]], verdict
    if verdict.kind == "accept":
        assert bool(verdict.echo) is (kind == "A*")
    if tag:
        assert verdict.slip == tag


SCRIPTED = st.text(max_size=200) | st.text("0123456789.,;x×%+-*/^() kM=", max_size=30) | TOKENS
KINDS = [
    (whole(7), whole(-31)),
    (Integer(value=None, optional=True), Integer(value=9, optional=True)),
    (number(7), number(0.119)),
    (Number(value=2, places=2), Number(value=Fraction(1, 3), places=2)),
    (Number(value=2, exact=True), Number(value=0.25, exact=True)),
    (Percent(value=0.4), Percent(value=88)),
    (Integer(value=7, unit="MACs"), Integer(value=0, unit="MACs")),
    (Number(value=7e6, unit="MACs"), Number(value=0.119, unit="MACs")),
    (Shape(value=(1, 2)), Shape(value=(40, 30))),
    (
        Shape(value=None, axes=("a", "b"), optional=True),
        Shape(value=(1, 2), axes=("a", "b"), optional=True),
    ),
    (Grid(value=((1, 2), (3, 4))), Grid(value=((5, 5, 5), (0, 0, 0)))),
    (Grid(value=((1, 2),)), Grid(value=((5, 5, 5),))),
    (Choice(value="yes", options=("yes", "no")), Choice(value="no", options=("yes", "no"))),
    (
        Parts(parts={"a": whole(1), "b": Shape(value=(1, 2))}),
        Parts(parts={"a": whole(99), "b": Shape(value=(30, 40))}),
    ),
    (
        Parts(parts={"a": Grid(value=((1, 2), (3, 4))), "b": Choice(value="no", options=("yes", "no"))}),
        Parts(parts={"a": Grid(value=((5, 5, 5), (0, 0, 0))), "b": Choice(value="yes", options=("yes", "no"))}),
    ),
    (
        Shape(value=(1, 2, 3), axes=("a", "height", "b"), joint=" to "),
        Shape(value=(64, 28, 1024), axes=("a", "height", "b"), joint=" to "),
    ),
]


@pytest.mark.parametrize("pair", KINDS, ids=lambda pair: type(pair[0]).__name__)
@given(text=SCRIPTED)
def test_clarify_depends_on_the_text_and_the_kind_alone(pair, text):
    first, second = (grade(answer, text) for answer in pair)
    assert (first.kind == "clarify") is (second.kind == "clarify")
    if first.kind == "clarify":
        assert first.message == second.message


@pytest.mark.parametrize("text", [vector[0] for vector in VECTORS])
def test_no_vector_leaks_whether_it_is_right(text):
    for first, second in KINDS:
        assert (grade(first, text).kind == "clarify") is (grade(second, text).kind == "clarify")
