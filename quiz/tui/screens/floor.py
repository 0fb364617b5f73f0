"""What cards are laid on."""

from __future__ import annotations

from quiz.tui.widgets.present import Present


class Floor(Present[None]):
    """A screen that a quiz can be begun from; it is there again when the quiz is left."""
