"""The command `convquiz`, also `python -m quiz`: its guard against foreign packages and unwilling streams."""

from __future__ import annotations

import codecs
import gc
import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# Modules and the rows of a log live to the end: to look for circles among them costs a tenth of every command.
SELDOM = 50_000, 20, 20
"""How many objects are made until garbage is looked for, and how seldom among older ones."""


def foreign_package() -> str | None:
    """Say which of our packages is another distribution's; the names are generic, so they can be overwritten."""
    for name in ("quiz", "questions", "solvers"):
        package = import_module(name)
        if getattr(package, "DISTRIBUTION", None) != "convquiz":
            from pathlib import Path  # --help does without it

            where = Path(package.__file__ or "").parent
            return (
                f"The package '{name}' in {where} is not convquiz's: another distribution has taken the name. "
                "Install convquiz in an environment of its own."
            )
    return None


def unread_sources() -> str | None:
    """Say why the packages' own files cannot be read: titles, topics and helps stand in docstrings."""
    if sys.flags.optimize > 1:
        return "Python leaves out docstrings, where convquiz has its titles: start it without -OO and PYTHONOPTIMIZE."
    where = import_module("questions").__file__ or ""
    if not (where.endswith(".py") and os.path.isfile(where)):  # noqa: PTH113  (--help does without pathlib)
        return (
            f"convquiz reads its questions off their .py files, and {where} is none: install it, as files in a folder."
        )
    return None


def main() -> None:
    """Run the command line; exits with 2 on bad usage, with 3 when its output cannot be written."""
    gc.set_threshold(*SELDOM)
    _open_errors()
    if os.path.expanduser("~") == "~":  # noqa: PTH111  (--help does without pathlib)
        os.environ["HOME"] = os.sep  # nobody has told of a home: as containers have it for a user without a name
    if complaint := foreign_package() or unread_sources():
        sys.exit(_refusal(complaint, 2))
    if sys.stdout is None:
        sys.exit(_refusal("Standard output is closed.", 3))
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        _soften(stream)
    try:
        try:
            from quiz.cli import cli

            cli(prog_name="convquiz")
        finally:
            sys.stdout.flush()
            gc.freeze()  # the process ends: nobody has to look for circles once more
    except KeyboardInterrupt:  # before a command could begin
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has left; nothing more to say
        sys.exit(3)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_refusal(f"Cannot write: {error.strerror}.", 3))


class _Unheard(io.FileIO):
    """A file that takes what cannot be written: a message that nobody reads ends no program."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, or do as if."""
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


def _open_errors() -> None:
    """Let messages go nowhere where standard error is closed, its disk is full, or who reads it has left."""
    if sys.stderr is not None and (type(sys.stderr) is not io.TextIOWrapper or _is_console(sys.stderr)):
        return
    raw = _Unheard(sys.stderr.fileno(), "w", closefd=False) if sys.stderr else _Unheard(os.devnull, "w")
    encoding = sys.stderr.encoding if sys.stderr else "utf-8"
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(raw), encoding, "backslashreplace", line_buffering=True)
    sys.__stderr__ = sys.stderr  # type: ignore[misc]  # the application draws on it


def _is_console(stream: TextIO) -> bool:
    """Tell whether a stream is a window of Windows, whose letters are no bytes of a file."""
    return os.name == "nt" and stream.isatty()


def _soften(stream: TextIO | None) -> None:
    """Let a stream replace what it cannot show, and make a pipe UTF-8 unless the learner chose otherwise."""
    reconfigure = getattr(stream, "reconfigure", None)
    if stream is None or reconfigure is None:
        return
    as_it_is = os.environ.get("PYTHONIOENCODING") or stream.isatty()
    reconfigure(encoding=None if as_it_is else "utf-8", errors="replace")
    if stream is not sys.stdin and stream.encoding.lower() not in {"utf-8", "utf8"}:
        from quiz.files.stand_ins import NAME, stand_ins  # few need them

        codecs.register_error(NAME, stand_ins)
        reconfigure(errors=NAME)


def _refusal(line: str, code: int) -> int:
    sys.stderr.write(f"{line}\n")
    return code


if __name__ == "__main__":
    main()
