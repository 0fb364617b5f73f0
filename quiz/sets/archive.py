"""Packages that are zip files: written so that two runs give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

LONG_AGO = (1980, 1, 1, 0, 0, 0)


def undated(package: bytes, member: Callable[[str, bytes], bytes] = lambda _, content: content) -> bytes:
    """Return a package whose members are all of one date; `member` may change the content of each by its name."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as made, zipfile.ZipFile(target, "w") as dated:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            dated.writestr(entry, member(name, made.read(name)))
    return target.getvalue()
