"""An ask: a variant with its numbers, and the code that brings it back."""

from __future__ import annotations

from dataclasses import dataclass

from questions.drawing import prefix, share_code
from questions.model.variant import Variant


@dataclass(frozen=True, slots=True)
class Ask:
    """A variant with drawn numbers and the seed that brings them back."""

    variant: Variant
    seed: int | None
    """None where the numbers were not drawn."""
    about: str = ""
    """Whose numbers they are, where they are somebody's: `conv4_2 of vgg16`."""

    @property
    def code(self) -> str:
        """The share code, `Q03.1-7F3K`; of numbers that were not drawn, these: `Q03.1 size=32 kernel=5`."""
        if self.seed is None:
            return " ".join((prefix(self.variant.id), *self.variant.words()))
        return share_code(self.variant.id, self.seed)
