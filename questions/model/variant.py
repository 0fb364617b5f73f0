"""A variant: one skill, whose instances draw their own numbers."""

# Without `from __future__ import annotations`: pydantic would evaluate these texts anew for each of the variants.

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr

from questions.answers import Answer, Choice, Integer, Parts, Shape
from questions.drawing import ATTEMPTS, Drawable, NoAdmissibleDrawError, Pool, Stream
from questions.model.levels import Level
from questions.model.telling import told_apart
from questions.notation.numbers import written
from questions.slips import Misreading, Slip

if TYPE_CHECKING:
    from questions.scenes import Scene
    from solvers.measure import Measurement


@dataclass(frozen=True, slots=True)
class Carried:
    """An answer that is right from an earlier number of the learner's, which was not."""

    answer: Answer
    """By closed form, from that number."""
    told: str
    """From what it is right, and what it would have to be: `Right from your 57; B really gives 56.`"""
    measure: "Callable[[], Measurement]"
    """Runs the op on that number."""
    slips: tuple[Slip, ...] = ()
    """The usual mistakes, made with that number."""


class Variant(BaseModel, ABC):
    """One skill; an instance is one draw of its numbers, and a docstring's first line its id and title."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: ClassVar[str]
    title: ClassVar[str]
    level: ClassVar[Level]
    formula: ClassVar[str]
    """The closed form in one Unicode line; the first hint."""
    latex: ClassVar[str] = ""
    """The closed form in LaTeX; empty where it is the question's."""
    pool: ClassVar[Pool | None] = None
    """Numbers of real layers; half the draws come from here."""
    trivial_answers: ClassVar[bool] = False
    """Whether an answer of 0 or 1 may be asked."""
    in_the_head: ClassVar[bool] = False
    """Whether few steps with small numbers lead to the answer."""
    few_draws: ClassVar[int | None] = None
    """How many distinct draws there are, where a variant's grid is small by nature."""
    grid_names: ClassVar[tuple[str, ...]] = ()
    """What the grids in its text are called, where that is not the word before each."""
    also_misread: ClassVar[tuple[Misreading, ...]] = ()
    """What a learner may read instead in this variant, beside the table in `questions/slips/misreadings.py`."""
    never_misread: ClassVar[tuple[str, ...]] = ()
    """Tags of that table which mean nothing here: a `depth` that counts layers is no depth of a filter."""
    trains: ClassVar[str] = ""
    """The id of the variant whose skill this is, where it stands in no question of its own."""

    _anonymous: bool = PrivateAttr(default=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Take id and title from the docstring."""
        super().__pydantic_init_subclass__(**kwargs)
        name, _, title = (cls.__doc__ or "").partition("\n")[0].partition(" ")
        if re.fullmatch(r"[CR]?\d+\.\d+", name):
            cls.id, cls.title = name, title.rstrip(".")

    @classmethod
    def draw(cls, seed: int) -> Self:
        """Return the draw of this seed, the same on every platform.

        Raises NoAdmissibleDrawError after a bounded search.
        """
        stream = Stream(cls.id, seed)
        for _ in range(ATTEMPTS):
            candidate = cls._candidate(stream)
            if candidate is not None and admissible(candidate):
                return candidate
        raise NoAdmissibleDrawError(f"{cls.id}: no admissible draw in {ATTEMPTS} attempts (seed {seed})")

    @classmethod
    def _candidate(cls, stream: Stream) -> Self | None:
        if cls.pool and stream.below(2):
            return cls(**cls.pool.pick(stream))
        variant = cls(**cls.numbers(stream))
        return None if variant.impossible() or variant.excluded() else variant

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw one value a field from the draw in its annotation."""
        return {name: entry.pick(stream) for name, entry in drawables(cls)}

    def impossible(self) -> str | None:
        """Say why no such layer can exist, None if it can."""
        return None

    def excluded(self) -> bool:
        """Tell whether these numbers, though possible, are not worth asking."""
        return False

    def carried(self) -> Iterator[Carried]:
        """Yield what is right from earlier numbers of the learner's; only parts of a chain have any."""
        return iter(())

    def settled(self, value: Any) -> "Variant":
        """Return the ask to prove once this right answer is given: another only where many answers are right."""
        return self

    def difficulty(self) -> Level:
        """Return the level of this draw."""
        return self.level

    def mental(self) -> bool:
        """Tell whether this draw is doable in the head: a variant with few steps, no number of the answer over 999."""
        return self.in_the_head and all(number < 1000 for number in whole_numbers(self.answer()))

    @classmethod
    def settable(cls) -> list[str]:
        """Return the names of the numbers."""
        return [name for name, field in cls.model_fields.items() if not field.exclude]

    def words(self) -> list[str]:
        """Return the numbers as they are typed, `size=32`, those of None left out."""
        numbers = ((name, getattr(self, name)) for name in self.settable())
        return [f"{name}={written(number)}" for name, number in numbers if number is not None]

    @property
    def network(self) -> str:
        """The real layer that has these numbers, empty if none is known or they are somebody else's."""
        return self.pool.name(self) if self.pool and not self._anonymous else ""

    def anonymous(self) -> Self:
        """Return the same of a layer that is no published one, even if it has such numbers."""
        copy = self.model_copy()
        copy._anonymous = True
        return copy

    @abstractmethod
    def ask(self) -> str:
        """Return the question in an interviewer's words."""

    @abstractmethod
    def answer(self) -> Answer:
        """Return the right answer by its closed form."""

    @abstractmethod
    def slips(self) -> Iterator[Slip]:
        """Yield the wrong answers worth naming, also those that coincide in this draw."""

    @abstractmethod
    def steps(self) -> Iterator[str]:
        """Yield the worked solution, a line a step."""

    @abstractmethod
    def measure(self) -> "Measurement":
        """Run the op and read the same quantity off the run."""

    @abstractmethod
    def scene(self) -> "Scene":
        """Return the demonstration, made of arrays of a run."""


@cache
def drawables(variant: type[Variant]) -> tuple[tuple[str, Drawable], ...]:
    """Return the fields that have a draw in their annotation, with it."""
    return tuple(
        (name, entry)
        for name, field in variant.model_fields.items()
        for entry in field.metadata
        if hasattr(entry, "pick")
    )


def whole_numbers(answer: Answer) -> Iterator[int]:
    """Yield the size of every whole number of an answer."""
    match answer:
        case Integer(value=int(value)):
            yield abs(value)
        case Shape(value=tuple(values)):
            yield from map(abs, values)
        case Parts(parts=parts):
            for part in parts.values():
                yield from whole_numbers(part)


def admissible(variant: Variant) -> bool:
    """Tell whether a draw is worth asking: possible, not trivial, and its mistakes can be told apart."""
    if variant.impossible():
        return False
    answer = variant.answer()
    if answer.trivial and not variant.trivial_answers:
        return False
    needed = 1 if isinstance(answer, Choice) else 2
    # The rest of the slips is not even computed: most of a draw's time would go there.
    told = (slip for slip, twin in told_apart(answer, variant.slips()) if twin is None)
    return sum(1 for _ in islice(told, needed)) == needed
