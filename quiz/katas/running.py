"""Runs a learner's program in a process of its own, and reads what it left; nothing of it runs on afterwards."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from quiz.katas import leftovers
from quiz.katas.parcels import packed, unpacked
from solvers.door import ONE_THREAD

CHILD = Path(__file__).with_name("child.py")
WALL, CPU = 10.0, 5
"""Seconds that a run may take, by the clock and of the processor."""
MEMORY, FILE = 2 * 2**30, 2**24
"""Bytes: of the address space, of which NumPy takes some, and of the results."""
PRINTED = 20_000
"""Bytes of what a program prints that are kept."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no value."""

    kind: str
    """syntax, missing, signature, raised, refused, unsendable, time, stopped or died."""
    text: str = ""
    """What Python or the child says of it: the message, the name of a signal, what there is instead."""
    type: str = ""
    """The exception."""
    line: int | None = None
    """In the learner's file."""
    at_load: bool = False
    """Whether it was there before any call."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What the function returned at one setting."""

    value: Any
    changed: tuple[str, ...] = ()
    """The arguments that are not as they were."""


@dataclass(slots=True)
class Run:
    """What came of a program."""

    results: list[Returned | Trouble] = field(default_factory=list)
    """One a setting, as far as it came."""
    trouble: Trouble | None = None
    """What ended it before its time."""
    printed: str = ""
    seconds: float | None = None
    """At the large setting; None if it was not timed."""
    rival: float | None = None
    """The same of the reference in loops."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a process is to do."""

    function: str
    source: str
    file: str
    """What the learner calls the file."""
    calls: Sequence[dict[str, Any]]
    large: dict[str, Any] | None = None
    rival: str = ""
    wall: float = WALL
    cpu: int = CPU


def run(job: Job, stopped: Callable[[], bool] = lambda: False) -> Run:
    """Run a program to its end, to its limits, or until it is to be stopped."""
    leftovers.clear()
    with tempfile.TemporaryDirectory(prefix=leftovers.PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        described = {
            "function": job.function,
            "source": job.source,
            "file": job.file,
            "calls": [packed(call) for call in job.calls],
            "large": None if job.large is None else packed(job.large),
            "rival": job.rival,
            "parent": os.getpid(),
            "wall": job.wall,
            "cpu": job.cpu,
            "memory": MEMORY,
            "file_bytes": FILE,
        }
        (folder / "job.json").write_text(json.dumps(described), encoding="utf-8")
        done = Run()
        code, timely = _process(folder, job, stopped, done)
        _read(folder, done, job.file)
        done.trouble = done.trouble or _end(folder, code, timely, job.file, done)
        return done


def _process(folder: Path, job: Job, stopped: Callable[[], bool], done: Run) -> tuple[int, str]:
    """Run the child; return its exit code and why it was ended, empty if it was not."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", str(CHILD), str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={**os.environ, **ONE_THREAD},
        start_new_session=True,
    )
    assert process.stdout
    kept = bytearray()
    reader = threading.Thread(target=_drain, args=(process.stdout, kept), daemon=True)
    reader.start()
    began = time.monotonic()
    why, until = "", began + job.wall + 1
    try:
        while True:
            try:
                process.wait(0.05)
                killed = process.returncode == -getattr(signal, "SIGKILL", 0)
                if killed and time.monotonic() - began > job.cpu:  # the signal before it was ignored
                    why = "time"
                break
            except subprocess.TimeoutExpired:
                why = "stopped" if stopped() else "time" if time.monotonic() > until else ""
                if why:
                    break
    finally:
        _kill(process)
        process.wait()
        reader.join(1)
    done.printed = kept.decode("utf-8", "replace")
    return process.returncode, why


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started."""
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _drain(stream: IO[bytes], kept: bytearray) -> None:
    """Read what is printed to its end and keep the beginning."""
    with stream, suppress(OSError, ValueError):
        while piece := stream.read1(65536):  # type: ignore[attr-defined]  # a pipe is buffered
            kept += piece[: max(PRINTED - len(kept), 0)]


def _read(folder: Path, done: Run, file: str) -> None:
    """Take the results one by one; what cannot be read ends them."""
    with suppress(OSError):
        lines = (folder / "results").read_bytes().splitlines()
        for line in lines:
            try:
                _take(json.loads(line), done)
            except (ValueError, KeyError, TypeError, AttributeError):
                done.trouble = Trouble("died", "it left results that cannot be read")
                return


def _take(told: dict[str, Any], done: Run) -> None:
    if "stage" in told:
        text = ", ".join(told["there"]) if told["kind"] == "missing" else told["text"]
        done.trouble = Trouble(told["kind"], text, told.get("type", ""), told.get("line"), at_load=True)
    elif "call" in told and told["kind"] == "value":
        done.results.append(Returned(unpacked(told["value"]), tuple(told["changed"])))
    elif "call" in told:
        done.results.append(Trouble(told["kind"], told["text"], told.get("type", ""), told.get("line")))
    elif "seconds" in told:
        done.seconds = float(told["seconds"])
    elif "rival" in told:
        done.rival = float(told["rival"])


def _end(folder: Path, code: int, why: str, file: str, done: Run) -> Trouble | None:
    """Return what ended a run that has not come to its end; None if it has."""
    results = folder / "results"
    if results.exists() and b'{"end": true}' in results.read_bytes().splitlines():
        return None
    trace = (folder / "trace").read_text("utf-8", "replace") if (folder / "trace").exists() else ""
    frames = re.findall(rf'File "{re.escape(file)}", line (\d+) in (.+)', trace)
    line = int(frames[0][0]) if frames else None
    at_load = any(where == "<module>" for _, where in frames)
    if why == "stopped":
        return Trouble("stopped", line=line)
    if why == "time" or "Timeout" in trace or code == -getattr(signal, "SIGXCPU", 0):
        return Trouble("time", line=line, at_load=at_load)
    name = signal.Signals(-code).name if code < 0 and -code in set(signal.Signals) else f"exit code {code}"
    return Trouble("died", name, line=line, at_load=at_load)
