"""A chain of asks about one stack of layers: each part goes on from the learner's own numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from questions.c01_two_layers.part import Part, Said
from questions.model import Ask, variants_of
from quiz.cards.attempt import Attempt

CHAIN = variants_of("C1")


def going_on(ask: Ask, parts: Iterable[Attempt]) -> Attempt:
    """Return an ask as a card; a part of a chain is told what was said in those before it."""
    if not isinstance(ask.variant, Part):
        return Attempt(ask)
    said = Said(**dict(_said(parts)))
    return Attempt(replace(ask, variant=ask.variant.model_copy(update={"said": said})))


def withholds(card: Attempt) -> bool:
    """Tell whether the learner goes on from a wrong number: what it really is comes with the last part."""
    return type(card.ask.variant) is not CHAIN[-1] and own_number(card) is not None and card.outcome == "wrong"


def made_up_for(card: Attempt, parts: Iterable[Attempt]) -> Sequence[Attempt]:
    """Return the parts of a chain whose solution has waited for its last."""
    return [part for part in parts if withholds(part)] if type(card.ask.variant) is CHAIN[-1] else ()


def own_number(card: Attempt) -> int | None:
    """Return what a part of a chain ended with where that is not the real number and later parts can go on from it."""
    part, verdict = card.ask.variant, card.verdict
    if not isinstance(part, Part) or verdict is None or verdict.kind == "clarify":
        return None
    wrong = not part.answer().accepts(verdict.value)
    return cast("int", verdict.value) if wrong and part.goes_on_from(verdict.value) else None


def _said(parts: Iterable[Attempt]) -> Iterable[tuple[str, int]]:
    """Yield what stands for each part: the learner's number, else the real one unless nobody has said it."""
    for attempt in parts:
        part = attempt.ask.variant
        if isinstance(part, Part) and part.fills and attempt.outcome != "skipped":
            own = None if attempt.outcome == "revealed" else own_number(attempt)
            yield part.fills, own or cast("int", part.answer().value)
