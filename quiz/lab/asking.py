"""Questions of the deck with the numbers of a setting."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from questions.drawing import admissible
from questions.model import Variant
from quiz import catalog
from quiz.lab.knobs import Setting


def fitting(setting: Setting) -> Iterator[Variant]:
    """Yield the variants that take the numbers of a setting and are worth asking with them."""
    for variant_id, numbers in setting.experiment.asks(setting):
        try:
            variant = catalog.variant(variant_id).model_validate(numbers)
        except ValidationError:
            continue
        if admissible(variant):
            yield variant
