"""Which other keys the learner may give to an action."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from quiz.keys.key import shown_key, split_keys
from quiz.keys.places import PLACES, TOGETHER, TYPED_IN
from quiz.keys.registry import action_names, on_any_layout

EDITING = frozenset("acdekuvwxyz")
"""Letters that a box takes with ctrl, to edit with."""
FORM = re.compile(
    r"ctrl\+[a-gk-ln-z]|(?:shift\+)?(?:f[1-9]|f1[0-2]|up|down|left|right|home|end|pageup|pagedown)"
    r"|space|comma|enter|tab|escape|backspace|delete|insert"
)
"""Keys with names that a terminal tells apart: alt+letter would be typed, ctrl+m is enter."""


def check_keys(wanted: Mapping[str, str]) -> None:
    """Raise ValueError for an action that does not exist, a key that cannot work, and a key that means two things."""
    names = action_names()
    for name, keys in wanted.items():
        if name not in names:
            near = "".join(f" (did you mean {close}?)" for close in get_close_matches(name, names, 1))
            raise ValueError(f"there is no action {name!r}{near}; there are {', '.join(names)}")
        for key in split_keys(keys):
            if not (FORM.fullmatch(key) or _is_character(key)):
                raise ValueError(
                    f"keys.{name}: {key!r} is no key; write such as f8, ctrl+g, space, comma or a single character"
                )
        typed_in = [place for place in TYPED_IN if any(key.name == name for key in PLACES[place][1])]
        if typed_in and not any(_reaches(key) for key in split_keys(keys)):
            raise ValueError(f"keys.{name}: {keys!r} goes into the answer's box; write a function key, such as f8")
    for group in (*TOGETHER, *((place,) for place in PLACES)):
        _refuse_conflicts(wanted, ("everywhere", *group))


def _is_character(key: str) -> bool:
    """Tell whether a key is one printable character of whatever alphabet; a comma separates keys."""
    return len(key) == 1 and key.isprintable() and key not in " ,"


def _reaches(key: str) -> bool:
    """Tell whether a key is left alone by a box that is typed in."""
    return bool(re.fullmatch(r"(shift\+)?f\d+|escape", key)) or (key.startswith("ctrl+") and key[-1] not in EDITING)


def _refuse_conflicts(wanted: Mapping[str, str], places: tuple[str, ...]) -> None:
    here = [key for place in places for key in PLACES[place][1]]
    usual = {(key.name, at) for key in here for at in split_keys(on_any_layout(key.keys))}
    owners: dict[str, str] = {}
    for entry in sorted(here, key=lambda entry: entry.name in wanted):  # what is wanted comes last and is blamed
        for key in split_keys(on_any_layout(wanted.get(entry.name, entry.keys))):
            owner = owners.setdefault(key, entry.name)
            as_usual = {(owner, key), (entry.name, key)} <= usual
            if owner != entry.name and not as_usual:
                raise ValueError(
                    f"keys.{entry.name}: {shown_key(key)!r} is {owner} already; give {owner} another key first"
                )
