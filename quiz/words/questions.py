"""A question beside its answer: what proves it, what is often heard, what a good answer says."""

from __future__ import annotations

from questions.model import Claim, Evidence, Question


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
