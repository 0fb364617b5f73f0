"""Set files: what was written is read; what strangers send gets one clear line."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.revision import REVISION
from quiz.deck import catalog
from quiz.sets import file
from quiz.sets.file import read_set, written
from quiz.sets.make import make_set
from quiz.sets.model import PracticeSet
from quiz.sets.problem import Problem
from quiz.sets.recipe import recipe_of
from quiz.sets.solve import problems, split, warning
from quiz.sets.source import SourceError

SET = make_set(recipe_of(4, variants=["3.1", "5.2", "11.2"]), 42)
TEXT = b"".join(written(SET)).decode()
DATA: dict[str, Any] = json.loads(TEXT)


def read(tmp_path: Path, content: str | bytes) -> PracticeSet:
    path = tmp_path / "set.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_set(str(path))


def altered(**changes: Any) -> str:
    return json.dumps({**DATA, **changes})


def with_item(**changes: Any) -> str:
    items = copy.deepcopy(DATA["items"])
    items[0].update(changes)
    return altered(items=items)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT) == SET
    assert read(tmp_path, b"\xef\xbb\xbf" + TEXT.encode()) == SET
    assert len(TEXT.splitlines()) == len(SET.items) + 9


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "not JSON"),
    "words": ("hello", "not JSON"),
    "binary": (bytes(range(256)), "UTF-8"),
    "list": ("[]", "no practice set"),
    "number": ("3", "no practice set"),
    "another object": ('{"a": 1}', "no practice set"),
    "deep": ("[" * 200_000, "nested too deep"),
    "deep object": ('{"items":' * 100_000 + "1" + "}" * 100_000, "nested too deep"),
    "deep numbers": (TEXT.replace('"seed": 42', '"seed": ' + "[" * 400 + "]" * 400), "set.json"),
    "not a number": (TEXT.replace('"seed": 42', '"seed": NaN'), "NaN"),
    "infinite": (TEXT.replace('"seed": 42', '"seed": -Infinity'), "-Infinity"),
    "name twice": (TEXT.replace('"seed": 42', '"seed": 42, "seed": 43'), "seed stands twice"),
    "endless number": (TEXT.replace('"seed": 42', '"seed": ' + "9" * 9999), "more digits"),
    "large seed": (TEXT.replace('"seed": 42', '"seed": ' + "9" * 40), "seed"),
    "seed of another type": (altered(seed="42"), "seed"),
    "seed that is no number": (altered(seed=True), "seed"),
    "version in quotes": (altered(schema_version="1"), "schema_version: write the number 1, without quotes"),
    "newer": (altered(schema_version=2), "update convquiz"),
    "steering the terminal": (altered(schema_version="\x1b[2J" * 99), "update convquiz"),
    "no items": (altered(items=[]), "items: there must be at least one"),
    "items of another type": (altered(items={}), "items"),
    "something more": (altered(evil="\x1b[2J"), "evil: does not belong there"),
    "something less": (json.dumps({name: DATA[name] for name in DATA if name != "recipe"}), "recipe: is missing"),
    "id that is a path": (altered(id="../../etc/passwd"), "id"),
    "code that is a path": (with_item(code="../../etc/passwd"), "item 1, code: is not written"),
    "code of another item": (with_item(code="Q03.2-0000"), "differ"),
    "question of another item": (with_item(question=7), "differ"),
    "topic that is mark-up": (
        altered(recipe=DATA["recipe"] | {"topics": ["pooling\n</script>\x1b[2J"]}),
        "recipe, topics 1: is not written",
    ),
    "variant that is mark-up": (
        altered(recipe=DATA["recipe"] | {"variants": ["3.1 }::{"]}),
        "recipe, variants 1: is not written",
    ),
    "half a surrogate": (TEXT.replace(SET.id, "\\ud800"), "set.json"),
}


@pytest.mark.slow
def test_too_many_items_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="items: there may be 10,000 at most"):
        read(tmp_path, altered(items=DATA["items"] * 2501))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_one_clear_line(tmp_path: Path, name: str) -> None:
    content, told = HOSTILE[name]
    with pytest.raises(SourceError) as refused:
        read(tmp_path, content)
    line = str(refused.value)
    assert told in line
    assert line.isprintable()
    assert len(line) < 400


@given(content=st.binary(max_size=200) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
@settings(max_examples=25, deadline=None)
def test_no_content_is_a_traceback(tmp_path_factory: pytest.TempPathFactory, content: str | bytes) -> None:
    with pytest.raises(SourceError):
        read(tmp_path_factory.mktemp("set"), content)


values = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.lists(st.integers(), max_size=3)


@given(name=st.sampled_from(sorted(DATA["items"][0]) + sorted(DATA)), value=values)
@settings(max_examples=50, deadline=None)
def test_a_changed_value_is_refused_or_named(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: object
) -> None:
    """Whatever is read is then solved without harm: foreign numbers are compared, never computed with."""
    content = altered(**{name: value}) if name in DATA else with_item(**{name: value})
    try:
        found = read(tmp_path_factory.mktemp("set"), content)
    except SourceError:
        return
    asked, changed = split(found)
    assert len(asked) + len(changed) == len(found.items)


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    for name in (tmp_path, tmp_path / "nothing.json", "x" * 5000, "a\0b", os.devnull):
        with pytest.raises(SourceError) as refused:
            read_set(str(name))
        assert str(refused.value).isprintable()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="plain file"):
        read_set(str(tmp_path / "pipe"))


def test_a_huge_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LARGEST", 1000)
    with pytest.raises(SourceError, match="longer than 1,000 bytes"):
        read(tmp_path, " " * 1001)


def test_items_are_solved_as_their_codes_say() -> None:
    asked, changed = split(SET)
    assert not changed
    for number, (problem, item) in enumerate(zip(asked, SET.items, strict=True), start=1):
        ask = catalog.ask(item.code)
        assert (problem.number, problem.code, problem.variant) == (number, ask.code, ask.variant)
        assert problem.answer == ask.variant.answer()
        assert problem.answer.accepts(ask.variant.measure().value)
        assert type(problem.variant) in problem.question.variants


def test_items_of_an_older_bank_are_named(tmp_path: Path) -> None:
    items = copy.deepcopy(DATA["items"])
    items[0]["numbers"] = {"size": 10**12}
    items[1] |= {"question": 99, "variant": "99.9", "code": "Q99.9-0000"}
    older = read(tmp_path, altered(items=items, bank_revision="2001-01-01"))
    found = list(problems(older))
    assert [isinstance(entry, Problem) for entry in found] == [False, False, True, True]
    asked, changed = split(older)
    assert [problem.number for problem in asked] == [3, 4]
    line = warning(older, changed)
    assert f"item 1, {items[0]['code']}, now has other numbers" in line
    assert "item 2, Q99.9-0000, no longer exists" in line
    assert "2001-01-01" in line
    assert REVISION in line
    assert not warning(SET, [])
