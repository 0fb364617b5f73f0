"""How hard questions and variants are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Level = Literal["easy", "medium", "hard"]
LEVELS: tuple[Level, ...] = get_args(Level)
SECONDS: Mapping[Level, int] = {"easy": 45, "medium": 90, "hard": 180}
"""What an interviewer waits for a number."""
