"""Questions of the deck with the numbers of a setting."""

from __future__ import annotations

from collections.abc import Iterator

from questions.model import Variant, admissible
from quiz.deck import catalog
from quiz.deck.making import made
from quiz.lab.knobs import Setting


def fitting(setting: Setting) -> Iterator[Variant]:
    """Yield the variants that take the numbers of a setting and are worth asking with them."""
    for variant_id, numbers in setting.experiment.asks(setting):
        try:
            variant = made(catalog.variant(variant_id), numbers)
        except ValueError:
            continue
        if admissible(variant):
            yield variant
