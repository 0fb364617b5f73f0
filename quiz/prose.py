"""A prose card: the learner says or types an answer, then ticks the rubric point by point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from questions.model import Question

Tick = Literal["said", "half", "missed"]
CREDIT: dict[Tick, float] = {"said": 1, "half": 0.5, "missed": 0}


@dataclass(slots=True)
class Prose:
    """What has happened to one prose card so far."""

    question: Question
    typed: str = ""
    ticks: tuple[Tick, ...] = ()
    """One a point of the rubric, once the card is rated."""
    trapped: bool = False
    """Whether the learner fell into the trap, which costs a point."""
    skipped: bool = False

    @property
    def code(self) -> str:
        """Where the card is logged: `Q03`."""
        return f"Q{self.question.number:02}"

    def rate(self, ticks: Sequence[Tick], trapped: bool, typed: str = "") -> None:
        """Take the ticks of all points; a ValueError says how many there must be, and which there are."""
        if not set(ticks) <= CREDIT.keys():
            raise ValueError(f"a tick is one of {', '.join(CREDIT)}")
        if len(ticks) != len(self.question.rubric):
            raise ValueError(f"{len(self.question.rubric)} points need a tick each, got {len(ticks)}")
        self.ticks, self.trapped, self.typed = tuple(ticks), trapped, typed

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
        rated = zip(self.question.rubric, self.ticks, strict=True)
        return self.done and not self.skipped and all(tick == "said" for point, tick in rated if point.essential)
