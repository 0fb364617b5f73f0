"""Frames that a question has drawn itself, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from questions.scenes import Frame, Scene


def shown(title: str, frames: Sequence[Frame]) -> Scene:
    """Show frame after frame."""
    return Scene(title, len(frames), frames.__getitem__)
