"""A question beside its answer: what proves it, what is often heard, what a good answer says."""

from __future__ import annotations

from collections.abc import Sequence

from questions.model import Claim, Evidence, Question
from quiz.cards.prose import Prose, Tick


def named(question: Question) -> str:
    """Return number and title."""
    return f"{question.number}. {question.title}"


def claim_line(claim: Claim, evidence: Evidence | None) -> str:
    """Say a claim with what proves it."""
    if evidence is None:
        return f"{claim.says} [cited: {claim.source}]"
    return f"{claim.says} [{'run' if evidence.holds else 'NOT CONFIRMED'}: {evidence.observed}]"


def heard_lines(question: Question) -> list[str]:
    """Return the common wordings, each with why it fails."""
    return [f"Often heard: “{wording.says}” {wording.but}" for wording in question.common_wording]


def rubric_lines(question: Question) -> list[str]:
    """Return the points, essential ones with a star."""
    return [f"{'★' if point.essential else ' '} {point.text}" for point in question.rubric]


def ticks_line(question: Question, ticks: Sequence[Tick | None]) -> str:
    """Count the points that were made: `3 of 7  ★ 1 of 2`."""
    stars = [tick for tick, point in zip(ticks, question.rubric, strict=True) if point.essential]
    made = f"{ticks.count('said')} of {len(ticks)}"
    return f"{made}  ★ {stars.count('said')} of {len(stars)}" if stars else made


def unticked_line(ticks: Sequence[Tick | None]) -> str:
    """Say what becomes of points that nobody ticked."""
    left = ticks.count(None)
    return f"done, {left} {'counts' if left == 1 else 'count'} as missed" if left else "done"


def credit_line(card: Prose) -> str:
    """Say what the ticks give: `86%, every ★ point said`."""
    return f"{card.credit:.0%}, {'every ★ point said' if card.passed else 'a ★ point is missing'}"
