"""What a command reads: a plain file or standard input, and never much more than it can use."""

from __future__ import annotations

import errno
import os
import stat
import sys

RAW = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_input(name: str, largest: int) -> bytes:
    """Return at most one byte more than `largest` of a file, `-` for standard input; OSError says why not."""
    if name == "-":
        if sys.stdin is None:
            raise OSError(errno.EBADF, "it is closed")
        return sys.stdin.buffer.read(largest + 1)
    try:
        # Without O_NONBLOCK opening a named pipe would wait for a writer.
        opened = os.open(name, os.O_RDONLY | RAW)
    except ValueError as error:  # a null in it
        raise OSError(errno.EINVAL, "no file has such a name") from error
    with os.fdopen(opened, "rb") as file:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, "it is not a plain file")
        return file.read(largest + 1)
