from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import Choice, Grid, Integer, Number, Parts, Percent, Shape
from questions.slips import Slip
from quiz.answering.generic import GENERIC
from quiz.answering.grading import grade

RATIO = Number(value=Fraction(1, 128) + Fraction(1, 9))
HWC = Shape(value=(40, 40, 32), axes=("H", "W", "C"))
SQUARE = Shape(value=(32, 32))


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
    ("3 4", whole(34), "C"),
    ("1_024", whole(1024), "A*"),
    ("1,024", whole(1024), "A*"),
    ("1'024", whole(1024), "A*"),
    ("32px", whole(32), "A*"),
    ("3 frogs", whole(3), "C"),
    ("O = 32", whole(32), "A*"),
    ("≈32", whole(32), "C"),
    ("12,345,678", whole(12345678), "A*"),
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
    ("32x32", SQUARE, "A*"),
    ("(32, 32)", SQUARE, "A*"),
    ("32 by 32", SQUARE, "A*"),
    ("32x40x40", HWC, "R:shape.layout"),
    ("40x40", HWC, "R:shape.axis_missing"),
    ("1x40x40x32", HWC, "C"),
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


ANYTHING = [
    whole(1),
    number(1),
    Percent(value=1),
    SQUARE,
    Grid(value=((1, 2), (3, 4))),
    Choice(value="yes", options=("yes", "no")),
    Parts(parts={"a": whole(1), "b": whole(2)}),
]


@pytest.mark.parametrize("answer", ANYTHING, ids=lambda answer: type(answer).__name__)
@pytest.mark.parametrize("text", ['__import__("os")', "a.b", "[1]*9", "(1).real", "lambda: 1", "1 if 1 else 2"])
def test_nothing_but_arithmetic_is_evaluated(text, answer):
    assert grade(answer, text).kind == "clarify"


def test_a_listed_slip_comes_before_a_generic_one_and_carries_its_working():
    slip = Slip(tag="plus1.missing", value=31, working="⌊(32 − 1)/1⌋ = 31")
    verdict = grade(whole(32), "31", [slip])
    assert (verdict.kind, verdict.slip, verdict.message) == ("reject", "plus1.missing", slip.message)
    assert verdict.working == slip.working
    assert verdict.matched is slip
    assert verdict.credit == 0


def test_slips_of_published_networks():
    at_conv = Slip(tag="rf.at_conv", value=196, message="That is before the pool.")
    forgotten = Slip(tag="bias.forgotten", value=73728)
    assert grade(whole(212), "196", [at_conv]).slip == "rf.at_conv"
    assert grade(whole(73856), "73728", [forgotten]).slip == "bias.forgotten"


def test_a_right_value_is_accepted_even_if_a_slip_coincides():
    assert grade(whole(32), "32", [Slip(tag="pad.ignored", value=32)]).kind == "accept"


@pytest.mark.parametrize("text", ["(32-5)/2+1", "14.5", "29/2"])
def test_a_slip_that_is_not_whole_is_found_before_the_generic_message(text):
    no_floor = Slip(tag="round.not_rounded", value=Fraction(29, 2), message="Floor.")
    assert grade(whole(14), text, [no_floor]).slip == "round.not_rounded"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("41, 33", Shape(value=(40, 32))),
        ("31, 33, 31", Shape(value=(32, 32, 32))),
        ("1", whole(10)),
        ("-6", Integer(value=-7, counts=False)),
    ],
)
def test_what_happens_anywhere_is_not_seen_everywhere(text, answer):
    """A value is not off by one, nor is a list; and too few digits are no digits in the wrong place."""
    assert grade(answer, text).slip is None


@pytest.mark.parametrize(
    ("text", "answer", "tag"),
    [
        ("64", whole(128), "generic.factor_2"),
        ("256", whole(128), "generic.factor_2"),
        ("-128", whole(128), "generic.sign"),
        ("1280", whole(128), "generic.factor_10"),
        ("12.8", whole(128), "generic.factor_10"),
        ("128000", whole(128), "generic.prefix"),
        ("128e6", whole(128), "generic.prefix"),
        ("12800", whole(128), "generic.point"),
        ("73900", whole(73856), "generic.rounded"),
        ("100.5", whole(128), "generic.not_whole"),
        ("0.0595", number(0.119), "generic.factor_2"),
        ("11.9", number(0.119), "generic.point"),
        ("119", number(0.119), "generic.prefix"),
        ("0.119%", Percent(value=11.9), "generic.point"),
        ("4089000", number(4.089), "generic.prefix"),
        ("32, 40", Shape(value=(40, 32)), "shape.layout"),
        ("2, 40, 32", Shape(value=(40, 32)), "shape.axis_extra"),
        ("1, 3; 2, 4", Grid(value=((1, 2), (3, 4))), "grid.transposed"),
        ("-1, -2; -3, -4", Grid(value=((1, 2), (3, 4))), "generic.sign"),
        ("1, 2; 3, 4; 5, 6", Grid(value=((1, 2), (3, 4))), "grid.size"),
    ],
)
def test_generic_slips(text, answer, tag):
    verdict = grade(answer, text)
    assert (verdict.kind, verdict.slip) == ("reject", tag)
    assert verdict.message.startswith(GENERIC[tag])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("100", whole(128)),
        ("0", whole(128)),
        ("200", whole(196)),
        ("0.5", Number(value=0.04, places=1)),
        ("none", Integer(value=3, optional=True)),
        ("3", Integer(value=None, optional=True)),
        ("no", Choice(value="yes", options=("yes", "no"))),
    ],
)
def test_no_generic_slip_is_claimed_where_none_fits(text, answer):
    verdict = grade(answer, text)
    assert (verdict.kind, verdict.slip) == ("reject", None)
    assert verdict.message


TWO = Parts(parts={"learned": whole(9600), "buffers": whole(64)})


def test_parts_give_credit_for_the_right_ones():
    verdict = grade(TWO, "9600; 65")
    assert (verdict.kind, verdict.credit) == ("reject", 0.5)
    assert verdict.slip == "generic.off_by_one"
    assert {name: part.kind for name, part in verdict.parts.items()} == {
        "learned": "accept",
        "buffers": "reject",
    }


def test_the_first_wrong_part_gives_the_slip():
    slips = [
        Slip(tag="bias.forgotten", value={"buffers": 60}),
        Slip(tag="pad.ignored", value={"learned": 90}),
    ]
    assert grade(TWO, "90; 60", slips).slip == "pad.ignored"
    assert grade(TWO, "9600; 60", slips).slip == "bias.forgotten"
    assert grade(TWO, "9600; 60", slips).message.startswith("buffers: You left out the bias")


def test_a_slip_in_two_parts_may_be_made_in_one():
    both = Slip(tag="bias.forgotten", value={"learned": 90, "buffers": 60})
    assert grade(TWO, "90; 60", [both]).slip == "bias.forgotten"
    assert grade(TWO, "90; 64", [both]).slip == "bias.forgotten"
    assert grade(TWO, "91; 64", [both]).slip is None


def test_a_slip_that_explains_every_part_comes_first():
    one = Slip(tag="pad.single", value={"learned": 90, "buffers": 1})
    both = Slip(tag="bias.forgotten", value={"learned": 90, "buffers": 60})
    assert grade(TWO, "90; 60", [one, both]).slip == both.tag
    assert grade(TWO, "90; 64", [one, both]).slip == one.tag


def test_exchanged_parts():
    verdict = grade(TWO, "64; 9600")
    assert (verdict.slip, verdict.credit) == ("parts.swapped", 0)


def test_one_unreadable_part_makes_the_whole_unclear():
    verdict = grade(TWO, "9600; ?")
    assert verdict.kind == "clarify"
    assert verdict.message.startswith("buffers:")


def test_a_field_for_each_part():
    assert grade(TWO, {"learned": "9,600", "buffers": "64"}).kind == "accept"
    assert grade(TWO, {"learned": "9,600"}).kind == "clarify"


@given(st.integers(100, 10**9), st.integers(100, 10**9))
def test_a_reject_never_says_the_right_value(right, typed):
    verdict = grade(whole(right), str(typed))
    if typed == right:
        assert verdict.kind == "accept"
    else:
        assert verdict.kind == "reject"
        assert str(right) not in verdict.message
        assert f"{right:,}" not in verdict.message


def test_echo_and_reading_are_for_people():
    verdict = grade(whole(73856), "3*3*64*128+128")
    assert verdict.echo == "read as 73,856"
    assert verdict.reading == verdict.exact == "73,856"
    assert grade(whole(73856), "frogs").reading is None


SCRIPTED = st.text(max_size=200) | st.text("0123456789.,;x×%+-*/^() kM=", max_size=30)
KINDS = [
    (whole(7), whole(-31)),
    (Integer(value=None, optional=True), Integer(value=9, optional=True)),
    (number(7), number(0.119)),
    (Number(value=2, places=2), Number(value=Fraction(1, 3), places=2)),
    (Number(value=2, exact=True), Number(value=0.25, exact=True)),
    (Percent(value=0.4), Percent(value=88)),
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
