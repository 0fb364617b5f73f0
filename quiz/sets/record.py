"""A problem as data: the records of the JSON formats, and their schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic.json_schema import GenerateJsonSchema

from questions.answers import as_data
from questions.model import Level
from quiz import __version__
from quiz.sets.entry import latex_of
from quiz.sets.exporting import Export, figure
from quiz.sets.model import SetRecipe
from quiz.sets.problem import Problem


class Model(BaseModel):
    """What a file holds and nothing else."""

    model_config = ConfigDict(extra="forbid")


class AnswerRecord(Model):
    """The right answer."""

    value: JsonValue
    """A fraction as the nearest float; `text` is exact."""
    text: str
    """As a learner could type it."""
    shown: str
    """For people: `73,856`, `K=7, S=2, P=3`."""


class SlipRecord(Model):
    """A wrong answer and the misconception behind it."""

    tag: str
    also: list[str]
    value: JsonValue
    text: str
    message: str
    working: str


class Record(Model):
    """One item; with other answers than asked for, what they add is left out."""

    number: int
    code: str
    question: int
    variant: str
    title: str
    level: Level
    topics: list[str]
    numbers: dict[str, JsonValue]
    ask: str
    kind: str
    """`integer`, `number`, `percent`, `shape`, `grid`, `choice` or `parts`."""
    form: str
    answer: AnswerRecord | None = None
    formula: str | None = None
    latex: str | None = None
    """The formula again, in LaTeX."""
    steps: list[str] | None = None
    slips: list[SlipRecord] | None = None
    figure: str | None = None
    """SVG."""


class Line(Record):
    """An item by itself, with where it comes from."""

    schema_version: Literal[1] = 1
    set: str
    seed: int
    bank_revision: str
    convquiz: str


class Document(Model):
    """A set with its items."""

    schema_version: Literal[1] = 1
    set: str
    seed: int
    bank_revision: str
    convquiz: str
    recipe: SetRecipe
    commands: list[str]
    """Those that make the set and the file again."""
    items: list[Record]


def origin(export: Export) -> dict[str, Any]:
    """Return where the items come from."""
    chosen = export.practice_set
    return {
        "schema_version": 1,
        "set": chosen.id,
        "seed": chosen.seed,
        "bank_revision": chosen.bank_revision,
        "convquiz": __version__,
    }


def record(export: Export, problem: Problem) -> dict[str, Any]:
    """Return the fields of a Record, as JSON has them."""
    variant, question, answer = problem.variant, problem.question, problem.answer
    fields: dict[str, Any] = {
        "number": problem.number,
        "code": problem.code,
        "question": question.number,
        "variant": variant.id,
        "title": variant.title,
        "level": problem.level,
        "topics": list(question.topics),
        "numbers": variant.model_dump(mode="json"),
        "ask": variant.ask(),
        "kind": type(answer).__name__.lower(),
        "form": answer.form,
    }
    if export.answered:
        fields["answer"] = {"value": as_data(answer.value), "text": answer.plain, "shown": answer.shown}
    if export.worked:
        fields |= {
            "formula": variant.formula,
            "latex": latex_of(problem),
            "steps": list(variant.steps()),
            "slips": [
                {
                    "tag": slip.tag,
                    "also": list(slip.also),
                    "value": as_data(slip.value),
                    "text": answer.write(slip.value),
                    "message": slip.message,
                    "working": slip.working,
                }
                for slip in problem.slips
            ],
        }
    if export.illustrated:
        fields["figure"] = figure(problem).svg
    return fields


def schema() -> Mapping[str, Any]:
    """Return the JSON schema of a document."""
    return {"$schema": GenerateJsonSchema.schema_dialect, **Document.model_json_schema()}
