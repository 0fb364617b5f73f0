"""Packages that are zip files: written so that two runs give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

LONG_AGO = (1980, 1, 1, 0, 0, 0)


def undated(package: bytes, member: Callable[[str, bytes], bytes] = lambda _, content: content) -> bytes:
    """Return a package whose members are all of one date; `member` may change the content of each by its name."""
    with zipfile.ZipFile(io.BytesIO(package)) as made:
        return packed({name: member(name, made.read(name)) for name in made.namelist()})


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return a package of members by name, all of one date."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as dated:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            dated.writestr(entry, content)
    return target.getvalue()
