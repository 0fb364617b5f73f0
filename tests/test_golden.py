"""Same seed, same ask: on every Python, every NumPy, every platform, every version."""

from __future__ import annotations

import json

from tests.golden import FILE, draws


def test_draws_are_what_they_were() -> None:
    kept, now = json.loads(FILE.read_text(encoding="utf-8")), draws()
    assert now["quizzes"] == kept["quizzes"]
    assert {name: now["asks"].get(name) for name in kept["asks"]} == kept["asks"]
