from __future__ import annotations

import os
import random
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.log import file as logfile
from quiz.log.events import JSON, Event
from quiz.log.progress import MIGRATIONS, Logged, Progress, ProgressUnavailable, forked_from, path_of
from quiz.log.rows import detail_of, written
from tests.quiz.logs import answered, make_log, numbers, open_session, posix_only, snapshot, sql

APPENDING = """
import sys
from pathlib import Path
from quiz.log import file as logfile
from quiz.log.events import JSON, Event
from quiz.log.progress import Progress

logfile.PATIENCE = 60  # two tight loops leave each other few gaps on a slow disk
path, session, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
with Progress.open(path) as progress:
    for number in range(count):
        progress.append(session, Event(kind="answered", elapsed=number, detail={"number": number}))
        print(number, flush=True)
"""


def test_events_come_back_as_they_went(tmp_path: Path) -> None:
    first = Event(kind="started", elapsed=0.0, detail={"seed": 7, "asks": ["Q03.1", None], "timer": True})
    second = Event(
        kind="answered",
        elapsed=12.5,
        code="Q03.1-7F3K",
        text="⌊(32−5+4)/1⌋+1\n\0",
        verdict="reject",
        slip="pad.single",
        credit=0.5,
    )
    with Progress.open(tmp_path / "log") as progress:
        progress.append("a", first)
        progress.append("b", answered())
        progress.append("a", second)
        assert progress.events("a") == [first, second]
    with Progress.open(tmp_path / "log") as progress:
        assert progress.events("a") == [first, second]
        assert progress.events("nobody") == []


def test_any_event_comes_back(tmp_path: Path) -> None:
    json = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    )
    events = st.builds(
        Event,
        kind=st.text(),
        elapsed=st.floats(min_value=0, max_value=1e9),
        text=st.text(),
        credit=st.none() | st.floats(0, 1),
        detail=st.dictionaries(st.text(), json, max_size=3),
    )
    with Progress.open(tmp_path / "log") as progress:

        @settings(max_examples=50, deadline=None)
        @given(event=events, session=st.uuids().map(str))
        def comes_back(event: Event, session: str) -> None:
            progress.append(session, event)
            assert progress.events(session)[-1] == event

        comes_back()


def test_a_typed_byte_that_is_no_text_is_kept_readable(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "log") as progress:
        progress.append("s", Event(kind="answered", elapsed=0.0, text="3\udcb2"))
        assert [event.text for event in progress.events("s")] == ["3\\udcb2"]


def test_each_row_has_its_own_id_and_the_time_in_utc(tmp_path: Path) -> None:
    summer = datetime(2025, 7, 1, 1, 30, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    with Progress.open(tmp_path / "log", now=lambda: summer) as progress:
        progress.append("s", answered())
        progress.append("s", answered())
    rows = sql(tmp_path / "log", "SELECT id, at FROM events")
    assert [at for _, at in rows] == ["2025-06-30T23:30:00.000005+00:00"] * 2
    assert len({identity for identity, _ in rows}) == 2


def test_the_open_session_is_the_latest_that_began_and_has_not_ended(tmp_path: Path) -> None:
    def started() -> Event:
        return Event(kind="started", elapsed=0.0)

    with Progress.open(tmp_path / "log") as progress:
        assert open_session(progress) is None
        for session, events in {
            "left early": [started(), answered(1)],
            "left late": [started(), answered(2)],
            "ended": [started(), answered(3), Event(kind="ended", elapsed=9.0)],
            "never started": [answered(4)],
            "nothing done": [started()],
        }.items():
            for event in events:
                progress.append(session, event)
        assert open_session(progress) == ("left late", [started(), answered(2)])
        progress.append("left early", answered(5))
        assert open_session(progress) == ("left early", [started(), answered(1), answered(5)])


def test_the_option_goes_before_the_environment_before_the_data_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CONVQUIZ_PROGRESS", "env.db")
    assert path_of("option.db") == Path("option.db")
    assert path_of(None) == Path("env.db")
    monkeypatch.setenv("CONVQUIZ_PROGRESS", "")
    assert path_of(None).name == "progress.sqlite3"
    assert "convquiz" in path_of(None).parts


@posix_only
def test_file_and_new_folders_are_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "progress.sqlite3"
    Progress.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in list(path.parents)[:2]} == {0o700}


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / ("log #%41 ü" if os.name == "nt" else "log ?#%41 ü")
    with Progress.open(path) as progress:
        assert progress._db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert progress._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert sql(path, "PRAGMA application_id", "PRAGMA user_version") == [
        (logfile.APPLICATION_ID,),
        (len(MIGRATIONS),),
    ]
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


HALF = st.text(st.characters(exclude_categories=()))
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | HALF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HALF, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(HALF, JSONS, max_size=4))
def test_a_detail_comes_back_as_it_went(detail: dict[str, JSON]) -> None:
    """Also half a character, which a terminal may send, and numbers of any length."""
    assert detail_of(written(detail)) == detail


@pytest.mark.parametrize("text", ["7", "null", "[]", '"text"', "[" * 100_000 + "]" * 100_000, b"{}", None])
def test_a_detail_that_is_none_reads_as_empty(text: object) -> None:
    assert detail_of(text) == {}


@pytest.mark.parametrize("statement", ["UPDATE events SET verdict = 'accept'", "DELETE FROM events"])
def test_the_log_only_grows(tmp_path: Path, statement: str) -> None:
    make_log(tmp_path / "log", events=1)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        sql(tmp_path / "log", statement)


@pytest.mark.parametrize("column", [name for name in Logged._fields if name != "detail"])
def test_what_no_version_wrote_is_refused_where_it_is_read(tmp_path: Path, column: str) -> None:
    """A blob among the columns would end a command in a traceback, or go into an export that none imports."""
    make_log(tmp_path / "log", events=3)
    numbers = {"utc_offset": 0, "place": 3, "elapsed": 0, "credit": None}
    row = {**dict.fromkeys(Logged._fields, ""), "at": "2026-01-01", "detail": "{}", **numbers, column: b"\0"}
    with closing(sqlite3.connect(tmp_path / "log", isolation_level=None)) as db:
        db.execute(f"INSERT INTO events ({', '.join(row)}) VALUES (:{', :'.join(row)})", row)
    with Progress.open(tmp_path / "log") as progress, pytest.raises(ProgressUnavailable, match="is damaged"):
        list(progress.read(Logged))


def test_opening_a_log_leaves_it_as_it_is(tmp_path: Path) -> None:
    make_log(tmp_path / "log")
    before = snapshot(tmp_path)
    Progress.open(tmp_path / "log").close()
    assert snapshot(tmp_path) == before


def test_threads_share_one_log(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "log") as progress:

        def append(session: str) -> None:
            for number in range(25):
                progress.append(session, answered(number))

        threads = [Thread(target=append, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [numbers(progress.events(name)) for name in "abcd"] == [list(range(25))] * 4


@contextmanager
def appending(path: Path, session: str, count: int) -> Iterator[subprocess.Popen[str]]:
    """Another program that appends after a line on its input, and prints each number once it is kept."""
    command = [sys.executable, "-c", APPENDING, str(path), session, str(count)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def lines(process: subprocess.Popen[str], count: int = -1) -> list[str]:
    assert process.stdout is not None
    return process.stdout.readlines() if count < 0 else [process.stdout.readline() for _ in range(count)]


@pytest.mark.parametrize("moment", [0, *random.Random(9).sample(range(60), 5)])
def test_a_killed_program_has_lost_nothing_it_acknowledged(tmp_path: Path, moment: int) -> None:
    path = tmp_path / "log"
    with appending(path, "s", 10_000) as process:
        go(process)
        lines(process, moment)
        process.kill()
        acknowledged = moment + len(lines(process))
    with Progress.open(path) as progress:
        kept = numbers(progress.events("s"))
        assert kept == list(range(len(kept)))
        assert len(kept) - acknowledged in {0, 1}, "the last one may have been kept before it was printed"
    assert sql(path, "PRAGMA integrity_check") == [("ok",)]


def test_two_programs_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with appending(path, "a", 200) as first, appending(path, "b", 200) as second:
        go(first)
        go(second)
        assert len(lines(first)) == len(lines(second)) == 200
    with Progress.open(path) as progress:
        assert numbers(progress.events("a")) == numbers(progress.events("b")) == list(range(200))
    assert sql(path, "SELECT count(*), count(DISTINCT id) FROM events") == [(400, 400)]


def test_a_log_that_another_program_makes_meanwhile_is_no_foreign_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, made, connect = tmp_path / "log", tmp_path / "made", logfile.connect
    make_log(made)

    def filled_meanwhile(of: Path, how: str) -> sqlite3.Connection:
        db = connect(of, how)
        if "immutable" in how and not of.stat().st_size:
            of.write_bytes(made.read_bytes())
        return db

    monkeypatch.setattr(logfile, "connect", filled_meanwhile)
    with Progress.open(path) as progress:
        progress.append("t", answered(1))


WITH_MOOD = (*MIGRATIONS, ("ALTER TABLE events ADD COLUMN mood TEXT NOT NULL DEFAULT ''",))


def test_an_older_log_is_backed_up_before_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "log"
    make_log(path)
    moment = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
    with Progress.open(path, migrations=WITH_MOOD, now=lambda: moment) as progress:
        assert numbers(progress.events("s")) == list(range(200))
    assert sql(path, "PRAGMA user_version", "SELECT DISTINCT mood FROM events") == [(len(WITH_MOOD),), ("",)]
    backup = tmp_path / f"log.v{len(MIGRATIONS)}-20250102T030405Z.backup"
    assert {entry.name for entry in tmp_path.iterdir()} == {"log", backup.name}
    assert os.name != "posix" or stat.S_IMODE(backup.stat().st_mode) == 0o600
    with Progress.open(backup) as progress:
        assert numbers(progress.events("s")) == list(range(200))


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    make_log(tmp_path / "log")
    before = snapshot(tmp_path)
    failing = (*WITH_MOOD, ("CREATE TABLE moods (name)", "INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(ProgressUnavailable, match="no such table: nowhere"):
        Progress.open(tmp_path / "log", migrations=failing)
    assert snapshot(tmp_path) == before


def test_a_session_belongs_to_the_program_that_went_on_with_it_last(tmp_path: Path) -> None:
    """Two programs that play one quiz must not mix their answers into one log."""
    with Progress.open(tmp_path / "log") as one, Progress.open(tmp_path / "log") as other:
        one.append("s", Event(kind="started", elapsed=0))
        one.append("s", Event(kind="asked", elapsed=1))
        _, events = open_session(other)
        other.append("s", Event(kind="answered", elapsed=2, text="other"), len(events))
        with pytest.raises(ProgressUnavailable, match="another program"):
            one.append("s", Event(kind="answered", elapsed=3, text="one"), len(events))
        assert [event.text for event in one.events("s")[len(events) :]] == ["other"]


@pytest.mark.parametrize("minutes", [0, 345, -210])
def test_the_learners_clock_is_kept_to_the_minute(tmp_path: Path, minutes: int) -> None:
    """In Kathmandu and St. John's it differs from UTC by no whole hours."""
    zone = timezone(timedelta(minutes=minutes))
    with Progress.open(tmp_path / "log", now=lambda: datetime(2026, 3, 1, 12, tzinfo=zone)) as progress:
        progress.append("s", answered())
        assert [row.utc_offset for row in progress.read(Logged)] == [minutes]


def test_what_came_since_a_session_is_all_that_stands_behind_its_first_event(tmp_path: Path) -> None:
    hours = iter(range(24))
    with Progress.open(tmp_path / "log", now=lambda: datetime(2026, 3, 1, next(hours), tzinfo=UTC)) as progress:
        for number, session in enumerate("abcbc"):
            progress.append(session, answered(number))
        begun = {row.place: row.at for row in progress.read(Logged) if row.session == "b"}
        assert progress.begun("b") == begun[0] < begun[1]
        since = [row.session for row in progress.read(Logged, since="b")]
    assert "".join(since) == "cbc"


def test_whoever_has_only_told_answers_in_prose_is_no_newcomer(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "log") as progress:
        for kind, newcomer in (("asked", True), ("rated", False)):
            progress.append("s", Event(kind=kind, elapsed=0))
            assert progress.is_newcomers() is newcomer


def test_a_part_of_a_part_went_on_from_that_part() -> None:
    assert [forked_from(session) for session in ("a", "a~b", "a~b~c")] == ["", "a", "a~b"]


def test_a_session_whose_end_was_undone_can_be_gone_on_with(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "log") as progress:
        for kind, is_open in (
            ("started", False),
            ("asked", True),
            ("ended", False),
            ("undone", True),
            ("ended", False),
        ):
            progress.append("s", Event(kind=kind, elapsed=0))
            assert bool(progress.open_sessions()) is is_open, kind


def test_of_two_sessions_begun_at_the_same_moment_the_later_is_the_latest(tmp_path: Path) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with Progress.open(tmp_path / "log", now=lambda: now) as progress:
        for session in "ab":
            progress.append(session, Event(kind="started", elapsed=0, detail={"recipe": {"kind": "quiz"}}))
            progress.append(session, Event(kind="answered", elapsed=0, text=session))
        assert progress.latest(kind="quiz")[-1].text == "b"
        assert progress.session_of_last("answered") == "b"


def test_what_no_reader_of_json_takes_is_not_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        written({"seconds": float("nan")})
