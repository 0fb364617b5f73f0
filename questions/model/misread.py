"""The mistakes of an ask: those listed, right computations on misread numbers, and two mistakes at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice
from typing import Any

from questions.answers import Fitting
from questions.model.telling import distinct
from questions.model.variant import Variant
from questions.notation.numbers import written
from questions.slips import MISREADINGS, Misreading, Slip
from questions.slips.wording import both

PAIRS = 120
"""Pairs of mistakes that are tried: a learner waits for the verdict."""


def live_slips(variant: Variant) -> tuple[Slip, ...]:
    """Return the listed slips that this draw can tell from the right answer; those that coincide become one.

    What changes nothing in this draw, such as leaving a padding of 0 out, was not done.
    """
    void = _void(variant)
    return distinct(variant.answer(), (slip for slip in variant.slips() if void.isdisjoint(_made_of(slip.tag))))


def misread_slips(variant: Variant) -> tuple[Slip, ...]:
    """Return what the right computation gives on misread numbers, where no listed slip has that tag or value."""
    answer = variant.answer()
    listed = list(variant.slips())
    tags = {slip.tag for slip in listed}
    read = (slip for slip in misread_answers(variant) if slip.tag not in tags)
    return distinct(answer, (slip for slip in read if not any(answer.same(slip.value, old.value) for old in listed)))


def misread_answers(variant: Variant) -> Iterator[Slip]:
    """Yield what the right computation gives each way that an ask can be misread, the right answer too."""
    return (_slip(variant, *way) for way in _ways(variant))


def pairs(variant: Variant) -> Iterator[Slip]:
    """Yield what two mistakes at once give: a listed one, or a second misreading, on misread numbers."""
    return islice(_pairs(variant), PAIRS)


def _pairs(variant: Variant) -> Iterator[Slip]:
    ways = [way for way in _ways(variant) if not way[0].alone]
    for misreading, instead in ways:
        for slip in _copy(variant, instead).slips():
            if _kinds(slip.tag).isdisjoint(_kinds(misreading.tag)):
                yield _joined(_slip(variant, misreading, instead), slip)
    for (first, instead), (second, also) in combinations(ways, 2):
        copy = _copy(variant, {**also, **instead})
        if instead.keys() & also.keys() or not _kinds(first.tag).isdisjoint(_kinds(second.tag)) or copy.impossible():
            continue
        yield _joined(_slip(variant, first, instead), _slip(variant, second, also, copy))


def _kinds(tag: str) -> set[str]:
    """Return what a mistake is about: two about the same are not made at once."""
    return {made.partition(".")[0] for made in _made_of(tag)}


def _joined(first: Slip, second: Slip) -> Slip:
    return Slip(
        tag=first.tag,
        value=second.value,
        message=both(first.message, second.message),
        working="\n".join(filter(None, (first.working, second.working))),
        run=second.run,
        and_=(second.tag,),
        layer="pair",
    )


def _ways(variant: Variant) -> Iterator[tuple[Misreading, dict[str, Any]]]:
    """Yield how an ask may be misread, with the numbers that are read instead."""
    for misreading, instead in _readings(variant):
        if instead and not _copy(variant, instead).impossible():
            yield misreading, instead


def _readings(variant: Variant) -> Iterator[tuple[Misreading, dict[str, Any]]]:
    """Yield the misreadings of the numbers that a variant has, with what each changes in this draw."""
    if isinstance(variant.answer(), Fitting):
        return
    numbers = {name: getattr(variant, name) for name in variant.settable()}
    for misreading in (*variant.also_misread, *MISREADINGS):
        instead = misreading.of(numbers)
        if instead is not None and misreading.tag not in variant.never_misread:
            yield misreading, instead


def _void(variant: Variant) -> set[str]:
    """Return the tags of what would change none of the numbers of this draw."""
    readings = list(_readings(variant))
    return {misreading.tag for misreading, _ in readings} - {misreading.tag for misreading, read in readings if read}


def _made_of(tag: str) -> Iterator[str]:
    """Yield the mistakes that a tag names: `depth_and_bias.forgotten` is `depth.forgotten` and `bias.forgotten`."""
    kinds, _, what = tag.partition(".")
    return (f"{kind}.{what}" for kind in kinds.split("_and_"))


def _copy(variant: Variant, instead: dict[str, Any]) -> Variant:
    return variant.model_copy(update=instead)


def _in_place_of(right: Any) -> str:
    """Write the number that was misread; nothing where the ask leaves it to what is usual."""
    return "" if right is None else f" for {written(right)}"


def _slip(variant: Variant, misreading: Misreading, instead: dict[str, Any], copy: Variant | None = None) -> Slip:
    copy = copy or _copy(variant, instead)
    read = ", ".join(f"{name}={written(new)}{_in_place_of(getattr(variant, name))}" for name, new in instead.items())
    answer = copy.answer()
    return Slip(
        tag=misreading.tag,
        value=answer.value,
        message=misreading.message,
        working=f"{read}: {answer.shown}",
        run=copy.measure,
        layer="misread",
    )
