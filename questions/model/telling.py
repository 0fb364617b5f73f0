"""Which mistakes a draw can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from questions.answers import Answer, Integer, fraction
from questions.slips import Slip
from questions.slips.wording import either


def told_apart(answer: Answer, slips: Iterable[Slip]) -> Iterator[tuple[Slip, int | None]]:
    """Yield each slip that is wrong, with the place of an earlier one of the same value, None if it is the first."""
    values: list[Any] = []
    for slip in slips:
        if answer.accepts(slip.value):
            continue
        twin = next((at for at, value in enumerate(values) if answer.same(slip.value, value)), None)
        if twin is None:
            values.append(slip.value)
        yield slip, twin


def distinct(answer: Answer, slips: Iterable[Slip]) -> tuple[Slip, ...]:
    """Return the slips that differ from the right answer; those that coincide become one that leaves open which."""
    groups: list[list[Slip]] = []
    for slip in slips:
        if answer.accepts(slip.value):
            continue
        group = next((group for group in groups if alike(answer, slip.value, group[0].value)), None)
        if group is None:
            groups.append([slip])
        else:
            group.append(slip)
    return tuple(map(_merged, groups))


def alike(answer: Answer, one: Any, other: Any) -> bool:
    """Tell whether the same mistake gives two values: none gives a whole number and one that only rounds to it."""
    if not answer.same(one, other):
        return False
    return not isinstance(answer, Integer) or _is_whole(one) == _is_whole(other)


def _is_whole(value: Any) -> bool:
    number = fraction(value)
    return number is None or number.denominator == 1


def _merged(slips: Sequence[Slip]) -> Slip:
    first, *others = slips
    if not others:
        return first
    return replace(
        first,
        message=either([slip.message for slip in slips]),
        working="\n".join(dict.fromkeys(slip.working for slip in slips if slip.working)),
        also=tuple(dict.fromkeys(slip.tag for slip in others if slip.tag != first.tag)),
    )
