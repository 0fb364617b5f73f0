"""Several numbers in order: shapes, grids, choices of settings."""

from fractions import Fraction

import pytest

from questions.answers import Shape
from quiz.answering.reading import read
from tests.quiz.answering.kinds import (
    FITTING,
    GRID,
    PAIR,
    ROW,
    unclear,
    value,
)


@pytest.mark.parametrize(
    "text",
    [
        *("32x40", "32×40", "32 X 40", "32 by 40", "32, 40", "32,40", "32 40", "(32, 40)", "[32,40]", "32x40 px"),
        *("32px x 40px", "O = 32x40", "(30+2), 40", "max(32, 3)x40", "(30+2),(40)", "32x40,"),
        *("32x40.", "32; 40", "32\n40", "32\t40", "height 32, width 40", "width: 40; height: 32", "height=32 width=40"),
        *("(None, 32, 40)", "[-1, 32, 40]", "torch.Size([32, 40])", "TensorShape([None, 32, 40])", "32 to 40"),
        *("(32, 40,)", "(32,40,)", "[32, 40, ]", "32 and 40", "32, and 40", "(32 AND 40)"),
    ],
)
def test_pairs(text):
    reading = read(text, PAIR)
    assert reading.value == (32, 40)
    batch = ", the batch axis left out" if "None" in text or "-1" in text else ""
    assert reading.echo == f"32×40{batch}"


@pytest.mark.parametrize(
    "text", ["32", "32*32", "1,024,3", "0x20", "31-33, 4", "32,,40", "1x2x3", "3 x", "3%, 4", "3 and"]
)
def test_what_a_pair_cannot_be(text):
    assert unclear(text, PAIR)


def test_thousands_in_a_list_where_one_cut_alone_gives_as_many_numbers():
    assert value("1,024, 3", PAIR) == (1024, 3)  # formerly unclear: cut at every comma it is no pair
    assert value("1,024; 3", PAIR) == (1024, 3)
    three = Shape(value=(1, 2, 3), axes=("pair", "single", "rank"), joint=", ")
    assert value("294,912, 18,432, 96", three) == (294912, 18432, 96)
    assert value("294,912, 18,432, and 96", three) == (294912, 18432, 96)
    assert unclear("100, 200,300, 400,500", PAIR)


def test_the_batch_axis_is_one_more_than_wanted():
    signed = Shape(value=(1, 2), axes=("first", "last"), joint=" to ")
    assert value("-1, 5", PAIR) == (-1, 5)
    assert read("-1, 5", PAIR).echo == "−1, 5"
    assert value("-1, 5, 6", signed) == (-1, 5, 6)
    assert value("−3 to 5", signed) == (-3, 5)


def test_an_axis_that_is_named_is_not_taken_for_another():
    depth_first = Shape(value=(1, 2, 3), axes=("channels", "height", "width"))
    assert value("64 channels, 28, 30", depth_first) == (64, 28, 30)
    assert value("30 width, 28 height, 64 channels", depth_first) == (64, 28, 30)
    assert value("28 rows, 30 columns, 64 channels", depth_first) == (64, 28, 30)
    assert unclear("28, 30, 64 channels", depth_first)


def test_depth_before_the_sign_of_a_feature_map():
    assert value("64@28x28", Shape(value=(1, 2, 3), axes=("channels", "height", "width"))) == (64, 28, 28)
    assert unclear("64@28x28", Shape(value=(1, 2, 3), axes=("height", "width", "channels")))


def test_both_sides_written_as_one_square_cost_nothing():
    depth_first = Shape(value=(1, 2, 3), axes=("channels", "height", "width"))
    assert "46×46" in unclear("32×46²", depth_first)
    assert "46×46" in unclear("32 x 46^2", depth_first)
    assert value("2^2, 3^2, 5", depth_first) == (4, 9, 5)


def test_all_numbers_between_two_ends_are_no_wrong_ends():
    ends = Shape(value=(1, 2), axes=("first", "last"), joint=", ")
    assert "first, last" in unclear("9, 10, 11", ends)
    assert value("9, 10", ends) == (9, 10)
    assert value("9, 10, 11", Shape(value=(1, 2, 3), axes=("a", "b", "c"), joint=", ")) == (9, 10, 11)


def test_an_initial_names_an_axis_where_no_other_begins_so():
    depth_first = Shape(value=(1, 2, 3), axes=("channels", "height", "width"))
    assert value("W=30, H=28, C=64", depth_first) == (64, 28, 30)
    assert value("h: 28; w: 30; ch: 64", depth_first) == (64, 28, 30)
    assert unclear("a=1, b=2", Shape(value=(1, 2), axes=("all", "any")))


def test_signs_and_halves_in_pairs():
    assert value("−1 2", PAIR) == (-1, 2)
    assert value("1.5, 2", PAIR) == (Fraction(3, 2), 2)


@pytest.mark.parametrize(
    "text",
    [
        *("1 2; 3 4", "1,2;3,4", "1, 2\n3, 4", "[[1, 2], [3, 4]]", "[[1 2]\n [3 4]]", "[1 2; 3 4];"),
        *("1 2 / 3 4", "1 2/3 4", "1, 2 / 3, 4.", "  1  2 /\n  3  4", "1\t2\n3\t4\n", "1 2\n\n3 4", "1 2;\n3 4;"),
        *("np.array([[1, 2], [3, 4]])", "array([[1, 2],\n       [3, 4]], dtype=int32)", "matrix([[1, 2], [3, 4]])"),
        *("((1, 2), (3, 4))", "(1,2),(3,4)", "(1, 2) (3, 4)", "{{1, 2}, {3, 4}}"),
        *("tensor([[1., 2.],\n        [3., 4.]])", "tensor([[1., 2.], [3., 4.]], device='cuda:0')"),
    ],
)
def test_grids(text):
    assert value(text, GRID) == ((1, 2), (3, 4))


def test_signs_of_fractions_are_entries_where_spaces_part_them():
    assert value("½ −¼; 1 −¾", GRID) == ((Fraction(1, 2), Fraction(-1, 4)), (1, Fraction(-3, 4)))
    assert value("(1/2) (3/4) / 1 2", GRID) == ((Fraction(1, 2), Fraction(3, 4)), (1, 2))


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
