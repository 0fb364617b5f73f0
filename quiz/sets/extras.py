"""Libraries that only an extra brings along."""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec


def lacking(what: str, extra: str, *modules: str) -> str:
    """Say which of the libraries for something are not there and how to install them; empty if all are."""
    missing = [name for name in modules if find_spec(name) is None]
    if not missing:
        return ""
    return f"{what} needs {' and '.join(missing)}: {shlex.quote(sys.executable)} -m pip install 'convquiz[{extra}]'"
