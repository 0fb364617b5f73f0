"""The folder of a class: what each file tells and does not tell, and what is left alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from quiz.classes.copies import make_class
from quiz.classes.drafted import make_drafted
from quiz.classes.model import read_record, written
from quiz.deck import catalog
from quiz.sets.drafts.draft import Draft
from quiz.sets.recipe import recipe_of
from tests.quiz.classes.classes import NAMES, codes, folder, of, run
from tests.quiz.logs import posix_only

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
    page = min((place / "copies").iterdir()).read_text(encoding="utf-8")
    record = read_record(str(place / "class.json"))
    assert record.copies[0].items[0].code in page
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


@posix_only
def test_a_class_that_cannot_be_put_where_it_is_wanted_is_told_where(tmp_path: Path) -> None:
    place = tmp_path / ("x" * 300)
    refused = run("make", "-n", "1", "--copies", "1", "-o", str(place))
    assert refused.exit_code == 3
    assert str(place) in refused.stderr


@posix_only
def test_where_the_folder_one_stands_in_was_removed_a_class_that_is_not_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "removed").mkdir()
    monkeypatch.chdir(tmp_path / "removed")
    (tmp_path / "removed").rmdir()
    refused = run("make", "-n", "1", "--copies", "1", "-o", "class/")
    assert refused.exit_code == 3
    assert "class: " in refused.stderr


def test_the_application_advises_no_option_of_a_command(tmp_path: Path) -> None:
    draft = Draft(length=1, copies="2", path=str(folder(tmp_path)))
    (line,) = make_drafted(draft, lambda total: None, lambda: None)
    assert "holds a class" in line
    assert "--" not in line


@pytest.mark.parametrize(
    "words",
    [("--exam",), ("--to", "html"), ("--per-variant", "same-skills"), ("--copies", "0"), ("--copies", "2", "-o", "-")],
)
def test_wishes_that_go_together_with_nothing_are_refused(words: Sequence[str], tmp_path: Path) -> None:
    refused = run("make", "-n", "1", "-o", str(tmp_path / "c"), *words)
    assert refused.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_names_that_a_format_cannot_write_are_told(tmp_path: Path) -> None:
    (tmp_path / "students.csv").write_text("student\n王小明\nAda\n👩\u200d👧 Ada\n", encoding="utf-8")
    words = ("make", "-n", "1", "--question", "3", "--copies", str(tmp_path / "students.csv"))
    made = run(*words, "--to", "pdf", "--to", "html", "-o", str(tmp_path / "class"))
    assert made.exit_code == 0
    told = [line for line in made.stderr.splitlines() if "U+738B" in line]
    assert len(told) == 1, "once for the class, and of PDF alone"
    assert told[0].startswith("pdf: ")
    made = run(*words, "--to", "html", "-o", str(tmp_path / "other"))
    assert "U+" not in made.stderr


@pytest.mark.parametrize("field", ["student", "title"])
def test_a_class_of_a_stranger_steers_no_terminal(field: str, tmp_path: Path) -> None:
    """Its blank sheet says the names as they stand."""
    record = json.loads(b"".join(written(of())))
    (record["copies"][0] if field == "student" else record)[field] = "a\x9b2J\u202egnp\x1b[31m"
    (tmp_path / "class.json").write_text(json.dumps(record), encoding="utf-8")
    for words in (("--blank",), ("answers.csv",)):
        done = run("grade", str(tmp_path), *words)
        assert done.exit_code == 2
        assert f"{field}: " in done.stderr
        assert "not written as convquiz writes it" in done.stderr
        assert done.stdout == ""


def test_a_title_from_anywhere_is_text(tmp_path: Path) -> None:
    """The application takes what is pasted, a space that does not break among it."""
    record = make_class(
        recipe_of(1, questions=["3"]), 11, ("Ada",), same_skills=False, exam=False, title=" Week\xa03\x1b[31m "
    )
    (tmp_path / "class.json").write_bytes(b"".join(written(record)))
    assert read_record(str(tmp_path / "class.json")).title == "Week?3?[31m"
