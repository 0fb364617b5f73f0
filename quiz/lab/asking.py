"""Questions of the deck with the numbers of a setting."""

from __future__ import annotations

from collections.abc import Iterator

from questions.model import Variant
from quiz.deck.askable import askable
from quiz.lab.knobs import Setting


def fitting(setting: Setting) -> Iterator[Variant]:
    """Yield the variants that take the numbers of a setting and are worth asking with them."""
    yield from askable(setting.experiment.asks(setting))
