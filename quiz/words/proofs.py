"""What an answer is proved by: closed form and run, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from questions.answers import Answer
from questions.model import Evidence, Variant
from solvers.measure import Measurement

if TYPE_CHECKING:
    from questions.sheet.line import Fact, Line
    from quiz.cards.attempt import Attempt


def proof_lines(attempt: Attempt) -> list[str]:
    """Run what an ask is proved by, also on the learner's own number; say what was run and what both witnesses say."""
    variant = attempt.settled
    measured = variant.measure()
    lines = [proof(variant, measured), measured.run]
    if attempt.verdict and (way := attempt.verdict.carried):
        run = way.measure()
        lines += [f"From your own number: {run.run}", witnesses(way.answer, run)]
    return lines


def proof(variant: Variant, measured: Measurement) -> str:
    """Put the two witnesses of an ask side by side: `formula 112 · op 112`."""
    return witnesses(variant.answer(), measured)


def witnesses(answer: Answer, measured: Measurement) -> str:
    """Put a closed form and a run side by side."""
    line = f"formula {answer.shown} · op {answer.show(measured.value)}"
    return line if answer.accepts(measured.value) else f"{line} · THEY DISAGREE, please flag this ask"


def sheet_lines(entry: Line | Fact, seen: Evidence | None) -> list[str]:
    """Say an entry of the cheat sheet with what proves it, None before that has run."""
    proof = "…" if seen is None else seen.observed if seen.holds else f"{seen.observed} · NOT CONFIRMED"
    return [f"{entry.topic}: {entry.formula}", *([f"  {entry.case}"] if entry.case else []), f"  {proof}"]
