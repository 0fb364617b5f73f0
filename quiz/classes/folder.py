"""A class as a folder: a copy for each student, one key, one record."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from questions.model import Level
from questions.notation.counts import count
from questions.revision import REVISION
from quiz.classes.key import key
from quiz.classes.model import LONGEST_TITLE, MOST_POINTS, ClassRecord, Copy, read_record, written
from quiz.classes.sheets import COPY_SHEETS, copy_sheet
from quiz.files.drafts import draft_folder
from quiz.files.output import CannotWriteError, TargetError
from quiz.sets.exporting import Export, Lost, Paper, lost_lines
from quiz.sets.extras import lacking
from quiz.sets.formats import FORMATS
from quiz.sets.model import SetRecipe
from quiz.sets.problem import Problem
from quiz.sets.solve import split
from quiz.sets.source import SourceError, looking, quoted

RECORD, KEY, COPIES = "class.json", "key.html", "copies"
PAPERS = ("html", "pdf", "markdown", "text")
"""Formats of a copy to read or print."""
KINDS = (*PAPERS, *COPY_SHEETS)
NEEDED = {"pdf": ("typst", "ziamath"), "xlsx": ("openpyxl",)}
"""What an extra of that name brings along."""
MOST_ITEMS = 100_000
"""Of all copies."""


def record_of(name: str) -> ClassRecord | None:
    """Return the class that is named by its folder or its record; None if a file of another name is meant.

    Raises SourceError for a folder that is no class.
    """
    with looking(name):
        is_folder, is_class = Path(name).is_dir(), Path(name, RECORD).exists()
    if is_folder and not is_class:
        raise SourceError(f"{quoted(name, 200)} is no class: it holds no {RECORD}")
    if is_folder:
        return read_record(str(Path(name, RECORD)))
    return read_record(name) if Path(name).name == RECORD else None


def check_wishes(
    recipe: SetRecipe, names: Sequence[str], title: str, points: Mapping[Level, int], kinds: Sequence[str]
) -> None:
    """Refuse, before anything is drawn, what no class can be; SourceError says why."""
    items = recipe.length * len(names)
    if items > MOST_ITEMS:
        raise SourceError(
            f"{count(len(names), 'copy', ',')} make {count(items, 'item', ',')}, {MOST_ITEMS:,} is the most"
        )
    if len(title) > LONGEST_TITLE:
        raise SourceError(f"a title has {LONGEST_TITLE} letters at most")
    if any(number > MOST_POINTS for number in points.values()):
        raise SourceError(f"an item has {MOST_POINTS:,} points at most")
    for kind, modules in NEEDED.items():
        if kind in kinds and (line := lacking(f"--to {kind}", kind, *modules)):
            raise SourceError(line)


def check_folder(folder: Path, *, force: bool) -> None:
    """Raise TargetError where the folder holds anything that must stay, CannotWriteError where nobody may look."""
    try:
        folder.resolve()  # the folder one stands in may have been removed
        if not folder.exists():
            return
        if not folder.is_dir():
            raise TargetError(f"{folder} is no folder; a class is one")
        if (folder / RECORD).exists():
            if not force:
                raise TargetError(f"{folder} holds a class", "--force writes over it")
        elif any(folder.iterdir()):
            raise TargetError(f"{folder} holds other things; name a new folder")
    except OSError as error:
        raise CannotWriteError(f"{folder}: {error.strerror}") from error


def write_class(
    folder: Path,
    record: ClassRecord,
    kinds: Sequence[str],
    command: str,
    *,
    force: bool = False,
    done: Callable[[], object] = lambda: None,
) -> list[str]:
    """Write all beside its place and move it there when it is complete; `done` is called after each copy.

    Returns a line on each thing that a format could not hold. Raises TargetError and CannotWriteError, and ExportError
    where a format cannot be made.
    """
    check_folder(folder, force=force)
    place = folder.resolve()
    draft = draft_folder(place)
    lost: dict[str, Lost] = {kind: {} for kind in kinds}
    try:
        (draft / COPIES).mkdir(parents=True)
        solved = {copy.number: split(record.practice_set(copy))[0] for copy in record.copies}
        for copy in record.copies:
            for name, pieces in _copy_files(record, copy, solved[copy.number], lost, command):
                _written_file(draft / COPIES / name, pieces)
            done()
        _written_file(draft / KEY, key(record, solved, command))
        _written_file(draft / RECORD, written(record))
        _moved(draft, place)
    except OSError as error:
        raise CannotWriteError(f"{folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return [line for kind in kinds for line in lost_lines(kind, lost[kind])]


def _written_file(path: Path, pieces: Iterator[bytes]) -> None:
    with path.open("xb") as file:
        file.writelines(pieces)


def _copy_files(
    record: ClassRecord, copy: Copy, problems: Sequence[Problem], lost: Mapping[str, Lost], command: str
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the files of one copy, of each kind; what a kind cannot hold is noted beside it."""
    paper = Paper(record.title, copy.number, copy.student, copy.points, record.exam, command)
    for kind in lost:
        if kind in COPY_SHEETS:
            yield f"{copy.stem}.{kind}", copy_sheet(kind, record, copy, problems)
            continue
        export = Export(record.practice_set(copy), "none", False, REVISION, kind, paper=paper, lost=lost[kind])
        export.take(problems)
        yield copy.stem + FORMATS[kind].suffix, FORMATS[kind].write(export)


def _moved(draft: Path, place: Path) -> None:
    """Move what was written to its place; what an earlier class left there of copies goes, all else stays."""
    if not place.exists():
        draft.rename(place)
        return
    for path in _old_copies(place):
        path.unlink(missing_ok=True)
    (place / COPIES).mkdir(exist_ok=True)
    for path in sorted(draft.rglob("*")):
        if path.is_file():
            path.replace(place / path.relative_to(draft))


def _old_copies(place: Path) -> list[Path]:
    try:
        old = read_record(str(place / RECORD))
    except SourceError:
        return []
    suffixes: Mapping[str, str] = {kind: FORMATS[kind].suffix if kind in PAPERS else f".{kind}" for kind in KINDS}
    return [place / COPIES / f"{copy.stem}{suffix}" for copy in old.copies for suffix in suffixes.values()]
