"""Katas by what people call them."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import PurePath

from questions import index
from questions.model import Kata, kata_named


class NoKataError(LookupError):
    """There is no such kata; the message says which there are."""


def kata_called(key: str) -> type[Kata]:
    """Return the kata of this name, id (`K01.1`, `1.1`) or file (`conv2d.py`)."""
    lines = index.katas()
    wanted = key.strip().lower().removesuffix(".py").replace("-", "_")
    if wanted in lines:
        return kata_named(wanted)
    if match := re.fullmatch(r"k?0?(\d{1,2})\.(\d{1,2})", wanted):
        for line in lines.values():
            if line.id == f"K{int(match[1]):02}.{int(match[2])}":
                return kata_named(line.name)
    close = get_close_matches(wanted, lines, 1)
    meant = f"; did you mean {close[0]}?" if close else f"; there are {', '.join(lines)}"
    raise NoKataError(f"there is no kata {key!r}{meant}")


def kata_in(source: str, file: str) -> type[Kata]:
    """Return the kata that a file is of: by its name, else by the functions that it defines; NoKataError if unclear."""
    lines = index.katas()
    stem = PurePath(file).stem.lower().replace("-", "_")
    if stem in lines:
        return kata_named(stem)
    found = [name for name in re.findall(r"^def (\w+)\(", source, re.MULTILINE) if name in lines]
    if len(set(found)) == 1:
        return kata_named(found[0])
    of_several = f"it has {', '.join(found)}" if found else "it defines none of their functions"
    raise NoKataError(f"{file}: which kata is it? {of_several}; write `convquiz kata check NAME {file}`")
