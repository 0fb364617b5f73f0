"""A question that is wrong is refused where it is written; what is printed of one fits its schema."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from pydantic import ValidationError

import questions
from questions import index, load
from questions.model import Claim, Point, Question
from quiz.cli import cli

each_question = pytest.mark.parametrize("question", load(), ids=lambda question: question.slug)
ROOT = Path(questions.__file__).parent


def written(**changes: object) -> Question:
    """Return question 5 as if it were written anew with other words."""
    fields = dict(questions.question(5))
    return Question(**{**fields, **changes})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("slug", "Receptive field"),
        ("level", "trivial"),
        ("number", 0),
        ("title", ""),
        ("topics", ()),
        ("claims", ()),
        ("rubric", (Point(text="the formula"),)),
        ("related", (21,)),
        ("related", (5,)),
        ("related", (1, 1)),
        ("rubric", (Point(text="the formula", essential=True),) * 2),
        ("colour", "red"),
    ],
)
def test_what_is_written_wrongly_is_refused(name: str, value: object) -> None:
    assert written().title
    with pytest.raises(ValidationError):
        written(**{name: value})


def test_a_claim_has_evidence() -> None:
    with pytest.raises(ValidationError, match="neither an experiment nor a source"):
        Claim(says="The moon is made of cheese.")


def test_a_question_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load()[0].title = "another"  # type: ignore[misc]


@each_question
def test_a_question_stands_in_its_folder(question: Question) -> None:
    """Commands find a question by the name of its folder, without reading it."""
    assert index.slug(question.number) == question.slug
    assert [variant.id for variant in question.variants] == list(question.variant_ids)


@each_question
def test_every_experiment_proves_a_claim(question: Question) -> None:
    """One that no claim names would never be run for the learner."""
    source = (ROOT / index.folders()[str(question.number)] / "experiments.py").read_text(encoding="utf-8")
    found = {
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) == "Evidence"
    }
    assert found == {claim.experiment for claim in question.claims if claim.experiment}


@each_question
def test_the_json_of_a_question_fits_its_schema(question: Question) -> None:
    schema = json.loads(CliRunner().invoke(cli, ["show", "--schema"]).stdout)
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["trap"]["description"] == "What costs a point when said."
    assert all("description" in field for field in schema["properties"].values())
    shown = json.loads(CliRunner().invoke(cli, ["show", str(question.number), "--json"]).stdout)
    Draft202012Validator(schema).validate(shown)
    assert shown == question.model_dump(mode="json")
    with pytest.raises(Exception, match="is not one of"):
        Draft202012Validator(schema).validate({**shown, "level": "trivial"})
