"""What stands under an answer while it is typed."""

from __future__ import annotations

from collections.abc import Mapping

from questions.answers import Answer, Parts
from quiz.answering.live import heard

READ = "read as "


def heard_line(text: str | Mapping[str, str], answer: Answer) -> str:
    """Say how a text is read, each part by itself; nothing while nothing is typed."""
    if isinstance(answer, Parts) and not isinstance(text, str):
        read = {name: heard(text[name], part).partition(READ) for name, part in answer.parts.items()}
        told = [f"{name} {value if found else '?'}" for name, (before, found, value) in read.items() if before or found]
        return f"{READ}{', '.join(told)}" if told else ""
    line = heard(text, answer)
    return line if line.startswith(READ) else "not readable yet" if line else ""
