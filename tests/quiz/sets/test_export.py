"""`convquiz export`: what is written where, what is refused, and that keys say what `convquiz solve` says."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from questions import load
from quiz.cli import cli
from quiz.sets import extras
from quiz.sets.exporting import lost_lines
from quiz.sets.file import written
from quiz.sets.formats import FORMATS
from quiz.sets.make import make_set
from quiz.sets.model import PracticeSet
from quiz.sets.recipe import recipe_of
from tests.quiz.sets.exports import every_variant, exported, sampler, set_of


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, words)))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return save(tmp_path / "set.json", set_of(*load()[2].variants[:2]))


def save(path: Path, practice_set: PracticeSet) -> Path:
    path.write_bytes(b"".join(written(practice_set)))
    return path


ASKED_FOR = "markdown html pdf anki anki-text moodle gift csv json jsonl text"


def test_what_a_format_cannot_hold_of_a_bank_is_told_in_a_few_lines() -> None:
    (line,) = lost_lines("moodle", {"answers in parts": [f"Q09.6-{number:04}" for number in range(1000)]})
    assert line.startswith("moodle: answers in parts (1000: Q09.6-0000, ")
    assert len(line) < 400, "a code for each of a thousand items"
    assert int(re.findall(r"and (\d+) more", line)[0]) + line.count("Q09.6-") == 1000
    assert "more" not in next(lost_lines("moodle", {"no place": ["Q09.6-0000", "Q09.6-0001"]}))


def test_every_format_is_listed() -> None:
    listed = run("export", "--list").stdout
    assert all(f"{name} " in listed for name in {*ASKED_FOR.split(), *FORMATS})
    assert all(made.name == name and made.title and made.holds and made.answers for name, made in FORMATS.items())


@pytest.mark.parametrize("name", FORMATS)
def test_the_command_writes_what_the_format_gives(name: str, tmp_path: Path) -> None:
    recipe = recipe_of(2, variants=["3.1"], katas=["output_size"] if name == "python" else [])
    saved = save(tmp_path / "set.json", make_set(recipe, 1))
    target = tmp_path / f"out{FORMATS[name].suffix}"
    result = run("export", saved, "--to", name, "-o", target)
    assert result.exit_code == 0, result.stderr
    assert target.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(("set.json", target.name))
    piped = run("export", saved, "--to", name)
    assert piped.stdout_bytes == target.read_bytes()


def test_several_formats_are_files_of_one_name(saved: Path, tmp_path: Path) -> None:
    words = ("export", saved, "--to", "html", "--to", "anki", "--to", "anki-text", "--to", "text", "--to", "html")
    assert run(*words, "-o", tmp_path / "sheet.html").exit_code == 0
    made = {path.name for path in tmp_path.iterdir()} - {"set.json"}
    assert made == {"sheet.html", "sheet.apkg", "sheet-anki-text.txt", "sheet-text.txt"}
    assert run("export", saved, "--to", "text").stdout_bytes == (tmp_path / "sheet-text.txt").read_bytes()
    assert "-o" in run(*words).stderr


def test_several_formats_are_written_all_or_none(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "sheet.md").write_text("mine", encoding="utf-8")
    refused = run("export", saved, "--to", "text", "--to", "markdown", "-o", tmp_path / "sheet")
    assert refused.exit_code == 2
    assert not (tmp_path / "sheet.txt").exists()


def test_a_file_is_overwritten_only_on_demand(saved: Path, tmp_path: Path) -> None:
    target = tmp_path / "sheet.md"
    target.write_text("mine", encoding="utf-8")
    refused = run("export", saved, "--to", "markdown", "-o", target)
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert target.read_text(encoding="utf-8") == "mine"
    assert run("export", saved, "--to", "markdown", "-o", target, "--force").exit_code == 0
    assert target.read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("export",), "--to"),
        (("export", "{set}"), "--list"),
        (("export", "{set}", "--to", "ankii"), "anki"),
        (("export", "{set}", "--to", "powerpoint"), "markdown"),
        (("export", "nowhere.json", "--to", "text"), "nowhere.json"),
        (("export", "{set}", "--to", "moodle", "--answers", "none"), "worked"),
        (("export", "{set}", "--to", "text", "--answers", "some"), "inline"),
        (("export", "{set}", "--to", "text", "-o", "{folder}"), "regular file"),
    ],
)
def test_bad_input_is_told_in_words(words: tuple[str, ...], told: str, saved: Path, tmp_path: Path) -> None:
    result = run(*(word.format(set=saved, folder=tmp_path) for word in words))
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_what_cannot_be_written_exits_with_3(saved: Path, tmp_path: Path) -> None:
    result = run("export", saved, "--to", "text", "-o", tmp_path / "no" / "where.txt")
    assert result.exit_code == 3
    assert "where.txt" in result.stderr


def test_without_the_extra_the_install_line_is_named(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    for extra, words in (
        ("pdf", ("export", saved, "--to", "pdf")),
        ("xlsx", ("grade", saved, "--blank", "-o", tmp_path / "sheet.xlsx")),
        ("web", ("serve",)),
    ):
        result = run(*words)
        assert result.exit_code == 2
        assert f"-m pip install 'convquiz[{extra}]'" in result.stderr
        assert result.stdout_bytes == b""


EXTRAS = {
    "typst": ("pdf", ("export", "SET", "--to", "pdf")),
    "openpyxl": ("xlsx", ("grade", "SET", "--blank", "-o", "sheet.xlsx")),
    "onnx": ("onnx", ("net", "model.onnx")),
    "textual_serve": ("web", ("serve",)),
    "aiohttp": ("web", ("serve",)),
}
"""What needs a library, and the extra that brings it along."""


@pytest.fixture(params=EXTRAS)
def library(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A library that is here, in a folder with a file to read with it."""
    pytest.importorskip(request.param)
    (tmp_path / "model.onnx").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    return str(request.param)


def refusal(library: str, saved: Path) -> str:
    """Return what is told where a library is wanted that cannot be used."""
    extra, words = EXTRAS[library]
    result = run(*(str(saved) if word == "SET" else word for word in words))
    assert result.exit_code == 2
    assert f"--upgrade 'convquiz[{extra}]'" in result.stderr
    return result.stderr


def test_an_extra_that_cannot_be_loaded_is_said_to_be_so(
    library: str, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library of the system is gone, or the file is for another Python."""
    (tmp_path / library).mkdir()
    (tmp_path / library / "__init__.py").write_text("raise ImportError('libfoo.so.6: no such file')", encoding="utf-8")
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    assert f"{library}, which cannot be imported (libfoo.so.6: no such file)" in refusal(library, saved)


def test_an_extra_that_is_too_old_is_said_to_be_so(library: str, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As older distributions have them; one of ONNX ends the program with a signal."""
    known = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.0.9rc1" if name == library else known(name))
    told = rf"needs {library.replace('_', '-')} >=[\d.]+, and 0.0.9rc1 is installed"
    assert re.search(told, refusal(library, saved))


def test_a_set_too_large_for_a_pdf_is_refused(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from quiz.sets.formats import pdf

    monkeypatch.setattr(pdf, "MOST", 1)
    result = run("export", saved, "--to", "pdf")
    assert result.exit_code == 2
    assert "1 items at most, the set has 2" in result.stderr


def test_what_is_lost_is_named_and_no_failure(tmp_path: Path) -> None:
    saved = save(tmp_path / "set.json", every_variant())
    result = run("export", saved, "--to", "gift", "--figures", "-o", tmp_path / "bank.gift")
    assert result.exit_code == 0
    assert "figures" in result.stderr
    assert "Q04.2-" in result.stderr


def test_items_of_another_bank_are_named(tmp_path: Path) -> None:
    practice_set = set_of(*load()[2].variants[:2])
    first, second = practice_set.items
    changed = first.model_copy(update={"numbers": {**first.numbers, "size": 999}})
    saved = save(tmp_path / "set.json", practice_set.model_copy(update={"items": (changed, second)}))
    result = run("export", saved, "--to", "jsonl")
    assert result.exit_code == 0
    assert first.code in result.stderr
    assert [json.loads(line)["code"] for line in result.stdout.splitlines()] == [second.code]


def test_a_set_of_which_nothing_is_left_is_refused(tmp_path: Path) -> None:
    practice_set = set_of(load()[2].variants[0])
    changed = practice_set.items[0].model_copy(update={"numbers": {}})
    saved = save(tmp_path / "set.json", practice_set.model_copy(update={"items": (changed,)}))
    result = run("export", saved, "--to", "text", "-o", tmp_path / "out.txt")
    assert result.exit_code == 2
    assert "none of the set's items" in result.stderr
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("-n", "3", "--seed", "8"),
        ("--mix", "easy:2,hard:1", "--topic", "cost", "--topic", "receptive field", "--order", "shuffled"),
        ("-n", "2", "--question", "3,5", "--level", "easy", "--level", "medium"),
        ("-n", "2", "--variant", "3.1,5.2"),
        ("--per-variant", "2", "--question", "3", "--level", "easy"),
    ],
)
def test_the_command_on_a_sheet_makes_the_same_set(options: tuple[str, ...], tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "set.json"
    assert run("make", *options, "-o", first).exit_code == 0
    again, _ = json.loads(run("export", first, "--to", "json").stdout)["commands"]
    words = shlex.split(again)
    assert words[:2] == ["convquiz", "make"]
    assert words[-2:] == ["-o", "set.json"]
    assert run(*words[1:-1], second).exit_code == 0
    assert first.read_bytes() == second.read_bytes()


def test_the_schema_is_that_of_the_documents() -> None:
    schema = json.loads(run("export", "--schema").stdout)
    assert schema["properties"]["items"]["items"]["$ref"] == "#/$defs/Record"


def test_every_key_says_what_solve_says() -> None:
    exports = {name: exported(name, sampler())[0].decode() for name in ("json", "jsonl", "csv", "text")}
    items = json.loads(exports["json"])["items"]
    lines = [json.loads(line) for line in exports["jsonl"].splitlines()]
    table = list(csv.DictReader(io.StringIO(exports["csv"], newline="")))
    key = exports["text"].partition("\f")[2]
    for item, line, row in zip(items, lines, table, strict=True):
        solution = json.loads(run("solve", item["code"], "--json").stdout)
        assert item["answer"]["text"] == line["answer"]["text"] == solution["answer"]["text"]
        assert item["answer"]["value"] == line["answer"]["value"] == solution["answer"]["value"]
        assert row["answer"] in (text := solution["answer"]["text"], f"'{text}")
        assert item["steps"] == solution["steps"]
        assert [slip["value"] for slip in item["slips"]] == [slip["value"] for slip in solution["slips"]]
        assert f"{item['code']}  {item['answer']['shown']}\n" in key


HEAVY = ("pydantic", "jinja2", "genanki", "typst", "numpy")


@pytest.mark.parametrize(
    "code",
    [
        "from click.testing import CliRunner; from quiz.cli import cli; CliRunner().invoke(cli, ['export', '--help'])",
        "import quiz.sets.formats",
    ],
    ids=["help", "list of formats"],
)
def test_start_up_is_light(code: str) -> None:
    code = f"import sys; {code}; print(sorted(set({HEAVY}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_line_of_plain_text_is_longer_than_it_says() -> None:
    text = exported("text", every_variant())[0].decode()
    long = [line for line in text.splitlines() if len(line) > 80]
    assert long == [], "a printer breaks it where it likes"
