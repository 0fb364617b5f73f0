"""What an answer claims, and what makes it true: an experiment on the engine or a citation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an experiment saw."""

    holds: bool
    observed: str
    """The numbers of the run: `footprint 196`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One checkable sentence; at least one of experiment and source is given."""

    says: str
    experiment: Callable[[], Evidence] | None = None
    source: str = ""
    refutes: bool = False
    """Whether this runs against the common wording."""

    def __post_init__(self) -> None:
        if self.experiment is None and not self.source:
            raise ValueError(f"the claim {self.says!r} has neither an experiment nor a source")
