"""What a moving picture costs: `python -m tests.bench.canvas` plays 60×30 cells for some seconds.

First a spot that wanders over a still map, as a window or a footprint does; then the worst there is, where every pixel
changes with every frame.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tempfile
import threading
import time
from math import cos, exp, sin, tau
from pathlib import Path

ROWS, COLUMNS, SECONDS, RATE = 60, 60, 6, 30
"""Pixels: half-blocks make 30 lines of 60 columns of them."""


def play() -> None:
    from textual.app import App, ComposeResult

    from questions.scenes import Frame, Grid
    from quiz.tui.widgets.canvas import Canvas

    def spot(x: int, y: int, number: int) -> float:
        across, down = 30 + 20 * cos(number / RATE * tau), 30 + 20 * sin(number / RATE * tau)
        return exp(-((x - across) ** 2 + (y - down) ** 2) / 60)

    def noise(x: int, y: int, number: int) -> float:
        return ((x - number) ** 2 + y * y) % 97 / 97

    value = {"spot": spot, "noise": noise}[sys.argv[-1]]
    frames = [
        Frame(
            (Grid("map", tuple(tuple(value(x, y, number) for x in range(COLUMNS)) for y in range(ROWS))),),
            "",
        )
        for number in range(RATE)
    ]

    class Moving(App[None]):
        shown = 0
        began = cpu = 0.0

        def compose(self) -> ComposeResult:
            yield Canvas()

        def on_mount(self) -> None:
            self.set_interval(1 / RATE, self.step)
            self.set_timer(1, self.begin)

        def begin(self) -> None:
            """Start the clock, the application being warm."""
            self.shown, self.began, self.cpu = 0, time.monotonic(), time.process_time()

        def step(self) -> None:
            self.query_one(Canvas).show(frames[self.shown % len(frames)])
            self.shown += 1
            passed = time.monotonic() - self.began
            if self.began and passed >= SECONDS:
                share = (time.process_time() - self.cpu) / passed
                Path(os.environ["RESULT"]).write_text(f"{self.shown / passed:.1f} {share:.3f}", encoding="utf-8")
                self.exit()

    Moving().run()


def played(picture: str) -> str:
    """Play a picture on a terminal of its own and say what it took."""
    result = Path(tempfile.gettempdir()) / f"canvas-{os.getpid()}.txt"
    ours, theirs = pty.openpty()
    subprocess.run(["stty", "rows", "40", "cols", "80"], stdin=theirs, check=True)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.canvas", "--play", picture],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "RESULT": str(result)},
    )
    os.close(theirs)
    drawn = []

    def read() -> None:
        try:
            while data := os.read(ours, 65536):
                drawn.append(len(data))
        except OSError:  # the other end is closed
            pass

    threading.Thread(target=read, daemon=True).start()
    child.wait(timeout=SECONDS + 20)
    rate, share = map(float, result.read_text(encoding="utf-8").split())
    result.unlink()
    return f"{rate:.1f} frames/s, {share:.1%} of a core, {sum(drawn) / 1024 / rate / (SECONDS + 1):.1f} kB a frame"


if __name__ == "__main__":
    if "--play" in sys.argv:
        play()
    else:
        for name in ("spot", "noise"):
            print(f"{COLUMNS}×{ROWS // 2} characters, {name}: {played(name)}")
