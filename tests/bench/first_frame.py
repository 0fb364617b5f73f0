"""Time to the first frame, beside an empty Textual application: `python -m tests.bench.first_frame`."""

from __future__ import annotations

import os
import pty
import select
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

EMPTY = """
from textual.app import App
from textual.widgets import Footer, Header

class Empty(App):
    TITLE = "first frame"
    def compose(self):
        yield Header()
        yield Footer()

Empty().run()
"""


def seconds_until(marker: bytes, *command: str) -> float:
    """Start a program on a terminal of its own and wait until it has drawn the marker."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
        os.execv(command[0], command)
    drawn = b""
    while marker not in drawn:
        if not select.select([terminal], [], [], 30)[0]:
            raise TimeoutError(drawn.decode(errors="replace"))
        drawn += os.read(terminal, 65536)
    passed = time.perf_counter() - began
    os.kill(child, 9)
    os.waitpid(child, 0)
    os.close(terminal)
    return passed


def main(rounds: int = 15) -> None:
    """Print both medians and their ratio, measured in turn."""
    empty, ours = [], []
    with TemporaryDirectory() as folder:
        progress = str(Path(folder, "progress.sqlite3"))
        for _ in range(rounds):
            empty.append(seconds_until(b"first frame", sys.executable, "-c", EMPTY))
            ours.append(seconds_until(b"Interview tomorrow", sys.executable, "-m", "quiz", "--progress", progress))
    first, second = statistics.median(empty), statistics.median(ours)
    print(f"empty application {first * 1e3:.0f} ms, convquiz {second * 1e3:.0f} ms, ratio {second / first:.2f}")


if __name__ == "__main__":
    main()
