"""What a log costs as it grows, each command in a process of its own: `python -m tests.bench.growth [EVENTS …]`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from questions.drawing import Stream, share_code
from questions.model import live_slips
from quiz.drill import cards as deck
from quiz.log.events import Event
from quiz.log.progress import Progress
from quiz.log.review import AGAIN, Review
from quiz.log.rows import Logged

SIZES = (1_000, 10_000, 100_000, 300_000)
CARDS_A_DAY = 60
START = datetime(2015, 1, 1, 18, tzinfo=UTC)
TAGS = 40
"""Draws whose slips are made."""


def events(number: int) -> Iterator[Logged]:
    """Yield a learner's drills, a session a day: asked, answered wrong or right, rated."""
    stream = Stream("growth", number)
    skills = [card for card, content in deck.contents().items() if hasattr(content, "draw")]
    asks = [(skill, seed) for skill in skills for seed in range(TAGS // 10)]
    slips = {
        (skill, seed): [slip.tag for slip in live_slips(drawn)] or [""]
        for skill, seed in asks
        if (drawn := deck.contents()[skill].draw(seed))
    }
    at, given, place, session = START, dict.fromkeys(skills, 0), 0, ""
    for count in range(number):
        step = count % 3
        if count % (CARDS_A_DAY * 3) == 0:
            at, place, session = START + timedelta(days=count // (CARDS_A_DAY * 3)), 0, f"day {count}"
        if step == 0:
            skill, seed = stream.choice(asks)
            right = stream.below(10) < 8
        at += timedelta(seconds=10)
        elapsed, code = float((at - START).seconds), share_code(skill, seed)
        if step == 0:
            event = Event(kind="asked", elapsed=elapsed, code=code)
        elif step == 1:
            slip = "" if right else stream.choice(slips[skill, seed])
            event = Event(
                kind="answered",
                elapsed=elapsed,
                code=code,
                text="32",
                verdict="accept" if right else "reject",
                slip=slip,
            )
        else:
            rating = 3 if right else AGAIN
            review = Review(card=skill, rating=rating, at=at, day=at.date(), reviews=given[skill], interval=600)
            given[skill] += 1
            event = Event(kind="graded", elapsed=elapsed, code=code, detail=review.detail)
        yield Logged(f"{count:032}", at, 0, session, place, *event)
        place += 1


def measured(*words: str, typed: str = "") -> tuple[float, float]:
    """Run a command of convquiz and return its seconds of one core and the most MB that it held."""
    reading, writing = os.pipe()
    os.write(writing, typed.encode())
    os.close(writing)
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "quiz", *words],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, reading, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        ],
    )
    os.close(reading)
    _, status, used = os.wait4(child, 0)
    assert os.waitstatus_to_exitcode(status) in {0, 1}, words
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print a line a size: seconds of one core, whatever else runs beside it, and MB of each command."""
    names = ("stats", "drill start", "history", "export", "import")
    print(f"{'events':>8}  " + "".join(f"{name:>18}" for name in names) + f"{'file':>10}")
    with TemporaryDirectory() as folder:
        os.environ["CONVQUIZ_CONFIG"] = str(Path(folder, "none.toml"))
        for size in sizes:
            log, out, other = (str(Path(folder, f"{size}{name}")) for name in ("", ".json", ".copy"))
            with Progress.open(Path(log)) as progress:
                progress.merge(events(size))
            at = ("--progress", log)
            costs = [
                measured(*at, "stats"),
                measured(*at, "drill", "--plain", typed="quit\n"),
                measured(*at, "drill", "--wrong", "--plain", typed="quit\n"),
                measured(*at, "progress", "export", "-o", out),
                measured("--progress", other, "progress", "import", out),
            ]
            told = "".join(f"{seconds:>9.2f} s {used:>4.0f} MB" for seconds, used in costs)
            print(f"{size:>8}  {told} {Path(log).stat().st_size / 1e6:>6.1f} MB", flush=True)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
