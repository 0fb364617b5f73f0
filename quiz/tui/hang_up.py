"""A terminal that goes while the application runs: that is noticed, and what is still written to it goes nowhere."""

from __future__ import annotations

import os
import select
import sys
from asyncio import AbstractEventLoop
from collections.abc import Callable


def watch(loop: AbstractEventLoop, leave: Callable[[], object]) -> None:
    """Leave once the terminal has gone, also where no signal says so; Linux alone tells it without being asked."""
    if not hasattr(select, "epoll") or sys.__stdin__ is None or not sys.__stdin__.isatty():
        return
    gone = select.epoll()
    gone.register(sys.__stdin__, 0)  # a terminal that goes is told of in any case, keys are not

    def notice() -> None:
        loop.remove_reader(gone)
        leave()

    loop.add_reader(gone, notice)


def let_go() -> None:
    """Where the terminal has gone, let standard output go nowhere; standard error says nothing of it anyhow."""
    if not hasattr(select, "poll"):
        return
    seen = select.poll()
    seen.register(1, 0)
    if any(event & select.POLLHUP for _, event in seen.poll(0)):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
