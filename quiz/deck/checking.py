"""The whole deck checked on all cores, a question's prose, a variant, a kata or the cheat sheet at a time."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import StringIO
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.pool import Pool
from multiprocessing.process import BaseProcess
from threading import Thread
from time import process_time
from typing import NoReturn

from quiz.deck import catalog
from quiz.deck.check import Finding, check_question, check_sheet, check_variant

FEW_DRAWS = 2000
"""Draws that are checked before other processes have begun."""
SHEET = "sheet"
TO_ALL = ("SIGINT", "SIGHUP", "SIGQUIT")
"""Signals that a terminal sends to all its processes; not every system has them."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What one part of the deck was found to be, and what that took."""

    part: str
    """`Q03`, `3.1`, `K03.1` or SHEET."""
    findings: tuple[Finding, ...]
    seconds: float
    """Of one core."""


def checked(parts: Sequence[str], draws: int, kata: Callable[[str], Iterable[Finding]]) -> Iterator[Checked]:
    """Yield the parts as they are done; where there is much to do, each core takes the next one.

    `kata` says what is wrong with the kata of an id: how programs are run is for others to know.
    """
    check, cores = partial(_checked, draws=draws, kata=kata), _cores()
    if cores == 1 or draws * len(parts) < FEW_DRAWS:
        yield from map(check, parts)
        return
    with _pool(cores) as pool:
        yield from pool.imap_unordered(check, parts)


def _checked(part: str, draws: int, kata: Callable[[str], Iterable[Finding]]) -> Checked:
    began = process_time()
    if part == SHEET:
        findings = tuple(check_sheet())
    elif part.startswith("K"):
        findings = tuple(kata(part))
    elif part.startswith("Q"):
        findings = tuple(check_question(catalog.question(part)))
    else:
        findings = tuple(check_variant(catalog.variant(part), draws))
    return Checked(part, findings, process_time() - began)


def _cores() -> int:
    """Return how many cores this program may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@contextmanager
def _pool(cores: int) -> Iterator[Pool]:
    """Offer processes that end with this one, in order and without a word, also where it is ended from outside."""
    before = {ending: signal.getsignal(ending) for name in TO_ALL if (ending := getattr(signal, name, None))}
    for ending in before:
        signal.signal(ending, signal.SIG_IGN)  # for the others, from their first moment on: they inherit it
    before[signal.SIGTERM] = signal.getsignal(signal.SIGTERM)
    try:
        with get_context("spawn").Pool(cores, _end_with_the_first) as pool:
            for ending, handler in before.items():
                signal.signal(ending, _end if handler is signal.SIG_DFL else handler)
            yield pool
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)


def _end(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def _end_with_the_first() -> None:
    """End as soon as the first process has ended, however it did; ctrl+c is for that one, and so is what to say."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stderr = StringIO()  # the pool would tell there that nobody takes a result any more
    Thread(target=_end_with, args=(parent_process(),), daemon=True).start()


def _end_with(first: BaseProcess) -> None:
    wait([first.sentinel])
    os._exit(1)
