"""The sheet as a workbook: what a spreadsheet makes of it, and what strangers send."""

from __future__ import annotations

import io
import re
import time
import warnings
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from quiz.sets.make import make_set
from quiz.sets.recipe import recipe_of
from quiz.sets.sheet import COLUMNS, blank_sheet, read_sheet
from quiz.sets.solve import split
from quiz.sets.source import SourceError

SET = make_set(recipe_of(4, variants=["3.1", "8.2"]), 42)
PROBLEMS, _ = split(SET)
BLANK = b"".join(blank_sheet("sheet.xlsx", SET, PROBLEMS))


def filled(folder: Path, fill: Callable[[Any], None]) -> str:
    """Fill in the blank sheet as a spreadsheet does, and return its file."""
    book = load_workbook(io.BytesIO(BLANK))
    fill(book.worksheets[0])
    path = folder / "answers.xlsx"
    book.save(path)
    return str(path)


@pytest.mark.parametrize("year", [1970, 2110])
def test_a_workbook_is_written_whatever_the_clock_says(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Zip files know the years from 1980 to 2107; a small computer without a clock begins in 1970."""
    monkeypatch.setattr(time, "time", lambda: datetime(year, 2, 1, tzinfo=UTC).timestamp())
    assert b"".join(blank_sheet("sheet.xlsx", SET, PROBLEMS)) == BLANK


def test_a_blank_workbook_is_text_and_the_same_every_time() -> None:
    assert b"".join(blank_sheet("SHEET.XLSX", SET, PROBLEMS)) == BLANK
    sheet = load_workbook(io.BytesIO(BLANK)).worksheets[0]
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == list(COLUMNS)
    for row, problem in zip(rows[1:], PROBLEMS, strict=True):
        assert [cell.value or "" for cell in row] == [
            str(problem.number), problem.code, problem.variant.ask(), problem.answer.form, ""
        ]  # fmt: skip
        assert {cell.number_format for cell in row} == {"@"}
        assert {cell.data_type for cell in row if cell.value} == {"s"}


def test_a_printed_workbook_does_not_part_the_answers_from_what_is_asked() -> None:
    sheet = load_workbook(io.BytesIO(BLANK)).worksheets[0]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_a_hidden_sheet_in_front_is_not_taken_for_the_answers(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(BLANK))
    book.worksheets[0].cell(2, 5).value = "3"
    book.create_sheet("lists", 0).sheet_state = "hidden"
    book.active = 1
    book.save(path := tmp_path / "answers.xlsx")
    assert {number: typed for number, typed in read_sheet(str(path), SET).items() if typed} == {1: "3"}


def test_it_is_read_back_as_it_was_filled_in(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row, value in enumerate(("3/4", 73856, 12.5, datetime(2026, 3, 4)), start=2):
            sheet.cell(row, 5).value = value

    answers = read_sheet(filled(tmp_path, fill), SET)
    assert answers == {1: "3/4", 2: "73856", 3: "12.5", 4: "2026-03-04T00:00:00"}


def test_a_percentage_is_what_the_spreadsheet_shows(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["E2"].value, sheet["E2"].number_format = 0.119, "0.0%"
        sheet["E3"].value = 32.0

    assert read_sheet(filled(tmp_path, fill), SET) == {1: "11.9%", 2: "32"}


def test_a_formula_whose_result_was_not_saved_is_an_answer(tmp_path: Path) -> None:
    """Programs that compute nothing save it alone; its cell was taken for empty."""

    def fill(sheet: Any) -> None:
        sheet["E2"].value, sheet["E3"].value = "=3*3*64", 32

    assert read_sheet(filled(tmp_path, fill), SET) == {1: "=3*3*64", 2: "32"}


def changed(tmp_path: Path, fill: Callable[[Any], None], old: bytes, new: bytes) -> str:
    """Write a workbook that is filled in, and whose cells are changed then to what other programs write."""
    with zipfile.ZipFile(filled(tmp_path, fill)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(old, new, parts[sheet])
    with zipfile.ZipFile(path := tmp_path / "changed.xlsx", "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return str(path)


def test_a_formula_whose_result_is_an_empty_text_is_no_answer(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["E2"].value, sheet["E3"].value = '=IF(1,"","")', 32

    path = changed(tmp_path, fill, rb'(<c r="E2"[^>]*)(><f>)', rb'\1 t="str"\2')
    assert read_sheet(path, SET) == {2: "32"}


@pytest.mark.parametrize(
    ("formula", "answers"),
    [
        (b'<f t="shared" ref="E2:E3" si="0">A1+"</f><v>7</v>', {1: "7", 2: "32"}),
        (b"<f/>", {2: "32"}),
        (b'<f t="dataTable" ref="E2:E3" r1="A1"/>', {2: "32"}),
    ],
    ids=["one that cannot be read", "an empty one", "a table of data"],
)
def test_a_formula_that_is_none_hides_no_result(tmp_path: Path, formula: bytes, answers: dict[int, str]) -> None:
    def fill(sheet: Any) -> None:
        sheet["E2"].value, sheet["E3"].value = "=1", "=2"

    second = b'<f t="shared" si="0"/><v>32</v>' if b"shared" in formula else b"<v>32</v>"
    path = changed(
        tmp_path, fill, rb'(<c r="E2"[^>]*>).*?(</c>.*?<c r="E3"[^>]*>).*?(</c>)', rb"\1%b\2%b\3" % (formula, second)
    )
    assert read_sheet(path, SET) == answers


def test_a_workbook_without_looks_is_read_without_a_word(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    """Many exporters write none, and openpyxl warned of each."""
    with zipfile.ZipFile(filled(tmp_path, lambda sheet: sheet.__setitem__("E2", "32"))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/styles.xml"] = re.sub(rb"<(cellStyles|cellStyleXfs).*?</\1>", b"", parts["xl/styles.xml"])
    with zipfile.ZipFile(path := tmp_path / "plain.xlsx", "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    warnings.simplefilter("always")
    assert read_sheet(str(path), SET) == {1: "32"}
    assert [str(warning.message) for warning in recwarn] == []


def test_a_cell_that_begins_like_a_formula_is_none() -> None:
    from quiz.sets.workbook import rows_of, workbook

    rows = [("1", "=1+1", "-3", "@x", "+4")]
    assert [tuple(row) for _, row in rows_of(workbook(rows, COLUMNS), "it")] == [COLUMNS, *rows]


def _bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("a", "b", "c"):
            package.writestr(name, bytes(100 << 20))
    return target.getvalue()


def _without_headings() -> bytes:
    target = io.BytesIO()
    Workbook().save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no workbook"),
        (b"PK\x03\x04 nothing", "no workbook"),
        (b"number,answer\n1,32\n", "no workbook"),
        (BLANK[:-40], "no workbook"),
        (_without_headings(), "must name the columns"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_line(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "answers.xlsx"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=told) as refused:
        read_sheet(str(path), SET)
    assert len(str(refused.value).splitlines()) == 1


def _with_rows(rows: bytes, tmp_path: Path) -> Path:
    """Save a sheet whose last rows are written by hand, by a program that has not counted them."""
    path = tmp_path / "answers.xlsx"
    with zipfile.ZipFile(io.BytesIO(BLANK)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part.replace(b"</sheetData>", rows + b"</sheetData>"))
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (at, at) for at in range(100, 1000)),
    ],
    ids=["down", "right"],
)
def test_a_cell_in_the_billionth_row_is_not_waited_for(rows: bytes, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="too far down or to the right"):
        read_sheet(str(_with_rows(rows, tmp_path)), SET)


def test_rows_that_were_formatted_and_are_empty_are_no_answers(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d" ht="12"/>' % at for at in range(100, 2000))
    typed = b'<row r="3000"><c r="A3000"><v>99</v></c><c r="E3000"><v>3</v></c></row>'
    assert not any(read_sheet(str(_with_rows(rows, tmp_path)), SET).values())
    with pytest.raises(SourceError, match="row 3000: there is no item 99"):
        read_sheet(str(_with_rows(rows + typed, tmp_path)), SET)


@pytest.mark.slow
def test_what_unpacks_to_more_than_any_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    path.write_bytes(_bomb())
    with pytest.raises(SourceError, match="unpacks to more"):
        read_sheet(str(path), SET)
