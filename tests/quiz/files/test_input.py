import os
from io import BytesIO
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from quiz.cli import cli
from quiz.files.input import opened_input, read_input, text_of


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize(
    "words",
    [
        ("net", "{}"),
        ("lab", "field", "network={}"),
        ("lab", "conv", "image={}"),
        ("progress", "import", "{}"),
        ("play", "{}"),
        ("grade", "{}", "answers.csv"),
        ("export", "{}", "--to", "text"),
    ],
)
def test_no_command_waits_for_a_pipe_that_nobody_writes_to(tmp_path, words):
    pipe = tmp_path / "\x1b[31mpipe"
    os.mkfifo(pipe)
    result = CliRunner().invoke(cli, [word.format(pipe) for word in words])
    assert result.exit_code == 2
    assert "not a plain file" in result.stderr
    assert "\x1b" not in result.stderr, "a file name steers the terminal"
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == [pipe]


def test_no_more_is_read_than_one_byte_that_tells_a_file_too_long(tmp_path):
    long = tmp_path / "long"
    long.write_bytes(b"x" * 100)
    assert len(read_input(str(long), 10)) == 11


def test_of_standard_input_no_more_is_kept_than_one_byte_that_tells_it_too_long(monkeypatch):
    """What has no end, such as /dev/zero, filled the disk."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=BytesIO(b"x" * 200_000)))
    with opened_input("-", 100_000) as copy:
        assert len(copy.read()) == 100_001


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_powershell_and_excel_save_is_text(encoding):
    assert text_of("input = [3, 8, 8]  # ×".encode(encoding)) == "input = [3, 8, 8]  # ×"


def test_what_is_in_no_unicode_is_not_guessed():
    with pytest.raises(UnicodeDecodeError):
        text_of("Müller".encode("cp1252"))


def test_a_name_that_no_system_has_is_an_ordinary_failure():
    with pytest.raises(OSError, match="no file has such a name"):
        read_input("a\0b", 10)


@pytest.mark.parametrize("words", [("stats",), ("config", "path"), ("play", "-n", "1")])
def test_the_home_of_nobody_is_a_path_like_others(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    for name in ("CONVQUIZ_PROGRESS", "CONVQUIZ_CONFIG"):
        monkeypatch.setenv(name, "~nobody-of-this-name/file")
    result = CliRunner().invoke(cli, words)
    assert (result.exit_code, result.exception) == (0, None)
