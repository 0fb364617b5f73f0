"""Verdicts: slips by name, credit by parts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import Choice, Grid, Integer, Number, Parts, Percent, Shape
from questions.slips import Slip
from quiz.answering.generic import GENERIC
from quiz.answering.grading import grade


def whole(value):
    return Integer(value=value)


def number(value):
    return Number(value=value)


ANYTHING = [
    whole(1),
    number(1),
    Percent(value=1),
    Shape(value=(32, 32)),
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
        ("0.316", Number(value=Fraction(81, 256), exact=True), "generic.rounded"),
        ("-0.67", Number(value=Fraction(-2, 3), exact=True), "generic.rounded"),
        ("0.0595", number(0.119), "generic.factor_2"),
        ("56.2", Percent(value=Fraction(3200, 57)), "generic.last_place"),
        ("-7.40", Number(value=Fraction(-741, 100), places=2), "generic.last_place"),
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
        ("0.3", Number(value=Fraction(81, 256), exact=True)),
        ("1/3", Number(value=Fraction(81, 256), exact=True)),
        ("0.5", Number(value=0.04, places=1)),
        ("0.15", Number(value=0.14, places=2)),
        ("56.3", Percent(value=Fraction(3200, 57))),
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


def test_a_mistake_in_one_part_does_not_hide_that_the_parts_are_exchanged():
    one = Slip(tag="pad.ignored", value={"learned": 64})
    assert grade(TWO, "64; 9600", [one]).slip == "parts.swapped"
    assert grade(TWO, "64; 60", [one]).slip == "pad.ignored"


def test_a_mistake_that_gives_a_fraction_is_known_by_its_decimals():
    exact = Number(value=Fraction(39, 2), exact=True)
    slips = [Slip(tag="pool.pad_count_other", value=Fraction(78, 9)), Slip(tag="pad.ignored", value=Fraction(58, 7))]
    for text in ("8.67", "8.667", "8.7"):
        assert grade(exact, text, slips).slip == "pool.pad_count_other"
    assert grade(exact, "8.66", slips).slip is None
    assert grade(exact, "19", slips).slip is None


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
