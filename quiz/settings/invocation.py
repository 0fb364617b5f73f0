"""How the program was asked to run, by the options of its commands."""

from __future__ import annotations

from typing import NamedTuple


class Settings(NamedTuple):
    """How the program was asked to run."""

    progress: str | None = None
    """File for the progress, None for the usual place."""
    save: bool = True
    plain: bool = False

    def overlaid(self, other: Settings) -> Settings:
        """Return these settings with those of a subcommand on top."""
        return Settings(other.progress or self.progress, self.save and other.save, self.plain or other.plain)
