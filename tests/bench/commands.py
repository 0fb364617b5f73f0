"""What one-shot commands wait for beside the bare imports: `python -m tests.bench.commands`."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROUNDS = 15
BARE = """
import click, numpy, pydantic
class Model(pydantic.BaseModel):
    number: int
Model(number=1)
"""
COMMANDS = {
    "solve 3.1 size=32 kernel=5 stride=1 padding=2": 1.3,
    "solve Q03.1-7F3K": 1.3,
    "list": 1.3,
    "show 5": 1.3,
    "show 5 --json": 1.3,
    "make -n 20 --seed 7 -o -": 1.6,
}
"""Each with its goal: how many times as long as click, NumPy and pydantic with one model."""


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Run a whole process."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment)
    return time.perf_counter() - began


def main() -> None:
    """Print the table: all commands in turn, so that a machine that slows down slows all of them."""
    with TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "CONVQUIZ_PROGRESS": str(Path(folder) / "progress.sqlite3"),
        }
        convquiz = [str(Path(sys.executable).with_name("convquiz"))]
        runs = {
            "bare imports": [sys.executable, "-c", BARE],
            **{command: [*convquiz, *command.split()] for command in COMMANDS},
            "import click": [sys.executable, "-c", "import click"],
            "--help": [*convquiz, "--help"],
        }
        times: dict[str, list[float]] = {name: [] for name in runs}
        for number in range(ROUNDS + 1):
            for name, command in runs.items():
                spent = seconds(command, environment)
                if number:  # the first round writes the bytecode
                    times[name].append(spent)
    ratios = {name: ("bare imports", goal) for name, goal in COMMANDS.items()} | {"--help": ("import click", 1.3)}
    print(f"{'command':<48}{'ms':>7}{'ratio':>8}{'goal':>7}")
    for name, spent in times.items():
        line = f"{name:<48}{statistics.median(spent) * 1000:>7.0f}"
        if name in ratios:
            peer, goal = ratios[name]
            ratio = statistics.median(one / other for one, other in zip(spent, times[peer], strict=True))
            line += f"{ratio:>8.2f}{goal:>7.1f}"
        print(line)


if __name__ == "__main__":
    main()
