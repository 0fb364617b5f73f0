"""CSV, JSON and JSON lines: what programs read."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator

import pytest
from jsonschema.validators import validator_for
from pydantic import ValidationError

from quiz.sets.exporting import Export
from quiz.sets.formats import FORMATS
from quiz.sets.problem import Problem
from quiz.sets.record import Document, Line, schema
from quiz.sets.sheet import guarded, unguarded
from tests.quiz.sets.exports import HOSTILE, exported, hostile_problems, sampler, solved


def rows(answers: str = "worked", **options: object) -> list[dict[str, str]]:
    written, _ = exported("csv", sampler(), answers=answers, **options)
    assert written.startswith(codecs.BOM_UTF8)
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_a_table_says_where_every_row_comes_from() -> None:
    for row, problem in zip(rows(), solved(sampler()), strict=True):
        assert row["code"] == problem.code
        assert row["answer"] in (problem.answer.plain, f"'{problem.answer.plain}")
        assert (row["set"], row["seed"]) == (sampler().id, "90210")
        assert row["steps"].splitlines() == list(problem.variant.steps())
    assert "answer" not in rows("none")[0]
    assert "steps" not in rows("key")[0]


def test_no_cell_is_a_formula() -> None:
    hostile = rows(problems=hostile_problems())
    assert hostile[0]["ask"].removeprefix("'").splitlines()[0] == HOSTILE
    cells = [cell for row in (*hostile, *rows()) for cell in row.values()]
    assert any(cell.startswith("'") for cell in cells)
    computed = [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert all(float(cell) < 0 for cell in computed)
    assert hostile[0]["answer"] == "-5"


@pytest.mark.parametrize("cell", ["＝1+1", "＋1", "－1", "＠SUM(1)", "\u00a0=1+1", "\u3000＝1"])
def test_a_formula_in_signs_of_another_width_is_none_either(cell: str) -> None:
    """Spreadsheets in Japanese and Chinese compute it."""
    assert guarded(cell) == f"'{cell}"
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("answers", ["none", "key", "worked"])
def test_json_follows_its_schema(answers: str) -> None:
    written, _ = exported("json", sampler(), answers=answers)
    document = Document.model_validate_json(written)
    assert [item.code for item in document.items] == [item.code for item in sampler().items]
    assert all((item.answer is None) == (answers == "none") for item in document.items)
    assert all((item.steps is None) == (answers != "worked") for item in document.items)
    again = json.dumps(json.loads(written), ensure_ascii=False, indent=2)
    assert [line.strip() for line in again.splitlines()] == [line.strip() for line in written.decode().splitlines()]


def test_the_schema_is_one_that_python_and_javascript_read() -> None:
    """Their regular expressions differ, and neither is Rust's, in which pydantic checks."""
    published = schema()
    kind = validator_for(published, default=None)
    kind.check_schema(published, format_checker=kind.FORMAT_CHECKER)
    document = json.loads(exported("json", sampler())[0])
    kind(published).validate(document)
    document["recipe"]["topics"] = ["<b>"]
    assert not kind(published).is_valid(document)


def test_a_document_with_more_or_less_is_refused() -> None:
    document = json.loads(exported("json", sampler(), answers="key")[0])
    document["items"][0]["extra"] = 1
    with pytest.raises(ValidationError, match="extra"):
        Document.model_validate(document)
    del document["items"][0]["extra"], document["items"][0]["code"]
    with pytest.raises(ValidationError, match="code"):
        Document.model_validate(document)


def test_every_json_line_stands_by_itself() -> None:
    lines = exported("jsonl", sampler())[0].decode().splitlines()
    for line, item in zip(lines, sampler().items, strict=True):
        read = Line.model_validate_json(line)
        assert (read.code, read.set, read.seed) == (item.code, sampler().id, 90210)
        assert read.numbers == item.numbers


def test_hostile_text_survives_as_it_is() -> None:
    for line in exported("jsonl", sampler(), problems=hostile_problems(), figures=True)[0].decode().split("\n")[:-1]:
        read = Line.model_validate_json(line)
        assert read.ask.splitlines()[0] == HOSTILE
        assert read.slips is not None
        assert read.slips[0].working == HOSTILE
        assert read.figure is not None
        assert read.figure.startswith("<svg")


def test_json_lines_come_one_by_one() -> None:
    """A set of 10,000 is never held as a whole."""
    taken: list[Problem] = []

    def watched() -> Iterator[Problem]:
        for problem in solved(sampler()):
            taken.append(problem)
            yield problem

    for name in ("jsonl", "json", "csv", "gift", "moodle", "anki-text"):
        taken.clear()
        export = Export(sampler(), "worked", False, "2031-05-06", name)
        export.take(watched())
        ahead = [len(taken) - at for at, _ in enumerate(FORMATS[name].write(export))]
        assert len(taken) == len(sampler().items)
        assert max(ahead) <= 1
