"""Several answers in one text."""

from fractions import Fraction

import pytest

from questions.answers import Parts
from tests.quiz.answering.kinds import (
    PARTS,
    WHOLE,
    unclear,
    value,
)


@pytest.mark.parametrize(
    "text",
    [
        "32x40; none; 1 2 / 3 4",
        "32, 40; none; 1, 2/3, 4;",
        "out=32x40; pad=none; kernel=1 2/3 4",
        "Kernel = 1 2 / 3 4, out = 32 40, pad = none",
        "32x40\nnone\n1 2/3 4",
        "out: 32x40; pad: none; kernel: 1 2 / 3 4",
        "out 32×40; pad none; kernel 1 2 / 3 4",
        "pad none; out 32x40; kernel 1 2 / 3 4.",
        "The answer is out 32×40; pad none; kernel 1 2 / 3 4.",
        "32x40 (out); none; [[1, 2], [3, 4]]",
        "32x40\nnone\n1 2 /\n3 4",
    ],
)
def test_parts_of_one_text(text):
    assert value(text, PARTS) == {"out": (32, 40), "pad": None, "kernel": ((1, 2), (3, 4))}


@pytest.mark.parametrize(
    "text",
    [
        *("32x40; 5", "32x40; 5; 1 2/3 4; 6", "pad 32x40; 5; 1 2/3 4", "foo=32x40; bar=5; baz=1 2/3 4"),
        *("out=1 2; out=1 2; pad=3", "32x40; ; 1 2/3 4", "32x40; 7 000; 1 2/3 4"),
    ],
)
def test_what_parts_cannot_be(text):
    assert unclear(text, PARTS)


TWO = Parts(parts={"learned": WHOLE, "channels": WHOLE})


@pytest.mark.parametrize(
    "text",
    [
        *("9,600; 64", "9,600, 64", "9,600 64", "9600,64", "9600 64", "[9600, 64]", "(9600, 64)", "9,600\n64"),
        *("9,600 and 64", "9600, and 64"),
        *("learned 9,600; channels 64", "channels 64, learned 9,600", "learned: 9,600, channels: 64"),
        *("9,600 learned; 64 channels", "64 channels; 9600 (learned)", "9600 channels; 64 channels", "9600; 64 (bias)"),
    ],
)
def test_two_counts(text):
    assert value(text, TWO) == {"learned": 9600, "channels": 64}


@pytest.mark.parametrize(
    "text",
    [
        "1,234,567; 1; 2",
        "1,234 5,678 9",
        "learned=9600 64",
        "64 channels; 5",
        "9600; 64; 1",
        "9600",
        "9600/64",
        "1 024",
        "1,024",
    ],
)
def test_what_two_counts_cannot_be(text):
    assert unclear(text, TWO)


def test_one_number_in_groups_of_three_is_not_taken_for_parts():
    assert unclear("1,234,567", Parts(parts={"a": WHOLE, "b": WHOLE, "c": WHOLE}))


def test_parts_hold_thousands_as_they_are_printed():
    # Formerly unclear: at semicolons, commas inside a whole number can only separate thousands.
    assert value("32x40; 7,000; 1 2/3 4", PARTS)["pad"] == 7000


def test_a_beginning_names_a_part_where_no_other_begins_so():
    assert value("c = 64, learn = 9600", TWO) == {"learned": 9600, "channels": 64}
    assert value("ch: 64; l: 9600", TWO) == {"learned": 9600, "channels": 64}
    assert unclear("x = 64, l = 9600", TWO)
    assert unclear("b = 64; 9600", Parts(parts={"beta": WHOLE, "bias": WHOLE}))


def test_letters_that_only_look_like_a_part_are_no_name():
    assert unclear("ın=1; ıo=2", Parts(parts={"in": WHOLE, "io": WHOLE}))


def test_fractions_in_a_grid_among_parts_stand_in_parentheses():
    assert value("1 2; 5; (1/2), 2 / 3, 4", PARTS)["kernel"] == ((Fraction(1, 2), 2), (3, 4))


def test_a_text_for_each_part_may_separate_thousands():
    texts = {"out": "32x40", "pad": "7,000", "kernel": "1 2; 3 4"}
    assert value(texts, PARTS) == {"out": (32, 40), "pad": 7000, "kernel": ((1, 2), (3, 4))}
