"""Variants with given numbers, as far as they take them and are worth asking with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from questions.model import Variant, admissible
from quiz.deck import catalog
from quiz.deck.making import made


def askable(asks: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[Variant]:
    """Yield the variants, each told by its id and its numbers, that take these and are worth asking with them."""
    for variant_id, numbers in asks:
        try:
            variant = made(catalog.variant(variant_id), numbers)
        except ValueError:
            continue
        if admissible(variant):
            yield variant
