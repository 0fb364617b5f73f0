"""What the registry of keys is made into: bindings, the learner's own keys, the help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from quiz.keys.key import Key, shown_key, spelt, split_keys
from quiz.keys.places import PLACES

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


def places_of(active: Collection[tuple[str, str]]) -> list[str]:
    """Return the places that bindings belong to, which are given by action and description.

    A place is known by a binding that no other has; one without any by all of its own, unless another tells of them.
    """
    pairs = {
        place: {(binding.action, binding.description) for key in keys for binding in key.bindings}
        for place, (_, keys) in PLACES.items()
    }
    often = Counter(pair for each in pairs.values() for pair in each)
    here = [place for place, each in pairs.items() if any(often[pair] == 1 and pair in active for pair in each)]
    told = {pair for place in here for pair in pairs[place]}
    for place, each in pairs.items():
        if min(often[pair] for pair in each) > 1 and each <= set(active) - told:
            here.append(place)
            told |= each
    return here


def help_text(wanted: Mapping[str, str], here: Sequence[str] = ()) -> str:
    """Return all keys, a line each, by place, those of the places `here` first; the learner's own where they differ."""
    lines: list[str] = []
    for place in sorted(PLACES, key=lambda place: place not in here):
        heading, keys = PLACES[place]
        lines += ["", heading]
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
