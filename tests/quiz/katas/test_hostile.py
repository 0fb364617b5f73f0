"""Programs that would hang, fill or harm: each ends within its limits, with a line of its own, and leaves nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from questions.model import kata_named
from quiz.katas.judging import judged
from quiz.katas.running import Job, run
from quiz.words.katas import failure_line, verdict_line

RIGHT = """
    p = np.pad(image, padding)
    w = np.lib.stride_tricks.sliding_window_view(p, kernel.shape)[::stride, ::stride]
    return np.einsum("ijuv,uv->ij", w, kernel) + bias
"""
CONV = "def conv2d(image, kernel, bias, stride, padding):\n"


def body(*lines: str, head: str = "") -> str:
    """Return a program of these lines, before a right body."""
    return f"import numpy as np\n{head}\n{CONV}" + "".join(f"    {line}\n" for line in lines) + RIGHT


QUICK = {
    "endless loop": (body("while True:", "    pass"), "time is over"),
    "exits hard": (body("import os", "os._exit(0)"), "the process ended by itself"),
    "fork loop": (body("import os", "while True:", "    os.fork()"), "reaches for another process"),
    "deletes files": (
        body("import shutil, os", "shutil.rmtree(os.path.expanduser('~/convquiz-no-such'))"),
        "changes files",
    ),
}
SLOW = {
    "20 GB": (body("x = np.ones(20 * 2**30 // 8)"), "more memory than"),
    "memory bit by bit": (
        body("x = []", "while True:", "    x.append(bytearray(2**24))"),
        ("more memory than", "time is over"),
    ),
    "deep recursion": (body("def f(n):", "    return f(n + 1)", "f(0)"), "calls itself without end"),
    "recursion beyond the stack": (
        body("import sys", "sys.setrecursionlimit(10**9)", "def f(n):", "    return [f(n + 1)]", "f(0)"),
        ("ended by itself", "more memory", "itself without end", "time is over"),
    ),
    "prints 1 GB": (body("for _ in range(1000):", "    print('x' * 2**20)"), ("Passed", "time is over")),
    "prints without end": (body("while True:", "    print('x' * 1000)"), "time is over"),
    "closes stdout": (body("import os, sys", "sys.stdout.close()", "os.closerange(0, 3)"), "Passed"),
    "patches numpy": (
        body(head="np.allclose = np.array_equal = np.isclose = lambda *a, **k: True").replace("+ bias", "+ 1"),
        "the numbers differ",
    ),
    "lazy object": (
        f"{CONV}    class Lazy:\n        shape = (1, 1)\n        def __eq__(self, other):\n            return True\n"
        "        def __array__(self, *a, **k):\n            raise SystemExit\n    return Lazy()\n",
        "returns a Lazy",
    ),
    "view of the input": (f"{CONV}    return image[:1, :1]\n", ("the shape is", "the numbers differ")),
    "NaN": (f"{CONV}    return image[:1, :1] * float('nan')\n", "NaN"),
    "wrong dtype": (body().replace('ij", w, kernel) + bias', "ij\", w, kernel).astype('f4') + bias"), "in float32"),
    "wrong shape": (f"{CONV}    return image[None]\n", "the shape is"),
    "BaseException": (body("raise BaseException('no')"), "BaseException: no"),
    "sleeps": (body("import time", "time.sleep(60)"), "time is over"),
    "writes files": (body("open('/tmp/convquiz-hostile', 'w').write('x')"), "writes files"),
    "fills the disk": (body("f = open('big', 'wb')", "while True:", "    f.write(bytes(2**20))"), "writes files"),
    "reads stdin": (body("input()"), "reads standard input"),
    "infinite generator": (f"{CONV}    while True:\n        yield 1\n", "returns a generator"),
    "crash at load": ("1 / 0\n" + body(), "ZeroDivisionError"),
    "loops at load": ("while True: pass\n" + body(), "while the file was loaded"),
    "syntax error": ("def conv2d(:\n    pass\n", "Python cannot read this"),
    "null in it": ("def conv2d():\n    \0\n", "Python cannot read this"),
    "empty file": ("", "there is no function conv2d"),
    "in a class": ("class Solution:\n    def conv2d(self, *a):\n        return 1\n", "it has Solution.conv2d"),
    "network": (body("import socket", "socket.create_connection(('127.0.0.1', 9))"), "reaches for the network"),
    "kills its parent": (body("import os, signal", "os.kill(os.getppid(), signal.SIGKILL)"), "another process"),
    "kills itself": (body("import signal", "signal.raise_signal(signal.SIGKILL)"), "SIGKILL"),
    "ignores signals": (
        body("import signal", "signal.signal(signal.SIGXCPU, signal.SIG_IGN)", "while True:", "    pass"),
        "time is over",
    ),
    "threads that stay": (
        body("import threading", "threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()"),
        ("Passed", "can't start new thread", "time is over"),
    ),
    "C library": (body("import ctypes", "ctypes.CDLL(None).abort()"), "C libraries"),
    "segfault": (body("import ctypes", "ctypes.string_at(0)"), ("C libraries", "ended by itself")),
    "another program": (body("import subprocess", "subprocess.run(['sleep', '60'])"), "another program"),
    "writes results itself": (
        body(
            "import os",
            "for n in range(3, 20):",
            "    try:",
            "        os.write(n, b'{\"call\": 0}')",
            "    except OSError:",
            "        pass",
        ),
        ("cannot be read", "Passed"),
    ),
}


def told(source: str) -> tuple[str, float]:
    kata = kata_named("conv2d")
    began = time.monotonic()
    done = run(Job("conv2d", source, "/x/conv2d.py", [each.arguments() for each in kata.settings()], wall=6, cpu=2))
    took = time.monotonic() - began
    verdict = judged(kata, "/x/conv2d.py", done)
    return "\n".join([verdict_line(verdict), *(failure_line(verdict, each) for each in verdict.failures[:1])]), took


def holds(source: str, lines: str | tuple[str, ...]) -> None:
    said, took = told(source)
    assert any(line in said for line in ([lines] if isinstance(lines, str) else lines)), said
    assert took < 8


@pytest.mark.skipif(os.name != "posix", reason="limits of the processor are POSIX's")
@pytest.mark.parametrize("name", QUICK)
def test_it_is_contained_and_told(name: str) -> None:
    holds(*QUICK[name])


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="limits of the processor are POSIX's")
@pytest.mark.parametrize("name", SLOW)
def test_it_is_contained_and_told_too(name: str) -> None:
    holds(*SLOW[name])
    assert not Path("/tmp/convquiz-hostile").exists()


def test_file_and_line_are_told_once() -> None:
    """Python repeats them behind what it says of a program that it cannot read."""
    said, _ = told("def conv2d(image, kernel):\n    return “image”\n")
    assert said.startswith("conv2d.py, line 2: Python cannot read this: invalid character")
    assert said.count("conv2d.py") == said.count("line 2") == 1


def lives(process: int) -> bool:
    """Tell whether a process runs; one that nobody has fetched yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="a process ends with its parent on Linux alone")
def test_a_program_ends_with_the_session_that_is_killed() -> None:
    mark = f"/x/{os.getpid()}.py"
    code = f"""
from quiz.katas.running import Job, run
run(Job("f", "import time\\ndef f(): time.sleep(60)", {mark!r}, [{{}}], wall=60, cpu=60))
"""

    def children(of: int) -> list[int]:
        listed = subprocess.run(["ps", "-ewwo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
        rows = (line.split(maxsplit=2) for line in listed.splitlines()[1:])
        return [int(pid) for pid, parent, args in rows if int(parent) == of and "child.py" in args]

    with subprocess.Popen([sys.executable, "-c", code]) as session:
        while not (found := children(session.pid)):
            assert session.poll() is None
        session.kill()
    until = time.monotonic() + 5
    while lives(found[0]):
        assert time.monotonic() < until


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_slips_by_is_ended_with_the_session() -> None:
    """`spawnv_passfds` goes past Python's audit events: the process group is ended all the same."""
    mark = f"61.{os.getpid()}"
    start = f"spawnv_passfds(b'/bin/sleep', [b'sleep', b'{mark}'], ())"
    told(body("from multiprocessing.util import spawnv_passfds", start, "import time", "time.sleep(60)"))
    listed = subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True).stdout
    assert f"sleep {mark}" not in listed.splitlines()
