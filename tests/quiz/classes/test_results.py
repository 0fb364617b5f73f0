"""What became of a class, and what is said of it."""

from __future__ import annotations

import csv
import io
import re
import shlex
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from quiz.classes.model import read_record, written
from quiz.classes.reports import report
from quiz.classes.results import Results, grade_class
from tests.quiz.classes.classes import NAMES, csv_text, folder, of, right, run, solved


@cache
def mixed() -> Results:
    """Return a class in which one is perfect, one absent, and one makes every listed slip of the first item."""
    record = of()
    typed = right(record)
    typed.pop(2)
    first = solved(record, record.copies[2])[0]
    typed[3][1] = first.answer.write(first.slips[0].value)
    typed[4] = {1: "maybe 3"}
    return grade_class(record, typed)


def test_points_are_earned_by_what_is_right() -> None:
    results = mixed()
    perfect, absent, slipped, unclear, *_ = results.results
    assert (perfect.earned, perfect.percent) == (perfect.most, 100)
    assert not absent.handed_in
    assert slipped.earned == slipped.most - slipped.copy.points[0]
    assert (unclear.earned, unclear.best) == (0, Fraction(100 * unclear.copy.points[0], unclear.most))
    assert results.mean == sum(result.percent for result in results.results if result.handed_in) / (len(NAMES) - 1)


def test_a_class_in_which_nobody_handed_in_has_no_heading_without_text_below() -> None:
    said = b"".join(report("r.html", grade_class(of(), {}), None)).decode()
    assert re.findall("<h2>.*</h2>", said) == []


def test_a_slip_is_counted_where_it_was_made() -> None:
    (habit,) = mixed().habits
    assert habit.students == ["Gödel, Kurt"]
    first = solved(of(), of().copies[2])[0]
    assert set(habit.tag.split(" or ")) == {first.slips[0].tag, *first.slips[0].also}
    assert mixed().next_practice[0].number in range(1, 6)
    assert all(len(skill.marks) == len(NAMES) - 1 for skill in mixed().skills), "an absent student counts as wrong"


def test_what_is_unclear_is_no_reason_to_practise() -> None:
    record = of()
    unclear = {
        copy.number: {**typed, 2: "maybe"} for copy, typed in zip(record.copies, right(record).values(), strict=True)
    }
    results = grade_class(record, unclear)
    assert results.next_practice == []
    assert results.hardest[-1].number == 2


def test_the_answers_of_another_copy_are_not_right() -> None:
    record = of()
    typed = right(record)
    results = grade_class(record, {1: typed[3], 3: typed[1]})
    assert all(result.percent < 100 for result in results.handed_in)


@pytest.mark.parametrize("form", ["text", "md", "html", "csv", "json"])
def test_reports_name_everybody_and_no_text_steers_them(form: str) -> None:
    said = b"".join(report(f"r.{form}", mixed(), Fraction(50))).decode("utf-8-sig")
    assert "<b>x</b>" not in said or form in ("csv", "json", "text")
    for name in ("Ada Lovelace", "Émile Borel", "Ada Byron"):
        assert name in said
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(said)))
        assert len(rows) == len(NAMES)
        assert [row["student"] for row in rows][3] == "'=1+1"
        assert (rows[0]["percent"], rows[1]["handed in"], rows[2]["1 outcome"]) == ("100", "no", "wrong")


def test_the_command_says_whether_all_passed(tmp_path: Path) -> None:
    place = folder(tmp_path, "--exam")
    record = read_record(str(place / "class.json"))
    blank = tmp_path / "answers.csv"
    assert run("grade", "--blank", str(place), "-o", str(blank)).exit_code == 0
    rows = list(csv.reader(io.StringIO(blank.read_text(encoding="utf-8-sig"))))
    typed = right(record)
    for row, copy in zip(rows[1:], record.copies, strict=True):
        row[2:] = typed[copy.number].values()
    whole = [list(row) for row in rows]
    rows[1][2] = "maybe 3"
    lost = [list(row) for row in rows]
    lost[2][2:] = ["999999"] * 3
    nobody = [rows[0], *([*row[:2], "", "", ""] for row in rows[1:])]
    for grid, mark, code in ((whole, "100", 0), (rows, "90", 4), (lost, "90", 1), (lost, "0", 0), (nobody, "0", 1)):
        blank.write_text(csv_text(grid), encoding="utf-8")
        target = str(tmp_path / "report.md")
        done = run("grade", str(place), str(blank), "--pass-mark", mark, "-o", target, "--force")
        assert done.exit_code == code, done.output
        assert Path(target).read_text(encoding="utf-8").startswith("# Exam")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("CLASS", "ANSWERS"), "report.xlsx"),
        (("CLASS", "ANSWERS"), "report.PDF"),
        (("--blank", "CLASS"), "answers.ods"),
        (("--blank", "SET"), "answers.html"),
        (("SET", "OWN"), "report.html"),
    ],
)
def test_nothing_is_written_under_the_name_of_another_kind(words: tuple[str, ...], name: str, tmp_path: Path) -> None:
    """A spreadsheet called the text in it damaged."""
    place = folder(tmp_path, "--exam")
    (tmp_path / "answers.csv").write_text("copy,1\n1,3\n")
    (tmp_path / "own.csv").write_text("number,answer\n1,3\n")
    assert run("make", "-n", "1", "-o", str(tmp_path / "set.json")).exit_code == 0
    files = {"CLASS": place, "ANSWERS": "answers.csv", "SET": "set.json", "OWN": "own.csv"}
    target = tmp_path / name
    done = run("grade", *(str(tmp_path / files[word]) if word in files else word for word in words), "-o", str(target))
    assert done.exit_code == 2
    assert f"not {target.suffix.lower()}" in done.stderr
    assert not target.exists()


@pytest.mark.parametrize(("name", "option"), [("report.md", "--markdown"), ("report.json", "--json")])
def test_a_refused_name_of_a_report_is_told_the_option_that_writes_its_kind(
    name: str, option: str, tmp_path: Path
) -> None:
    assert run("make", "-n", "1", "-o", str(tmp_path / "set.json")).exit_code == 0
    (tmp_path / "own.csv").write_text("number,answer\n1,3\n")
    words = ("grade", str(tmp_path / "set.json"), str(tmp_path / "own.csv"), "-o", str(tmp_path / name))
    refused = run(*words)
    assert (refused.exit_code, option in refused.stderr) == (2, True)
    assert run(*words, option).exit_code == 0


def test_a_folder_that_is_no_class_is_refused(tmp_path: Path) -> None:
    refused = run("grade", str(tmp_path), str(tmp_path))
    assert refused.exit_code == 2
    assert "holds no class.json" in refused.stderr


def test_a_class_is_no_set(tmp_path: Path) -> None:
    path = tmp_path / "class.json"
    path.write_bytes(b"".join(written(of())))
    refused = run("export", str(path), "--to", "html")
    assert (refused.exit_code, "is a class" in refused.stderr) == (2, True)


def test_the_walk_for_teachers_can_be_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[3] / "docs" / "teachers.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (names,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    Path("students.csv").write_text(names, encoding="utf-8")
    commands = [
        line
        for block in re.findall(r"```sh\n(.*?)```", page.replace("\\\n", ""), re.DOTALL)
        for line in block.splitlines()
    ]
    assert len(commands) > 3
    for command in commands:
        program, *words = shlex.split(command)
        done = run(*words)
        assert (program, done.exit_code) == ("convquiz", 0), done.output
    assert "Ada Lovelace" in Path("report.html").read_text(encoding="utf-8")
    assert Path("week5/copies/001-ada-lovelace.html").exists()


def test_two_students_of_one_long_word_are_told_apart() -> None:
    names = (f"a{'x' * 90}", f"b{'x' * 90}")
    lines = b"".join(report("txt", grade_class(of(names), {1: {1: "3"}, 2: {1: "3"}}), None)).decode().splitlines()
    assert all(any(f" {name[:40]}" in line for line in lines) for name in names)


def test_no_student_is_told_to_have_a_score_that_the_pass_mark_contradicts() -> None:
    record = of()
    typed = right(record)
    results = grade_class(record, {1: {1: typed[1][1]}})
    (student,) = results.handed_in
    assert 0 < student.percent < 100
    required = student.percent + Fraction(1, 10**6)
    table = b"".join(report("csv", results, required)).decode("utf-8-sig")
    (row,) = (row for row in csv.DictReader(io.StringIO(table)) if row["handed in"] == "yes")
    lines = b"".join(report("txt", results, required)).decode().splitlines()
    (cells,) = (line.split() for line in lines if student.copy.student in line and " missed " in line)
    assert row["pass mark"] == "missed"
    assert Fraction(row["percent"]) < required
    assert Fraction(cells[cells.index("missed") - 1]) < required
