"""Nothing that is pressed, clicked, pasted or resized, in whatever order, ends the application or makes it hang."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quiz.tui.monkey import differences, play

DEEDS = 30_000
ROUND = 500
"""Deeds of one seed, in a folder of its own."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(DEEDS // ROUND))
async def test_a_monkey_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.chdir(tmp_path)  # pictures are saved in the working folder
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in ("VISUAL", "EDITOR"):  # nothing of ours
        monkeypatch.delenv(variable, raising=False)
    settings = 'katas_folder = "katas"\n'
    if seed % 8:  # a monkey does not watch pictures play
        settings += 'animation = "none"\n'
        monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    (tmp_path / "config.toml").write_text(settings, encoding="utf-8")
    await play(tmp_path, seed, ROUND)
    assert differences(tmp_path) == []
