"""A table that is read line by line."""

from __future__ import annotations

from collections.abc import Sequence

from questions.scenes import Frame, Picture, Scene, Table


def steps(
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    said: Sequence[str] = (),
    closing: str = "",
    beside: Sequence[Sequence[Picture]] = (),
) -> Scene:
    """Add line after line; `said` and the pictures `beside` it go with each, `closing` with the last."""
    table = tuple(tuple(row) for row in rows)

    def frame(number: int) -> Frame:
        words = said[number] if number < len(said) else " · ".join(cell for cell in table[number] if cell)
        if number == len(table) - 1 and closing:
            words = f"{words.removesuffix('.')}. {closing}" if words else closing
        pictures = beside[number] if number < len(beside) else ()
        return Frame((*pictures, Table("", tuple(header), table[: number + 1], number)), words)

    return Scene(title, len(table), frame)
