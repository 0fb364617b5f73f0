"""The sheet to fill in as a workbook of a spreadsheet: its cells are text, so `3/4` stays `3/4`; the extra `xlsx`."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, time
from fractions import Fraction
from itertools import repeat, zip_longest
from typing import TYPE_CHECKING, Any

from questions.answers import exactly
from quiz.sets.archive import Undated, undated
from quiz.sets.extras import lacking
from quiz.sets.source import SourceError

if TYPE_CHECKING:
    from openpyxl.cell import Cell

    Cells = tuple[Cell, ...]

WIDTHS = {"number": 8, "copy": 8, "points": 8, "code": 14, "student": 24, "ask": 70, "form": 36, "answer": 24}
"""Of the columns, in characters."""
USUAL_WIDTH = 14
LARGEST = 256 << 20
"""Bytes that a workbook may unpack to."""
MOST_ROWS = 1 << 20
"""Rows of a sheet in any spreadsheet."""
MOST_CELLS = 10_000_000
"""Cells up to the last one of each row, of which the sheet of the largest class takes a tenth."""
NOW = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def workbook(rows: Iterable[tuple[object, ...]], names: Iterable[str]) -> bytes:
    """Return a workbook of one sheet, its first row the names of the columns; the same bytes in every run.

    Raises SourceError without the extra.
    """
    if line := lacking("a workbook", "xlsx", "openpyxl"):
        raise SourceError(line)
    from openpyxl import Workbook  # an extra
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook()
    sheet = book.active
    sheet.title = "answers"
    for down, row in enumerate(((*names,), *rows), start=1):
        for across, value in enumerate(row, start=1):
            cell = sheet.cell(down, across, str(value) or None)
            if cell.value:
                cell.data_type = "s"  # not the formula that a text might begin like
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if down == 1:
                cell.font = Font(bold=True)
    for at, name in enumerate(names, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS.get(name, USUAL_WIDTH)
    sheet.freeze_panes = "A2"
    # On paper the answers stay beside what is asked, under the names of the columns.
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    target = io.BytesIO()
    ExcelWriter(book, Undated(target, "w")).save()
    return undated(target.getvalue(), lambda _, content: NOW.sub(rb"\g<1>1980-01-01T00:00:00Z", content))


def rows_of(data: bytes, shown: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a workbook's first sheet that is not hidden as text, with their numbers; no empty ones.

    Raises SourceError for what is none, and without the extra.
    """
    if line := lacking("a workbook", "xlsx", "openpyxl"):
        raise SourceError(line)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(member.file_size for member in package.infolist()) > LARGEST:
                raise SourceError(f"{shown} unpacks to more than {LARGEST:,} bytes, too long for a sheet")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves aside of a workbook is its looks
            rows = list(_filled(zip(_rows(data, results=True), _formulas(data), strict=False), shown))
    except SourceError:
        raise
    except Exception as error:  # a file from a stranger: openpyxl raises whatever it stumbles over
        raise SourceError(f"{shown} is no workbook that can be read; save it as .xlsx or as CSV") from error
    yield from rows


def _rows(data: bytes, *, results: bool) -> Iterator[Cells]:
    """Yield the rows of the first sheet that is not hidden, of formulas their results or themselves."""
    from openpyxl import load_workbook  # an extra

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=results)
    sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    sheet.reset_dimensions()  # what a file says of its own size may be less than it holds
    yield from sheet.iter_rows()


def _formulas(data: bytes) -> Iterator[Cells]:
    """Yield the same rows with formulas, empty ones from where one cannot be read: saved results do without."""
    with suppress(Exception):
        yield from _rows(data, results=False)
    yield from repeat(())


def _filled(rows: Iterable[tuple[Cells, Cells]], shown: str) -> Iterator[tuple[int, list[str]]]:
    """Yield rows that hold anything; a row may say that it is the billionth, and then all before it are empty."""
    cells = 0
    for at, (row, formulas) in enumerate(rows, start=1):
        cells += len(row)
        if at > MOST_ROWS or cells > MOST_CELLS:
            raise SourceError(f"{shown} has cells too far down or to the right; copy the answers into a new workbook")
        texts = [_text(*pair) for pair in zip_longest(row, formulas)]
        if any(texts):
            yield at, texts


def _text(cell: Cell, formula: Cell | None) -> str:
    """Return what stands in a cell as it could be typed; a formula where a program saved no result of it."""
    value: Any = cell.value
    match value:
        case None if cell.data_type == "n" and formula:
            text = getattr(formula.value, "text", formula.value)
            return text if isinstance(text, str) and text != "=" else ""
        case None:
            return ""
        case date() | time():
            return value.isoformat()
        case int() | float() if "%" in str(cell.number_format):
            return f"{exactly(Fraction(str(value)) * 100)}%"
        case float() if value.is_integer():
            return str(int(value))
    return str(value)
