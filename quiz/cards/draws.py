"""New numbers for a skill: never the same draw twice in a session, and slips that can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from questions.drawing import SEEDS, Stream
from questions.model import Ask, Variant, live_slips

CANDIDATES, DRAWS = 4, 200
"""Draws to choose from, and draws tried to find them."""


class Draws:
    """The draws of one session, all from its stream."""

    def __init__(self, stream: Stream, suits: Callable[[Variant], bool]) -> None:
        """`suits` tells whether a draw may be asked."""
        self._stream, self._suits = stream, suits
        self.drawn: list[Variant] = []
        """What was drawn so far."""

    def next(self, variant: type[Variant], left_open: Sequence[tuple[str, ...]] = ()) -> Ask:
        """Return the most telling of a few draws with a new answer, else a new draw, else the one asked longest ago.

        Most telling is, first of all, one that tells those mistakes apart of which an earlier draw left open which.
        """
        alike = [drawn for drawn in self.drawn if type(drawn) is variant]
        answers = {drawn.answer().plain for drawn in alike}
        separated = {tag for drawn in alike for tag in _separated(drawn)}
        telling: list[Ask] = []
        spare: Ask | None = None
        for _ in range(DRAWS):
            seed = self._stream.below(SEEDS)
            ask = Ask(variant.draw(seed), seed)
            if ask.variant in alike or not self._suits(ask.variant):
                continue
            if ask.variant.answer().plain in answers:
                spare = spare or ask
                continue
            telling.append(ask)
            if len(telling) >= CANDIDATES and any(_settles(each.variant, left_open) for each in telling):
                break
        news = max(
            telling,
            key=lambda ask: (_settles(ask.variant, left_open), len(_separated(ask.variant) - separated)),
            default=spare,
        )
        chosen = news or self._any_other(variant, alike)
        self.drawn.append(chosen.variant)
        return chosen

    def _any_other(self, variant: type[Variant], alike: Sequence[Variant]) -> Ask:
        """Return a draw where all that suit have been asked: the one that was asked longest ago, if any was."""
        asks = [Ask(variant.draw(seed), seed) for seed in (self._stream.below(SEEDS) for _ in range(DRAWS))]
        suiting = [ask for ask in asks if self._suits(ask.variant)] or asks
        order = {drawn: place for place, drawn in enumerate(alike)}
        return min(suiting, key=lambda ask: order.get(ask.variant, -1))


def _separated(drawn: Variant) -> set[str]:
    """Return the slips that this draw can tell from all others."""
    return {slip.tag for slip in live_slips(drawn) if not slip.also}


def _settles(drawn: Variant, left_open: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether a draw tells apart what is open."""
    separated = _separated(drawn) if left_open else set()
    return all(separated.issuperset(tags) for tags in left_open)
