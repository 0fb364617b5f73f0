"""A log that many tests write to, and the clock by which they do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.log.progress import Progress
from tests.quiz.learner import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def progress(tmp_path: Path, clock: Clock) -> Iterator[Progress]:
    with Progress.open(tmp_path / "log", now=clock) as opened:
        yield opened
