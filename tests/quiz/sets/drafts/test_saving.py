"""Saving a set from its screen: the same files as the commands write, none half, none over another."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from questions import load
from quiz.cli import cli
from quiz.sets.drafts.draft import Draft
from quiz.sets.drafts.saving import ITSELF, files, in_the_way, save, saved_lines, savings
from quiz.sets.model import PracticeSet
from tests.quiz.sets.exports import set_of

SET = set_of(*load()[2].variants[:2])
EXPORTS = [saving for saving in savings().values() if saving is not ITSELF and saving.name != "python"]
"""Without the one that writes programs only, of which the set has none."""
ways = st.lists(st.sampled_from(list(savings().values())), min_size=1, unique=True)


class _StoppedError(Exception):
    pass


@pytest.fixture
def practice_set(tmp_path: Path) -> tuple[PracticeSet, Path]:
    path = tmp_path / "set.json"
    assert not save(SET, ITSELF, path, lambda: None).trouble
    return SET, path


@pytest.mark.parametrize("saving", EXPORTS, ids=lambda saving: saving.name)
def test_a_file_is_what_the_command_writes(practice_set: tuple[PracticeSet, Path], saving, tmp_path: Path) -> None:
    if saving.name == "pdf" and not find_spec("typst"):
        pytest.skip("without the extra pdf")
    made, path = practice_set
    ours, counted = tmp_path / "ours", []
    outcome = save(made, saving, ours, lambda: counted.append(1))
    told = CliRunner().invoke(cli, ["export", str(path), "--to", saving.name, "-o", str(tmp_path / "theirs")])
    assert ours.read_bytes() == (tmp_path / "theirs").read_bytes()
    assert list(outcome.lost) == told.stderr.splitlines()
    assert len(counted) == len(made.items)


def test_what_is_lost_is_said_with_the_file(tmp_path: Path) -> None:
    gone = SET.model_copy(update={"items": (SET.items[0], SET.items[1].model_copy(update={"numbers": {}}))})
    outcome = save(gone, savings()["csv"], tmp_path / "set.csv", lambda: None)
    told = "\n".join(saved_lines(gone, [outcome]))
    assert str(tmp_path / "set.csv") in told
    assert f"item 2, {SET.items[1].code}, now has other numbers" in told


def test_without_the_extra_the_line_that_installs_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quiz.sets.extras.find_spec", lambda name: None)
    outcome = save(SET, savings()["pdf"], tmp_path / "set.pdf", lambda: None)
    assert outcome.trouble.endswith("-m pip install 'convquiz[pdf]'")
    assert "\n" not in outcome.trouble
    assert f"pdf is not saved: {outcome.trouble}" in list(saved_lines(SET, [outcome]))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["set", "csv", "anki"])
def test_one_that_is_stopped_leaves_nothing(tmp_path: Path, name: str) -> None:
    def stop() -> None:
        raise _StoppedError

    with pytest.raises(_StoppedError):
        save(SET, savings()[name], tmp_path / "file", stop)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    assert in_the_way([path]) == ""
    path.write_text("mine", encoding="utf-8")
    assert str(path) in in_the_way([tmp_path / "new", path])
    assert save(SET, savings()["csv"], path, lambda: None).trouble
    assert path.read_text(encoding="utf-8") == "mine"


@given(chosen=ways)
def test_no_two_ways_write_one_file(chosen) -> None:
    found = files("base", chosen)
    assert len(set(found)) == len(chosen)
    assert all(path.name.endswith(each.suffix) for path, each in zip(found, chosen, strict=True))


@pytest.mark.parametrize(
    ("typed", "ways", "named"),
    [
        ("", {"html"}, ["practice-set-7.html"]),
        ("sheet", {"html"}, ["sheet.html"]),
        ("sheet.html", {"pdf"}, ["sheet.pdf"]),
        ("sheet.v2", {"pdf"}, ["sheet.v2.pdf"]),
        ("sheets/", set(), ["sheets/practice-set-7.json"]),
        ("a.json", {"set", "json", "csv"}, ["a.json", "a.csv", "a-json.json"]),
        ("a", {"anki-text", "text"}, ["a-anki-text.txt", "a-text.txt"]),
    ],
)
def test_a_file_ends_as_its_format_does(typed: str, ways: set[str], named: list[str]) -> None:
    draft = Draft(seed=7, path=typed, ways=frozenset(ways))
    assert [str(path) for _, path in draft.targets] == [str(Path(name)) for name in named]
