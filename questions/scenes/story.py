"""Frames that a question has drawn itself, and scenes one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from questions.scenes import Frame, Scene


def story(title: str, frames: Sequence[Frame]) -> Scene:
    """Show frame after frame."""
    return Scene(title, len(frames), frames.__getitem__)


def joined(title: str, *scenes: Scene) -> Scene:
    """Show scene after scene; the cursor follows the links of the last that has any."""

    def frame(number: int) -> Frame:
        for scene in scenes:
            if number < scene.length:
                return scene.frame(number)
            number -= scene.length
        raise IndexError(number)

    links = next((scene.links for scene in reversed(scenes) if scene.links), None)
    parts = tuple(part for scene in scenes for part in scene.parts or (scene.length,))
    return Scene(title, sum(parts), frame, links, parts)


def last_of(scene: Scene) -> Scene:
    """Show only how a scene ends."""
    return story(scene.title, [scene.frame(scene.length - 1)])
