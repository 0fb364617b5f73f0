"""What several commands share: where progress goes, and errors for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Settings:
    """How the program was asked to run."""

    progress: str | None = None
    """File for the progress, None for the usual place."""
    save: bool = True
    plain: bool = False

    def overlaid(self, other: Settings) -> Settings:
        """Return these settings with those of a subcommand on top."""
        return Settings(other.progress or self.progress, self.save and other.save, self.plain or other.plain)


def progress_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --progress, --no-save and --plain, handed over as one `settings`."""

    @click.option("--progress", metavar="FILE", help="Keep progress in this file (or CONVQUIZ_PROGRESS).")
    @click.option("--no-save", is_flag=True, help="Keep no progress.")
    @click.option("--plain", is_flag=True, help="Line by line, without the full-screen application.")
    @wraps(command)
    def with_settings(*args: Any, progress: str | None, no_save: bool, plain: bool, **kwargs: Any) -> Any:
        return command(*args, settings=Settings(progress, not no_save, plain), **kwargs)

    return with_settings


class Refused(click.ClickException):
    """Bad input, told in one line; exits with 2."""

    exit_code = 2


class NotWritten(click.ClickException):
    """What was wanted is fine but cannot be written; exits with 3."""

    exit_code = 3
