"""Single keys of a terminal, each waited for no longer than a moment."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn


@contextmanager
def pressed_keys() -> Iterator[Callable[[float], str]]:
    """Give what waits so many seconds for a key and returns it, empty if none was pressed; without a terminal none."""
    if not sys.stdin or not sys.stdin.isatty():
        yield _none
    elif os.name == "posix":
        import select  # POSIX alone has terminals as files
        import termios
        import tty

        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)

        def pressed(seconds: float) -> str:
            tty.setcbreak(terminal, termios.TCSANOW)  # a shell that had stopped us has set it otherwise
            ready, _, _ = select.select([terminal], [], [], seconds)
            return os.read(terminal, 1).decode("ascii", "replace") if ready else ""

        with _ended_in_order():
            try:
                tty.setcbreak(terminal)
                yield pressed
            finally:
                termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    else:
        yield _windows


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let a signal that would end the program at once leave by the way out, past what is to be put back."""
    ending = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
    usual = [each for each in ending if signal.getsignal(each) is signal.SIG_DFL]
    try:
        for each in usual:
            signal.signal(each, _leave)
        yield
    finally:
        for each in usual:
            signal.signal(each, signal.SIG_DFL)


def _leave(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def _none(seconds: float) -> str:
    time.sleep(seconds)
    return ""


def _windows(seconds: float) -> str:
    import msvcrt  # Windows alone has it

    time.sleep(seconds)
    return msvcrt.getwch() if msvcrt.kbhit() else ""  # type: ignore[attr-defined]
