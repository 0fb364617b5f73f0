"""How numbers are drawn: promised random streams, share codes, and which draws are worth asking."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from questions.answers import Answer, Choice
from questions.slips.slip import Slip

if TYPE_CHECKING:
    from questions.model.variant import Variant

T = TypeVar("T")

ATTEMPTS = 1000
"""Candidates tried for one seed before the variant counts as defective."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that reads like a digit."""
SEEDS = len(ALPHABET) ** 4


class NoAdmissibleDrawError(Exception):
    """A variant found no draw worth asking: a defect of its ranges or of its slips."""


class Stream:
    """Random numbers that are the same everywhere: `Random(text).random()` alone is promised by Python."""

    def __init__(self, *key: object) -> None:
        self._random = random.Random("/".join(map(str, ("convquiz", *key)))).random

    def below(self, bound: int) -> int:
        """Return a whole number in 0…bound−1."""
        return int(self._random() * bound)

    def choice(self, values: Sequence[T]) -> T:
        """Return one of the values."""
        return values[int(self._random() * len(values))]

    def shuffled(self, values: Iterable[T]) -> list[T]:
        """Return the values in random order (Fisher–Yates)."""
        deck = list(values)
        for last in range(len(deck) - 1, 0, -1):
            other = self.below(last + 1)
            deck[last], deck[other] = deck[other], deck[last]
        return deck


class Drawable(Protocol):
    """What stands in a field's annotation and picks its value."""

    def pick(self, stream: Stream) -> Any:
        """Return one value."""
        ...


class Draw:
    """One of the given values; ranges are spread, repeated values weigh more."""

    def __init__(self, *values: Any) -> None:
        self.values: tuple[Any, ...] = tuple(
            value for entry in values for value in (entry if isinstance(entry, range) else (entry,))
        )

    def pick(self, stream: Stream) -> Any:
        """Return one of the values."""
        return stream.choice(self.values)


class DrawSeveral:
    """A tuple of draws, as long as one of the lengths."""

    def __init__(self, each: Drawable, lengths: range) -> None:
        self.each, self.lengths = each, lengths

    def pick(self, stream: Stream) -> tuple[Any, ...]:
        """Return as many values as the drawn length says."""
        return tuple(self.each.pick(stream) for _ in range(stream.choice(self.lengths)))


def live_slips(answer: Answer, slips: Iterable[Slip]) -> tuple[Slip, ...]:
    """Return the slips that this draw can tell from the right answer; those that coincide become one."""
    live: list[Slip] = []
    for slip, twin in _placed(answer, slips):
        if twin is None:
            live.append(slip)
        else:
            live[twin] = _merged(live[twin], slip)
    return tuple(live)


def _placed(answer: Answer, slips: Iterable[Slip]) -> Iterator[tuple[Slip, int | None]]:
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


def admissible(variant: Variant) -> bool:
    """Tell whether a draw is worth asking: possible, not trivial, and its mistakes can be told apart."""
    if variant.impossible():
        return False
    answer = variant.answer()
    if answer.trivial and not variant.trivial_answers:
        return False
    needed = 1 if isinstance(answer, Choice) else 2
    # The rest of the slips is not even computed: most of a draw's time would go there.
    told = (slip for slip, twin in _placed(answer, variant.slips()) if twin is None)
    return sum(1 for _ in islice(told, needed)) == needed


@dataclass(frozen=True, slots=True)
class Ask:
    """A variant with drawn numbers and the seed that brings them back."""

    variant: Variant
    seed: int | None
    """None where the numbers were not drawn."""

    @property
    def code(self) -> str:
        """The share code, `Q03.1-7F3K`; of numbers that were not drawn, these: `Q03.1 size=32 kernel=5`."""
        if self.seed is None:
            return " ".join((_prefix(self.variant.id), *self.variant.words()))
        return share_code(self.variant.id, self.seed)


def share_code(variant_id: str, seed: int) -> str:
    """Return the code that brings back a draw on any machine; chains begin with C and reverse asks with R, not Q."""
    digits = "".join(ALPHABET[seed >> shift & 31] for shift in (15, 10, 5, 0))
    return f"{_prefix(variant_id)}-{digits}"


def _prefix(variant_id: str) -> str:
    question, _, variant = variant_id.partition(".")
    number = question.lstrip("CR")
    return f"{question.removesuffix(number) or 'Q'}{int(number):02}.{variant}"


NAME = r"([QCR]?)0?(\d{1,2})\.(\d{1,2})"
"""A variant as people write it: `Q03.1`, `3.1`, `C01.4`."""


def parse_variant_id(text: str) -> str:
    """Return the variant id that is written `Q03.1`, `3.1` or `C01.4`, empty if it is none."""
    match = re.fullmatch(NAME, text.strip().upper(), re.ASCII)
    return _variant_id(match) if match else ""


def _variant_id(match: re.Match[str]) -> str:
    return f"{match[1].strip('Q')}{int(match[2])}.{int(match[3])}"


def parse_share_code(text: str) -> tuple[str, int]:
    """Return variant id and seed; a ValueError says what a code looks like.

    Letter case, a missing leading zero, and O, I, L for 0, 1, 1 are forgiven.
    """
    match = re.fullmatch(NAME + "-([0-9A-Z]{4})", text.strip().upper(), re.ASCII)
    digits = match[4].translate(str.maketrans("OIL", "011")) if match else ""
    if not match or not set(digits) <= set(ALPHABET):
        raise ValueError(f"{text!r} is not a share code; one looks like Q03.1-7F3K")
    seed = 0
    for digit in digits:
        seed = seed * 32 + ALPHABET.index(digit)
    return _variant_id(match), seed
