"""The export formats: one a file, found by its name; there is no list to edit."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from quiz.sets.exporting import Format

FORMATS: dict[str, Format] = {
    made.name: made for made in (import_module(f"{__name__}.{module.name}").FORMAT for module in iter_modules(__path__))
}
"""By name; a format's module imports what is heavy when it writes."""
