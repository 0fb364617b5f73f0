"""What a learner waits for, on a real terminal: `python -m tests.bench.responsiveness`."""

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


PAGE_DOWN = "\x1b[6~"
PATIENCE = 20
"""Seconds after which a marker counts as missing."""


class Terminal:
    """A program on a pseudo-terminal of its own."""

    def __init__(self, *command: str) -> None:
        self.child, self.file = pty.fork()
        if self.child == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
            os.execv(command[0], command)

    def seconds_until(self, marker: str, typed: str = "") -> float:
        """Type something and wait until the program has drawn the marker."""
        began = time.perf_counter()
        os.write(self.file, typed.encode())
        drawn = b""
        while marker.encode() not in drawn:
            late = time.perf_counter() - began > PATIENCE
            if late or not select.select([self.file], [], [], PATIENCE)[0]:
                raise TimeoutError(f"{marker!r} was not drawn within {PATIENCE} s")
            drawn += os.read(self.file, 65536)
        return time.perf_counter() - began

    def kill(self) -> None:
        """End the program."""
        os.kill(self.child, 9)
        os.waitpid(self.child, 0)
        os.close(self.file)


def first_frame(marker: str, *command: str) -> float:
    """Return the seconds from the start of a program to its first frame."""
    began = time.perf_counter()
    terminal = Terminal(*command)
    terminal.seconds_until(marker)
    passed = time.perf_counter() - began
    terminal.kill()
    return passed


def opening() -> float:
    """Return the seconds from Enter at home, as a newcomer who has read it, to the first ask."""
    with TemporaryDirectory() as folder:
        terminal = Terminal(sys.executable, "-m", "quiz", "--progress", str(Path(folder, "progress.sqlite3")))
        terminal.seconds_until("Nothing yet")
        time.sleep(0.5)
        seconds = terminal.seconds_until("Say it aloud", "\r")
        terminal.kill()
    return seconds


def answering(progress: str) -> tuple[float, float]:
    """Return the seconds from Enter to the verdict, and from a right answer to the first frame of the demonstration."""
    terminal = Terminal(sys.executable, "-m", "quiz", "--progress", progress, "play", "Q03.1-7F3K")
    terminal.seconds_until("Q03.")
    time.sleep(0.5)
    verdict = terminal.seconds_until("Not ", "-7\r")
    demonstration = terminal.seconds_until("read now", "\x15" + "28\r")
    terminal.kill()
    return verdict, demonstration


def turning(progress: str) -> float:
    """Return the seconds from a turn of a knob in the lab to the picture of the new setting."""
    terminal = Terminal(sys.executable, "-m", "quiz", "--progress", progress, "lab", "conv", "input=13")
    terminal.seconds_until("tied to the cursor")
    time.sleep(0.5)
    terminal.seconds_until("output[5, 5]", PAGE_DOWN)
    seconds = terminal.seconds_until("output[6, 6]", "l")
    terminal.kill()
    return seconds


def main(rounds: int = 15) -> None:
    """Print medians; the first frames of both applications are measured in turn."""
    empty, ours, opened, waits, turns = [], [], [], [], []
    with TemporaryDirectory() as folder:
        progress = str(Path(folder, "progress.sqlite3"))
        for _ in range(rounds):
            empty.append(first_frame("first frame", sys.executable, "-c", EMPTY))
            ours.append(first_frame("Interview tomorrow", sys.executable, "-m", "quiz", "--progress", progress))
            opened.append(opening())
            waits.append(answering(progress))
            turns.append(turning(progress))
    first, second = statistics.median(empty) * 1e3, statistics.median(ours) * 1e3
    print(f"first frame: empty application {first:.0f} ms, convquiz {second:.0f} ms, ratio {second / first:.2f}")
    names = (
        "Enter at home to the first ask",
        "Enter to verdict",
        "Enter to demonstration",
        "knob to picture",
    )
    for name, times in zip(names, (opened, *zip(*waits, strict=True), turns), strict=True):
        print(f"{name}: median {statistics.median(times) * 1e3:.0f} ms, longest {max(times) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
