"""`convquiz page`: one file, balanced, opened unless that is not wanted."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quiz.cli import cli
from quiz.commands import page


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(page, "ASKS", 12)
    monkeypatch.setattr(page.webbrowser, "open", asked.append)
    return asked


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["page", *words])


def test_it_is_named_after_its_set_and_opened(opened: list[str], tmp_path: Path) -> None:
    done = run()
    assert done.exit_code == 0, done.output
    (file,) = tmp_path.iterdir()
    assert opened == [file.as_uri()]
    assert file.name in done.stderr
    codes = re.findall(r"<h2>\d+\. Q(\d\d)", file.read_text(encoding="utf-8"))
    assert len(codes) == 12
    assert f"12 asks and {len(set(codes))} questions in your own words" in done.stderr
    assert max(Counter(codes).values()) <= 2


def test_it_goes_where_it_is_wanted_and_opens_nothing(opened: list[str], tmp_path: Path) -> None:
    assert run("--no-open", "-o", "quiz.html").exit_code == 0
    assert run("--no-open", "-o", "quiz.html").exit_code == 2
    assert run("-o", "-").stdout_bytes.startswith(b"<!doctype html>")
    assert [file.name for file in tmp_path.iterdir()] == ["quiz.html"]
    assert opened == []
