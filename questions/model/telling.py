"""Which mistakes a draw can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from questions.answers import Answer
from questions.slips import Slip


def live_slips(answer: Answer, slips: Iterable[Slip]) -> tuple[Slip, ...]:
    """Return the slips that this draw can tell from the right answer; those that coincide become one."""
    live: list[Slip] = []
    for slip, twin in told_apart(answer, slips):
        if twin is None:
            live.append(slip)
        else:
            live[twin] = _merged(live[twin], slip)
    return tuple(live)


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


def _merged(first: Slip, second: Slip) -> Slip:
    told = first.message if first.also else f"Either: {first.message}"
    return replace(
        first,
        message=f"{told} Or: {second.message}",
        working="\n".join(filter(None, (first.working, second.working))),
        also=(*first.also, second.tag),
    )
