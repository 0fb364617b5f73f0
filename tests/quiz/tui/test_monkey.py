"""Nothing that is pressed, clicked, pasted or resized, in whatever order, ends the application or makes it hang.

The slow sweep plays as many of the seeds as its time allows; by hand `MONKEY=30000 python -m pytest -m slow -k monkey`
plays so many deeds.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.quiz.tui.monkey import differences, play

ROUND = 100
"""Deeds between two starts of the application."""
LANES = 2
"""Tests that share the seeds, a core each."""
SECONDS = 30
"""For each of them, where nobody says how many deeds."""
DEEDS = int(os.environ.get("MONKEY", "0"))


@pytest.mark.slow
@pytest.mark.parametrize("lane", range(LANES))
async def test_a_monkey_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lane: int) -> None:
    until = time.monotonic() + (SECONDS if not DEEDS else float("inf"))
    for seed in range(lane, -(-(DEEDS or 30_000) // ROUND), LANES):
        folder = tmp_path / str(seed)
        folder.mkdir()
        with monkeypatch.context() as patch:
            patch.chdir(folder)  # pictures are saved in the working folder
            patch.setenv("CONVQUIZ_CONFIG", str(folder / "config.toml"))
            if seed % 4:  # a monkey does not watch pictures play
                (folder / "config.toml").write_text('animation = "none"\n', encoding="utf-8")
                patch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
            try:
                await play(folder, seed, ROUND)
            except Exception as fault:
                fault.add_note(f"seed {seed}")
                raise
        assert differences(folder) == [], seed
        if time.monotonic() > until:
            break
