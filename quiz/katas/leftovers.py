"""Folders of runs whose session was killed before it could clear them."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

PREFIX = "convquiz-kata-"
"""How the folders of runs are called among the temporary ones."""
OLD = 3600
"""Seconds after which no run is going on any more."""


def clear() -> None:
    """Remove one's own folders of runs that ended long ago; what cannot be removed stays."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            stat = folder.lstat()
            mine = os.name != "posix" or stat.st_uid == os.getuid()
            if mine and time.time() - stat.st_mtime > OLD:
                shutil.rmtree(folder, ignore_errors=True)
