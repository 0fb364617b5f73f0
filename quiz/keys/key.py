"""One key of the application, and how keys are written: as Textual names them, and as people do."""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass
from functools import cache

SHORT = {"solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus"}
SHORT |= {"plus_sign": "plus", "low_line": "underscore"}
"""Characters whose name in Textual is not Unicode's."""


@dataclass(frozen=True, slots=True)
class Key:
    """What one key, or several for the same thing, does in a place."""

    keys: str
    """As Textual names them, separated by commas."""
    action: str
    label: str
    """As the help says it."""
    brief: str = ""
    """As the footer says it, where the label is long for it."""
    footer: bool = False
    """Whether the footer has it, where it fits."""
    shown: str = ""
    """How the key is written, where Textual's name is not how people say it."""

    @property
    def name(self) -> str:
        """What the settings call it: the action, or its label where one action does several things."""
        action = self.action.removeprefix("app.")
        return re.sub(r"\W+", "_", self.label).strip("_").lower() if "(" in action else action

    @property
    def telling(self) -> bool:
        """Whether its action wants to know which of the keys it was; these cannot be changed."""
        return "{key}" in self.action


def split_keys(keys: str) -> list[str]:
    """Return the keys in a list of them, `f8, ctrl+g`, also written as the help does: `F8, Ctrl+g`."""
    stripped = map(str.strip, keys.split(","))
    return [key if len(key) == 1 else key.lower() for key in stripped]


def spelt(key: str) -> str:
    """Return a key under Textual's name: that of its character, where it is neither letter nor digit."""
    if len(key) > 1 or key.isalnum() or not key.strip():
        return key
    name = unicodedata.name(key, key).lower().replace("-", "_").replace(" ", "_")
    return SHORT.get(name, name)


def shown_key(key: str) -> str:
    """Return a key as people write it: `Ctrl+p`, `?`."""
    return key if len(key) == 1 else _signs().get(key) or key.capitalize()


@cache
def _signs() -> dict[str, str]:
    return {spelt(sign): sign for sign in string.punctuation if sign not in ",;"}  # which are told as words
