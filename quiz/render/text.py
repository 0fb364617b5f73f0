"""A scene as plain text."""

from __future__ import annotations

import re
import textwrap

from questions.scenes import Frame, Scene
from quiz.render.blocks import plain
from quiz.render.layout import lay_out


def prose_text(markdown: str, width: int = 80) -> str:
    """Return prose without its marks, each paragraph and list item wrapped; programs stay as they are."""
    before, fence, after = markdown.partition("```python\n")
    if fence:
        program, _, rest = after.partition("```")
        return "\n\n".join(
            part for part in (prose_text(before, width), program.rstrip(), prose_text(rest, width)) if part
        )
    blocks = re.split(r"\n\s*\n|\n(?=- )", markdown.strip())
    return "\n".join(_wrapped(re.sub(r"\*+|`", "", block), width) for block in blocks)


def _wrapped(block: str, width: int) -> str:
    return textwrap.fill(
        " ".join(block.split()), width, subsequent_indent="  " if block.startswith("- ") else "", break_on_hyphens=False
    )


TALLEST = 60
"""Lines a text frame may have; no screen bounds it."""


def frame_text(frame: Frame, width: int = 80, height: int = TALLEST) -> str:
    """Return one frame: pictures, legend, caption."""
    laid = lay_out(frame, width, height)
    lines = [plain(line).rstrip() for line in (*laid.lines, *laid.legend)]
    for line in frame.caption.splitlines():
        lines += textwrap.wrap(line, width, break_on_hyphens=False) or [""]
    return "\n".join(lines)


def scene_text(scene: Scene, width: int = 80) -> str:
    """Return how a scene ends, and before that how each of its parts ends."""
    title = textwrap.wrap(scene.title, width)
    return "\n\n".join(["\n".join(title), *(frame_text(scene.frame(end), width) for end in scene.ends)])
