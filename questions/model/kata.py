"""A kata: a program to write, judged at many settings; the usual mistakes are whole programs themselves."""

# Without `from __future__ import annotations`: pydantic would evaluate these texts anew for each of the katas.

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import prod
from textwrap import dedent, indent, wrap
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from questions.drawing import ATTEMPTS, NoAdmissibleDrawError, Stream
from questions.model.levels import Level
from questions.model.question import FollowUp
from questions.model.variant import drawables
from questions.slips import MESSAGES
from solvers import measure

if TYPE_CHECKING:
    from solvers.measure import Array

SETTINGS = 30
"""Settings that a program is judged at, where a kata has so many."""
HEAD = "import numpy as np\n\n\n"
UNWRITTEN = "raise NotImplementedError"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A misconception as a program: the reference with some of its lines written as people write them wrongly."""

    tag: str
    """Names the misconception, as a slip's does."""
    edits: tuple[tuple[str, str], ...]
    """What stands in the reference in loops, and what the mistaken program has in its place."""
    message: str = ""
    """What is told; left out, the shared text of the tag."""

    def __post_init__(self) -> None:
        if not self.message:
            object.__setattr__(self, "message", MESSAGES.get(self.tag, ""))


def mutant(tag: str, *texts: str, message: str = "") -> Mutant:
    """Return a mutant from its edits, given one after the other: old, new, old, new."""
    return Mutant(tag, tuple(zip(texts[::2], texts[1::2], strict=True)), message)


class Kata(BaseModel, ABC):
    """One program to write; an instance is one setting of it, and a docstring's first line its id and title."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: ClassVar[str]
    title: ClassVar[str]
    name: ClassVar[str]
    """The function to write."""
    level: ClassVar[Level]
    minutes: ClassVar[int]
    """What an interviewer gives for it."""
    says: ClassVar[str]
    """The interviewer's words."""
    signature: ClassVar[str] = ""
    """The first line of the function, with types."""
    shapes: ClassVar[str]
    """Its docstring: what comes in and goes out, with shapes."""
    returns: ClassVar[tuple[str, ...]] = ()
    """The names of the results, where there are several."""
    hints: ClassVar[tuple[str, ...]]
    """Told one at a time."""
    loops: ClassVar[str]
    """The body of the reference, as one writes it first."""
    vectorised: ClassVar[str] = ""
    """The body without a Python loop over positions; empty where there is nothing to vectorise."""
    must_be_fast: ClassVar[bool] = False
    """Whether a second stage asks for the vectorised program."""
    complexity: ClassVar[str]
    """Time and memory."""
    asked_next: ClassVar[FollowUp]
    mutants: ClassVar[tuple[Mutant, ...]]
    edges: ClassVar[tuple[dict[str, Any], ...]] = ()
    """Settings that are never left out, by what differs from the defaults."""
    large: ClassVar[dict[str, Any] | None] = None
    """The setting at which programs are timed."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Take id and title from the docstring, the name from the signature."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.id, _, title = (cls.__doc__ or "").partition("\n")[0].partition(" ")
        cls.title = title.rstrip(".")
        found = re.match(r"def (\w+)\(", cls.signature)
        cls.name = found[1] if found else ""

    @abstractmethod
    def arguments(self) -> dict[str, Any]:
        """Return what the function is called with, by name, in the order of its signature."""

    @abstractmethod
    def expected(self) -> Any:
        """Return what the real op gives for these arguments."""

    def closed(self) -> Any:
        """Return the same by its closed form, where there is one; None where there is none."""
        return None

    def possible(self) -> bool:
        """Tell whether these numbers make a setting."""
        return True

    def array(self, name: str, *shape: int) -> "Array":
        """Return the array of this name at this setting: tenths from −2 to 2, short to write down."""
        seed = Stream(self.id, name, *self.model_dump().values()).below(2**31)
        return measure.tenths(*shape, seed=seed)

    @classmethod
    def settings(cls) -> tuple[Self, ...]:
        """Return what a program is judged at, the same on every platform: the edges, then draws, the smallest first.

        Raises NoAdmissibleDrawError where neither gives any.
        """
        return _settings(cls)

    @classmethod
    def program(cls, body: str) -> str:
        """Return the whole program with this body."""
        told = "\n    ".join(wrap(cls.shapes, 105, break_on_hyphens=False))
        told = f"{told}\n    " if "\n" in told else told
        return f'{HEAD}{cls.signature}\n    """{told}"""\n{indent(dedent(body).strip(), "    ")}\n'

    @classmethod
    def stub(cls) -> str:
        """Return what the learner begins with."""
        return cls.program(UNWRITTEN)

    @classmethod
    def mistaken(cls, mutant: Mutant) -> str:
        """Return a mutant as a whole program; ValueError if the reference has not what it changes."""
        body = dedent(cls.loops)
        for old, new in mutant.edits:
            if old not in body:
                raise ValueError(f"{cls.id} {mutant.tag}: the reference has no {old!r}")
            body = body.replace(old, new)
        return cls.program(body)

    @classmethod
    def function(cls, program: str) -> Callable[..., Any]:
        """Return the function of one of our own programs."""
        return _function(cls.name, program)


@cache
def _function(name: str, program: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {"__name__": name}
    exec(compile(program, f"{name}.py", "exec"), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


@cache
def _settings(kata: type[Kata]) -> tuple[Any, ...]:
    edges = dict.fromkeys(kata(**edge) for edge in kata.edges)
    found = dict(edges)
    stream = Stream(kata.id, "settings")
    for _ in range(ATTEMPTS):
        drawn = kata(**{name: entry.pick(stream) for name, entry in drawables(kata)})
        if drawn.possible():
            found[drawn] = None
        if len(found) == SETTINGS:
            break
    if not found:
        raise NoAdmissibleDrawError(f"{kata.id}: no setting in {ATTEMPTS} attempts")
    return (*edges, *sorted((each for each in found if each not in edges), key=_size))


def _size(setting: Kata) -> int:
    """Return how many numbers the arrays of a setting have."""
    return sum(prod(getattr(value, "shape", ())) for value in setting.arguments().values())
