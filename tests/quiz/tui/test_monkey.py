"""Nothing that is pressed, clicked, pasted or resized, in whatever order, ends the application or makes it hang.

`MONKEY=30000 python -m pytest -m slow -k monkey` plays so many, in some five minutes on two cores.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.quiz.tui.monkey import differences, play

DEEDS = int(os.environ.get("MONKEY", "6000"))
ROUND = 500
"""Deeds of one seed, in a folder of its own."""
LANES = 4
"""Tests that share the seeds, for the cores there are; each gets seeds of all kinds."""


@pytest.mark.slow
@pytest.mark.parametrize("lane", range(LANES))
async def test_a_monkey_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lane: int) -> None:
    for seed in range(lane, -(-DEEDS // ROUND), LANES):
        folder = tmp_path / str(seed)
        folder.mkdir()
        with monkeypatch.context() as patch:
            patch.chdir(folder)  # pictures are saved in the working folder
            patch.setenv("CONVQUIZ_CONFIG", str(folder / "config.toml"))
            patch.setenv("HOME", str(folder))
            for variable in ("VISUAL", "EDITOR"):  # nothing of ours
                patch.delenv(variable, raising=False)
            settings = 'katas_folder = "katas"\n'
            if seed % 8:  # a monkey does not watch pictures play
                settings += 'animation = "none"\n'
                patch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
            (folder / "config.toml").write_text(settings, encoding="utf-8")
            try:
                await play(folder, seed, ROUND)
            except Exception as fault:
                fault.add_note(f"seed {seed}")
                raise
        assert differences(folder) == [], seed
