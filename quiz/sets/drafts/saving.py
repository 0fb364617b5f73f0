"""A set into files: as the set itself and in any of the export formats, never over a file that is there."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from questions.revision import REVISION
from quiz.files.output import CannotWriteError, TargetError, check_target, write_file
from quiz.sets.exporting import Answers, Export, ExportError, Format
from quiz.sets.file import written
from quiz.sets.formats import FORMATS
from quiz.sets.model import PracticeSet
from quiz.sets.problem import Problem
from quiz.sets.sheet import blank_sheet
from quiz.sets.solve import problems

T = TypeVar("T")

LONGEST = 400
"""Characters of a line on what a format cannot hold."""


@dataclass(frozen=True, slots=True)
class Saving:
    """A way to save a set."""

    name: str
    title: str
    suffix: str
    format: Format | None = None
    """None for the set itself."""
    answers: Answers | None = None
    """How much of the solution; None stands for what is usual in the format."""
    figures: bool = False


ITSELF = Saving("set", "to play and to grade (JSON)", ".json")


@cache
def savings() -> dict[str, Saving]:
    """Return the ways to save a set by name, the set itself first."""
    exports = (Saving(each.name, each.title, each.suffix, each) for each in FORMATS.values())
    return {each.name: each for each in (ITSELF, *exports)}


def base_of(name: str) -> str:
    """Return the name of a file without what the ways to save a set end in."""
    suffix = Path(name).suffix
    return name.removesuffix(suffix) if suffix in {each.suffix for each in savings().values()} else name


def files(base: str, chosen: Sequence[Saving]) -> list[Path]:
    """Return a file for each way: its name ends as the format's do, and names the format where two end alike."""
    suffixes = [each.suffix for each in chosen]
    return [
        Path(
            f"{base}-{each.name}{each.suffix}"
            if each.format and suffixes.count(each.suffix) > 1
            else base + each.suffix
        )
        for each in chosen
    ]


def in_the_way(paths: Iterable[Path]) -> str:
    """Say which file cannot be made because of what is there, or nothing."""
    for path in paths:
        try:
            check_target(path, force=False)
        except TargetError:
            return f"{path} is there already"
        except CannotWriteError as error:
            return str(error)
    return ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    saving: Saving
    path: Path
    lost: tuple[str, ...] = ()
    """What the format could not hold."""
    trouble: str = ""
    """Why there is no file; empty if there is."""


def save(practice_set: PracticeSet, saving: Saving, path: Path, done: Callable[[], object]) -> Outcome:
    """Write one file; `done` is called after each item, and what it raises leaves no file."""
    try:
        if saving.format is None:
            write_file(path, _counted(written(practice_set), done))
            return Outcome(saving, path)
        answers = saving.answers or saving.format.answers[0]
        export = Export(practice_set, answers, saving.figures, REVISION, saving.name)
        export.take(_counted(problems(practice_set), done))
        write_file(path, saving.format.write(export))
    except (ExportError, CannotWriteError, TargetError) as error:
        return Outcome(saving, path, trouble=str(error))
    return Outcome(saving, path, tuple(export.losses()))


def _counted(pieces: Iterable[T], done: Callable[[], object]) -> Iterator[T]:
    for piece in pieces:
        yield piece
        done()


def saved_lines(practice_set: PracticeSet, outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Say what was saved, where, and what is not in it."""
    yield f"Set {practice_set.id}, seed {practice_set.seed}"
    for outcome in outcomes:
        if outcome.trouble:
            yield f"{outcome.saving.name} is not saved: {outcome.trouble}"
            continue
        yield str(outcome.path.absolute())
        yield from (line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…" for line in outcome.lost)


def itself(outcomes: Iterable[Outcome]) -> Path | None:
    """Return where the set itself was saved, which alone can be played and graded."""
    return next((each.path for each in outcomes if each.saving is ITSELF and not each.trouble), None)


def answers_of(path: Path) -> Path:
    """Return the sheet to fill in that belongs to a set's file."""
    return path.with_name(f"{path.stem}.answers.csv")


def save_blank(practice_set: PracticeSet, path: Path) -> None:
    """Write the sheet to fill in beside the set, never over another file."""
    target = answers_of(path)
    asked = [each for each in problems(practice_set) if isinstance(each, Problem)]
    write_file(target, blank_sheet(str(target), practice_set, asked))


def then_lines(path: Path) -> Iterator[str]:
    """Say what can be done with a set in a shell."""
    name, answers = (shlex.quote(str(each)) for each in (path, answers_of(path)))
    yield f"In a shell: convquiz play {name}"
    yield f"            convquiz grade {name} {answers}"
