"""A practice set as data: the file that is saved, shared and graded."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from questions.drawing import ALPHABET
from questions.model import Level

MOST = 10_000
"""Items of the largest set."""
LARGEST_SEED = 2**53 - 1
"""What every reader of JSON holds exactly."""

LONGEST_CODE = 200
"""Characters, few enough for the name of a picture's file."""

VariantId = Annotated[str, Field(pattern=r"^[0-9]{1,2}\.[0-9]{1,2}$")]
"""`3.1`"""
KataId = Annotated[str, Field(pattern=r"^K[0-9]{2}\.[0-9]{1,2}$")]
"""`K01.1`"""
Topic = Annotated[str, Field(pattern=r"^[0-9A-Za-z× -]{1,60}$")]
"""Words alone: what a file names as its topics is printed in every export.

In a pattern that Rust, Python and JavaScript read alike, since it stands in the schema.
"""


class SetRecipe(BaseModel):
    """What was asked for; with the seed and the bank's revision it decides the items."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    length: int = Field(ge=1, le=MOST)
    questions: tuple[int, ...] = ()
    variants: tuple[VariantId, ...] = ()
    topics: tuple[Topic, ...] = ()
    levels: tuple[Level, ...] = ()
    mix: dict[Level, Annotated[int, Field(ge=0, le=MOST)]] = {}
    """How many of each level; empty leaves it to chance."""
    order: Literal["level", "shuffled"] = "level"
    per_variant: int | None = Field(default=None, ge=1, le=MOST)
    """How many of each variant; None leaves that to the balance of topics."""

    katas: tuple[KataId, ...] | None = Field(default=None, min_length=1)
    """The programs to write that come after the items; None if there are none."""

    @model_serializer(mode="wrap")
    def _as_ever(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what was not wished, so that sets without it keep their bytes and their id."""
        data: dict[str, Any] = handler(self)
        return {name: value for name, value in data.items() if value is not None}


class Item(BaseModel):
    """One drawn ask."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: int
    variant: VariantId
    numbers: dict[str, JsonValue]
    """The drawn numbers, the fields of the variant."""
    code: str = Field(
        max_length=LONGEST_CODE,
        pattern=rf"^Q[0-9]{{2}}\.[0-9]{{1,2}}(?:-[{ALPHABET}]{{4}}|(?: [a-z_]+=[0-9A-Za-zβγ ,./;|_-]+)+)$",
    )
    """`Q03.1-7F3K`; with numbers of one's own `Q03.1 size=32 kernel=5`."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        """Refuse an item whose code is another variant's or another question's."""
        number, _, variant = self.variant.partition(".")
        head = f"Q{self.question:02}.{variant}"
        if int(number) != self.question or not self.code.startswith((f"{head}-", f"{head} ")):
            raise ValueError(f"question {self.question}, variant {self.variant} and code {self.code} differ")
        return self


def content_id(made: BaseModel) -> str:
    """Return the id of what was made: 50 bits of the hash of its content."""
    content = json.dumps(made.model_dump(mode="json", exclude={"id"}), ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(content.encode()).digest()
    letters = "".join(ALPHABET[byte & 31] for byte in digest[:10])
    return f"{letters[:5]}-{letters[5:]}"


class PracticeSet(BaseModel):
    """A set: the same recipe, seed and bank revision give the same file byte for byte."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    id: str = Field(pattern=r"^[0-9A-Za-z-]{1,40}$")
    """Made from the content: `7F3K9-QXM2A`."""
    seed: int = Field(ge=0, le=LARGEST_SEED)
    bank_revision: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    recipe: SetRecipe
    items: tuple[Item, ...] = Field(min_length=1, max_length=MOST)
    """Alike, with one share code, only where the recipe's draws are used up."""

    @property
    def content_id(self) -> str:
        """The id that this content has: 50 bits of its hash."""
        return content_id(self)

    @property
    def edited(self) -> bool:
        """Whether somebody changed it since it was made, so that no command makes it again."""
        return self.id != self.content_id
