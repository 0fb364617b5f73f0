"""What cards are laid on."""

from __future__ import annotations

from textual.screen import Screen


class Floor(Screen[None]):
    """A screen that a quiz can be begun from; it is there again when the quiz is left."""
