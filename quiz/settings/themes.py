"""The themes there are: Textual's own; the two with `ansi` in their name keep the terminal's colours."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES

THEMES = tuple(sorted(BUILTIN_THEMES))
