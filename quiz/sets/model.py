"""A practice set as data: the file that is saved, shared and graded."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from questions.model import Level

MOST = 10_000
"""Items of the largest set."""


class SetRecipe(BaseModel):
    """What was asked for; with the seed and the bank's revision it decides the items."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    length: int = Field(ge=1, le=MOST)
    questions: tuple[int, ...] = ()
    variants: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    mix: dict[Level, Annotated[int, Field(ge=0, le=MOST)]] = {}
    """How many of each level; empty leaves it to chance."""
    order: Literal["level", "shuffled"] = "level"


class Item(BaseModel):
    """One drawn ask."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: int
    variant: str
    """`3.1`"""
    numbers: dict[str, JsonValue]
    """The drawn numbers, the fields of the variant."""
    code: str
    """`Q03.1-7F3K`"""


class PracticeSet(BaseModel):
    """A set: the same recipe, seed and bank revision give the same file byte for byte."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    id: str
    seed: int = Field(ge=0)
    bank_revision: str
    recipe: SetRecipe
    items: tuple[Item, ...]
