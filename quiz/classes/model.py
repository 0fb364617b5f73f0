"""A class as data: the file that says who has which copy, from which all copies are graded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from questions.notation.counts import count
from quiz.classes.students import LONGEST, MOST, folded, label, slug
from quiz.files.printable import is_printable
from quiz.sets.file import check_version, validation_told
from quiz.sets.model import LARGEST_SEED, Item, PracticeSet, SetRecipe, content_id
from quiz.sets.source import SourceError, content, decoded, parsed

LARGEST = 256 << 20
"""Bytes read of a class; 500 copies of 20 items take about two million."""
LONGEST_TITLE = 120
MOST_POINTS = 1000


def _as_written(text: str) -> str:
    if not is_printable(text):
        raise ValueError("is not written as convquiz writes it")
    return text


Shown = Annotated[str, AfterValidator(_as_written)]
"""A text that steers no terminal, as all are of which a class is made."""


class Copy(BaseModel):
    """One student's items."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=1, le=MOST)
    student: Shown = Field(max_length=LONGEST)
    """Empty where no names are known."""
    points: tuple[Annotated[int, Field(ge=0, le=MOST_POINTS)], ...]
    """Of each item."""
    items: tuple[Item, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _pointed(self) -> Self:
        if len(self.points) != len(self.items):
            raise ValueError(
                f"copy {self.number} has {count(len(self.items), 'item')} and {count(len(self.points), 'point')}"
            )
        return self

    @property
    def label(self) -> str:
        """Whose it is, for people."""
        return label(self.number, self.student)

    @property
    def stem(self) -> str:
        """The name of its files without what they end in: `007-ada-lovelace`."""
        return "-".join(filter(None, (f"{self.number:03}", slug(self.student))))


class ClassRecord(BaseModel):
    """A class: the same recipe, seed, names and bank revision give the same file byte for byte."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    kind: Literal["class"] = "class"
    id: str = Field(pattern=r"^[0-9A-Z]{5}-[0-9A-Z]{5}$")
    title: Shown = Field(max_length=LONGEST_TITLE)
    seed: int = Field(ge=0, le=LARGEST_SEED)
    bank_revision: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    recipe: SetRecipe
    """Of each copy."""
    same_skills: bool
    """Whether all copies ask the same variants in the same order."""
    exam: bool
    copies: tuple[Copy, ...] = Field(min_length=1, max_length=MOST)

    @model_validator(mode="after")
    def _whose(self) -> Self:
        """Refuse two copies of one number or of one name."""
        numbers = [copy.number for copy in self.copies]
        names = [folded(copy.student) for copy in self.copies if copy.student]
        if len(set(numbers)) < len(numbers) or len(set(names)) < len(names):
            raise ValueError("two copies have one number, or one student's name")
        if self.same_skills and len({tuple(item.variant for item in copy.items) for copy in self.copies}) > 1:
            raise ValueError("the copies do not ask the same variants in the same order")
        return self

    @property
    def content_id(self) -> str:
        """The id that this content has."""
        return content_id(self)

    def practice_set(self, copy: Copy) -> PracticeSet:
        """Return a copy as a set of its own."""
        return PracticeSet(
            id=f"{self.id}-{copy.number}",
            seed=self.seed,
            bank_revision=self.bank_revision,
            recipe=self.recipe,
            items=copy.items,
        )


def written(record: ClassRecord) -> Iterator[bytes]:
    """Yield the file, a copy a line."""
    data = record.model_dump(mode="json", exclude={"copies"})
    yield b"{\n"
    for name, value in data.items():
        yield f' "{name}": {json.dumps(value, ensure_ascii=False)},\n'.encode()
    yield b' "copies": [\n'
    last = len(record.copies) - 1
    for at, copy in enumerate(record.copies):
        line = json.dumps(copy.model_dump(mode="json"), ensure_ascii=False)
        yield f"  {line}{',' if at < last else ''}\n".encode()
    yield b" ]\n}\n"


def read_record(name: str) -> ClassRecord:
    """Read the record of a class; SourceError says in one line what is wrong with it."""
    data, shown = content(name, LARGEST, "class")
    text = decoded(data, shown)
    found = parsed(text, shown)
    if not isinstance(found, dict) or found.get("kind") != "class":
        raise SourceError(f"{shown} is no class; `convquiz make --copies students.csv -o class/` makes one")
    check_version(found, shown, "class")
    try:
        return ClassRecord.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise SourceError(f"{shown}: {validation_told(error)}") from None
