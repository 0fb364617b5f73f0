"""The names of a class, in whatever list they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.classes.students import students
from quiz.sets.source import SourceError


@pytest.mark.parametrize(
    "table",
    [
        "student\nAda Lovelace\nKurt Gödel\n",
        "Ada Lovelace\nKurt Gödel\n",
        "id;name;mail\n1;Ada Lovelace;a@b\n2;Kurt Gödel;k@g\n",
        "First name\tLast name\nAda\tLovelace\nKurt\tGödel\n",
        "sep=;\r\nid;name\r\n1;Ada Lovelace\r\n2;Kurt Gödel\r\n",
        '"SEP=|",\nname|mail\nAda Lovelace|a@b\nKurt Gödel|k@g\n',
        "\ufeffName\r\n Ada   Lovelace \r\n\r\nKurt Gödel\r\n",
        "id;name\r1;Ada Lovelace\r2;Kurt Gödel\r",
        "sep=;\rid;name\r1;Ada Lovelace\r2;Kurt Gödel\r",
        'Student,ID,Week 4 (17)\n    Points Possible,,10\n"Ada Lovelace",1,3\n"Kurt Gödel",2,4\n',
    ],
)
def test_names_are_found_in_any_usual_list(table: str, tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text(table, encoding="utf-8", newline="")
    assert students(str(path)) == ["Ada Lovelace", "Kurt Gödel"]


def test_names_keep_their_joiners_and_lose_marks_of_direction(tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text("student\nعلی\u200cپور\n\u200fAda\u200e\u200b Lovelace\nශ්\u200dරී\n", encoding="utf-8")
    assert students(str(path)) == ["علی\u200cپور", "Ada Lovelace", "ශ්\u200dරී"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_list_in_unicode_is_read_as_excel_saves_it(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "students.txt"
    path.write_text("name\tmail\r\nAda Lovelace\ta@b\r\nKurt Gödel\tk@g\r\n", encoding=encoding, newline="")
    assert students(str(path)) == ["Ada Lovelace", "Kurt Gödel"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("student\nAda\nada \n", "line 3: ada  stands in line 2 already".replace("  ", " ")),
        ("student\nGödel\nGo\u0308del\n", "line 3: Gödel stands in line 2 already"),
        ("1,Ada\n2,Kurt\n", "name the columns in the first line"),
        ("matric;email\n123;a@b.c\n", "name the columns in the first line"),
        ("Ada\nKurt\tGödel\n", "line 2: name the columns in the first line"),
        ("sep=;\nstudent;mail\nAda;a@b\nAda;c@d\n", "line 4: .*stands in line 3 already"),
        ("student\n", "names 0 students"),
    ],
)
def test_a_list_that_may_mean_several_things_is_refused(table: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(SourceError, match=told):
        students(str(path))
