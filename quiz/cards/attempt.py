"""One ask from draw to verdict: tries, hints, reveal; pure, no I/O and no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from questions.model import Ask, Variant
from questions.scenes import Scene
from questions.slips import Slip
from quiz.answering.grading import Verdict, graded
from quiz.cards.hints import hints

TRIES = 2
"""Readable answers before the solution is shown; clarifying is free."""

Outcome = Literal["right", "second try", "wrong", "revealed", "skipped"]


@dataclass(slots=True)
class Attempt:
    """What has happened to one ask so far."""

    ask: Ask
    tries: int = 0
    hints: int = 0
    outcome: Outcome | None = None
    """None while the learner may still answer."""
    named: list[Verdict] = field(default_factory=list)
    """The verdicts on wrong answers that have a name, in their order."""
    typed: str = ""
    """The last answer as typed."""
    draft: Mapping[str, str] = field(default_factory=dict)
    """What stands in the boxes, by the name of the part, empty where there is one box."""
    verdict: Verdict | None = None
    """Its verdict."""
    judged: Verdict | None = None
    """The verdict on the last answer that could be read."""
    repeated: bool = False
    """Whether the wrong answer that was just given was given once more."""

    @property
    def done(self) -> bool:
        """Whether the learner can answer no more."""
        return self.outcome is not None

    @property
    def missed(self) -> bool:
        """Whether it ended without a right answer; skipping is no miss."""
        return self.outcome in ("wrong", "revealed")

    @property
    def skipped(self) -> bool:
        """Whether it was left without an answer."""
        return self.outcome == "skipped"

    @property
    def unresolved(self) -> bool:
        """Whether an answer was wrong and the second try is still to come."""
        return not self.done and self.tries > 0

    def submit(self, text: str, parts: Mapping[str, str] | None = None) -> Verdict:
        """Grade a typed answer, or what was typed into the box of each part; a readable one uses up a try.

        The wrong answer that was just given, or anything once the ask is over, changes nothing: a key pressed twice
        costs no try.
        """
        again = self.verdict is not None and self.verdict.kind == "reject" and text == self.typed
        if self.verdict and (self.done or again):
            self.repeated = again and not self.done
            return self.verdict
        self.repeated = False
        verdict = graded(self.ask.variant, parts or text)
        self.typed, self.verdict = text, verdict
        self.draft = parts or {"": text}
        if verdict.kind == "clarify":
            return verdict
        self.tries += 1
        self.judged = verdict
        if verdict.slip:
            self.named.append(verdict)
        if verdict.kind == "accept":
            self.outcome = "right" if self.tries == 1 else "second try"
        elif self.tries >= TRIES:
            self.outcome = "wrong"
        return verdict

    @property
    def settled(self) -> Variant:
        """The ask that is to be proved: where many answers are right, with the learner's."""
        if self.verdict and self.verdict.kind == "accept":
            return self.ask.variant.settled(self.verdict.value)
        return self.ask.variant

    @property
    def mistake(self) -> Slip | None:
        """The mistake that was named last, None if there was none."""
        return self.named[-1].matched if self.named else None

    def scene(self) -> Scene:
        """Demonstrate the right answer; after a mistake that gives a map, first that map beside the right one."""
        from questions.model.mistaken import mistaken

        slip = self.mistake
        return (mistaken(slip, self.ask.variant) if slip else None) or self.settled.scene()

    def hint(self) -> str | None:
        """Return the next hint; None when all are given."""
        given = self.hints_given(self.hints + 1)
        if len(given) == self.hints:
            return None
        self.hints += 1
        return given[-1]

    def hints_given(self, number: int) -> list[str]:
        """Return the first hints."""
        return hints(self.ask.variant)[:number]

    def reveal(self) -> None:
        """Give up and see the solution."""
        self.outcome = "revealed"

    def skip(self) -> None:
        """Leave the ask; that is no mistake, but takes none back."""
        self.outcome = "wrong" if self.tries else "skipped"

    def unskip(self) -> None:
        """Be open again."""
        self.outcome = None
