"""Which asks of a network are asked: question after question, layers that were not asked yet first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from questions.drawing import Stream
from questions.model import Ask
from quiz.cards.card import NothingToAskError
from quiz.deck import catalog
from quiz.deck.askable import askable
from quiz.networks.asks import Given, given

if TYPE_CHECKING:
    from solvers.networks.network import Network


class Dealt(NamedTuple):
    """An ask by its code, which holds its numbers, and the layers that they are of."""

    code: str
    about: str


class Wanted(NamedTuple):
    """Which asks; left out, all."""

    length: int = 10
    questions: Sequence[int] = ()
    topics: Sequence[str] = ()
    levels: Sequence[str] = ()
    layers: Collection[str] = ()
    """Only what is about one of these, or about layers that end with one."""


def dealt(network: Network, seed: int, wanted: Wanted) -> tuple[Dealt, ...]:
    """Return the asks of a seed, fewer than wanted where there are no more; NothingToAskError where there are none.

    The same network, seed and wishes give the same asks.
    """
    stream = Stream("network", seed)
    decks = [_Deck(_shuffled(stream, variants), wanted) for variants in _by_question(network, wanted)]
    asked: dict[str, Dealt] = {}
    decks = stream.shuffled(decks)
    layers: set[str] = set()
    while decks and len(asked) < wanted.length:
        deck = decks.pop(0)
        if found := deck.next(layers):
            code, one = found
            asked.setdefault(code, Dealt(code, one.about))
            layers.add(one.last)
            decks.append(deck)
    if not asked:
        chosen = wanted.questions or wanted.topics or wanted.levels
        advice = "leave out a topic, a level or a question" if chosen else "it asks about windows, channels and costs"
        raise NothingToAskError(f"No question of the deck fits these layers; {advice}.")
    return tuple(asked.values())


def _by_question(network: Network, wanted: Wanted) -> Iterator[list[list[Given]]]:
    """Yield what can be asked, by question and by variant."""
    found: dict[str, list[Given]] = {}
    for one in given(network):
        if not wanted.layers or one.last in wanted.layers:
            found.setdefault(one.variant, []).append(one)
    for question in catalog.selected(wanted.questions, wanted.topics):
        variants = [found[variant] for variant in question.variant_ids if variant in found]
        if variants:
            yield variants


def _shuffled(stream: Stream, variants: Sequence[Sequence[Given]]) -> list[list[Given]]:
    """Shuffle what can be asked of a question; what is about the whole network comes first."""
    shuffled = stream.shuffled([stream.shuffled(each) for each in variants])
    return sorted(shuffled, key=lambda each: bool(each[0].last))


class _Deck:
    """What can be asked of one question: its variants take turns."""

    def __init__(self, variants: list[list[Given]], wanted: Wanted) -> None:
        self._variants = variants
        self._levels = wanted.levels

    def next(self, layers: set[str]) -> tuple[str, Given] | None:
        """Return the next ask that can be asked, rather one of layers that were not asked; None if there is none."""
        while self._variants:
            variant = self._variants.pop(0)
            variant.sort(key=lambda one: one.last in layers)
            while variant:
                one = variant.pop(0)
                for drawn in askable([(one.variant, one.numbers)]):
                    if not self._levels or drawn.difficulty() in self._levels:
                        self._variants.append(variant)
                        return Ask(drawn, None).code, one
        return None
