"""Columns fit, stand under each other, and lose the end of what is too long, never its beginning."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from quiz.render.columns import GAP, in_columns

cells = st.text("abc", max_size=30)
tables = st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=8))


@given(tables, st.integers(1, 120))
def test_no_line_is_wider_than_the_room(rows: list[list[str]], width: int) -> None:
    lines = in_columns(rows, width)
    assert len(lines) == len(rows)
    assert all(len(line) <= width for line in lines)


@given(tables)
def test_where_there_is_room_nothing_is_cut_and_columns_align(rows: list[list[str]]) -> None:
    lines = in_columns(rows, 200)
    at = 0
    for column in zip(*rows, strict=True):
        assert all(line[at:].startswith(cell) for line, cell in zip(lines, column, strict=True))
        at += max(map(len, column)) + GAP


@given(st.lists(st.tuples(cells, st.integers(0, 999_999), cells), min_size=1, max_size=8), st.integers(20, 60))
def test_a_number_is_never_cut_and_ends_where_the_others_do(rows: list[tuple[str, int, str]], width: int) -> None:
    lines = in_columns([(name, str(number), words) for name, number, words in rows], width, numbers={1})
    assert all(len(line) <= width for line in lines)
    found = [re.search(r"\d+", line) for line in lines]
    assert [match and match[0] for match in found] == [str(number) for _, number, _ in rows]
    assert len({match.end() for match in found if match}) == 1
