"""What a command reads: a plain file or standard input, and never much more than it can use."""

from __future__ import annotations

import codecs
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from typing import IO

RAW = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


PIECE = 1 << 16
MOST_IN_MEMORY = 1 << 23
"""Bytes of standard input that are kept in memory where they are read twice; more go to a temporary file."""


def read_input(name: str, largest: int) -> bytes:
    """Return at most one byte more than `largest` of a file, `-` for standard input; OSError says why not."""
    if name == "-":
        return _standard_input().read(largest + 1)
    with _plain_file(name) as file:
        return file.read(largest + 1)


def text_of(content: bytes) -> str:
    """Return a text in UTF-8, or in UTF-16 with its mark, as Excel and PowerShell save it; UnicodeDecodeError."""
    return content.decode(encoding_of(content))


def encoding_of(start: bytes) -> str:
    """Return how a text is encoded that begins with these bytes."""
    return "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


@contextmanager
def opened_input(name: str, largest: int) -> Iterator[IO[bytes]]:
    """Open a file, `-` for standard input, so that it can be read from its start again; OSError says why not.

    Of standard input, which may have no end, there is at most one byte more than `largest`.
    """
    if name != "-":
        with _plain_file(name) as file:
            yield file
        return
    with tempfile.SpooledTemporaryFile(MOST_IN_MEMORY) as copy:
        source, room = _standard_input(), largest + 1
        while piece := source.read(min(PIECE, room)):
            copy.write(piece)
            room -= len(piece)
        copy.seek(0)
        yield copy


@contextmanager
def mapped_input(name: str) -> Iterator[mmap | bytes]:
    """Open a file of any length, of which only what is looked at is read; OSError says why not."""
    with _plain_file(name) as file:
        if os.fstat(file.fileno()).st_size == 0:  # which cannot be mapped
            yield b""
            return
        with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            yield data


def _standard_input() -> IO[bytes]:
    if sys.stdin is None:
        raise OSError(errno.EBADF, "it is closed")
    return sys.stdin.buffer


def _plain_file(name: str) -> IO[bytes]:
    try:
        # Without O_NONBLOCK opening a named pipe would wait for a writer.
        opened = os.open(name, os.O_RDONLY | RAW)
    except ValueError as error:  # a null in it
        raise OSError(errno.EINVAL, "no file has such a name") from error
    file = os.fdopen(opened, "rb")
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "it is not a plain file")
    return file
