"""`make`, `grade` and `play` as they are typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quiz.cli import cli
from quiz.deck import catalog
from quiz.sets.file import read_set
from quiz.sets.solve import split


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, words, input=typed)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = str(tmp_path / "set.json")
    assert run("make", "-n", "3", "--variant", "3.1", "--seed", "5", "-o", path).exit_code == 0
    return path


def test_a_seed_that_is_drawn_is_told_and_stored(tmp_path: Path) -> None:
    done = run("make", "-n", "2")
    seed = json.loads(done.stdout)["seed"]
    assert f"seed {seed}" in done.stderr
    assert run("make", "-n", "2", "--seed", str(seed)).stdout == done.stdout


def test_the_help_names_the_topics() -> None:
    said = " ".join(run("make", "--help").stdout.split())
    assert all(topic in said for topic in catalog.topics())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--topic", "convolution"), "convolution arithmetic or 1×1 convolution"),
        (("--topic", "p"), "parameter sharing or pooling"),
        (("--question", "frog"), "there is no question"),
        (("--question", "3.1"), "of question 3, output-size"),
        (("--question", "q03.1-7F3K"), "of question 3, output-size"),
        (("--question", "23.1"), "there is no question"),
        (("--question", "pool"), "6 pooling or 17 pooling-avoided"),
    ],
)
def test_a_word_that_may_mean_several_is_asked_back(words: Sequence[str], told: str) -> None:
    refused = run("make", "-n", "1", *words)
    assert refused.exit_code == 2
    assert told in refused.stderr


@pytest.mark.parametrize("name", ["1x1", "1X1", "1×1", "1 x 1", "1x1 convolution", "1 × 1 Convolution"])
def test_a_topic_is_typed_on_any_keyboard(name: str) -> None:
    assert json.loads(run("make", "-n", "1", "--topic", name).stdout)["recipe"]["topics"] == ["1×1 convolution"]


def test_what_repeats_is_said() -> None:
    assert "2 items had to repeat" in run("make", "-n", "6", "--variant", "18.5").stderr
    assert "repeat" not in run("make", "-n", "4", "--variant", "18.5").stderr


def test_no_file_is_written_over_without_a_word(file: str) -> None:
    before = Path(file).read_bytes()
    refused = run("make", "-n", "4", "-o", file)
    assert (refused.exit_code, Path(file).read_bytes()) == (2, before)
    assert "--force" in refused.stderr
    assert run("make", "-n", "4", "-o", file, "--force").exit_code == 0
    assert len(read_set(file).items) == 4
    assert [path.name for path in Path(file).parent.iterdir()] == ["set.json"]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    done = run("make", "-n", "1", "-o", str(tmp_path / "no folder" / "set.json"))
    assert done.exit_code == 3
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("make", "-n", "0"),
        ("make", "-n", "10001"),
        ("make", "-n", "5", "--mix", "easy:3"),
        ("make", "--mix", "frog"),
        ("make", "--level", "hard", "--question", "2"),
        ("make", "--question", "99"),
        ("make", "--seed", "-1"),
        ("play", "SET", "-n", "3"),
        ("play", "no.json"),
        ("play", "Q99.1-0000"),
        ("grade", "SET"),
        ("grade", "SET", "no.csv"),
        ("grade", "no.json", "no.csv"),
        ("grade", "SET", "-", "--blank"),
        ("grade", "SET", "-", "--json", "--markdown"),
        ("grade", "-", "-"),
        ("grade", "SET", "-", "--pass-mark", "101"),
    ],
)
def test_bad_input_is_told_in_words(file: str, words: Sequence[str]) -> None:
    done = run(*(file if word == "SET" else word for word in words))
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_a_sheet_goes_out_and_comes_back(file: str, tmp_path: Path) -> None:
    answers = str(tmp_path / "answers.json")
    assert run("grade", "--blank", file, "-o", answers).exit_code == 0
    sheet = json.loads(Path(answers).read_text(encoding="utf-8"))
    problems, _ = split(read_set(file))
    for row, problem in zip(sheet["answers"], problems, strict=True):
        row["answer"] = problem.answer.plain
    sheet["answers"][0]["answer"] = "3 frogs"
    Path(answers).write_text(json.dumps(sheet), encoding="utf-8")
    report = json.loads(run("grade", file, answers, "--json").stdout)
    assert (report["credit"], report["unclear"]) == (2.0, [1])
    assert run("grade", file, answers, "--pass-mark", "66").exit_code == 0
    assert run("grade", file, answers).exit_code == 0
    undecided = run("grade", file, answers, "--pass-mark", "67")
    assert undecided.exit_code == 4
    assert "67% not decided: 100.0% if" in undecided.stdout
    sheet["answers"][1]["answer"] = "0"
    Path(answers).write_text(json.dumps(sheet), encoding="utf-8")
    assert run("grade", file, answers, "--pass-mark", "67").exit_code == 1
    assert "3 frogs" in run("grade", file, answers, "--markdown").stdout


def test_a_reader_who_leaves_is_no_failed_mark(file: str, tmp_path: Path) -> None:
    answers = tmp_path / "answers.csv"
    answers.write_text("number,answer\n1,1\n", encoding="utf-8")
    words = [sys.executable, "-m", "quiz", "grade", file, str(answers), "--pass-mark", "50"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(words, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (3, b"")


def test_a_typed_answer_does_not_steer_the_terminal(file: str) -> None:
    done = run("grade", file, "-", typed='{"1": "\\u001b[31m32"}')
    assert "\x1b" not in done.stdout
    assert done.exit_code == 0


def test_what_is_left_out_is_named(file: str) -> None:
    data = json.loads(Path(file).read_text(encoding="utf-8"))
    data["items"][1]["numbers"]["size"] += 1
    Path(file).write_text(json.dumps(data), encoding="utf-8")
    for words, typed in ((("grade", file, "-"), "number,answer\n2,5\n"), (("--no-save", "play", file), "quit\n")):
        done = run(*words, typed=typed)
        assert done.exit_code == 0
        assert f"item 2, {data['items'][1]['code']}" in done.stderr
    data["items"] = data["items"][1:2]
    Path(file).write_text(json.dumps(data), encoding="utf-8")
    assert run("play", file).exit_code == 2


def test_a_set_and_a_share_code_are_played(file: str, tmp_path: Path) -> None:
    log = str(tmp_path / "progress.sqlite3")
    codes = [item.code for item in read_set(file).items]
    assert codes[0] in run("--progress", log, "play", file, typed="skip\nquit\n").stdout
    again = run("--progress", log, "play", file, typed="quit\n").stdout
    assert codes[1] in again
    assert codes[0] not in again
    assert "[1 of 1] Q03.1-7F3K" in run("--no-save", "play", "q3.1-7f3k", typed="skip\n").stdout
