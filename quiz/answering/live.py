"""What an answer box can say while one types: how a text is read, in words, and no word of whether it is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from questions.answers import Answer, Grid, Parts
from quiz.answering.reading import read


def heard(text: str | Mapping[str, str], answer: Answer) -> str:
    """Say what a text is read as, `read as 2×2: 8 −3 / −13 2`, or what is unclear; nothing where nothing is typed."""
    texts = [text] if isinstance(text, str) else list(text.values())
    if not any(each.strip() for each in texts):
        return ""
    reading = read(text, answer)
    if not reading.clear:
        return reading.unclear
    return f"read as {_sized(answer, reading.value) or reading.echo or answer.show(reading.value)}"


def _sized(answer: Answer, value: Any, rows: str = "; ") -> str:
    """Write a value with the size of each grid, empty where there is none."""
    if isinstance(answer, Grid):
        return f"{len(value)}×{len(value[0])}: {answer.show(value, rows)}"
    if isinstance(answer, Parts) and any(isinstance(part, Grid) for part in answer.parts.values()):
        sized = (
            f"{name} {_sized(part, value[name], ' / ') or part.show(value[name])}"
            for name, part in answer.parts.items()
        )
        return "; ".join(sized)
    return ""
