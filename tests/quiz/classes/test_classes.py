"""A class from its names to its report: nobody shares numbers, nothing is lost, nobody's marks become another's."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quiz.classes.copies import make_class, shared
from quiz.classes.handed_in import read_answers
from quiz.classes.model import ClassRecord, Copy, read_record, written
from quiz.classes.reports import report
from quiz.classes.results import Results, grade_class
from quiz.classes.students import students
from quiz.cli import cli
from quiz.deck import catalog
from quiz.sets.make import drawings
from quiz.sets.problem import Problem
from quiz.sets.recipe import recipe_of
from quiz.sets.solve import split
from quiz.sets.source import SourceError
from quiz.sets.workbook import workbook

NAMES = ("Ada Lovelace", "Émile Borel", "Gödel, Kurt", "=1+1", "<b>x</b>", "Ada Byron")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


@cache
def of(names: Sequence[str] = NAMES, *, exam: bool = True, same_skills: bool = True, length: int = 5) -> ClassRecord:
    recipe = recipe_of(length, topics=["stride"], questions=["3", "6", "17"])
    points = {"easy": 1, "medium": 2, "hard": 3}
    return make_class(recipe, 11, names, same_skills=same_skills, exam=exam, title="Midterm", points=points)


def solved(record: ClassRecord, copy: Copy) -> list[Problem]:
    found, changed = split(record.practice_set(copy))
    assert changed == []
    return found


def right(record: ClassRecord) -> dict[int, dict[int, str]]:
    """Return what a class of masters would type."""
    return {copy.number: {p.number: p.answer.plain for p in solved(record, copy)} for copy in record.copies}


def codes(record: ClassRecord) -> list[str]:
    return [item.code for copy in record.copies for item in copy.items]


# Drawing


@pytest.mark.parametrize("same_skills", [True, False])
def test_no_draw_stands_in_two_copies(same_skills: bool) -> None:
    record = of(same_skills=same_skills)
    numbers = [(item.variant, json.dumps(item.numbers)) for copy in record.copies for item in copy.items]
    assert len(set(numbers)) == len(numbers)
    assert shared(record) == 0


def test_all_copies_ask_the_same_skills_in_the_same_order() -> None:
    asked = {tuple(item.variant for item in copy.items) for copy in of().copies}
    assert len(asked) == 1
    worth = {copy.points for copy in of().copies}
    assert len(worth) == 1, "a copy may earn more than another"


def test_a_record_that_says_otherwise_is_refused() -> None:
    record = of()
    first, second, *others = record.copies
    turned = second.model_copy(update={"items": second.items[::-1], "points": second.points[::-1]})
    forged = record.model_copy(update={"copies": (first, turned, *others)})
    with pytest.raises(ValueError, match="same variants"):
        ClassRecord.model_validate_json(b"".join(written(forged)))


def test_who_comes_later_changes_nobodys_copy() -> None:
    assert of((*NAMES, "Zeno")).copies[: len(NAMES)] == of().copies


def test_numbers_come_again_only_when_all_were_given() -> None:
    copies = 40
    record = make_class(recipe_of(1, variants=["20.1"]), 3, [""] * copies, same_skills=True, exam=False)
    kind = catalog.variant("20.1")
    there = {kind.draw(seed) for seed in range(1500)}
    assert len(there) < copies, "the variant has draws for all by now: take another"
    assert copies - shared(record) == len(there)


def test_skills_without_numbers_for_all_give_way() -> None:
    recipe = recipe_of(3, questions=["20"])
    chosen = ({ask.variant.id for ask in next(drawings(recipe, seed))} for seed in range(20))
    seed = next(seed for seed, variants in enumerate(chosen) if "20.1" in variants)
    record = make_class(recipe, seed, [""] * 40, same_skills=True, exam=False)
    assert shared(record) == 0


def test_a_class_is_written_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "class.json"
    path.write_bytes(b"".join(written(of())))
    assert read_record(str(path)) == of()


# Names


@pytest.mark.parametrize(
    "table",
    [
        "student\nAda Lovelace\nKurt Gödel\n",
        "Ada Lovelace\nKurt Gödel\n",
        "id;name;mail\n1;Ada Lovelace;a@b\n2;Kurt Gödel;k@g\n",
        "First name\tLast name\nAda\tLovelace\nKurt\tGödel\n",
        "\ufeffName\r\n Ada   Lovelace \r\n\r\nKurt Gödel\r\n",
    ],
)
def test_names_are_found_in_any_usual_list(table: str, tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text(table, encoding="utf-8", newline="")
    assert students(str(path)) == ["Ada Lovelace", "Kurt Gödel"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("student\nAda\nada \n", "line 3: ada  stands in line 2 already".replace("  ", " ")),
        ("1,Ada\n2,Kurt\n", "name the columns in the first line"),
        ("student\n", "names 0 students"),
    ],
)
def test_a_list_that_may_mean_several_things_is_refused(table: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(SourceError, match=told):
        students(str(path))


# The folder


@cache
def folder(base: Path, *words: str) -> Path:
    """Make a class by its command."""
    place = base / "class"
    (base / "students.csv").write_text("student\n" + "".join(f'"{name}"\n' for name in NAMES), encoding="utf-8")
    options = ("--copies", str(base / "students.csv"), "--per-variant", "same-skills", "--seed", "11", *words)
    made = run("make", "-n", "3", "--question", "3,6", *options, "-o", f"{place}/")
    assert made.exit_code == 0, made.output
    return place


SHEETS = ("html", "markdown", "text", "csv", "pdf")


def test_an_exam_tells_nothing_from_which_answers_could_be_had(tmp_path: Path) -> None:
    from pypdf import PdfReader

    kinds = [word for kind in SHEETS for word in ("--to", kind)]
    place = folder(tmp_path, "--exam", "--title", "Mid&term", "--points", "easy:7", *kinds)
    record = read_record(str(place / "class.json"))
    files = sorted((place / "copies").iterdir())
    assert len(files) == len(SHEETS) * len(NAMES)
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".pdf":
            text = "".join(page.extract_text() for page in PdfReader(path).pages)
        for secret in (*codes(record), f"seed {record.seed}", record.id, "--seed", "solve"):
            assert secret not in text, (path.name, secret)
        if path.suffix != ".csv":
            number = int(path.name[:3])
            assert all(said in text for said in ("term", f"copy {number}", "Name: ", "Date: ", "Points: ")), path.name
            assert ("7 points" in text) == (7 in record.copies[number - 1].points)


def test_other_copies_say_how_they_are_made_again(tmp_path: Path) -> None:
    place = folder(tmp_path)
    page = next((place / "copies").iterdir()).read_text(encoding="utf-8")
    record = read_record(str(place / "class.json"))
    assert record.copies[0].items[0].code in page or record.copies[1].items[0].code in page
    assert "--copies students.csv --per-variant same-skills" in page
    again = tmp_path / "again"
    again.mkdir()
    assert (folder(again) / "class.json").read_bytes() == (place / "class.json").read_bytes()


def test_the_key_has_the_answer_that_solve_gives(tmp_path: Path) -> None:
    place = folder(tmp_path, "--exam")
    key = (place / "key.html").read_text(encoding="utf-8")
    for code in codes(read_record(str(place / "class.json"))):
        shown = catalog.ask(code).variant.answer().shown
        assert f"<b>{shown}</b> <code>{code}</code>" in key
    assert "<b>x</b>" not in key.replace("&lt;b&gt;x&lt;/b&gt;", "")


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    place = folder(tmp_path)
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    again = run("make", "-n", "1", "--copies", "2", "-o", str(place))
    assert (again.exit_code, "--force" in again.stderr) == (2, True)
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.tex").write_text("dear")
    assert run("make", "-n", "1", "--copies", "2", "--force", "-o", str(other)).exit_code == 2
    assert [path.name for path in other.iterdir()] == ["thesis.tex"]
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before
    (place / "answers.csv").write_text("mine")
    assert run("make", "-n", "1", "--copies", "2", "--force", "-o", str(place)).exit_code == 0
    assert sorted(path.name for path in (place / "copies").iterdir()) == ["001.html", "002.html"]
    assert (place / "answers.csv").read_text() == "mine"
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    "words",
    [("--exam",), ("--to", "html"), ("--per-variant", "same-skills"), ("--copies", "0"), ("--copies", "2", "-o", "-")],
)
def test_wishes_that_go_together_with_nothing_are_refused(words: Sequence[str], tmp_path: Path) -> None:
    refused = run("make", "-n", "1", "-o", str(tmp_path / "c"), *words)
    assert refused.exit_code == 2
    assert list(tmp_path.iterdir()) == []


# What was handed in


def _csv(rows: Sequence[Sequence[object]]) -> str:
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue()


def _long(record: ClassRecord, typed: Mapping[int, Mapping[int, str]], base: Path) -> Path:
    rows = [(c.student, n, t) for c in record.copies for n, t in typed[c.number].items()]
    path = base / "long.csv"
    path.write_text(_csv([("Student", "number", "answer"), *rows]), encoding="utf-8")
    return path


def _wide(record: ClassRecord, typed: Mapping[int, Mapping[int, str]], base: Path) -> Path:
    rows = [("", c.number, *typed[c.number].values()) for c in record.copies]
    path = base / "wide.csv"
    path.write_text(_csv([("time", "copy", "Q1", "2", "item 3", "4.", "5"), *rows]), encoding="utf-8")
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
        rows = _csv([("number", "answer"), *typed[copy.number].items()])
        (place / f"{copy.stem}.csv").write_text(rows, encoding="utf-8")
    (place / ".hidden.csv").write_text("rubbish")
    (place / "read me.docx").write_text("rubbish")
    return place


@pytest.mark.parametrize("hand_in", [_long, _wide, _workbook, _json, _files])
def test_every_way_to_hand_in_is_read_alike(hand_in: Callable[..., Path], tmp_path: Path) -> None:
    typed = right(of())
    assert read_answers(str(hand_in(of(), typed, tmp_path)), of()) == typed


def test_a_students_sheet_is_known_by_its_column_whatever_it_is_called(tmp_path: Path) -> None:
    place = tmp_path / "answers"
    place.mkdir()
    (place / "001-final FINAL.csv").write_text("student,number,answer\nÉmile Borel,1,32\n", encoding="utf-8")
    (place / "Ada Byron_1234_file.csv").write_text("number,answer\n1,33\n", encoding="utf-8")
    assert read_answers(str(place), of()) == {2: {1: "32"}, 6: {1: "33"}}


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ("student,1\nAda Lovelac,3\n", "nobody in this class is Ada Lovelac; did you mean Ada Lovelace?"),
        ("student,1\nAda Lovelace,3\nADA LOVELACE,4\n", "item 1 is answered in line 2, item 1 already"),
        ("student,number,answer\nAda Byron,9,3\n", "there is no item 9"),
        ("student,number,answer\n,1,3\n", "no student"),
        ("student,remarks\nAda Byron,late\n", "must name the items"),
        ("number,answer\n1,3\n", "must name a column student or copy"),
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


# Results


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


def test_a_slip_is_counted_where_it_was_made() -> None:
    (habit,) = mixed().habits
    assert habit.students == ["Gödel, Kurt"]
    first = solved(of(), of().copies[2])[0]
    assert set(habit.tag.split(" or ")) == {first.slips[0].tag, *first.slips[0].also}
    assert mixed().next_practice[0].number in range(1, 6)
    assert all(len(skill.marks) == len(NAMES) - 1 for skill in mixed().skills), "an absent student counts as wrong"


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
    for grid, mark, code in ((whole, "100", 0), (rows, "90", 4), (lost, "90", 1), (lost, "0", 0)):
        blank.write_text(_csv(grid), encoding="utf-8")
        target = str(tmp_path / "report.md")
        done = run("grade", str(place), str(blank), "--pass-mark", mark, "-o", target, "--force")
        assert done.exit_code == code, done.output
        assert Path(target).read_text(encoding="utf-8").startswith("# Exam")


def test_a_folder_that_is_no_class_is_refused(tmp_path: Path) -> None:
    refused = run("grade", str(tmp_path), str(tmp_path))
    assert refused.exit_code == 2
    assert "class.json" in refused.stderr


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
