"""What the registry of keys tells: the names of actions, the learner's own keys, the help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from quiz.keys.key import Key, shown_key, spelt, split_keys
from quiz.keys.layouts import on_other_layouts
from quiz.keys.places import PLACES

COMMON = ("list", "everywhere")
"""Places that most screens have: their keys come after a screen's own."""


def action_names() -> list[str]:
    """Return what can be given other keys."""
    return sorted({key.name for _, keys in PLACES.values() for key in keys if not key.telling})


def keymap(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the learner's keys as Textual takes them, by the id of the binding."""
    return {name: on_any_layout(keys) for name, keys in wanted.items()}


def on_any_layout(keys: str) -> str:
    """Return keys under Textual's names, letters also as other alphabets have them in their place."""
    named = [spelt(key) for key in split_keys(keys)]
    others = [letter for key in named for letter in on_other_layouts(key)]
    return ",".join(dict.fromkeys((*named, *others)))


def help_text(wanted: Mapping[str, str], here: Sequence[str] = ()) -> str:
    """Return all keys, a line each, by place, those of the places `here` first; the learner's own where they differ."""
    lines: list[str] = []
    for place in sorted(PLACES, key=lambda place: (place not in here, place in COMMON)):
        heading, keys = PLACES[place]
        lines += ["", heading if place in here or not here else f"Elsewhere: {heading}"]
        lines += [f"  {' '.join(_shown(key, wanted)):<10} {key.label}" for key in keys]
    return "\n".join(lines).strip()


def _shown(key: Key, wanted: Mapping[str, str]) -> Iterator[str]:
    own = wanted.get(key.name)
    if key.telling:
        yield key.shown
        return
    for at, name in enumerate(split_keys(own or key.keys)):
        usual = key.shown if at == 0 and own is None else ""
        yield usual or shown_key(name)
