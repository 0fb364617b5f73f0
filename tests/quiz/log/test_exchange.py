"""Progress out of one log and into another: nothing lost, nothing doubled, nothing hostile let in."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quiz.cli import cli
from quiz.drill.deeds import learned
from quiz.drill.schedule import Schedule
from quiz.log.events import LONGEST, Event
from quiz.log.exchange import NotAnExportError, parsed
from quiz.log.exchange import exported as pieces
from quiz.log.progress import Logged, Progress
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.player import Player
from quiz.sessions.resuming import resumed
from quiz.sessions.reviewer import Reviewer
from tests.quiz.learner import Clock, answer
from tests.quiz.logs import answered, make_log, numbers, open_session, posix_only, snapshot, sql


def exported(progress: Progress) -> bytes:
    return b"".join(pieces(progress))


def merged(progress: Progress, content: bytes) -> int:
    return progress.merge(parsed(BytesIO(content)))


def run(log: Path, *words: str, typed: str | bytes = "") -> Result:
    return CliRunner().invoke(cli, ["--progress", str(log), "progress", *words], input=typed)


def practised(path: Path, start: datetime, ratings: list[int]) -> None:
    """Drill one card, once a day."""
    clock = Clock(start)
    with Progress.open(path, now=clock) as progress:
        for rating in ratings:
            player = Player(DrillRecipe(seed=1, cards=("3.1",)), progress)
            reviewer = Reviewer(player, clock)
            player.next_card()
            answer(player, rating > 1)
            reviewer.look_up()
            reviewer.give(rating)
            clock.pass_(days=1)


def events(path: Path) -> set[tuple[object, ...]]:
    return set(sql(path, "SELECT id, at, kind, elapsed, code, text, verdict, slip, credit, detail FROM events"))


@pytest.fixture(scope="module")
def practised_at_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("home") / "log"
    practised(path, datetime(2025, 5, 1, 18, tzinfo=UTC), [3, 3, 4])
    return path


@pytest.fixture
def home(practised_at_home: Path, tmp_path: Path) -> Path:
    return shutil.copy(practised_at_home, tmp_path / "home")


def test_there_and_back_is_the_same(home: Path, tmp_path: Path) -> None:
    with Progress.open(home) as one, Progress.open(tmp_path / "other") as other:
        content = exported(one)
        assert merged(other, content) == len(list(one.read(Logged)))
        assert exported(other) == content
        assert merged(other, content) == 0, "twice is once"
        assert exported(other) == content


def test_two_machines_become_one_whichever_is_first(home: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    practised(away, datetime(2025, 5, 2, 6, tzinfo=UTC), [1, 3])
    with Progress.open(home) as one, Progress.open(away) as other:
        of_home, of_away = exported(one), exported(other)
        merged(one, of_away)
        merged(other, of_home)
        now = datetime(2025, 6, 1, tzinfo=UTC)
        standings = [Schedule(learned(log)).standing("3.1", now) for log in (one, other)]
        assert standings[0] == standings[1]
        assert standings[0].reviews == 5
        assert Schedule(learned(one)).replayed()[1] == []
    assert events(home) == events(away)
    assert run(home, "rebuild").exit_code == 0


@posix_only
def test_an_export_is_not_written_over_the_progress_itself(tmp_path: Path) -> None:
    path, link = tmp_path / "log", tmp_path / "link"
    make_log(path, 3)
    link.symlink_to(path)
    before = path.read_bytes()
    for name in (path, link):
        refused = run(path, "export", "--force", "-o", str(name))
        assert (refused.exit_code, "the progress itself" in refused.stderr) == (2, True)
    assert path.read_bytes() == before


def test_a_session_that_went_on_in_both_places_keeps_both_parts(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with Progress.open(here) as one, Progress.open(there) as other:
        one.append("s", Event(kind="started", elapsed=0, detail={"number": 0}))
        merged(other, exported(one))
        other.events("s")
        for number in (1, 2, 3):
            one.append("s", answered(number))
        for number in (11, 12, 13, 14):
            other.append("s", answered(number))
        for _ in range(2):
            merged(one, exported(other))
        assert numbers(one.events("s")) == [0, 1, 2, 3]
        assert sorted(row.detail["number"] for row in one.read(Logged)) == [0, 1, 2, 3, 11, 12, 13, 14]
        other.append("s", answered(15))
        merged(one, exported(other))
        (fork,) = {row.session for row in one.read(Logged)} - {"s"}
        assert numbers(one.events(fork)) == [11, 12, 13, 14, 15]
        assert open_session(one)[0] == "s"


def rate(player: Player, rating: int) -> None:
    answer(player, known=True)
    reviewer = Reviewer(player)
    reviewer.look_up()
    reviewer.give(rating)


def test_what_is_rated_here_after_two_machines_part_is_not_taken_back_there(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "here") as one, Progress.open(tmp_path / "there") as other:
        player = Player(DrillRecipe(seed=1, cards=("3.1", "5.1")), one)
        player.next_card()
        rate(player, 4)
        merged(other, exported(one))
        player.next_card()
        rate(player, 3)
        elsewhere = resumed(other)
        elsewhere.next_card()
        for _ in range(3):
            elsewhere.hint()
        elsewhere.undo()
        merged(one, exported(other))
        assert [(review.card, review.rating) for review in learned(one)] == [("5.1", 3)]


def test_a_rating_that_is_taken_back_elsewhere_is_taken_back_wherever_both_logs_are_brought_together(
    tmp_path: Path,
) -> None:
    with Progress.open(tmp_path / "here") as one, Progress.open(tmp_path / "there") as other:
        player = Player(DrillRecipe(seed=1, cards=("3.1", "5.1", "6.1")), one)
        for _ in range(2):
            player.next_card()
            rate(player, 4)
        merged(other, exported(one))
        player.undo()
        rate(player, 3)
        player.next_card()
        rate(player, 3)
        elsewhere = resumed(other)
        for _ in range(2):
            elsewhere.undo()
        rate(elsewhere, 1)
        merged(one, exported(other))
        merged(other, exported(one))
        reviews = [sorted((review.card, review.rating) for review in learned(log)) for log in (one, other)]
    assert reviews == [[("3.1", 1), ("5.1", 3), ("6.1", 3)]] * 2


def test_what_each_of_two_machines_takes_back_is_the_same_on_both_wherever_they_parted(tmp_path: Path) -> None:
    """The other's part begins with what rates nothing, so that its first rating stands behind ratings made here."""
    with Progress.open(tmp_path / "here") as one, Progress.open(tmp_path / "there") as other:
        player = Player(DrillRecipe(seed=1, cards=("3.1", "5.1")), one)
        player.next_card()
        rate(player, 4)
        merged(other, exported(one))
        elsewhere = resumed(other)
        player.next_card()
        for _ in range(3):
            player.hint()
        player.undo()
        rate(player, 2)
        elsewhere.undo()
        rate(elsewhere, 3)
        merged(one, exported(other))
        merged(other, exported(one))
        reviews = [sorted(review.rating for review in learned(log)) for log in (one, other)]
        assert reviews == [[2, 3]] * 2


def row(**changes: object) -> str:
    fields = {
        "id": "a",
        "at": "2025-05-01T12:00:00+00:00",
        "session": "s",
        "place": 0,
        "kind": "answered",
        "elapsed": 1.5,
        "code": "Q03.1-7F3K",
        "text": "32",
        "verdict": "accept",
        "slip": "",
        "credit": 1.0,
        "detail": {},
    }
    return json.dumps({"schema_version": 1, "events": [{**fields, **changes}]})


HOSTILE = {
    "nothing": "",
    "no json": "hello",
    "bytes": b"\xff\xfe\x00",
    "a database": b"SQLite format 3\x00" * 9,
    "a list": "[]",
    "a newer schema": '{"schema_version": 3, "events": []}',
    "no events": '{"schema_version": 1}',
    "more than asked": '{"schema_version": 1, "events": [], "colour": "red"}',
    "deep": "[" * 100_000,
    "deep detail": '{"schema_version": 1, "events": [' + '{"detail":' * 50_000,
    "not a number": row(elapsed=float("nan")),
    "endless": row(elapsed=float("inf")),
    "a huge exponent": row().replace("1.5", "1e999"),
    "a huge integer": row().replace('"place": 0', '"place": ' + "9" * 5000),
    "a negative place": row(place=-1),
    "a place in words": row(place="0"),
    "no time zone": row(at="2025-05-01T12:00:00"),
    "no time": row(at="noon"),
    "a time beyond all": row(at="0001-01-01T00:00:00+14:00"),
    "half a character": row(text="\udcb2"),
    "too long": row(text="x" * 200_000),
    "an unknown field": row(mood="good"),
    "a missing field": row().replace('"slip": "", ', ""),
    "too much credit": row(credit=7),
    "a review that is none": row(kind="graded", detail={"card": "3.1", "rating": 9}),
    "an offset beyond a day": row(utc_offset=1440),
    "an offset in words": row(utc_offset="0"),
    "events twice": '{"schema_version": 1, "events": [], "events": []}',
    "an event that is a number": '{"schema_version": 1, "events": [7]}',
    "an end that never comes": row()[:-2],
    "more behind the end": row() + "[]",
    "no comma": row().replace('"events": [', '"events": [{} '),
    "a version that is true": '{"schema_version": true, "events": []}',
    "a name with a line break": row(id=7).replace("7,", '"a\\nb", "x\\ny": 1,'),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_export_is_refused_in_one_line(content: str | bytes) -> None:
    data = content.encode(errors="surrogatepass") if isinstance(content, str) else content
    with pytest.raises(NotAnExportError) as caught:
        list(parsed(BytesIO(data)))
    assert 0 < len(str(caught.value)) < 300


def test_the_progress_file_itself_is_refused_with_the_way_to_its_export(home: Path, tmp_path: Path) -> None:
    """That its 102nd byte is no text told nobody who had brought it from another machine what to do."""
    with Progress.open(tmp_path / "other.sqlite3"):
        pass
    refused = CliRunner().invoke(cli, ["progress", "import", str(tmp_path / "other.sqlite3")])
    assert refused.exit_code == 2
    assert "convquiz progress --progress FILE export" in refused.stderr
    with pytest.raises(NotAnExportError, match="expected schema_version and events"):
        list(parsed(BytesIO(b"{}")))


def test_a_refused_import_changes_nothing(tmp_path: Path, home: Path) -> None:
    (tmp_path / "file.json").write_text(HOSTILE["a name with a line break"])
    before = snapshot(tmp_path)
    for log in (home, tmp_path / "no log yet"):
        for file in (tmp_path / "file.json", tmp_path, tmp_path / "not there"):
            refused = run(log, "import", str(file))
            assert refused.exit_code == 2
            assert len(refused.stderr.strip().splitlines()) == 1
            assert file.name in refused.stderr
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("character", ["x", "\N{GRINNING FACE}", "\ud800"])
def test_the_longest_text_that_is_kept_can_be_taken_in(tmp_path: Path, character: str) -> None:
    with Progress.open(tmp_path / "here") as here, Progress.open(tmp_path / "there") as there:
        here.append("a", Event("answered", 1.0, "Q03.1-7F3K", text=character * 2 * LONGEST))
        assert there.merge(parsed(BytesIO(b"".join(pieces(here))))) == 1
        assert there.events("a") == here.events("a")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_an_export_is_taken_in_as_windows_powershell_writes_it(tmp_path: Path, encoding: str) -> None:
    with Progress.open(tmp_path / "here") as here, Progress.open(tmp_path / "there") as there:
        for number in range(2000):  # many pieces
            here.append("a", Event("answered", float(number), "Q03.1-7F3K", text="2×3²"))
        written = b"".join(pieces(here)).decode().replace("\n", "\r\n").encode(encoding)
        assert there.merge(parsed(BytesIO(written))) == 2000
        assert there.events("a") == here.events("a")


def test_half_a_character_goes_there_and_back(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "one") as one, Progress.open(tmp_path / "other") as other:
        one.append("s", Event(kind="answered", elapsed=0, text="3\udcb2", detail={"parts": {"side": "3\udcb2"}}))
        merged(other, exported(one))
        assert list(other.read(Logged)) == list(one.read(Logged))


@pytest.mark.parametrize("recipe", [["x"], "x", None, {"mode": []}])
def test_a_legal_file_may_still_hold_nonsense(tmp_path: Path, recipe: object) -> None:
    """Whoever imports it can go on playing."""
    with Progress.open(tmp_path / "log") as progress:
        for place, kind in enumerate(("started", "answered", "rated", "undone", "asked")):
            detail = {"recipe": recipe, "parts": 3, "ticks": [[]]}
            merged(progress, row(id=kind, place=place, kind=kind, detail=detail).encode())
        assert resumed(progress) is None
        assert learned(progress) == []
    assert "no interview" in CliRunner().invoke(cli, ["--progress", str(progress.path), "interview", "--last"]).stderr


def test_rebuild_counts_and_notices_a_difference(home: Path) -> None:
    good = run(home, "rebuild")
    assert good.exit_code == 0
    assert "3 reviews of 1 card replayed" in good.stdout
    assert "0 differences" in good.stdout
    with Progress.open(home) as progress:
        detail = dict(list(progress.read(Logged, "graded"))[-1].detail)
        progress.append("forged", Event(kind="graded", elapsed=0, code="Q03.1-0000", detail={**detail, "reviews": 3}))
        progress.append("forged", Event(kind="graded", elapsed=0, code="Q03.1-0000", detail={"card": "3.1"}))
    bad = run(home, "rebuild")
    assert bad.exit_code == 1
    assert "3.1 on 2025-05-03" in bad.stdout
    assert "2 differences" in bad.stdout


def test_the_file_is_named_exported_and_backed_up(home: Path, tmp_path: Path) -> None:
    assert run(home, "path").stdout.strip() == str(home)
    assert run(home, "export", "-o", str(tmp_path / "out.json")).exit_code == 0
    again = run(home, "export", "-o", str(tmp_path / "out.json"))
    assert (again.exit_code, "--force" in again.stderr) == (2, True)
    assert (tmp_path / "out.json").read_bytes() == run(home, "export").stdout_bytes
    assert run(home, "backup", "-o", str(tmp_path / "copy")).exit_code == 0
    assert events(tmp_path / "copy") == events(home)
    again = run(home, "backup", "-o", str(tmp_path / "copy"))
    assert (again.exit_code, "--" in again.stderr) == (2, False), "it has no other option to advise"
    assert run(home, "backup", "-o", "-").exit_code == 2
    nowhere = run(home, "backup", "-o", str(tmp_path / "nowhere" / "copy"))
    assert (nowhere.exit_code, "--progress" in nowhere.stderr) == (3, False)


@pytest.mark.parametrize("words", [("export",), ("backup",), ("rebuild",)])
def test_without_progress_nothing_is_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    refused = run(tmp_path / "log", *words)
    assert refused.exit_code == 2
    assert "there is no progress" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_reset_asks_and_keeps_what_was_there(home: Path, tmp_path: Path) -> None:
    before = events(home)
    assert run(home, "reset", typed="n\n").exit_code == 1
    assert run(home, "reset").exit_code == 1
    assert events(home) == before
    with Progress.open(home) as playing:
        assert run(home, "reset", typed="y\n").exit_code == 0
        with pytest.raises(Exception, match="moved or deleted"):
            playing.append("s", answered())
    (backup,) = tmp_path.glob("home.*.backup")
    assert events(backup) == before
    assert not home.exists()
    assert run(backup, "rebuild").exit_code == 0


@pytest.mark.parametrize("detail", ["null", "7", '"x"', "[]", "[" * 99_999, "true"])
def test_a_detail_that_is_none_ends_no_command(tmp_path: Path, detail: str) -> None:
    path = tmp_path / "log"
    with Progress.open(path) as progress:
        progress.append("s", answered())
    columns = "id, at, session, place, kind, elapsed, code, text, verdict, slip, credit, detail"
    for place, kind in enumerate(("started", "asked", "answered", "graded", "undone"), start=1):
        values = (
            f"'{kind}', '2026-01-01T00:00:00+00:00', 's', {place}, '{kind}', 0, 'Q03.1-7F3K', '', '', '', 0, '{detail}'"
        )
        sql(path, f"INSERT INTO events ({columns}) VALUES ({values})")
    assert json.loads(run(path, "export").stdout)["events"][1]["detail"] == {}
    assert run(path, "rebuild").exit_code == 1
    for words in (["stats"], ["interview", "--last"], ["drill", "--plain"], ["play", "--plain"]):
        done = CliRunner().invoke(cli, ["--progress", str(path), *words])
        assert not isinstance(done.exception, Exception) or isinstance(done.exception, SystemExit), words


@pytest.mark.parametrize("column", ["at", "elapsed", "kind", "code", "credit", "utc_offset"])
def test_a_column_that_no_version_wrote_is_refused_in_one_line(tmp_path: Path, column: str) -> None:
    path = tmp_path / "log"
    Progress.open(path).close()
    good = {
        "at": "'2026-01-01T00:00:00+00:00'",
        "elapsed": 0,
        "kind": "'asked'",
        "code": "''",
        "credit": 0,
        "utc_offset": 0,
    }
    values = {**good, column: "x'00ff'", "id": "'a'", "session": "'s'", "place": 0}
    values |= dict.fromkeys(("text", "verdict", "slip"), "''") | {"detail": "'{}'"}
    sql(path, f"INSERT INTO events ({', '.join(values)}) VALUES ({', '.join(map(str, values.values()))})")
    refused = run(path, "export")
    assert (refused.exit_code, len(refused.stderr.strip().splitlines())) == (2, 1)
    assert "is damaged" in refused.stderr


class _Endless:
    """Ever more of the same, as long as somebody reads."""

    def __init__(self, head: str, again: str) -> None:
        self._head, self._again, self.read_so_far = head.encode(), again.encode(), 0

    def read(self, size: int) -> bytes:
        piece, self._head = self._head + self._again * (size // len(self._again)), b""
        self.read_so_far += len(piece)
        return piece


def test_a_file_of_wrong_events_is_left_at_the_first() -> None:
    """Its faults were once collected, 13 GB of them."""
    file = _Endless('{"schema_version": 2, "events": [', '{"id": 7}, ')
    with pytest.raises(NotAnExportError, match="event 0"):
        list(parsed(file))
    assert file.read_so_far < 2**18


@pytest.mark.parametrize(
    ("head", "again"), [("", "[ "), ('{"a', "x"), ('{"events": [{"a": "', "long"), ('{"a": ', "9")]
)
def test_a_file_that_is_one_endless_value_is_left_in_time(head: str, again: str) -> None:
    file = _Endless(head, again)
    with pytest.raises(NotAnExportError):
        list(parsed(file))
    assert file.read_so_far < 2**22


def test_any_layout_of_the_file_is_read(home: Path, tmp_path: Path) -> None:
    with Progress.open(home) as one:
        content = exported(one)
        expected = list(one.read(Logged))
    data = json.loads(content)
    for text in (json.dumps(data, indent=2), json.dumps(data, sort_keys=True, separators=(",", ":")), json.dumps(data)):
        found = list(parsed(BytesIO(text.encode())))
        assert [(row.id, row.event) for row in found] == [(row.id, row.event) for row in expected]


def test_standard_input_is_imported_as_a_file_is(home: Path, tmp_path: Path) -> None:
    content = run(home, "export").stdout
    assert "events added, 0 here already" in run(tmp_path / "other", "import", "-", typed=content).stdout
    assert events(tmp_path / "other") == events(home)
