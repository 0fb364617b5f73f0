"""The interview that is prepared for: its day, the minutes a day, what matters."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, field_validator

from questions.index import topics as known_topics
from questions.model import LEVELS


class Interview(BaseModel):
    """What a plan is made for; without a date there is none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: datetime.date | None = None
    """The day of the interview, such as 2026-12-05."""
    minutes: Annotated[StrictInt, Field(ge=5, le=240)] = 30
    """Minutes a day to practise in."""
    topics: tuple[str, ...] = ()
    """Only these topics; none stands for all."""
    levels: tuple[str, ...] = ()
    """Only these levels; none stands for all."""
    katas: StrictBool = False
    """Whether programs are asked as well."""

    @field_validator("topics")
    @classmethod
    def _are_topics(cls, topics: tuple[str, ...]) -> tuple[str, ...]:
        return _known("topic", topics, known_topics())

    @field_validator("levels")
    @classmethod
    def _are_levels(cls, levels: tuple[str, ...]) -> tuple[str, ...]:
        return _known("level", levels, LEVELS)


def _known(what: str, named: tuple[str, ...], known: Sequence[str]) -> tuple[str, ...]:
    """Return what is named; ValueError says what is not known, and what it may be."""
    for name in named:
        if name not in known:
            close = get_close_matches(name, known, 1)
            near = f" (did you mean {close[0]}?)" if close else ""
            raise ValueError(f"there is no {what} {name!r}{near}; there are {', '.join(known)}")
    return named
