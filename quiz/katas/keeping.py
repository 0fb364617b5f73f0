"""What is kept of katas in the log: when one was begun, each try, hints, whether the solution was seen."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from questions.model import Kata
from quiz.katas.judging import Verdict
from quiz.log.events import Event
from quiz.log.progress import Progress

Deed = Literal["asked", "answered", "hinted", "revealed"]


@dataclass(frozen=True, slots=True)
class Record:
    """How a kata went so far."""

    tries: int = 0
    passed: bool = False
    revealed: bool = False
    """Whether the solution was seen before the first pass."""
    hints: int = 0

    @property
    def mark(self) -> str:
        """In one letter: passed, passed with the solution seen, tried, or not begun."""
        if self.passed:
            return "○" if self.revealed else "✓"
        return "·" if self.tries or self.revealed or self.hints else " "


def record(rows: Iterable[Event]) -> Record:
    """Return how a kata went, from its events."""
    tries = hints = 0
    passed = revealed = False
    for row in rows:
        tries += row.kind == "answered"
        hints += row.kind == "hinted"
        revealed |= row.kind == "revealed" and not passed
        passed |= row.kind == "answered" and row.verdict == "accept"
    return Record(tries, passed, revealed, hints)


def records(progress: Progress | None) -> dict[str, Record]:
    """Return how each kata that was begun went, by its id."""
    rows = progress.read(Event, code="K*") if progress else []
    of_kata: dict[str, list[Event]] = {}
    for row in rows:
        of_kata.setdefault(row.code, []).append(row)
    return {code: record(found) for code, found in of_kata.items()}


def is_kept(progress: Progress | None, kata: type[Kata], verdict: Verdict) -> bool:
    """Tell whether the latest try that was kept ended in the same way."""
    tries = progress.read(Event, "answered", code=kata.id) if progress else ()
    return any(last == _try(kata, verdict, last.elapsed) for last in deque(tries, maxlen=1))


def keep(
    progress: Progress | None,
    kata: type[Kata],
    deed: Deed,
    verdict: Verdict | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Add a deed to the log; ProgressUnavailable if it cannot be written.

    Nothing is kept of the stub as it was written, nor of a run that the learner has stopped.
    """
    if progress is None or (verdict and (verdict.unwritten or _stopped(verdict))):
        return
    session = f"kata-{kata.id}"
    at = now()
    elapsed = max((at - (progress.begun(session) or at)).total_seconds(), 0.0)
    if verdict is None:
        progress.append(session, Event(kind=deed, elapsed=elapsed, code=kata.id))
        return
    progress.append(session, _try(kata, verdict, elapsed))


def _try(kata: type[Kata], verdict: Verdict, elapsed: float) -> Event:
    ways = "either" if verdict.partly else "both"
    return Event(
        kind="answered",
        elapsed=elapsed,
        code=kata.id,
        verdict="accept" if verdict.passed else "reject",
        slip=verdict.slips[0] if verdict.slips else "",
        credit=1.0 if verdict.passed else 0.0,
        detail={"settings": verdict.settings, "wrong": len(verdict.failures), ways: verdict.slips},
    )


def _stopped(verdict: Verdict) -> bool:
    return verdict.trouble is not None and verdict.trouble.kind == "stopped"
