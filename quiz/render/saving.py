"""A frame kept as a file of its own."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Literal

from questions.scenes import Frame
from quiz.render.svg import svg
from quiz.render.text import frame_text

Kind = Literal["svg", "txt"]


def save(frame: Frame, title: str, name: str, kind: Kind, folder: Path) -> Path:
    """Write a frame to a file named after `name` that was not there before, and return its path.

    Raises OSError where the folder cannot be written to.
    """
    text = svg(frame, title) if kind == "svg" else f"{title}\n{frame_text(frame)}\n"
    stem = re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-.") or "scene"
    for number in count(1):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}.{kind}"
        try:
            file = path.open("x", encoding="utf-8", newline="\n")
        except FileExistsError:
            continue
        try:
            with file:
                file.write(text)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return path
    raise AssertionError  # the numbers do not end
