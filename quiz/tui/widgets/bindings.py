"""The registry of keys as Textual binds them, and back: which places the active bindings are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from textual.binding import Binding, BindingType

from quiz.keys.key import Key
from quiz.keys.places import PLACES
from quiz.keys.registry import on_any_layout


def bindings(*places: str) -> list[BindingType]:
    """Return the bindings of some places."""
    return [binding for place in places for key in PLACES[place][1] for binding in _bound(key)]


def places_of(active: Collection[tuple[str, str]]) -> list[str]:
    """Return the places that bindings belong to, which are given by action and description.

    A place is known by a binding that no other has; one without any by all of its own, unless another tells of them.
    """
    pairs = {
        place: {(binding.action, binding.description) for key in keys for binding in _bound(key)}
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


def _bound(key: Key) -> list[Binding]:
    return [
        Binding(
            keys,
            key.action.format(key=keys),
            key.brief or key.label,
            show=key.footer,
            key_display=key.shown or None,
            id=None if key.telling else key.name,
        )
        for keys in (key.keys.split(",") if key.telling else [on_any_layout(key.keys)])
    ]
