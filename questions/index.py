"""What there is, by the names of folders and files alone: `q03_output_size/v1_one_layer.py` is 3.1."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

HERE = Path(__file__).parent
TITLE = re.compile(r'^    """([CR]?\d+\.\d+) (.+?)\.?"""$', re.MULTILINE)
TOPICS = re.compile(r"^    topics=(\([^)]+\)),$", re.MULTILINE)
QUESTION_LEVEL = re.compile(r'^    level="(\w+)",$', re.MULTILINE)
LEVEL = re.compile(r'^    level: ClassVar\[Level\] = "(\w+)"$', re.MULTILINE)


KATA = re.compile(r'^    """(K(\d\d)\.(\d+)) (.+?)\.?"""$', re.MULTILINE)
MINUTES = re.compile(r"^    minutes = (\d+)$", re.MULTILINE)
KATA_LEVEL = re.compile(r'^    level = "(\w+)"$', re.MULTILINE)


class KataLine(NamedTuple):
    """What a list says of a kata."""

    name: str
    """The function to write, and what its file is called after."""
    head: str
    """The number of its question."""
    id: str
    title: str
    level: str
    minutes: int


class QuestionLine(NamedTuple):
    """What a list says of a question."""

    level: str
    topics: tuple[str, ...]


class Headline(NamedTuple):
    """What a list says of a variant."""

    id: str
    title: str
    level: str


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


@cache
def headlines(head: str) -> tuple[Headline, ...]:
    """Return id, title and level of a folder's variants, read off their files: importing all takes ten times as long.

    ValueError if a file does not say them in the usual way.
    """
    return tuple(_headline(HERE / folders()[head] / f"{file}.py") for file in files(head).values())


def _headline(path: Path) -> Headline:
    text = path.read_text(encoding="utf-8")
    title, level = TITLE.search(text), LEVEL.search(text)
    if not title or not level:
        raise ValueError(f"{path}: a variant's docstring begins with its id and title, and its level is a literal")
    return Headline(title[1], title[2], level[1])


@cache
def topics() -> tuple[str, ...]:
    """Return all topics in the order of the questions."""
    return tuple(dict.fromkeys(topic for number in numbers() for topic in question_line(number).topics))


@cache
def question_line(number: int) -> QuestionLine:
    """Return level and topics of a question, read off its file: importing all takes fifty times as long.

    ValueError if it does not say them in the usual way.
    """
    path = HERE / folders()[str(number)] / "__init__.py"
    text = path.read_text(encoding="utf-8")
    level, said = QUESTION_LEVEL.search(text), TOPICS.search(text)
    if not level or not said:
        raise ValueError(f"{path}: a question's level and topics are literals")
    return QuestionLine(level[1], tuple(literal_eval(said[1])))


@cache
def katas() -> Mapping[str, KataLine]:
    """Return the katas by name, in the order of their ids, read off their files as `headlines` reads variants.

    ValueError if a file does not say id, title, level and minutes in the usual way.
    """
    lines = [_kata_line(head, path) for head in folders() for path in (HERE / folders()[head]).glob("kata_*.py")]
    return {line.name: line for line in sorted(lines, key=lambda line: (int(line.head), line.id))}


def _kata_line(head: str, path: Path) -> KataLine:
    text = path.read_text(encoding="utf-8")
    title, level, minutes = KATA.search(text), KATA_LEVEL.search(text), MINUTES.search(text)
    if not title or not level or not minutes or int(title[2]) != int(head):
        raise ValueError(f"{path}: a kata's docstring begins with its id and title; level and minutes are literals")
    return KataLine(path.stem.removeprefix("kata_"), head, title[1], title[4], level[1], int(minutes[1]))


def numbers() -> list[int]:
    """Return the numbers of all questions."""
    return [int(head) for head in folders() if head.isdigit()]


def slug(number: int) -> str:
    """Return the name of a question, as in its folder's: `output-size`."""
    return folders()[str(number)].partition("_")[2].replace("_", "-")


def module(head: str, file: str = "") -> ModuleType:
    """Import a folder, or one of its files; KeyError if there is no such folder."""
    return import_module(f"questions.{folders()[head]}{f'.{file}' if file else ''}")
