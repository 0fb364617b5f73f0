"""A prose card: the learner says or types an answer, then ticks the rubric point by point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from questions.model import Kata, Point, Question

THE_POINT = "the point of the model answer"

Tick = Literal["said", "half", "missed"]
LONGEST = 10_000
"""Characters of an answer, some four pages."""
FULL = f"An answer holds {LONGEST:,} characters. What goes beyond that is left out."
CREDIT: dict[Tick, float] = {"said": 1, "half": 0.5, "missed": 0}


@dataclass(slots=True)
class Prose:
    """What has happened to one prose card so far."""

    question: Question
    typed: str = ""
    draft: Mapping[str, str] = field(default_factory=dict)
    """What stands in the box, under an empty name."""
    ticks: tuple[Tick, ...] = ()
    """One a point of the rubric, once the card is rated."""
    trapped: bool = False
    """Whether the learner fell into the trap, which costs a point."""
    skipped: bool = False
    told: bool = False
    """Whether the answer is given and the model answer may be seen."""
    marks: tuple[Tick | None, ...] = ()
    """The ticks so far, None for an open point, while the card is not rated yet; empty before the first."""
    marked_trap: bool = False
    """Whether the trap is among them."""
    follow_up: int = 0
    """Which follow-up of the question this is, from 1; 0 for the question itself."""
    kata: type[Kata] | None = None
    """The program to write, where this is a kata's card."""

    @property
    def code(self) -> str:
        """Where the card is logged: `Q03`; `Q03+1` for its first follow-up; `K03.1` for a kata."""
        if self.kata:
            return self.kata.id
        return f"Q{self.question.number:02}{f'+{self.follow_up}' if self.follow_up else ''}"

    def tell(self, typed: str) -> None:
        """Take the answer, empty if it was said aloud."""
        self.typed, self.told = typed, True

    def mark(self, marks: Sequence[Tick | None], trapped: bool) -> None:
        """Take the ticks so far."""
        self.marks, self.marked_trap = tuple(marks), trapped

    def rate(self, ticks: Sequence[Tick], trapped: bool, typed: str = "") -> None:
        """Take the ticks of all points; a ValueError says how many there must be, and which there are."""
        if not set(ticks) <= CREDIT.keys():
            raise ValueError(f"a tick is one of {', '.join(CREDIT)}")
        if len(ticks) != len(self.question.rubric):
            raise ValueError(f"a tick is needed for each point, {len(self.question.rubric)} in all; got {len(ticks)}")
        self.ticks, self.trapped, self.typed = tuple(ticks), trapped, typed

    def unskip(self) -> None:
        """Be open again."""
        self.skipped = False

    @property
    def answered(self) -> bool:
        """Whether nothing more can be said."""
        return self.told or self.done

    @property
    def done(self) -> bool:
        """Whether the card needs nothing more."""
        return self.skipped or bool(self.ticks)

    @property
    def credit(self) -> float:
        """Points over all points, the trap deducting one."""
        points = sum(CREDIT[tick] for tick in self.ticks) - self.trapped
        return max(points, 0) / len(self.question.rubric)

    @property
    def passed(self) -> bool:
        """Whether every ★ point was said."""
        return self.done and not self.skipped and all(tick == "said" for tick in self.of_essentials)

    @property
    def essentials(self) -> str:
        """What became of the ★ points, in a few words."""
        if "missed" in self.of_essentials:
            return "a ★ point is missing"
        return "a ★ point is only half said" if "half" in self.of_essentials else "every ★ point said"

    @property
    def of_essentials(self) -> list[Tick]:
        """The ticks of the ★ points, once the card is rated."""
        return [tick for point, tick in zip(self.question.rubric, self.ticks, strict=True) if point.essential]


def asked_next(question: Question, number: int) -> Prose:
    """Return a follow-up of a question, from 1, as a card with one point to tick."""
    follow_up = question.follow_ups[number - 1]
    told = question.model_copy(
        update={
            "title": follow_up.ask,
            "answer": follow_up.answer,
            "claims": (),
            "common_wording": (),
            "follow_ups": (),
            "rubric": (Point(text=THE_POINT, essential=True),),
            "trap": "",
        }
    )
    return Prose(told, follow_up=number)
