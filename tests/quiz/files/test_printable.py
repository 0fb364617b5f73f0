"""Strangers' text takes the columns that a terminal gives it."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from quiz.files.printable import columns, end, fitted, left, printable
from quiz.render.columns import in_columns

NAMES = ["Ada", "山田 太郎", "Zoe\u0308", "ｶﾅ", "ＦＷ", "علی\u200cپور", ""]


@pytest.mark.parametrize("name", NAMES)
def test_a_text_takes_as_many_columns_as_a_terminal_gives_it(name: str) -> None:
    assert columns(name) == cell_len(name)
    assert cell_len(left(name, 12)) == 12


@pytest.mark.parametrize("width", [1, 2, 5, 6, 20])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_cut_keeps_within_its_columns(name: str, width: int) -> None:
    assert cell_len(fitted(name, width)) == width
    assert cell_len(end(name, width)) <= width
    assert name.startswith(fitted(name, width).rstrip().removesuffix("…"))
    assert name.endswith(end(name, width).removeprefix("…"))


@pytest.mark.parametrize("name", NAMES)
def test_what_letters_need_to_join_is_printed(name: str) -> None:
    assert printable(name) == name


@pytest.mark.parametrize("sign", ["\x1b", "\u202e", "\u2066", "\n", "\ufeff"])
def test_what_steers_a_terminal_is_not(sign: str) -> None:
    assert printable(f"a{sign}b") == "a?b"


def test_columns_stand_under_one_another_whatever_the_script() -> None:
    lines = in_columns([(name, "|") for name in NAMES if name], 40)
    assert len({cell_len(line[: line.index("|")]) for line in lines}) == 1
