from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from quiz.log.flags import FlagError, flag, is_flagged


def read(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_a_flag_is_one_line_beside_the_progress_file(tmp_path: Path) -> None:
    noon = datetime(2025, 7, 1, 12, tzinfo=UTC)
    text = "⌊32/2⌋\n\u2028\udcb2"
    path = tmp_path / "flags.jsonl"
    flag(path, code="Q03.1-7F3K", text=text, verdict="reject", now=lambda: noon)
    assert read(path) == [
        {
            "at": "2025-07-01T12:00:00.000000+00:00",
            "code": "Q03.1-7F3K",
            "text": text,
            "verdict": "reject",
        }
    ]


def test_flags_add_up_and_the_folder_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    path = folder / "flags.jsonl"
    for text in ("1", "2"):
        flag(path, code="Q05.2-AAAA", text=text, verdict="clarify")
    assert [report["text"] for report in read(path)] == ["1", "2"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_card_is_flagged_until_that_is_taken_back_and_only_by_a_report_of_the_session(tmp_path: Path) -> None:
    path, noon = tmp_path / "flags.jsonl", datetime(2025, 7, 1, 12, tzinfo=UTC)
    assert not is_flagged(path, "Q03", noon)
    flag(path, code="Q03", text="", verdict="", now=lambda: noon)
    path.write_bytes(path.read_bytes() + b"by hand\n[]\n{}\n")
    assert [is_flagged(path, code, noon) for code in ("Q03", "Q05")] == [True, False]
    assert not is_flagged(path, "Q03", noon + timedelta(seconds=1))
    flag(path, code="Q03", text="", verdict="", taken_back=True, now=lambda: noon)
    assert not is_flagged(path, "Q03", noon)


def test_flags_from_several_threads_stay_apart(tmp_path: Path) -> None:
    def complain(code: str) -> None:
        for _ in range(10):
            flag(tmp_path / "flags.jsonl", code=code, text="x" * 5000, verdict="reject")

    threads = [Thread(target=complain, args=(f"Q0{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = sorted(report["code"] for report in read(tmp_path / "flags.jsonl"))
    assert codes == sorted(["Q00", "Q01", "Q02", "Q03"] * 10)


def in_its_place(kind: str, path: Path) -> None:
    if kind == "pipe" and not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes on this system")
    (os.mkfifo if kind == "pipe" else os.mkdir)(path)


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_flag_that_cannot_be_kept_says_so_in_one_line(tmp_path: Path, kind: str) -> None:
    in_its_place(kind, tmp_path / "flags.jsonl")
    with pytest.raises(FlagError) as caught:
        flag(tmp_path / "flags.jsonl", code="Q03.1-7F3K", text="32", verdict="reject")
    assert str(tmp_path / "flags.jsonl") in str(caught.value)
    assert "Q03.1-7F3K" in str(caught.value)
    assert str(caught.value).isprintable()


def test_half_a_line_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "flags.jsonl"
    flag(path, code="Q03", text="", verdict="")
    before = path.read_bytes()
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, line: write(file, line[:9]))
    with pytest.raises(FlagError, match="No space left"):
        flag(path, code="Q05", text="", verdict="")
    assert path.read_bytes() == before
