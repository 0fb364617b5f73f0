"""Words, and texts of every kind: nothing raises, nothing takes long."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from questions.answers import Choice, Shape
from quiz.answering.reading import read
from tests.quiz.answering.kinds import KINDS, OPTIONAL, TOKENS, WHOLE, YES, unclear, value


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
    assert unclear("no, not yes", YES)
    assert value("no, it cannot", YES) == value("no - nothing fits, now", YES) == "no"
    letters = Choice(value="B", options=("A", "B", "C"))
    assert [value(text, letters) for text in ("B)", "(b)", "b.", '"B"', "[B]", "b) it is widest")] == ["B"] * 6
    assert [value(text, letters) for text in ("layer B", "It's B", "the answer is B", "it is layer b, by far")] == [
        "B"
    ] * 4
    assert unclear("it is not B", letters)
    assert unclear("layer B or C", letters)
    assert unclear("the", letters)
    assert unclear("(B) or (C)", letters)
    assert unclear("B, C", letters)
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
@given(text=MATHS | TOKENS | NESTED.map(lambda text: text[:200]))
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
@given(text=st.text(st.characters(), max_size=200) | MATHS | TOKENS | NESTED.map(lambda text: text[:200]))
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
