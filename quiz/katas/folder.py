"""Where the learner's programs are: one file a kata, never written over."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from questions.model import Kata
from quiz.files.input import read_input
from quiz.files.output import path_meant, write_file

LARGEST = 200_000
"""Bytes of a program that are read."""


class UnreadableError(Exception):
    """A program cannot be read; the message is one line for people."""


def folder(wanted: str) -> Path:
    """Return the folder of katas: the learner's own choice, else `convquiz` among the documents."""
    if wanted:
        return path_meant(wanted)
    from platformdirs import user_documents_path  # who chose a folder never needs it

    return user_documents_path() / "convquiz"


def file_of(kata: type[Kata], where: Path) -> Path:
    """Return the file of a kata in a folder."""
    return where / f"{kata.name}.py"


def begun(kata: type[Kata], where: Path) -> bool:
    """Write the stub of a kata unless its file is there; tell whether it was written. Raises as write_file."""
    file = file_of(kata, where)
    if file.exists():
        return False
    where.mkdir(parents=True, exist_ok=True)
    write_file(file, [kata.stub().encode()])
    return True


def renewed(kata: type[Kata], where: Path) -> Path | None:
    """Put a fresh stub in the place of a kata's file; return where the old one is kept, None if there was none."""
    file = file_of(kata, where)
    kept = _free_name(file) if file.exists() else None
    if kept:
        file.rename(kept)
    begun(kata, where)
    return kept


def _free_name(file: Path) -> Path:
    names = (file.with_name(f"{file.stem}.{number}.py") for number in count(1))
    return next(name for name in names if not name.exists())


def program(name: str) -> str:
    """Return the text of a program, `-` for standard input; UnreadableError says why there is none."""
    try:
        content = read_input(name, LARGEST)
    except OSError as error:
        raise UnreadableError(f"{name} cannot be read ({error.strerror})") from error
    if len(content) > LARGEST:
        raise UnreadableError(f"{name} has more than {LARGEST // 1000} kB; a kata is one function")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(f"{name}, line {line}: this is not UTF-8 text") from error
