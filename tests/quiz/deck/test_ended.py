"""A check that is ended from outside leaves no process, and no word of what it is made of."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.quiz.logs import posix_only

PATIENCE = 60
ROOT = Path(__file__).parents[3]
CHECK = """
import sys
from multiprocessing import parent_process
from quiz.deck import checking

def told(part):
    sys.stdout.write("begun\\n")  # print may part the line from its end
    sys.stdout.flush()
    parent_process().join()  # and then comes back with what nobody waits for
    return ()

if __name__ == "__main__":
    checking.FEW_DRAWS, checking._cores = 0, lambda: 2
    try:
        list(checking.checked(["K1", "K2"], 1, told))
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.fixture
def check(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A check on two cores, which have begun."""
    script = tmp_path / "check.py"
    script.write_text(CHECK, encoding="utf-8")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, script], env=environment, start_new_session=True, **pipes) as process:
        assert process.stdout
        try:
            assert [process.stdout.readline() for _ in range(2)] == ["begun\n"] * 2
            yield process
        finally:
            process.kill()


@posix_only
@pytest.mark.parametrize("to_all", [False, True], ids=["alone", "with its processes"])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
def test_a_check_that_is_ended_says_nothing(check: subprocess.Popen[str], name: str, to_all: bool) -> None:
    ending = getattr(signal, name)
    (os.killpg if to_all else os.kill)(check.pid, ending)
    assert check.communicate(timeout=PATIENCE) == ("", "")  # which waits for all that could still write
    assert check.returncode == 128 + ending


@posix_only
def test_who_checks_ends_with_a_check_that_is_killed(check: subprocess.Popen[str]) -> None:
    check.kill()
    assert "Traceback" not in check.communicate(timeout=PATIENCE)[1]
