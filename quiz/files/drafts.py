"""Drafts: what is written beside its place, and moved there when it is complete."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ABANDONED = 3600
"""Seconds after which a draft is no longer being written: its program was killed."""

MOST_OF_NAME = 30
"""Characters of a file's name in that of its draft, which must be no longer than any name that a disk takes."""


def draft_file(place: Path) -> Path:
    """Name a new draft of a file; those that killed programs have left go."""
    return _draft(place, Path.is_file, Path.unlink)


def draft_folder(place: Path) -> Path:
    """Name a new draft of a folder; those that killed programs have left go."""
    return _draft(place, Path.is_dir, shutil.rmtree)


def move_to_free(draft: Path, place: Path) -> None:
    """Move a draft to a name that nothing has; FileExistsError where something came to have it meanwhile."""
    try:
        os.link(draft, place)  # at once, and never over another
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        if os.name == "posix":  # whose rename would write over it
            place.open("xb").close()
        draft.rename(place)
    else:
        draft.unlink()


def _draft(place: Path, alike: Callable[[Path], bool], remove: Callable[[Path], None]) -> Path:
    from secrets import token_hex  # --help writes nothing

    head = f".{place.name[:MOST_OF_NAME]}."
    with suppress(OSError):
        for path in place.parent.iterdir():
            if path.name.startswith(head) and re.fullmatch("[0-9a-f]{8}", path.name.removeprefix(head)):
                with suppress(OSError):  # one that is another's, or has just gone, keeps no other
                    if not path.is_symlink() and alike(path) and _is_abandoned(path):
                        remove(path)
    return place.with_name(f"{head}{token_hex(4)}")


def _is_abandoned(draft: Path) -> bool:
    """Tell whether nothing was written for long, in a folder anywhere."""
    last = max(path.lstat().st_mtime for path in (draft, *draft.rglob("*")))
    return time.time() - last > ABANDONED
