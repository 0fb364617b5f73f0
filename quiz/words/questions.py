"""A question beside its answer: what proves it, what is often heard, what a good answer says."""

from __future__ import annotations

from collections.abc import Sequence

from questions.model import Claim, Evidence, Question
from quiz.answering.points import Suggestion
from quiz.cards.prose import Prose, Tick


def named(question: Question) -> str:
    """Return number and title."""
    return f"{question.number}. {question.title}"


def in_brief(question: Question) -> str:
    """Return number and subject, for a narrow list."""
    return f"{question.number:>2} {question.slug.replace('-', ' ').capitalize()}"


def claim_line(claim: Claim, evidence: Evidence | None) -> str:
    """Say a claim with what proves it."""
    if evidence is None:
        return f"{claim.says} [cited: {claim.source}]"
    return f"{claim.says} [{'run' if evidence.holds else 'NOT CONFIRMED'}: {evidence.observed}]"


def heard_lines(question: Question) -> list[str]:
    """Return the common wordings, each with why it fails."""
    return [f"“{wording.says}” {wording.but}" for wording in question.common_wording]


def rubric_lines(question: Question) -> list[str]:
    """Return the points, essential ones with a star."""
    return [f"{'★' if point.essential else ' '} {point.text}" for point in question.rubric]


def ticks_line(question: Question, ticks: Sequence[Tick | None]) -> str:
    """Count the points that were made: `3 of 7  ★ 1 of 2`."""
    stars = [tick for tick, point in zip(ticks, question.rubric, strict=True) if point.essential]
    made = f"{ticks.count('said')} of {len(ticks)}"
    return f"{made}  ★ {stars.count('said')} of {len(stars)}" if stars else made


def unticked_line(ticks: Sequence[Tick | None], suggested: int = 0) -> str:
    """Say what becomes of points that nobody ticked, and of those that are only suggested."""
    left = ticks.count(None)
    done = f"Enter: done, {left} {'counts' if left == 1 else 'count'} as missed" if left else "Enter: done"
    return f"y ticks the {suggested} suggested · {done}" if suggested else f"Space ticks · {done}"


def suggested_words(suggestion: Suggestion) -> str:
    """Say which words of the answer suggest a tick."""
    return f"you: {', '.join(suggestion.found)}"


def suggested_lines(suggestions: Sequence[Suggestion | None]) -> list[str]:
    """Say which points a typed answer seems to make; nothing where it makes none."""
    made = [f"  {number}. {each.tick}  ({suggested_words(each)})" for number, each in enumerate(suggestions, 1) if each]
    return ["Your words suggest (y takes that, the rest as missed):", *made] if made else []


def credit_line(card: Prose) -> str:
    """Say what the ticks give: `86%, every ★ point said`."""
    return f"{card.credit:.0%}, {card.essentials}"
