"""The events in an export, read one after another: a file of any size takes the memory of one event."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import IO, Any, NoReturn

from quiz.files.input import PIECE, encoding_of

LARGEST = 512 * 2**20
"""Bytes of a file that are read; a review takes some 400."""
LONGEST = 1 << 20
"""Letters of one event."""
DATABASE = b"SQLite format 3\0"
"""How a file of progress itself begins."""
SPACE = re.compile(r"[ \t\n\r]*")
VERSIONS = (1, 2)
"""Schema versions that are read; 1 kept no offset of the learner's clock."""


class NotAnExportError(Exception):
    """A file cannot be imported; the message is one line that says what is wrong and where."""


def events_in(file: IO[bytes], done: Callable[[int], object]) -> Iterator[Any]:
    """Yield the events of an export as JSON has them; NotAnExportError says in one line what is wrong with it.

    `done` is told the bytes of each piece that is read. What stands behind the events is looked at after the last.
    """
    text = _Text(file, done)
    seen = set()
    text.expect("{", "an export, which begins with {")
    while True:
        if text.peek() != '"':
            raise text.wrong("expected schema_version and events")
        key = text.value()
        if key in seen or key not in ("schema_version", "events"):
            raise text.wrong(f"{str(key)[:40]!r} {'stands twice' if key in seen else 'is not known'}")
        seen.add(key)
        text.expect(":", "a colon")
        if key == "events":
            yield from text.elements()
        elif (version := text.value()) not in VERSIONS or isinstance(version, bool):
            raise text.wrong(f"schema_version is one of {', '.join(map(str, VERSIONS))}, not {str(version)[:40]}")
        if text.peek() != ",":
            break
        text.expect(",", "a comma")
    text.expect("}", "a comma, or } at the end")
    if text.peek():
        raise text.wrong("something stands behind the end")
    for key in ("schema_version", "events"):
        if key not in seen:
            raise NotAnExportError(f"{key} is missing")


class _Text:
    """The text of a file, of which only what is being read is held."""

    def __init__(self, file: IO[bytes], done: Callable[[int], object]) -> None:
        self._file, self._done = file, done
        self._decoder: codecs.IncrementalDecoder | None = None
        self._json = json.JSONDecoder(parse_constant=_no_number)
        self._held, self._at = "", 0
        self._line, self._read = 1, 0
        self._ended = False

    def wrong(self, what: str, at: int | None = None) -> NotAnExportError:
        """Say what is wrong in the line that is being read."""
        line = self._line + self._held.count("\n", 0, self._at if at is None else at)
        return NotAnExportError(f"line {line}: {what}")

    def peek(self) -> str:
        """Return the next letter that is no space, empty at the end."""
        while True:
            self._at = SPACE.match(self._held, self._at).end()  # type: ignore[union-attr]  # it fits everywhere
            if self._at < len(self._held) or not self._more():
                return self._held[self._at : self._at + 1]

    def expect(self, letter: str, what: str) -> None:
        """Go over one letter."""
        if self.peek() != letter:
            raise self.wrong(f"expected {what}")
        self._at += 1

    def elements(self) -> Iterator[Any]:
        """Yield the members of the array that begins here."""
        self.expect("[", "a list")
        while self.peek() != "]":
            yield self.value()
            if self.peek() != "]":
                self.expect(",", "a comma, or ] after the last event")
        self._at += 1

    def value(self) -> Any:
        """Return the value that begins here."""
        self.peek()
        while True:
            try:
                value, end = self._json.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                if len(self._held) - self._at > LONGEST or not self._more():
                    raise self.wrong(f"no JSON ({error.msg})", error.pos) from error
            except RecursionError as error:
                raise self.wrong("nested too deeply") from error
            except ValueError as error:  # NaN, or a number of thousands of digits
                raise self.wrong(str(error).partition(";")[0]) from error
            else:
                if end < len(self._held) or not self._more():
                    self._at = end
                    return value

    def _more(self) -> bool:
        """Hold one more piece of the file, and nothing that lies behind; tell whether there was one."""
        piece = b"" if self._ended else self._file.read(PIECE)
        self._ended = not piece
        if not self._read and piece.startswith(DATABASE):
            told = "it is a file of progress itself; `convquiz progress --progress FILE export -o mine.json` exports it"
            raise NotAnExportError(told)
        self._read += len(piece)
        self._done(len(piece))
        if self._read > LARGEST:
            raise NotAnExportError(f"it has more than {LARGEST // 2**20} MB")
        self._decoder = self._decoder or codecs.getincrementaldecoder(encoding_of(piece))()
        try:
            letters = self._decoder.decode(piece, final=self._ended)
        except UnicodeDecodeError as error:
            place = self._read - len(error.object) + error.start
            raise NotAnExportError(f"byte {place} is no {error.encoding.upper()} text") from error
        self._line += self._held.count("\n", 0, self._at)
        self._held, self._at = self._held[self._at :] + letters, 0
        return bool(piece)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")
