"""What is right and wrong about any answer to any ask, said in full."""

from __future__ import annotations

from collections.abc import Iterator

from questions.model import Variant
from quiz.answering.grading import Verdict
from quiz.words.proofs import proof
from quiz.words.verdicts import slip_run, working

HOW = {
    "listed": "a usual mistake",
    "misread": "the right computation on misread numbers",
    "pair": "two mistakes at once",
    "difference": "what the difference is made of, a guess",
    "anywhere": "what may happen anywhere",
}
"""How a mistake was found, by the layer of naming."""


def explanation_lines(variant: Variant, verdict: Verdict) -> Iterator[str]:
    """Say what was read, what is wrong with it, what the op makes of the mistake, and what is right."""
    yield from judged_lines(verdict)
    if verdict.kind != "clarify":
        measured = variant.measure()
        yield f"Right is {variant.answer().shown}: {measured.run}"
        yield proof(variant, measured)


def judged_lines(verdict: Verdict) -> Iterator[str]:
    """Say what was read, what is wrong with it, and what the op makes of the mistake."""
    if verdict.kind == "clarify":
        yield f"Not readable: {verdict.message}"
        return
    yield f"Read as {verdict.reading}."
    if verdict.kind == "accept":
        yield verdict.message
    for name, part in wrong_parts(verdict):
        yield f"Not right{f', {name}' if name else ''}: {part.reading}."
        yield f"  {part.message}{_named(part)}"
        if part.matched:
            told = (*working(part.matched), *slip_run(part.matched))
            yield from (f"  {label}: {what}" for label, what in told)


def wrong_parts(verdict: Verdict) -> list[tuple[str, Verdict]]:
    """Return each wrong part of an answer with its verdict; the whole, without a name, if that says more."""
    if verdict.kind != "reject":
        return []
    if verdict.parts and verdict.slip != "parts.swapped":
        return [(name, part) for name, part in verdict.parts.items() if part.kind == "reject"]
    return [("", verdict)]


def layer_of(verdict: Verdict) -> str:
    """Return how the mistake of a wrong answer was found; empty if it has no name."""
    return verdict.matched.layer if verdict.matched else "anywhere" if verdict.slip else ""


def _named(verdict: Verdict) -> str:
    if not verdict.slip:
        return ""
    tags = verdict.mistake
    return f" ({tags}: {HOW[layer_of(verdict)]})"
