"""What an export format is given, and what it says of itself."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Literal, get_args

from questions.notation.counts import count
from quiz import __version__

if TYPE_CHECKING:
    from questions.scenes import Frame
    from quiz.sets.entry import Entry
    from quiz.sets.model import PracticeSet
    from quiz.sets.problem import Problem
    from quiz.sets.solve import ChangedItemError

Answers = Literal["none", "key", "inline", "worked"]
ANSWERS: tuple[Answers, ...] = get_args(Answers)
"""Nothing; a key at the end; each answer below its question; a key with steps and slips."""
Lost = dict[str, list[str]]
"""What a format could not hold, and what it concerns, share codes mostly; none if it is the whole set."""

MOST_NAMED = 20
"""Share codes that are named where a format could not hold something; a bank has thousands."""
WITH_KATAS = ("python", "json")
"""Formats that say which programs are to be written; the others hold asks with numbers alone."""


class ExportError(Exception):
    """The export cannot be made; the message is one line for people."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What makes a worksheet one student's copy."""

    title: str
    number: int
    student: str
    """Empty where the name is to be written."""
    points: tuple[int, ...]
    """Of each item of the set."""
    exam: bool
    """Whether share codes and seed, from which anybody has the answers, are left out."""
    command: str
    """The one that makes all copies again."""

    @property
    def blanks(self) -> tuple[str, str, str]:
        """What is written at its head."""
        line = "_" * 24
        return f"Name: {self.student or line}", f"Date: {line[:12]}", f"Points: {line[:6]} of {sum(self.points)}"

    def worth(self, number: int) -> str:
        """Say how many points an item has."""
        return count(self.points[number - 1], "point")


def lost_lines(name: str, lost: Lost) -> Iterator[str]:
    """Yield a line on each thing that a format could not hold."""
    for what, codes in lost.items():
        named = list(dict.fromkeys(codes))
        more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        where = f" ({len(named)}: {', '.join(named[:MOST_NAMED])}{more})" if named else ""
        yield f"{name}: {what}{where}"


@dataclass(slots=True)
class Export:
    """One export: a solved set, how much of the solution is wanted, and what the format could not hold."""

    practice_set: PracticeSet
    answers: Answers
    figures: bool
    revision: str
    """The date of the texts in use; a set may be older."""
    format: str
    problems: Iterable[Problem] = ()
    """Can be gone through once: a large set is never held solved as a whole by a format that need not."""
    paper: Paper | None = None
    """Whose copy it is, if it is one of a class."""
    lost: Lost = field(default_factory=dict)

    def take(self, found: Iterable[Problem | ChangedItemError]) -> None:
        """Set what is to be written; items that this bank asks no more are left out and named.

        ExportError if none is left.
        """
        asked = self._asked(found)
        first = next(asked, None)
        if first is None:
            raise ExportError("nothing to export: this bank asks none of the set's items any more")
        if self.practice_set.recipe.katas and self.format not in WITH_KATAS:
            self.lose("programs to write are in the format python", *self.practice_set.recipe.katas)
        self.problems = chain((first,), asked)

    def _asked(self, found: Iterable[Problem | ChangedItemError]) -> Iterator[Problem]:
        for each in found:
            if isinstance(each, Exception):
                self.lose(f"left out: {each}")
            else:
                yield each

    def losses(self) -> Iterator[str]:
        """Yield a line on each thing that is not in the file."""
        if self.figures and not self.answered:
            yield f"{self.format}: no figures: they show the answers, which --answers none leaves out"
        yield from lost_lines(self.format, self.lost)

    def lose(self, what: str, *codes: str) -> None:
        """Note what the format cannot hold."""
        self.lost.setdefault(what, []).extend(codes)

    @property
    def answered(self) -> bool:
        """Whether right answers are wanted."""
        return self.answers != "none"

    @property
    def worked(self) -> bool:
        """Whether steps and slips are wanted."""
        return self.answers == "worked"

    @property
    def illustrated(self) -> bool:
        """Whether figures are wanted; they show the answer, so they stand only beside it."""
        return self.figures and self.answered

    @property
    def title(self) -> str:
        """The title of a sheet."""
        return self.paper.title if self.paper else f"Practice set {self.practice_set.id}"

    @property
    def origin(self) -> str:
        """Say where every question comes from: set, seed and version; in an exam only which copy it is."""
        chosen, paper = self.practice_set, self.paper
        copy = f"copy {paper.number}" if paper else ""
        if paper and paper.exam:
            return copy
        made = made_by(f"set {chosen.id}", chosen.seed, chosen.bank_revision)
        return f"{copy} · {made}" if copy else made

    def heading(self, shown: Entry) -> str:
        """Return the heading of an item: its number, and its share code where that may be known."""
        return f"{shown.number}." if self.paper and self.paper.exam else f"{shown.number}. {shown.code}"

    def about(self, shown: Entry) -> str:
        """Say what is said below the heading: level, topics and seed; in an exam only what it is worth."""
        worth = self.paper.worth(shown.number) if self.paper else ""
        if self.paper and self.paper.exam:
            return worth
        said = f"{shown.about} · seed {self.practice_set.seed}"
        return f"{worth} · {said}" if worth else said

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands that make the same set and the same sheet again; none where a set was edited since."""
        if self.paper:
            return () if self.paper.exam else (self.paper.command,)
        if self.practice_set.edited:
            return ()
        figures = ["--figures"] if self.figures else []
        words = ["convquiz", "export", "set.json", "--to", self.format, "--answers", self.answers, *figures]
        return shlex.join(make_words(self.practice_set)), shlex.join(words)


def made_by(name: str, seed: int, revision: str) -> str:
    """Say by what something was made."""
    return f"{name} · seed {seed} · bank {revision} · convquiz {__version__}"


def make_words(practice_set: PracticeSet) -> list[str]:
    """Return the words of the command that makes a set again, at the same bank revision."""
    recipe = practice_set.recipe
    each = recipe.per_variant
    words = ["convquiz", "make", *(("-n", str(recipe.length)) if each is None else ("--per-variant", str(each)))]
    if recipe.questions:
        words += ["--question", ",".join(map(str, recipe.questions))]
    for option, values in (("--variant", recipe.variants), ("--topic", recipe.topics), ("--level", recipe.levels)):
        for value in values:
            words += [option, value]
    if recipe.mix:
        words += ["--mix", ",".join(f"{level}:{number}" for level, number in recipe.mix.items())]
    for kata in recipe.katas or ():
        words += ["--kata", kata]
    if recipe.order != "level":
        words += ["--order", recipe.order]
    return [*words, "--seed", str(practice_set.seed), "-o", "set.json"]


@dataclass(frozen=True, slots=True)
class Figure:
    """The last frame of a demonstration."""

    title: str
    frame: Frame
    name: str
    """Of its file, the same for the same ask."""

    @property
    def says(self) -> str:
        """The figure in one line, for those who do not see it."""
        return f"{self.title}: {'; '.join(self.frame.caption.splitlines())}"

    @property
    def svg(self) -> str:
        """The figure as a picture that stands by itself."""
        from quiz.render.svg import svg  # figures are rarely wanted

        return svg(self.frame, self.title)

    @property
    def text(self) -> str:
        """The figure in characters."""
        from quiz.render.text import frame_text

        return f"{self.title}\n{frame_text(self.frame)}"


def figure(problem: Problem) -> Figure:
    """Run the op and return how its demonstration ends."""
    scene = problem.variant.scene()
    name = f"convquiz-{re.sub('[^a-z0-9.-]+', '-', problem.code.lower())}.svg"
    return Figure(scene.title, scene.frame(scene.length - 1), name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """One format that sets are exported to."""

    name: str
    suffix: str
    title: str
    """What it is, in a few words."""
    holds: str
    """How it carries answers, slips and figures."""
    write: Callable[[Export], Iterator[bytes]]
    """Yields the file piece by piece; raises ExportError before the first."""
    answers: tuple[Answers, ...]
    """Those it can have, the usual one first."""
    binary: bool = False
