"""What an experiment on the engine saw."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whether a claim holds, and the numbers that say so."""

    holds: bool
    observed: str
    """The numbers of the run: `footprint 196`."""
