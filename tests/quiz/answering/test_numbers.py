"""One number: readings, and what is asked back."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import Integer, Number, Percent
from quiz.answering.reading import read
from quiz.deck import catalog
from tests.quiz.answering.kinds import (
    FACTOR,
    PAIR,
    PERCENT,
    RATIO,
    ROW,
    WHOLE,
    YES,
    unclear,
    value,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10⁴", 10_000),
        ("10⁻²", Fraction(1, 100)),
        ("2³²", 2**32),
        ("½ + ½", 1),
        ("٣٢", 32),
        ("३२", 32),
        ("𝟑𝟐", 32),
        ("3·4", 12),
        ("7÷2", Fraction(7, 2)),
        ("√16", 4),
        ("√(9)+1", 4),
        ("⌈7/2⌉", 4),
        ("log₂(8)", 3),
        ("log2(1/4)", -2),
        ("sqrt(9/4)", Fraction(3, 2)),
        ("4**(1/2)", 2),
        ("min(7, 3)", 3),
        ("max(3,5)", 5),
        ("abs(3-5)", 2),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("7//2", 3),
        ("7 % 4", 3),
        ("-2^2", -4),
        ("2^3^2", 512),
        ("1/3+1/3+1/3", 1),
        ("0.1+0.2", Fraction(3, 10)),
        ("0.372", Fraction(372, 1000)),
        ("73.856e3", 73856),
        ("7.385×10^4", 73850),
        ("7.39×10⁴", 73900),
        ("1.23 e 2", 123),
        ("3x10^8", 300_000_000),
        ("1\u202f024", 1024),
        ("1\u2009024", 1024),
        ("1’024", 1024),
        ("1,024.5", Fraction(2049, 2)),
        ("3×3×64+64", 640),
        ("(33-31)", 2),
        ("C_out = 64", 64),
        ("= 64", 64),
        ("64,", 64),
        ("64;", 64),
        ("64 Channels", 64),
        ("5 MACs", 5),
        ("2*(3+4) weights", 14),
        ("(" * 40 + "1" + ")" * 40, 1),
        ("1e64", 10**64),
        ("3x3+1", 10),  # formerly unclear: with a further sign × can only be times
        ("3\u200b2", 32),  # formerly unclear: nobody types a character of width 0; it comes with what is pasted
        ("3x3x64", 576),
        ("32 X (3 X 3)", 288),
        ("(128-1) x 4 - 0 + 1", 509),
        ("32(3*3*3+1)", 896),
        ("(2+1)(3+1)", 12),
        ("2*3(3+1)", 24),
        ("3*3*64 = 576", 576),
        ("576 = 3*3*64", 576),
        ("C_out = 3*3*64 = 576", 576),
        ("46 − 46 = 0", 0),
        ("32x32 = 1024", 1024),
        ("73,856.", 73856),
        ("64 biases.", 64),
        ("64 (bias)", 64),
        ("64 output channels", 64),
        ("output side: 64", 64),
        ("Answer: 73,856", 73856),
        ("The answer is 73,856.", 73856),
        ("tensor(5)", 5),
        ("np.int64(5)", 5),
        ("tensor(5, grad_fn=<AddBackward0>)", 5),
        ("≈18.7", Fraction(187, 10)),
        ("2ˆ5", 32),
        ("5\u00ad", 5),
        ("2\u20623", 6),
        ("2 ✕ 3 ✕ 4", 24),
        ("3\n*4", 12),
    ],
)
def test_whole_number_readings(text, expected):
    assert value(text, WHOLE) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("1,2,3", "0,111", "0,024", "012,345", "1,024 000", "8.410,5", "1.024*3", "1 1/2", "3 4 5"),
        *("~32", "31-33", "31–33", "31 - 33", "32 or 33", "0x20", "32x32", "32×32", "32 by 32"),
        *("73.9k", "4M", "4.1 G", "2 million", "32%", "50% + 3", "min(3,512)"),
        *("2½", "½2", "①", "3₂", "Ⅷ", "⌊3", "3\ud800"),
        *("2(3)", "(2)(3)", "floor", "floor+1", "max(*3)", "max(**3)", "floor(1,2)", "True", "a == 3", "3 = 3"),
        *("1/0", "0**-1", "1%(0)", "sqrt(-1)", "(-8)**(1/3)", "log2(0)", "2**65", "2**-65", "1e65", "9" * 190),
        *("1/2(3+1)", "2^2(3+1)", "64 (8*8)", "3 (1x1)", "0x20+1", "3*3 = 10", "5 = 3+3 = 6", "frogs 3", "3 (frogs)"),
        *("41M params", "9.5k", "0.22 GFLOPs", "118 MMACs", "2.5x4", "≈18.0", "17/3 = 6", "32 х 32"),
        *("none", "()", ")(", "1" * 201, "(" * 41 + "1" + ")" * 41, "O = I = 3", "floor()", "min()"),
    ],
)
def test_what_a_whole_number_cannot_be(text):
    assert unclear(text, WHOLE)


def test_messages_say_what_to_write():
    assert "all digits" in unclear("73.9k", WHOLE)
    assert "point" in unclear("10,24", WHOLE)
    assert "a whole and a fraction" in unclear("11 4/9", Number(value=1, places=2))
    assert "One number" in unclear("32x32", WHOLE)
    assert "Write one number" in unclear("9-27", WHOLE)
    assert "a comma between two numbers" in unclear("9-27", PAIR)
    assert "One side: 70?" in unclear("70x70", WHOLE)
    assert "all digits" in unclear("118 MMACs", WHOLE)
    assert "576 and 577" in unclear("3*3*64 = 577", WHOLE)
    assert "2.00 if it is exactly that" in unclear("2", Number(value=1, places=2))
    assert unclear("2.5", Number(value=1, places=2)) == "Write 2 decimals, or an expression."
    assert "45.0 if it is exactly that" in unclear("45", PERCENT)
    assert "1, 1, 0, 1" in unclear("1101", ROW)
    assert "3 significant figures" in unclear("0.12", RATIO)
    assert "2 decimals" in unclear("8.4", Number(value=1, places=2))
    assert "Percent or fraction" in unclear("0.119", PERCENT)
    assert "batch" in unclear("1x2x3", PAIR)
    assert "height, width" in unclear("32", PAIR)
    assert "yes or no" in unclear("maybe", YES)
    assert "frogs" in unclear("3 frogs", WHOLE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8,410.5", Fraction(16821, 2)),
        ("1,234,567", 1234567),
        ("8 410", 8410),
        ("8.410", Fraction(841, 100)),
        (".119", Fraction(119, 1000)),
        ("7", 7),
        ("100%", 1),
        ("11.9%", Fraction(119, 1000)),
        ("1/8", Fraction(1, 8)),
        ("½", Fraction(1, 2)),
        ("0.5*3", Fraction(3, 2)),
        ("1e3", 1000),
        ("7.39x10^4", 73900),
        ("8.41×", Fraction(841, 100)),
        ("8.41 times", Fraction(841, 100)),
    ],
)
def test_number_readings(text, expected):
    assert value(text, RATIO) == expected


@pytest.mark.parametrize(
    "text", ["8,410", "0.12", "2.0", "0.00", "1.2e3", "12%", "50%", "0.12x", "4.09M", "32x32", "-0.12"]
)
def test_numbers_that_cannot_be_judged(text):
    assert unclear(text, RATIO)


def test_a_prefix_is_read_where_the_ask_names_it():
    millions = Number(value=4.09, units=("M",))
    assert value("4.09M", millions) == value("4.09 M", millions) == Fraction(409, 100)
    assert unclear("4.09m", millions)
    assert unclear("4M", Integer(value=4, units=("M",)))


def test_units_of_a_variant():
    assert unclear("3 frogs", WHOLE)
    assert value("3 Frogs", Integer(value=1, units=("frogs",))) == 3


def test_exact_numbers_are_not_counted_in_figures():
    exact = Number(value=1, exact=True)
    assert value("4.5", exact) == Fraction(9, 2)
    assert value("0.25", exact) == Fraction(1, 4)


def test_percent_readings():
    assert value("11.9", PERCENT) == value("11.9%", PERCENT) == value("11.9 percent", PERCENT)
    assert value("0.5%", PERCENT) == Fraction(1, 2)
    assert value("100*18/25", PERCENT) == 72
    assert value("0", PERCENT) == 0
    assert unclear("18/25", PERCENT)
    assert unclear("1.5", Percent(value=1, places=2))
    assert unclear("45", PERCENT)
    assert unclear("45%", PERCENT)
    assert value("1/128 + 1/9 ≈ 11.89%", PERCENT) == Fraction(1189, 100)
    assert (
        value("45.0", PERCENT) == value("45.0", Percent(value=1, places=2)) == value("45", Percent(value=1, places=0))
    )


def test_decimals_of_zero_say_that_a_number_is_exact():
    factor = Number(value=1, places=2)
    assert value("2.0", factor) == value("2.00", factor) == value("4/2", factor) == 2
    assert unclear("2", factor)
    assert unclear("2.5", factor)


def test_what_is_counted_may_be_said_and_not_contradicted():
    macs, side = Integer(value=5, unit="MACs"), Integer(value=5, unit="pixels")
    assert (
        value("5 MACs", macs) == value("5 multiply-adds", macs) == value("5 numbers", macs) == value("5 px", side) == 5
    )
    assert "FLOPs" in unclear("231211008 FLOPs", macs)
    assert "FLOPs" in unclear("FLOPs: 231211008", macs)
    assert "biases" in unclear("32 biases", side)
    assert value("32 biases", WHOLE) == 32


@pytest.mark.parametrize("counted", ["4.03 FLOPs", "10/4 weights", "-4.03 (MACs)", "MACs = 4.03", "4.03 M FLOPs"])
def test_ratios_and_percentages_count_nothing(counted):
    assert "A ratio is wanted" in unclear(counted, FACTOR)
    assert "A percentage is wanted" in unclear(counted, PERCENT)


@pytest.mark.parametrize("said", ["4.03 times", "4.03x", "4.03 times MACs", "ratio = 4.03", "4.03 numbers"])
def test_ratios_are_said_to_be_ratios(said):
    assert value(said, FACTOR) == Fraction(403, 100)
    assert unclear("4k", FACTOR)


@pytest.mark.parametrize("said", ["40.3% MACs", "40.3 percent (weights)", "saved = 40.3"])
def test_percentages_may_say_of_what_they_are(said):
    assert value(said, PERCENT) == Fraction(403, 10)


@pytest.mark.parametrize(
    ("code", "contradicting"),
    [
        ("Q03.1-7F3K", "biases"),
        *((f"Q05.{number}-7F3K", "channels") for number in (1, 2, 3, 4)),
        ("Q11.1-7F3K", "MACs"),
        ("Q14.4-7F3K", "MACs"),
        ("Q16.3-7F3K", "pixels"),
    ],
)
def test_the_deck_says_what_its_numbers_count(code, contradicting):
    answer = catalog.ask(code).variant.answer()
    assert value(f"{answer.value} {answer.unit}", answer) == answer.value
    assert contradicting in unclear(f"{answer.value} {contradicting}", answer)


@pytest.mark.parametrize(("code", "name"), [("Q16.7-7F3K", "input"), ("Q16.4-7F3K", "positions")])
def test_the_deck_says_what_a_part_counts(code, name):
    part = catalog.ask(code).variant.answer().parts[name]
    assert value(f"{part.value} {part.unit}", part) == part.value
    assert "MACs" in unclear(f"{part.value} MACs", part)


def test_millions_are_read_where_an_approximation_will_do():
    about = Number(value=5, unit="MACs")
    assert value("41.2M", about) == value("41.2 MMACs", about) == value("41.2 million MACs", about) == 41_200_000
    assert value("0.221 G", about) == 221_000_000
    assert "3 significant figures" in unclear("41M", about)
    assert unclear("0.221 GFLOPs", about)
    assert unclear("41.2m", about)


@given(st.integers(-(10**60), 10**60))
def test_whole_numbers_read_as_themselves_plain_grouped_and_echoed(number):
    assert value(str(number), WHOLE) == value(f"{number:,}", WHOLE) == number
    assert read(str(number), WHOLE).echo == ""


@given(st.fractions(max_denominator=1000))
def test_fractions_are_exact(number):
    assert value(f"{number.numerator}/{number.denominator}", WHOLE) == number


@given(st.decimals(-1000, 1000, places=4))
def test_decimals_are_exact(number):
    assert value(f"{number:f}", Number(value=5, exact=True)) == Fraction(number)


@pytest.mark.parametrize("text", ["impossible", "not possible", "no padding", "-"])
def test_a_word_where_none_may_be_meant_is_told_of_none(text: str) -> None:
    assert unclear(text, Integer(value=None, optional=True)) == "Write a whole number, or none."
    assert "not understood" in unclear("impossible", Integer(value=3))


@pytest.mark.parametrize("text", ["28 with bias", "28 weights + 4 biases", "28, incl. bias"])
def test_what_cannot_be_read_before_a_noun_is_told_before_what_the_noun_says(text: str) -> None:
    """That biases are no parameters is not what is wrong with them."""
    assert "are wanted" not in unclear(text, Integer(value=32, unit="parameters"))
    assert "parameters are wanted" in unclear("28 biases", Integer(value=32, unit="parameters"))


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("16 pixels per side", "per"),
        ("2^5*4 = 128 samples, I think", "I"),
        ("73 weights of 64", "of"),
    ],
)
def test_no_noun_is_blamed_for_the_words_around_it(text: str, blamed: str) -> None:
    """It was said not to be understood, although it is where it stands alone behind the number."""
    assert f"“{blamed}” is not understood" in unclear(text, Integer(value=16))
