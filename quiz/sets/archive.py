"""Packages that are zip files: written so that two runs give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

LONG_AGO = (1980, 1, 1, 0, 0, 0)


class Undated(zipfile.ZipFile):
    """A package whose members are all of one date: zip files know none before 1980, which a clock may show."""

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Take a file in under a name."""
        self.writestr(str(arcname), Path(filename).read_bytes())

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Take a content in under a name."""
        entry = zipfile.ZipInfo(str(zinfo_or_arcname), LONG_AGO)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3
        super().writestr(entry, data)


def undated(package: bytes, member: Callable[[str, bytes], bytes] = lambda _, content: content) -> bytes:
    """Return a package whose members are all of one date; `member` may change the content of each by its name."""
    with zipfile.ZipFile(io.BytesIO(package)) as made:
        return packed({name: member(name, made.read(name)) for name in made.namelist()})


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return a package of members by name, all of one date."""
    target = io.BytesIO()
    with Undated(target, "w") as package:
        for name, content in members.items():
            package.writestr(name, content)
    return target.getvalue()
