"""Nothing that is pressed, clicked, pasted or resized, in whatever order, ends the application or makes it hang.

It takes minutes, so it is played by hand: `MONKEY=30000 python -m pytest tests/quiz/tui/test_monkey.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.quiz.tui.monkey import differences, play

ROUND = 100
"""Deeds between two starts of the application."""
DEEDS = int(os.environ.get("MONKEY", "0"))


@pytest.mark.parametrize("seed", range(-(-DEEDS // ROUND)))
async def test_a_monkey_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.chdir(tmp_path)  # pictures are saved in the working folder
    config = tmp_path / "config.toml"
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(config))
    if seed % 4:  # a monkey does not watch pictures play
        config.write_text('animation = "none"\n', encoding="utf-8")
        monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    await play(tmp_path, seed, ROUND)
    assert differences(tmp_path) == []
