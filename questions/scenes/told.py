"""A demonstration told in numbers of a run, for what has no picture of its own."""

from __future__ import annotations

from collections.abc import Sequence

from questions.scenes import Frame, Scene


def told(title: str, lines: Sequence[str]) -> Scene:
    """Say one line after the other; each is what a run showed."""

    def frame(number: int) -> Frame:
        return Frame((), "\n".join(lines[: number + 1]))

    return Scene(title, len(lines), frame)
