"""What the registry of keys is made into: bindings, the learner's own keys, the help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from quiz.tui.keys import Key, shown_key, spelt, split_keys
from quiz.tui.places import PLACES

if TYPE_CHECKING:
    from textual.binding import BindingType


def bindings(*places: str) -> list[BindingType]:
    """Return the bindings of some places."""
    return [binding for place in places for key in PLACES[place][1] for binding in key.bindings]


def action_names() -> list[str]:
    """Return what can be given other keys."""
    return sorted({key.name for _, keys in PLACES.values() for key in keys if not key.telling})


def keymap(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the learner's keys as Textual takes them, by the id of the binding."""
    return {name: ",".join(map(spelt, split_keys(keys))) for name, keys in wanted.items()}


def help_text(wanted: Mapping[str, str]) -> str:
    """Return all keys, a line each, by place; the learner's own where they differ."""
    lines: list[str] = []
    for heading, keys in PLACES.values():
        lines += ["", heading]
        lines += [f"  {' '.join(_shown(key, wanted)):<10} {key.label}" for key in keys]
    return "\n".join(lines).strip()


def _shown(key: Key, wanted: Mapping[str, str]) -> Iterator[str]:
    own = wanted.get(key.name)
    for at, name in enumerate(split_keys(own or key.keys)):
        usual = key.shown if at == 0 and own is None else ""
        yield usual or shown_key(name)
