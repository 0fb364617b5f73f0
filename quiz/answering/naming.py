"""What a wrong answer is called: the order in which mistakes are looked for stands here.

Listed slips of the variant come first, then right computations on misread numbers, then two mistakes at once, then
what the difference is made of, and last what may happen anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from questions.answers import Choice, Fitting, Number, Part
from questions.model import Variant, alike, differences, live_slips, misread_slips, pairs, turned
from questions.slips import Slip
from quiz.answering.chance import unlikely
from quiz.answering.generic import rounded, rounds

PAIRS, DIFFERENCES = Fraction(1, 2), Fraction(1, 25)
"""In what share of the numbers about a typed one a name may be given that means nothing; two mistakes are rarer than
numbers that look like them. On wrong numbers of all sizes it happens far more rarely: `tests/bench/naming.py`."""


@dataclass(frozen=True)
class Mistakes:
    """The mistakes that an ask knows; those that are not listed are worked out when an answer is wrong."""

    variant: Variant

    @cached_property
    def listed(self) -> tuple[Slip, ...]:
        """The slips of the variant, in their order."""
        return live_slips(self.variant)

    @cached_property
    def misread(self) -> tuple[Slip, ...]:
        """What the right computation gives on misread numbers."""
        return misread_slips(self.variant)

    @cached_property
    def pairs(self) -> tuple[Slip, ...]:
        """What two mistakes at once give."""
        return tuple(pairs(self.variant))

    def unlisted(
        self, answer: Part, typed: Any, part: str = "", explained: Callable[[Slip], int] = lambda slip: 0
    ) -> Slip | None:
        """Name a wrong value that no listed slip explains; None if nothing does.

        Of an answer in parts, `part` is the one that is wrong; slips that explain more of the wrong parts come first.
        """
        if isinstance(answer, Choice | Fitting) or typed is None or answer.value is None:
            return None
        return (
            named(answer, typed, self.misread, part, explained)
            or _likely(answer, typed, self.pairs, PAIRS, part, explained)
            or _likely(answer, typed, tuple(turned(answer)), PAIRS)
            or _likely(answer, typed, self._differences(answer, typed), DIFFERENCES)
        )

    def _differences(self, answer: Part, typed: Any) -> tuple[Slip, ...]:
        """Return what the difference may be made of: what is only rounded away is nothing that was left out."""
        return () if rounded(answer, typed) else tuple(differences(self.variant, answer))


def named(
    answer: Part,
    typed: Any,
    slips: Iterable[Slip],
    part: str = "",
    explained: Callable[[Slip], int] = lambda slip: 0,
) -> Slip | None:
    """Return the first slip with this value; of an answer in parts the one that explains most.

    Where an exact number is wanted and no slip has this one, it may be that of a slip, rounded: 8.67 for 78/9.
    """
    slips = [slip for slip in slips if _has(slip, part)]
    fitting = [slip for slip in slips if alike(answer, typed, _value(slip, part))]
    if not fitting and isinstance(answer, Number) and not rounded(answer, typed):
        fitting = [slip for slip in slips if rounds(answer, typed, _value(slip, part))]
    return max(fitting, key=explained, default=None)


def _likely(
    answer: Part,
    typed: Any,
    slips: tuple[Slip, ...],
    chance: Fraction,
    part: str = "",
    explained: Callable[[Slip], int] = lambda slip: 0,
) -> Slip | None:
    """Return the first slip with this value, unless too many numbers about it have a name."""
    found = named(answer, typed, slips, part, explained)
    values = (_value(slip, part) for slip in slips if _has(slip, part))
    return found if found and unlikely(answer, typed, values, chance) else None


def _has(slip: Slip, part: str) -> bool:
    return not part or (isinstance(slip.value, Mapping) and part in slip.value)


def _value(slip: Slip, part: str) -> Any:
    return slip.value[part] if part else slip.value
