import time
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from questions.answers import Choice, Fitting, Grid, Integer, Number, Parts, Percent, Shape
from quiz.answering.reading import read

WHOLE = Integer(value=5)
RATIO = Number(value=5)
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
KINDS = [FITTING, WHOLE, OPTIONAL, RATIO, Number(value=5, exact=True), PERCENT, PAIR, GRID, ROW, YES, PARTS]


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
    assert "One number" in unclear("32x32", WHOLE)
    assert "One side: 70?" in unclear("70x70", WHOLE)
    assert "all digits" in unclear("118 MMACs", WHOLE)
    assert "576 and 577" in unclear("3*3*64 = 577", WHOLE)
    assert "2.00 if it is exactly that" in unclear("2", Number(value=1, places=2))
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


def test_millions_are_read_where_an_approximation_will_do():
    about = Number(value=5, unit="MACs")
    assert value("41.2M", about) == value("41.2 MMACs", about) == value("41.2 million MACs", about) == 41_200_000
    assert value("0.221 G", about) == 221_000_000
    assert "3 significant figures" in unclear("41M", about)
    assert unclear("0.221 GFLOPs", about)
    assert unclear("41.2m", about)


@pytest.mark.parametrize(
    "text",
    [
        *("32x40", "32×40", "32 X 40", "32 by 40", "32, 40", "32,40", "32 40", "(32, 40)", "[32,40]", "32x40 px"),
        *("32px x 40px", "O = 32x40", "(30+2), 40", "max(32, 3)x40", "(30+2),(40)", "32x40,"),
        *("32x40.", "32; 40", "32\n40", "32\t40", "height 32, width 40", "width: 40; height: 32", "height=32 width=40"),
        *("(None, 32, 40)", "[-1, 32, 40]", "torch.Size([32, 40])", "TensorShape([None, 32, 40])", "32 to 40"),
    ],
)
def test_pairs(text):
    reading = read(text, PAIR)
    assert reading.value == (32, 40)
    batch = ", the batch axis left out" if "None" in text or "-1" in text else ""
    assert reading.echo == f"32×40{batch}"


@pytest.mark.parametrize("text", ["32", "32*32", "1,024,3", "0x20", "31-33, 4", "32,,40", "1x2x3", "3 x", "3%, 4"])
def test_what_a_pair_cannot_be(text):
    assert unclear(text, PAIR)


def test_thousands_in_a_list_where_one_cut_alone_gives_as_many_numbers():
    assert value("1,024, 3", PAIR) == (1024, 3)  # formerly unclear: cut at every comma it is no pair
    assert value("1,024; 3", PAIR) == (1024, 3)
    three = Shape(value=(1, 2, 3), axes=("pair", "single", "rank"), joint=", ")
    assert value("294,912, 18,432, 96", three) == (294912, 18432, 96)
    assert unclear("100, 200,300, 400,500", PAIR)


def test_the_batch_axis_is_one_more_than_wanted():
    signed = Shape(value=(1, 2), axes=("first", "last"), joint=" to ")
    assert value("-1, 5", PAIR) == (-1, 5)
    assert value("-1, 5, 6", signed) == (-1, 5, 6)
    assert value("−3 to 5", signed) == (-3, 5)


def test_depth_before_the_sign_of_a_feature_map():
    assert value("64@28x28", Shape(value=(1, 2, 3), axes=("channels", "height", "width"))) == (64, 28, 28)
    assert unclear("64@28x28", Shape(value=(1, 2, 3), axes=("height", "width", "channels")))


def test_signs_and_halves_in_pairs():
    assert value("−1 2", PAIR) == (-1, 2)
    assert value("1.5, 2", PAIR) == (Fraction(3, 2), 2)


@pytest.mark.parametrize(
    "text",
    [
        *("1 2; 3 4", "1,2;3,4", "1, 2\n3, 4", "[[1, 2], [3, 4]]", "[[1 2]\n [3 4]]", "[1 2; 3 4];"),
        *("1 2 / 3 4", "1 2/3 4", "1, 2 / 3, 4.", "  1  2 /\n  3  4", "1\t2\n3\t4\n", "1 2\n\n3 4", "1 2;\n3 4;"),
        *("np.array([[1, 2], [3, 4]])", "array([[1, 2],\n       [3, 4]], dtype=int32)", "matrix([[1, 2], [3, 4]])"),
        *("tensor([[1., 2.],\n        [3., 4.]])", "tensor([[1., 2.], [3., 4.]], device='cuda:0')"),
    ],
)
def test_grids(text):
    assert value(text, GRID) == ((1, 2), (3, 4))


def test_entries_of_grids():
    assert value("1 -2; 1/2 .5", GRID) == ((1, -2), (Fraction(1, 2), Fraction(1, 2)))
    assert value("2*3, max(1, 2); 3.125, 4", GRID) == ((6, 2), (Fraction(25, 8), 4))
    assert value("1 2 3", ROW) == value("(1, 2, 3)", ROW) == value("[1 2\n 3]", ROW) == ((1, 2, 3),)
    assert value("1/2 3", ROW) == value("1/2, 3", ROW) == ((Fraction(1, 2), 3),)
    assert value("1/2 3 / 4 5", GRID) == ((Fraction(1, 2), 3), (4, 5))
    assert value("[12]", ROW) == ((12,),)


@pytest.mark.parametrize(
    "text",
    ["12; 34", "1234", "1, 1,024; 3, 4", "1 2 3 4", "1 2; 3", "1 - 2; 3 4", "1 2; x y", ";", "[[]]", "1 2; 3 50%"],
)
def test_what_a_grid_cannot_be(text):
    assert unclear(text, GRID)


def test_a_row_is_one_row():
    assert unclear("1; 2", ROW)


def test_choices():
    assert [value(text, YES) for text in ("y", "YES", "no", "N", "No.", "Ｙｅｓ")] == [
        *("yes", "yes", "no", "no", "no", "yes")
    ]
    either = Choice(value="no", options=("no", "none", "nothing"))
    assert value("no", either) == "no"
    assert value("not", either) == "nothing"
    assert unclear("n", either)
    assert value("no, it is refused", YES) == value("no - two are missing", YES) == "no"
    assert unclear("no, yes", YES)
    millions = Choice(value="569 M", options=("106 M", "569 M"))
    assert value("569M", millions) == value("569 MMACs", millions) == value("569", millions) == "569 M"


def test_none_is_a_value_where_it_is_allowed():
    assert read(" None ", OPTIONAL).clear
    assert value("none - impossible", OPTIONAL) is value("None.", OPTIONAL) is value("none (odd)", OPTIONAL) is None
    assert unclear("none, 3", OPTIONAL)
    assert value("none", OPTIONAL) is None
    assert read("none", OPTIONAL).echo == ""
    assert value("7", OPTIONAL) == 7
    pair = Shape(value=None, axes=("down", "right"), optional=True)
    assert value("none", pair) is None
    assert unclear("3", pair)


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
        *("learned 9,600; channels 64", "channels 64, learned 9,600", "learned: 9,600, channels: 64"),
        *("9,600 learned; 64 channels", "64 channels; 9600 (learned)", "9600 channels; 64 channels", "9600; 64 (bias)"),
    ],
)
def test_two_counts(text):
    assert value(text, TWO) == {"learned": 9600, "channels": 64}


@pytest.mark.parametrize(
    "text", ["1,234,567; 1; 2", "1,234 5,678 9", "learned=9600 64", "64 channels; 5", "9600; 64; 1", "9600", "9600/64"]
)
def test_what_two_counts_cannot_be(text):
    assert unclear(text, TWO)


def test_one_number_in_groups_of_three_is_not_taken_for_parts():
    assert unclear("1,234,567", Parts(parts={"a": WHOLE, "b": WHOLE, "c": WHOLE}))


def test_parts_hold_thousands_as_they_are_printed():
    # Formerly unclear: at semicolons, commas inside a whole number can only separate thousands.
    assert value("32x40; 7,000; 1 2/3 4", PARTS)["pad"] == 7000


def test_letters_that_only_look_like_a_part_are_no_name():
    assert unclear("ın=1; ıo=2", Parts(parts={"in": WHOLE, "io": WHOLE}))


def test_fractions_in_a_grid_among_parts_stand_in_parentheses():
    assert value("1 2; 5; (1/2), 2 / 3, 4", PARTS)["kernel"] == ((Fraction(1, 2), 2), (3, 4))


def test_a_text_for_each_part_may_separate_thousands():
    texts = {"out": "32x40", "pad": "7,000", "kernel": "1 2; 3 4"}
    assert value(texts, PARTS) == {"out": (32, 40), "pad": 7000, "kernel": ((1, 2), (3, 4))}


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


MATHS = st.text("0123456789.,;:'_ \n+-*/^%()[]eExX×·²½⌊⌋=~kMpnoy", max_size=60)
NESTED = st.recursive(
    st.integers(0, 10**6).map(str) | st.sampled_from(["0.5", "9", "1e9", "½"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "^", " "]), inner).map("".join)
        | inner.map("({})".format)
        | st.tuples(st.sampled_from(["floor", "sqrt", "log2", "round", "abs"]), inner).map(
            lambda call: f"{call[0]}({call[1]})"
        )
    ),
)


@pytest.mark.parametrize("answer", KINDS, ids=lambda answer: type(answer).__name__)
@given(text=MATHS | NESTED.map(lambda text: text[:200]))
def test_reading_is_idempotent(answer, text):
    first = read(text, answer)
    if first.clear and len(answer.write(first.value)) <= 100:
        again = read(answer.write(first.value), answer)
        assert again.clear, again.unclear
        assert answer.same(again.value, first.value)


ADVERSARIAL = [
    *("9**9**9**9", "9**" * 60 + "9", "2^" * 90 + "2", "(9**64)**64", "1e999999999999", "1e-999999999999"),
    *("(" * 200, "(" * 100 + ")" * 100, "[" * 40 + "1" + "]" * 40, "-" * 199 + "1", "+-" * 99 + "1", "1+" * 99 + "1"),
    *("9" * 200, "9" * 99 + "*" + "9" * 99, "1<<9999999", "9*" * 99 + "9", "²" * 200, "3" + "⁹" * 199, "½" * 200),
    *("√" * 200, "√" * 40 + "9", "⌊" * 100 + "⌋" * 100, "1," * 100, "1 " * 100, "1;" * 100, "x" * 200, "1x" * 100),
    *("%" * 200, "=" * 200, "a=" * 100, "1-" * 100, "," * 200, ";" * 200, "[],[" * 50, " " * 200, "\n" * 200),
    *("ﷺ" * 200, "ﷺ" * 11, "\x00", "\ud800" * 200, "1e" * 100, "0." * 100, "1/" * 99 + "3", "\U0001d7ce" * 200),
    *("floor(" * 30 + "1" + ")" * 30, "max(" + "1, " * 60 + "1)", "1/3**64/3**64/3**64", "a" * 199 + "!", "1/7;" * 50),
    *("2**0.5**0.5**0.5**0.5", "round(1, 9999999)", "round(1e64, -64)", "log2(1e-64)", "1 000" * 40, "out=" * 50),
]


def seconds(text, answer):
    started = time.thread_time()
    read(text, answer)
    return time.thread_time() - started


def assert_prompt(text, answer):
    # A collection of garbage that happens to fall into one reading does not fall into three.
    assert any(seconds(text, answer) < 0.05 for _ in range(3))


@pytest.mark.parametrize("answer", KINDS, ids=lambda answer: type(answer).__name__)
@pytest.mark.parametrize("text", ADVERSARIAL, ids=range(len(ADVERSARIAL)))
def test_no_adversary_raises_or_takes_long(text, answer):
    assert_prompt(text, answer)


@pytest.mark.parametrize("answer", KINDS, ids=lambda answer: type(answer).__name__)
@settings(deadline=None)
@given(text=st.text(st.characters(), max_size=200) | MATHS | NESTED.map(lambda text: text[:200]))
@example(text="")
def test_no_text_raises_or_takes_long(answer, text):
    assert_prompt(text, answer)


def test_a_plain_number_takes_the_fast_path():
    def microseconds():
        started = time.thread_time()
        for _ in range(1000):
            read("73856", WHOLE)
        return (time.thread_time() - started) * 1000

    assert min(microseconds() for _ in range(5)) < 20


@pytest.mark.parametrize(
    "text",
    ["7, 2, 3", "7 2 3", "(7, 2, 3)", "7x2x3", "K=7 S=2 P=3", "k = 7, s = 2, p = 3", "P=3; K=7; S=2", "K=2+5 S=2 P=3"],
)
def test_choices_are_read_in_order_or_by_name(text: str) -> None:
    assert read(text, FITTING).value == (7, 2, 3)


@pytest.mark.parametrize(
    "text",
    ["", "7, 2", "7", "7, 2, 3, 1", "K=7 S=2", "K=7 K=7 P=3", "7 S=2 P=3", "7.5, 2, 3", "12, 2, 3", "K=7 S=2 P=-1"],
)
def test_choices_that_are_no_such_numbers_cost_nothing(text: str) -> None:
    assert not read(text, FITTING).clear
