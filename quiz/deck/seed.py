"""A seed for what is drawn where none was given."""

from __future__ import annotations

import secrets

SEEDS = 2**32


def new_seed() -> int:
    """Return a seed for a session or a set that was not given one."""
    return secrets.randbelow(SEEDS)
