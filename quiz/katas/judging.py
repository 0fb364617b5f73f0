"""The verdict on a program: which settings fail and how, and which misconception computes the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from questions.model import Kata, Mutant
from quiz.katas.comparing import Fault, fault
from quiz.katas.running import Job, Returned, Run, Trouble, run

ENOUGH = 3
"""Settings at which a wrong program must do what a mutant does, to be called by its name."""
VECTORISED = 5
"""How many times as fast as the loops a program must be to count as vectorised."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One setting at which a program is wrong."""

    number: int
    """From 1, the smallest first."""
    setting: Kata
    why: Fault | Trouble | None
    """What is wrong with the value, or why there is none; None if it is right and only arguments were changed."""
    changed: tuple[str, ...] = ()
    """The arguments that are not as they were."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a program."""

    kata: type[Kata]
    file: str
    settings: int
    failures: tuple[Failure, ...] = ()
    trouble: Trouble | None = None
    """What ended the run before its time."""
    named: tuple[Mutant, ...] = ()
    """The misconceptions that compute what the program does."""
    partly: bool = False
    """Whether they do so at some of the wrong settings only, as two mistakes together do."""
    printed: str = ""
    seconds: float | None = None
    """At the large setting."""
    rival: float | None = None
    """The reference in loops there."""
    engine: float | None = None
    """The engine there."""

    @property
    def passed(self) -> bool:
        """Whether it is right at all settings."""
        return not self.failures and self.trouble is None

    @property
    def unwritten(self) -> bool:
        """Whether it is the stub still."""
        kinds = {failure.why.type if isinstance(failure.why, Trouble) else "" for failure in self.failures}
        return len(self.failures) == self.settings and kinds == {"NotImplementedError"}

    @property
    def vectorised(self) -> bool:
        """Whether it is as fast as a program without a loop over positions."""
        return bool(self.seconds and self.rival and self.rival >= VECTORISED * self.seconds)

    @property
    def slips(self) -> list[str]:
        """The tags of the misconceptions, for the log."""
        return [mutant.tag for mutant in self.named]


def check(kata: type[Kata], source: str, file: str, stopped: Callable[[], bool] = lambda: False) -> Verdict:
    """Run a program at all settings of its kata and judge it."""
    settings = kata.settings()
    large = kata(**kata.large) if kata.large is not None else None
    job = Job(
        kata.name,
        source,
        file,
        [setting.arguments() for setting in settings],
        large.arguments() if large else None,
        kata.program(kata.loops) if large and kata.must_be_fast else "",
    )
    return judged(kata, file, run(job, stopped))


def judged(kata: type[Kata], file: str, done: Run) -> Verdict:
    """Judge what came of a program."""
    settings = kata.settings()
    failures = tuple(_failures(settings, done.results, kata.returns))
    passed = not failures and done.trouble is None
    mutants, partly = named(kata, settings, done.results, failures)
    return Verdict(
        kata,
        file,
        len(settings),
        failures,
        done.trouble,
        mutants,
        partly,
        done.printed,
        done.seconds,
        done.rival,
        engine_seconds(kata) if passed and done.seconds else None,
    )


def _failures(
    settings: Sequence[Kata], results: Iterable[Returned | Trouble], names: Sequence[str]
) -> Iterable[Failure]:
    for number, (setting, result) in enumerate(zip(settings, results, strict=False), start=1):
        if isinstance(result, Trouble):
            yield Failure(number, setting, result)
            continue
        wrong = fault(setting.expected(), result.value, names)
        if wrong or result.changed:
            yield Failure(number, setting, wrong, result.changed)


def named(
    kata: type[Kata], settings: Sequence[Kata], results: Sequence[Returned | Trouble], failures: Sequence[Failure]
) -> tuple[tuple[Mutant, ...], bool]:
    """Return the misconceptions that compute what a wrong program computes, and whether they do so partly.

    The one that does so wherever the program is wrong, and is right where that is; else those that do so at three
    settings at least and at a quarter of the wrong ones, as two mistakes together do.
    """
    wrong = [failure for failure in failures if isinstance(failure.why, Fault) and failure.why.kind != "none"]
    if not wrong:
        return (), False
    numbers = {failure.number for failure in wrong}
    right = [n for n, result in enumerate(results, start=1) if isinstance(result, Returned) and n not in numbers]
    alike: list[tuple[Mutant, set[int]]] = []
    for mutant in kata.mutants:
        function = kata.function(kata.mistaken(mutant))
        same = {n for n in numbers if _does_the_same(function, settings[n - 1], results[n - 1], kata.returns)}
        if same == numbers and all(
            _does_the_same(function, settings[n - 1], results[n - 1], kata.returns) for n in right
        ):
            return (mutant,), False
        alike.append((mutant, same))
    parts = tuple(_parts(alike, numbers))
    return parts, bool(parts)


def _parts(alike: Sequence[tuple[Mutant, set[int]]], numbers: set[int]) -> Iterator[Mutant]:
    """Yield the misconceptions that explain most of the wrong settings, each those that are left by the ones before."""
    left = set(numbers)
    while left:
        mutant, same = max(alike, key=lambda entry: len(entry[1] & left))
        if len(same & left) < max(ENOUGH, len(numbers) // 4):
            return
        yield mutant
        left -= same


def _does_the_same(
    function: Callable[..., Any], setting: Kata, result: Returned | Trouble, names: Sequence[str]
) -> bool:
    if not isinstance(result, Returned):
        return False
    try:
        value = function(*setting.arguments().values())
    except (ValueError, IndexError, ZeroDivisionError, TypeError, KeyError):
        return False  # this mistake breaks down here
    return fault(value, result.value, names) is None


def engine_seconds(kata: type[Kata]) -> float | None:
    """Return the time that the engine takes at the large setting, the making of its arguments not counted."""
    if kata.large is None:
        return None
    setting = kata(**kata.large)
    return max(_best(setting.expected) - _best(setting.arguments), 1e-6)


def _best(deed: Callable[[], object], tries: int = 5) -> float:
    took = []
    for _ in range(tries):
        began = time.perf_counter()
        deed()
        took.append(time.perf_counter() - began)
    return min(took)
