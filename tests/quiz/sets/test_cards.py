"""Anki decks: identity, time of change, media, the same bytes; and Anki's text file."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import time
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from quiz.sets.exporting import Answers
from quiz.sets.formats import anki
from quiz.sets.fragments import FRAME
from quiz.sets.problem import Problem
from tests.quiz.sets.exports import SHOWN, exported, hostile_problems, sampler, solved, words


def opened(package: bytes, folder: Path) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, bytes]]:
    """Return notes, note types and media of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        (folder / "collection").write_bytes(archive.read("collection.anki2"))
        names: dict[str, str] = json.loads(archive.read("media"))
        media = {name: archive.read(member) for member, name in names.items()}
    database = sqlite3.connect(folder / "collection")
    database.row_factory = sqlite3.Row
    rows = [dict(row) for row in database.execute("SELECT guid, mid, mod, tags, flds FROM notes")]
    (models,) = database.execute("SELECT models FROM col").fetchone()
    database.close()
    for row in rows:
        row["fields"] = dict(zip(anki.FIELDS, row.pop("flds").split("\x1f"), strict=True))
    return rows, json.loads(models), media


def few() -> list[Problem]:
    return solved(sampler())[:4]


@pytest.mark.parametrize("year", [1970, 2110])
def test_a_deck_is_written_whatever_the_clock_says(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Zip files know the years from 1980 to 2107; a small computer without a clock begins in 1970."""
    here = exported("anki", sampler(), figures=True, problems=few())[0]
    monkeypatch.setattr(time, "time", lambda: datetime(year, 2, 1, tzinfo=UTC).timestamp())
    assert exported("anki", sampler(), figures=True, problems=few())[0] == here


def test_two_runs_give_the_same_deck() -> None:
    problems = few()
    first, second = (exported("anki", sampler(), figures=True, problems=problems)[0] for _ in range(2))
    assert first == second


def test_new_cards_come_in_the_order_of_the_set(tmp_path: Path) -> None:
    """All of them stood at position 0, so that nothing in Anki told the order."""
    with zipfile.ZipFile(io.BytesIO(exported("anki", sampler(), problems=few())[0])) as archive:
        (tmp_path / "collection").write_bytes(archive.read("collection.anki2"))
    with closing(sqlite3.connect(tmp_path / "collection")) as database:
        shown = database.execute("SELECT sfld FROM cards JOIN notes ON notes.id = nid ORDER BY due").fetchall()
        places = [place for (place,) in database.execute("SELECT due FROM cards")]
    assert [code for (code,) in shown] == [problem.code for problem in few()]
    assert len(set(places)) == len(places)


def test_a_deck_keeps_its_identities(tmp_path: Path) -> None:
    """Anki would take a note for another one, and a note type for a conflict, if any of these changed."""
    rows, models, media = opened(exported("anki", sampler(), figures=True, problems=few())[0], tmp_path)
    assert [row["fields"]["Id"] for row in rows] == [problem.code for problem in few()]
    ((identity, model),) = models.items()
    assert identity == "1742583911"
    assert [field["name"] for field in model["flds"]] == [
        "Id", "Question", "Answer", "Worked", "Demo", "Source", "Extra1", "Extra2", "Extra3"
    ]  # fmt: skip
    other = opened(exported("anki", replace_id(), problems=few())[0], tmp_path)[0]
    assert [row["guid"] for row in other] == [row["guid"] for row in rows]
    assert sorted(media) == sorted(f"convquiz-{problem.code.lower()}.svg" for problem in few())
    for row in rows:
        (name,) = (name for name in media if name in row["fields"]["Demo"])
        assert media[name].startswith(b"<svg")
        tags = row["tags"].split()
        assert len(tags) == len(set(tags))
        assert {f"convquiz::set::{sampler().id}"} <= set(tags)
        assert all(sign in row["fields"]["Source"] for sign in (row["fields"]["Id"], "seed 90210", sampler().id))


def replace_id() -> Any:
    return sampler().model_copy(update={"id": "0TH3R-53T"})


def modified(folder: Path, answers: Answers = "worked", figures: bool = False, revision: str = "2031-05-06") -> int:
    package, _ = exported("anki", sampler(), answers=answers, figures=figures, revision=revision, problems=few()[:1])
    ((row,), _, _) = opened(package, folder)
    return int(row["mod"])


def test_a_newer_bank_and_a_fuller_card_are_newer(tmp_path: Path) -> None:
    """Anki skips, without a word, what is not newer than what it has."""
    assert modified(tmp_path, revision="2031-05-07") > modified(tmp_path, figures=True)
    assert modified(tmp_path, figures=True) > modified(tmp_path) > modified(tmp_path, "key")


def test_hostile_text_is_no_mark_up_on_a_card(tmp_path: Path) -> None:
    rows, _, _ = opened(exported("anki", sampler(), problems=hostile_problems())[0], tmp_path)
    assert len(rows) == len(hostile_problems())
    for row in rows:
        assert words(row["fields"]["Question"]).startswith(SHOWN)
        assert words(row["fields"]["Worked"]).count(SHOWN) >= 3
        assert "$" not in row["fields"]["Question"]
        assert "\\(" not in row["fields"]["Question"]


def test_an_item_that_comes_twice_is_one_card(tmp_path: Path) -> None:
    problem = few()[0]
    package, export = exported("anki", sampler(), problems=[problem, replace(problem, number=2)])
    assert len(opened(package, tmp_path)[0]) == 1
    assert problem.code in "\n".join(export.losses())


def test_a_card_is_no_wider_than_a_phone(tmp_path: Path) -> None:
    rows, models, _ = opened(exported("anki", sampler(), figures=True, problems=few())[0], tmp_path)
    ((_, model),) = models.items()
    assert re.search(r"\.card \{[^}]*overflow-wrap: anywhere", model["css"])
    assert re.search(r"mjx-container \{[^}]*overflow: auto", model["css"])
    assert re.search(r"img \{[^}]*max-width: 100%", model["css"])
    text = exported("anki-text", sampler(), figures=True, problems=few())[0].decode()
    sides = [side for row in csv.reader(text.splitlines()[6:], delimiter="\t") for side in row[1:3]]
    for side in sides:
        assert re.match(r'<div style="[^"]*overflow-wrap:anywhere', side)
    for side in sides[1::2]:
        assert re.search(r'<svg style="max-width:100%;height:auto" ', side)
    tables = [side for row in rows for side in row["fields"].values()] + sides
    assert sum(side.count("<table ") for side in tables) == sum(side.count(f"<div {FRAME}><table ") for side in tables)


@pytest.mark.parametrize("problems", [few(), hostile_problems()], ids=["bank", "hostile"])
def test_the_text_file_for_anki(problems: list[Problem]) -> None:
    lines = exported("anki-text", sampler(), problems=problems)[0].decode().splitlines()
    heading = [line for line in lines if line.startswith("#")]
    assert set(heading) == {
        "#separator:tab", "#html:true", "#notetype:Basic", "#deck:convquiz", "#guid column:1", "#tags column:4"
    }  # fmt: skip
    assert lines[: len(heading)] == heading
    rows = list(csv.reader(lines[len(heading) :], delimiter="\t"))
    assert len({row[0] for row in rows}) == len(rows) == len(problems)
    for row, problem in zip(rows, problems, strict=True):
        assert len(row) == 4
        assert problem.code in row[2]
        assert problem.level in row[3].split()
