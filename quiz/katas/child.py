"""Calls a learner's function in a process of its own: `python -I child.py FOLDER`, where the job lies.

It is the learner's own program: this keeps loops, memory and slips of the hand from doing harm, it is no sandbox.
"""

# Run by its path, apart from the package: it imports nothing of ours but the file beside it.

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import importlib
import importlib.abc
import importlib.machinery
import inspect
import json
import os
import signal
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

LINES = 20_000
"""Bytes of a message or a traceback that are passed on."""


class RefusedError(PermissionError):
    """A deed that no kata needs."""


class NotHere:
    """Stands for a package that a kata does without; using it says so."""

    def __init__(self, name: str) -> None:
        self.__dict__["name"] = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return NotHere(self.name)

    def __call__(self, *_: Any, **__: Any) -> Any:
        """Tell that it is not here."""
        raise RefusedError(f"uses {self.name}")

    def __getitem__(self, _: Any) -> Any:
        return self()

    def __iter__(self) -> Any:
        return self()


class Doorkeeper(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Lets NumPy and the standard library in; what else is imported is not here, and told when it is used."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        """Stand in for any other package."""
        top = fullname.partition(".")[0]
        # The library's settings for the platform, which `from numpy import *` asks for, are in no list of its modules.
        if top in sys.stdlib_module_names or top == "numpy" or top.startswith("_sysconfigdata_"):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return a module whose every name is not here."""
        module = ModuleType(spec.name)
        top = spec.name.partition(".")[0]

        def lacking(attribute: str) -> Any:
            if attribute.startswith("__"):
                raise AttributeError(attribute)
            return NotHere(top)

        module.__dict__["__getattr__"] = lacking
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is in it."""


DEEDS = {
    "another program": ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "pty."),
    "another process": ("os.fork", "os.kill", "signal.pthread_kill"),
    "the network": ("socket.", "urllib.", "http.", "ftplib.", "smtplib."),
    "C libraries": ("ctypes.",),
    "files": (
        *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod"),
        *("os.chown", "os.utime", "os.chflags", "os.setxattr", "os.removexattr", "shutil.", "tempfile.", "sqlite3."),
    ),
}
"""What is refused, by the beginnings of the names of Python's audit events."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def watch(event: str, args: tuple[Any, ...]) -> None:
    """Refuse what no kata needs, by an audit hook, which cannot be taken off again."""
    if event == "open":
        path, _, flags = args
        if not isinstance(path, int) and flags and flags & WRITING and os.fspath(path) != os.devnull:
            raise RefusedError("writes files")
        return
    for deed, beginnings in DEEDS.items():
        if event.startswith(beginnings):
            raise RefusedError("changes files" if deed == "files" else f"reaches for {deed}")


ENDS_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""


def limit(job: dict[str, Any], trace: Any) -> None:
    """Bound time, memory and files; where a program was when its time was over is written to `trace`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(ENDS_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != job["parent"]:  # it has ended before that was asked for
            os._exit(1)
    faulthandler.enable(trace)
    faulthandler.dump_traceback_later(job["wall"], exit=True, file=trace)
    try:
        import resource  # POSIX alone has it
    except ImportError:
        return
    faulthandler.register(signal.SIGXCPU, trace, all_threads=False, chain=True)
    for name, wanted in (
        ("RLIMIT_CPU", job["cpu"]),
        ("RLIMIT_AS", job["memory"]),
        ("RLIMIT_FSIZE", job["file_bytes"]),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", 0),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            kind = getattr(resource, name)
            most = resource.getrlimit(kind)[1]
            spare = 2 if name == "RLIMIT_CPU" else 0
            bound = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
            resource.setrlimit(kind, (bound, bound + spare if most == resource.RLIM_INFINITY else most))


class Child:
    """One run: the program is loaded, then called at each setting; every result is written at once."""

    def __init__(self, job: dict[str, Any], parcels: Any, out: int) -> None:
        self.job, self.out = job, out
        self.file: str = job["file"]
        # What a program may patch is taken before it runs.
        self.packed, self.unpacked, self.unsendable = parcels.packed, parcels.unpacked, parcels.UnsendableError
        self.clock, self.dumps, self.write = time.perf_counter, json.dumps, os.write

    def tell(self, **what: Any) -> None:
        """Write one line of results."""
        self.write(self.out, (self.dumps(what) + "\n").encode())

    def run(self) -> None:
        """Load, call, time."""
        calls = [self.unpacked(call) for call in self.job["calls"]]
        rival = self.loaded(self.job["rival"], "rival") if self.job["rival"] else None
        large = self.unpacked(self.job["large"]) if self.job["large"] else None
        sys.addaudithook(watch)
        sys.meta_path.insert(0, Doorkeeper())
        function = self.loaded(self.job["source"], self.file)
        if function is None or not self.takes(function, calls[0]):
            return
        for number, arguments in enumerate(calls):
            self.call(function, number, arguments)
        self.tell(end=True)
        if large is not None:
            self.time("seconds", function, large)
            if rival:
                self.time("rival", rival, large)

    def loaded(self, source: str, file: str) -> Any:
        """Return the function of a program, None where it has none, which is told."""
        name = self.job["function"]
        module = ModuleType("kata")
        module.__file__ = file
        sys.modules["kata"] = module  # dataclasses look a class's module up
        try:
            code = compile(source, file, "exec")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            text = getattr(error, "msg", None) or str(error)  # a SyntaxError's text repeats file and line
            self.tell(stage="read", kind="syntax", line=getattr(error, "lineno", None), text=text[:LINES])
            return None
        try:
            exec(code, module.__dict__)
        except BaseException as error:
            self.tell(stage="load", **self.fault(error))
            return None
        function = module.__dict__.get(name)
        if not callable(function):
            names = list(module.__dict__.items())
            methods = [f"{key}.{name}" for key, value in names if inspect.isclass(value) and name in vars(value)]
            there = [*methods, *(key for key, value in names if inspect.isfunction(value))]
            self.tell(stage="load", kind="missing", there=there[:20])
            return None
        return function

    def takes(self, function: Any, arguments: dict[str, Any]) -> bool:
        """Tell whether a function can be called as the kata calls it; if not, that is written."""
        try:
            inspect.signature(function).bind(*arguments.values())
        except TypeError:
            self.tell(stage="load", kind="signature", text=f"{inspect.signature(function)}"[:LINES])
            return False
        except ValueError:
            pass  # a built-in function does not say what it takes
        return True

    def call(self, function: Any, number: int, arguments: dict[str, Any]) -> None:
        """Call the function at one setting and write what came of it."""
        before = {name: self.packed(value) for name, value in arguments.items()}
        began = self.clock()
        try:
            value = function(*arguments.values())
            seconds = self.clock() - began
            try:
                parcel = self.packed(value)
            except self.unsendable as error:
                self.tell(call=number, kind="unsendable", text=str(error))
                return
        except BaseException as error:
            self.tell(call=number, **self.fault(error))
            return
        changed = [name for name, value in arguments.items() if self.packed(value) != before[name]]
        self.tell(call=number, kind="value", value=parcel, seconds=seconds, changed=changed)

    def time(self, what: str, function: Any, arguments: dict[str, Any]) -> None:
        """Write how long the function takes, the best of a few runs."""
        best, until = float("inf"), self.clock() + 0.2
        with contextlib.suppress(BaseException):
            while best == float("inf") or self.clock() < until:
                began = self.clock()
                function(*arguments.values())
                best = min(best, self.clock() - began)
            self.tell(**{what: best})

    def fault(self, error: BaseException) -> dict[str, Any]:
        """Return what was raised, and where in the learner's file."""
        lines: list[int | None] = [None]
        step = error.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename == self.file:
                lines.append(step.tb_lineno)
            step = step.tb_next
        try:
            text = str(error)[:LINES]
        except BaseException:
            text = ""
        kind = "refused" if isinstance(error, RefusedError) else "raised"
        return {"kind": kind, "type": type(error).__name__, "text": text, "line": lines[-1]}


def main(folder: Path) -> None:
    """Do the job that lies in a folder."""
    sys.dont_write_bytecode = True
    job = json.loads((folder / "job.json").read_bytes())
    out = os.open(folder / "results", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    trace = (folder / "trace").open("wb", buffering=0)
    limit(job, trace)
    np.seterr(all="ignore")
    sys.path.insert(0, str(Path(__file__).parent))
    parcels = importlib.import_module("parcels")
    del sys.path[0]
    Child(job, parcels, out).run()
    with contextlib.suppress(BaseException):
        sys.stdout.flush()
    os._exit(0)  # threads that the program has started are not waited for


if __name__ == "__main__":
    main(Path(sys.argv[1]))
