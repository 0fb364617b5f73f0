"""One of something is told in the singular, wherever it is counted."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from questions.notation.counts import count

ROOT = Path(__file__).parents[2]
COUNTED = "card|claim|copie|day|difference|draw|event|item|layer|mark|minute|point|review|row|session|topic"
"""What quizzes, sets, logs and networks have one of as well as several."""


@pytest.mark.parametrize("number", [0, 1, 2, 1200])
@pytest.mark.parametrize("nouns", ["item items", "copy copies", "day days", "try tries", "class classes"])
def test_one_is_told_in_the_singular(number: int, nouns: str) -> None:
    noun, several = nouns.split()
    assert count(number, noun, ",") == f"{number:,} {noun if number == 1 else several}"


def counted(path: Path) -> list[str]:
    """Return where a file writes a number before a word in the plural."""
    found = []
    for text in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr)):
        for number, words in zip(text.values, text.values[1:], strict=False):
            if isinstance(number, ast.FormattedValue) and isinstance(words, ast.Constant):
                what = re.match(rf" (?:{COUNTED})s\b", str(words.value))
                source = ast.unparse(number.value)
                if what and not source.isupper():
                    found.append(f"{path.relative_to(ROOT).as_posix()}: {source}{what[0]}")
    return found


def test_no_text_counts_in_the_plural_alone() -> None:
    """`1 copies of 3 items` was said."""
    assert [line for path in (ROOT / "quiz").rglob("*.py") for line in counted(path)] == []
