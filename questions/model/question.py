"""A question: prose, claims, a rubric, and what is asked next; its variants stand beside it in its folder."""

# Without `from __future__ import annotations`: pydantic would evaluate these texts anew for each model.

from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, computed_field, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from questions import docstrings, index
from questions.model.evidence import Evidence
from questions.model.found import variants_of
from questions.model.levels import Level
from questions.model.variant import Variant

Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]


class Content(BaseModel):
    """Something that is written by hand and never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the fields by their docstrings."""
        made = handler(schema)
        fields = handler.resolve_ref_schema(made).get("properties", {})
        for name, text in docstrings.of_fields(cls).items():
            if name in fields:
                fields[name]["description"] = text
        return made


class Claim(Content):
    """One checkable sentence; at least one of experiment and source is given."""

    says: Text
    """The sentence."""
    experiment: str = ""
    """The function in the folder's `experiments.py` that proves it."""
    source: str = ""
    """Where it is published, with the section."""
    refutes: bool = False
    """Whether this runs against the common wording."""

    @model_validator(mode="after")
    def _has_evidence(self) -> Self:
        if not self.experiment and not self.source:
            raise ValueError(f"the claim {self.says!r} has neither an experiment nor a source")
        return self


class Point(Content):
    """One point of a rubric."""

    text: Text
    """What a good answer says."""
    essential: bool = False
    """A ★ point: a pass needs all of them."""
    words: tuple[Text, ...] = ()
    """What tells that it was said, an idea each: beginnings of words, or formulas, of which one is enough, `a|b c`."""


class FollowUp(Content):
    """What an interviewer asks next."""

    ask: Text
    """The interviewer's words."""
    answer: Text
    """A model answer."""


class CommonWording(Content):
    """A sentence often heard."""

    says: Text
    """The sentence."""
    but: Text
    """Why it fails."""


class Question(Content):
    """One interview question, everything about it but its variants."""

    schema_version: Literal[2] = 2
    """Of this as JSON."""
    number: int = Field(ge=1, le=99)
    """Its place in the deck."""
    slug: Slug
    """Its name in commands, and that of its folder."""
    title: Text
    """The question."""
    level: Level
    """How much an interviewer asks for with it."""
    topics: tuple[Text, ...] = Field(min_length=1)
    """What it is about, the first first."""
    answer: Text
    """The model answer as Markdown."""
    formula: Text
    """In one Unicode line."""
    latex: Text
    """The formula for worksheets."""
    common_wording: tuple[CommonWording, ...] = ()
    """What is often heard instead."""
    claims: tuple[Claim, ...] = Field(min_length=1)
    """What the answer claims, each proved or cited."""
    follow_ups: tuple[FollowUp, ...] = ()
    """What an interviewer asks next."""
    rubric: tuple[Point, ...]
    """What a good answer says."""
    trap: Text
    """What costs a point when said."""
    sources: tuple[Text, ...] = ()
    """Where to read more."""
    related: tuple[int, ...] = ()
    """Numbers of the questions that a learner of this one should look at next; links go both ways."""

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if not any(point.essential for point in self.rubric):
            raise ValueError("the rubric has no essential point")
        if unknown := [number for number in self.related if number == self.number or number not in index.numbers()]:
            raise ValueError(f"related: there is no other question {', '.join(map(str, unknown))}")
        for name, texts in (
            ("claims", [claim.says for claim in self.claims]),
            ("rubric", [point.text for point in self.rubric]),
            ("follow_ups", [each.ask for each in self.follow_ups]),
            ("topics", list(self.topics)),
            ("related", list(map(str, self.related))),
        ):
            if twice := [text for text in texts if texts.count(text) > 1]:
                raise ValueError(f"{name}: {twice[0]!r} stands twice")
        return self

    @computed_field  # type: ignore[prop-decorator]  # pydantic's way; mypy knows no decorated property
    @property
    def variant_ids(self) -> tuple[str, ...]:
        """The ids of its variants, by the names of their files."""
        return tuple(index.files(str(self.number)))

    @property
    def variants(self) -> tuple[type[Variant], ...]:
        """What is asked of it with drawn numbers."""
        return variants_of(str(self.number))

    def evidence(self, claim: Claim) -> Evidence | None:
        """Run the experiment that proves a claim; None where it is cited."""
        if not claim.experiment:
            return None
        experiment: Callable[[], Evidence] = getattr(index.module(str(self.number), "experiments"), claim.experiment)
        return experiment()
