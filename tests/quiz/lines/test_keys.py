"""Single keys of a terminal, which is afterwards as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

WAITS = "from quiz.lines.keys import pressed_keys\nwith pressed_keys() as key:\n    print(flush=True)\n    key(60)"


@pytest.mark.skipif(os.name != "posix", reason="such terminals and signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"])
def test_a_signal_puts_the_terminal_back(name: str) -> None:
    import termios

    ours, theirs = os.openpty()
    try:
        before = termios.tcgetattr(theirs)
        command = [sys.executable, "-c", WAITS]
        with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as waiting:
            assert waiting.stdout
            waiting.stdout.readline()
            assert termios.tcgetattr(theirs) != before, "a key has to come without Enter"
            waiting.send_signal(getattr(signal, name))
            assert waiting.wait(30)
        assert termios.tcgetattr(theirs) == before
    finally:
        os.close(ours)
        os.close(theirs)
