"""Days of drilling by a learner who forgets: the load is what FSRS foretells, and the log alone gives it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.drill.deeds import learned
from quiz.drill.names import on_topics
from quiz.drill.past import Past
from quiz.drill.schedule import NEW_PER_DAY, Schedule
from quiz.drill.stats import collected
from quiz.log.progress import Progress
from tests.quiz.learner import Clock, Learner, drill

LOOKS = 7
"""Days from one look at the forecast to the next."""


def days_of(path: Path, monkeypatch: pytest.MonkeyPatch, number: int, new: int, topics: tuple[str, ...]) -> Learner:
    """Drill once a day, at changing hours; hold what must be true of every day."""
    clock, learner = Clock(), Learner()
    monkeypatch.setattr("quiz.sessions.drill.local_now", lambda begins: clock())
    foretold: int | None = 0
    with Progress.open(path, now=clock) as progress:
        start = clock.time
        for day in range(number):
            clock.time = start
            clock.pass_(days=day, hours=(day * 7) % 5)
            today, met = clock.time.date(), set(learner.due)
            due = {card for card, on in learner.due.items() if on <= today}
            dealt = drill(progress, clock, learner, topics=topics, new_per_day=new)
            assert {card for card in dealt if card in met} == due
            assert foretold in (None, len(due)), "yesterday's forecast for today"
            assert len(dealt) - len(due) == min(new, len(on_topics(topics)) - len(met))
            assert all(on > today for on in learner.due.values()), "the session ends when all is known for today"
            looks = day % LOOKS == 0  # all that is told is worked out for it, from the whole log
            foretold = sum(collected(Past(progress), clock()).forecast[:2]) if looks else None
        schedule = Schedule(learned(progress))
        assert schedule.replayed() == (0, [])
        assert set(schedule) == set(on_topics(topics)) == set(learner.due)
        assert {card: schedule.standing(card, clock()).due for card in schedule} == learner.due
    return learner


def test_some_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learner = days_of(tmp_path / "log", monkeypatch, number=5, new=3, topics=("batch norm",))
    assert len(learner.due) == len(on_topics(("batch norm",)))


@pytest.mark.slow
def test_a_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learner = days_of(tmp_path / "log", monkeypatch, number=365, new=NEW_PER_DAY, topics=())
    known = sum(learner.recalled) / len(learner.recalled)
    assert known == pytest.approx(0.9, abs=0.03), "FSRS brings a card back when nine in ten are still known"
    assert len(learner.recalled) > 500
