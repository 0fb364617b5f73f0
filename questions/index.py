"""What there is, by the names of folders and files alone: `q03_output_size/v1_one_layer.py` is 3.1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent


@cache
def folders() -> Mapping[str, str]:
    """Return the folders by what the ids of their variants begin with: `3`, of a chain `C1`, of reverse asks `R1`."""
    found = sorted(filter(None, (re.fullmatch(r"([qcr])(\d\d)_\w+", path.name) for path in HERE.iterdir())), key=_place)
    return {f"{match[1].upper().strip('Q')}{int(match[2])}": match[0] for match in found}


def _place(folder: re.Match[str]) -> tuple[int, int]:
    return "qcr".index(folder[1]), int(folder[2])


@cache
def files(head: str) -> Mapping[str, str]:
    """Return the files of a folder's variants by their ids, in the order of their numbers; none if no such folder."""
    folder = folders().get(head)
    paths = (HERE / folder).glob("v*.py") if folder else ()
    numbers = {int(path.stem.partition("_")[0][1:]): path.stem for path in paths}
    return {f"{head}.{number}": numbers[number] for number in sorted(numbers)}


def numbers() -> list[int]:
    """Return the numbers of all questions."""
    return [int(head) for head in folders() if head.isdigit()]


def slug(number: int) -> str:
    """Return the name of a question, as in its folder's: `output-size`."""
    return folders()[str(number)].partition("_")[2].replace("_", "-")


def module(head: str, file: str = "") -> ModuleType:
    """Import a folder, or one of its files; KeyError if there is no such folder."""
    return import_module(f"questions.{folders()[head]}{f'.{file}' if file else ''}")
