"""What a class hands in: every way is read alike, nobody's answers become another's."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from unicodedata import normalize

import pytest

from quiz.classes.copies import make_class
from quiz.classes.handed_in import read_answers
from quiz.classes.model import ClassRecord
from quiz.classes.results import grade_class
from quiz.classes.sheets import class_sheet, copy_sheet
from quiz.classes.students import slug, students
from quiz.sets.source import SourceError
from quiz.sets.workbook import workbook
from tests.quiz.classes.classes import csv_text, of, right, solved
from tests.quiz.logs import posix_only, without_root


def _long(record: ClassRecord, typed: Mapping[int, Mapping[int, str]], base: Path) -> Path:
    rows = [(c.student, n, t) for c in record.copies for n, t in typed[c.number].items()]
    path = base / "long.csv"
    path.write_text(csv_text([("Student", "number", "answer"), *rows]), encoding="utf-8")
    return path


def _wide(record: ClassRecord, typed: Mapping[int, Mapping[int, str]], base: Path) -> Path:
    rows = [("", c.number, *typed[c.number].values()) for c in record.copies]
    path = base / "wide.csv"
    path.write_text(csv_text([("time", "copy", "Q1", "2", "item 3", "4.", "5"), *rows]), encoding="utf-8")
    return path


def _workbook(record: ClassRecord, typed: Mapping[int, Mapping[int, str]], base: Path) -> Path:
    rows = [(c.student, *typed[c.number].values()) for c in record.copies]
    path = base / "wide.xlsx"
    path.write_bytes(workbook(rows, ("student", "1", "2", "3", "4", "5")))
    return path


def _json(record: ClassRecord, typed: Mapping[int, Mapping[int, str]], base: Path) -> Path:
    path = base / "all.json"
    path.write_text(json.dumps({c.student: typed[c.number] for c in record.copies}), encoding="utf-8")
    return path


def _files(record: ClassRecord, typed: Mapping[int, Mapping[int, str]], base: Path) -> Path:
    place = base / "answers"
    place.mkdir()
    for copy in record.copies:
        rows = csv_text([("number", "answer"), *typed[copy.number].items()])
        (place / f"{copy.stem}.csv").write_text(rows, encoding="utf-8")
    (place / ".hidden.csv").write_text("rubbish")
    (place / "read me.docx").write_text("rubbish")
    return place


@pytest.mark.parametrize("hand_in", [_long, _wide, _workbook, _json, _files])
def test_every_way_to_hand_in_is_read_alike(hand_in: Callable[..., Path], tmp_path: Path) -> None:
    typed = right(of())
    assert read_answers(str(hand_in(of(), typed, tmp_path)), of()) == typed


def test_columns_beside_those_of_the_items_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("1st try,student,Q1,Q1 - score,2,2. remarks\nyes,Ada Byron,3,1,4,no\n")
    assert read_answers(str(path), of()) == {6: {1: "3", 2: "4"}}


NUMBERS = ("0003", "0001", "0012")


@pytest.mark.parametrize(
    "sheet",
    [
        "copy,student,1\n1,0003,5\n2,0001,6\n",
        "copy,student,1\n1,3,5\n2,1,6\n",
        "student,1\n3,5\n1,6\n",
        "student,number,answer\n3,1,5\n1,1,6\n",
        "copy,1\n1,5\n2,6\n",
    ],
)
def test_numbers_for_names_are_known_without_the_zeros_that_a_spreadsheet_drops(sheet: str, tmp_path: Path) -> None:
    (path := tmp_path / "answers.csv").write_text(sheet)
    assert read_answers(str(path), of(NUMBERS)) == {1: {1: "5"}, 2: {1: "6"}}


@pytest.mark.parametrize("shown", ["2.026E+11", "2,026E+11", "2e11"])
def test_a_long_number_that_a_spreadsheet_shortened_is_refused_with_the_way_out(shown: str, tmp_path: Path) -> None:
    names = ("202600123456", "202600123457")
    (path := tmp_path / "answers.csv").write_text(f'copy,student,1\n2,"{shown}",5\n')
    with pytest.raises(SourceError, match="empty the cell beside a copy's number"):
        read_answers(str(path), of(names))
    path.write_text("copy,student,1\n2,,5\n")
    assert read_answers(str(path), of(names)) == {2: {1: "5"}}


def test_a_number_that_two_students_may_have_is_nobodys(tmp_path: Path) -> None:
    names = ("Ada", "07", "7", "007")
    (path := tmp_path / "answers.csv").write_text("student,1\n7,5\n07,6\n")
    assert read_answers(str(path), of(names)) == {2: {1: "6"}, 3: {1: "5"}}
    path.write_text("student,1\n0007,5\n")
    with pytest.raises(SourceError, match="nobody in this class is 0007"):
        read_answers(str(path), of(names))


def test_a_students_sheet_is_known_by_its_column_whatever_it_is_called(tmp_path: Path) -> None:
    place = tmp_path / "answers"
    place.mkdir()
    (place / "001-final FINAL.csv").write_text("student,number,answer\nÉmile Borel,1,32\n", encoding="utf-8")
    (place / "Ada Byron_1234_file.csv").write_text("number,answer\n1,33\n", encoding="utf-8")
    assert read_answers(str(place), of()) == {2: {1: "32"}, 6: {1: "33"}}


LONG = "Wolfgang Amadeus Theophilus Johannes Chrysostomus Mozart"


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("lovelaceada_LATE_123456_7890123_001-ada-lovelace-1.csv", 1),
        ("001 (1).csv", 1),
        ("Ada Lovelace (12).csv", 1),
        (f"mozartwolfgang_123456_7890123_{LONG}-2.csv", 3),
        (f"mozartwolfgang_123456_7890123_003-{slug(LONG)}.csv", 3),
        ("anna-2.csv", 4),
        ("Anna (2).csv", 4),
    ],
)
def test_a_sheet_is_known_however_platforms_and_browsers_lengthen_its_name(
    name: str, copy: int, tmp_path: Path
) -> None:
    """What stood behind 40 letters was not looked at, nor a number that a browser had put behind the copy's."""
    (tmp_path / name).write_text("number,answer\n1,33\n", encoding="utf-8")
    assert read_answers(str(tmp_path), of(("Ada Lovelace", "Émile Borel", LONG, "Anna (2)"))) == {copy: {1: "33"}}


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ("student,1\nAda Lovelac,3\n", "nobody in this class is Ada Lovelac; did you mean Ada Lovelace?"),
        ("student,1\nAda Lovelace,3\nADA LOVELACE,4\n", "item 1 is answered in line 2, item 1 already"),
        ("student,number,answer\nAda Byron,9,3\n", "there is no item 9"),
        ("student,number,answer\n,1,3\n", "no student"),
        ("copy,student,1\n1,Émile Borel,3\n", "two students, Émile Borel (copy 2) and Ada Lovelace (copy 1)"),
        ("student,copy,number,answer\nAda Byron,2,1,3\n", "two students, Ada Byron (copy 6) and Émile Borel (copy 2)"),
        ("copy,student,1\n77,Ada Byron,3\n", "nobody in this class is 77"),
        ("student,remarks\nAda Byron,late\n", "must name the items"),
        ("number,answer\n1,3\n", "must name a column student or copy"),
        (
            "student,Q1,Question 2 (1 point)\nAda Byron,3,4\n",
            "question 2 (1 point) hold answers to item 2? Then call",
        ),
        ("student,1,2. What is the side?\nAda Byron,3,4\n", "does the column 2. what is the side? hold"),
    ],
)
def test_what_cannot_be_assigned_is_refused(sheet: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(sheet, encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        read_answers(str(path), of())
    assert told in str(refused.value)


def test_all_that_is_wrong_in_a_folder_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "001.csv").write_text("number,answer\n1,3\n")
    (tmp_path / "ada-lovelace.csv").write_text("number,answer\n1,4\n")
    (tmp_path / "unknown.csv").write_text("number,answer\n1,4\n")
    (tmp_path / "002.csv").write_text("number,answer\n77,4\n")
    with pytest.raises(SourceError) as refused:
        read_answers(str(tmp_path), of())
    told = str(refused.value)
    assert all(said in told for said in ("Ada Lovelace handed in", "unknown.csv: neither", "there is no item 77"))


@posix_only
@pytest.mark.parametrize("closed", ["answers", "answers/Ada Lovelace_77_assignsubmission_file"])
def test_answers_at_which_one_may_not_look_are_told_to_be_so(closed: str) -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to nobody
        Path(name).chmod(0o755)
        (place := Path(name, closed)).mkdir(parents=True)
        place.chmod(0)
        try:
            with without_root(), pytest.raises(SourceError, match="cannot be read"):
                read_answers(str(Path(name, "answers")), of())
        finally:
            place.chmod(0o700)


@pytest.mark.parametrize("name", ["001.ods", "001.XLS", "Ada Lovelace_77_assignsubmission_file/sheet.csv"])
def test_no_sheet_is_left_aside_without_a_word(name: str, tmp_path: Path) -> None:
    """Its student would be told to have handed in nothing."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("number,answer\n1,3\n")
    (tmp_path / "002.csv").write_text("number,answer\n1,3\n")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "002.csv").write_text("")
    with pytest.raises(SourceError) as refused:
        read_answers(str(tmp_path), of())
    told = str(refused.value)
    assert name.partition("/")[0] in told
    assert "MACOSX" not in told
    assert "save it as .xlsx" in told or "put all sheets into one folder" in told


@pytest.mark.parametrize("beginning", [b"PK\x03\x04\xff\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], ids=["ods", "xls"])
def test_a_spreadsheet_of_another_kind_is_not_told_to_be_in_another_encoding(beginning: bytes, tmp_path: Path) -> None:
    (path := tmp_path / "answers.ods").write_bytes(beginning)
    with pytest.raises(SourceError, match=r"save it as \.xlsx or as CSV"):
        read_answers(str(path), of())


def test_a_file_is_known_by_a_name_with_joiners(tmp_path: Path) -> None:
    (tmp_path / "علی\u200cپور.csv").write_text("number,answer\n1,5\n")
    assert read_answers(str(tmp_path), of(("علی\u200cپور", "Ada Lovelace"))) == {1: {1: "5"}}


def test_marks_that_nobody_sees_make_no_other_student(tmp_path: Path) -> None:
    (path := tmp_path / "answers.csv").write_text(
        "student,1\n\u200fعلی\u200eپور,5\nAda\u00ad Lovelace\ufeff,6\n", encoding="utf-8"
    )
    assert read_answers(str(path), of(("علی\u200cپور", "Ada Lovelace"))) == {1: {1: "5"}, 2: {1: "6"}}


@pytest.mark.parametrize(("listed", "given"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_letter_and_its_mark_apart_make_no_other_student(listed: str, given: str, tmp_path: Path) -> None:
    """A Mac names files so, and puts such names into tables."""
    (names := tmp_path / "class.txt").write_text(normalize(listed, "Kurt Gödel\nРайский\n"), encoding="utf-8")
    record = of(tuple(students(str(names))))
    (table := tmp_path / "all.csv").write_text(
        normalize(given, "student,1\nРайский,6\nKurt Gödel,5\n"), encoding="utf-8"
    )
    (folder := tmp_path / "answers").mkdir()
    (folder / normalize(given, "Kurt Gödel_77_file.csv")).write_text("number,answer\n1,5\n")
    assert read_answers(str(table), record) == {1: {1: "5"}, 2: {1: "6"}}
    assert read_answers(str(folder), record) == {1: {1: "5"}}


def test_a_row_or_file_of_two_students_is_refused_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "001.csv").write_text("copy,student,number,answer\n1,Ada Byron,1,3\n")
    with pytest.raises(SourceError, match="line 2: its cells name two students"):
        read_answers(str(tmp_path), of())


def test_a_sheet_of_another_exam_is_not_graded_as_this_ones(tmp_path: Path) -> None:
    record = of()
    first = record.copies[0]
    other = make_class(
        record.recipe, record.seed + 1, [copy.student for copy in record.copies], same_skills=True, exam=True
    )
    sheet = tmp_path / "001.csv"

    def handed(made: ClassRecord) -> None:
        sheet.write_bytes(b"".join(copy_sheet("csv", made, made.copies[0], solved(made, made.copies[0]))))

    handed(other)
    for name in (tmp_path, sheet):
        with pytest.raises(SourceError, match="item 1 asks something else"):
            read_answers(str(name), record)
    handed(record)
    changed = sheet.read_text(encoding="utf-8-sig").replace(" ", "  ").replace("×", "?")
    sheet.write_text(changed, encoding="utf-8")
    assert not read_answers(str(tmp_path), record)[first.number]
    older = record.model_copy(update={"bank_revision": "2020-01-01"})
    handed(other)
    assert not read_answers(str(tmp_path), older)[first.number], "another day's words are no other ask"


def test_numbers_that_a_program_made_decimals_of_are_the_numbers(tmp_path: Path) -> None:
    """As pandas does with a column of whole numbers in which one is missing."""
    record = of(("1007", "202600123456", "Ada Lovelace"))
    rows = [(f"{c.number}.0", f"{c.student}.0" if c.student.isdecimal() else c.student, 3) for c in record.copies]
    wide, long = tmp_path / "wide.csv", tmp_path / "long.csv"
    wide.write_text(csv_text([("copy", "student", "2.0"), *rows]), encoding="utf-8")
    long.write_text(
        csv_text([("student", "number", "answer"), *((whose, "2.0", typed) for _, whose, typed in rows)]),
        encoding="utf-8",
    )
    for sheet in (wide, long):
        assert read_answers(str(sheet), record) == {1: {2: "3"}, 2: {2: "3"}, 3: {2: "3"}}, sheet
    wide.write_text(csv_text([("copy", "2"), ("1.5", "3")]), encoding="utf-8")
    with pytest.raises(SourceError, match=r"nobody in this class is 1\.5"):
        read_answers(str(wide), record)


def test_the_blank_sheet_of_a_class_is_of_the_kind_that_its_file_is_called(tmp_path: Path) -> None:
    record = of(("Ada Lovelace", "", "王小明"))
    for name in ("all.csv", "all.json", "all.xlsx"):
        sheet = tmp_path / name
        sheet.write_bytes(b"".join(class_sheet(name, record)))
        assert not any(read_answers(str(sheet), record).values()), name
    filled = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    for answers in filled.values():
        answers["2"] = "3"
    (tmp_path / "all.json").write_text(json.dumps(filled), encoding="utf-8")
    assert read_answers(str(tmp_path / "all.json"), record) == {1: {2: "3"}, 2: {2: "3"}, 3: {2: "3"}}


def test_a_blank_sheet_is_not_handed_in_however_it_comes(tmp_path: Path) -> None:
    record = of()
    blank: dict[int, dict[int, str]] = {copy.number: dict.fromkeys(range(1, 6), "") for copy in record.copies}
    for hand_in in (_long, _wide, _json, _files):
        results = grade_class(record, read_answers(str(hand_in(record, blank, tmp_path)), record))
        assert len(results.absent) == len(record.copies), hand_in
