"""What a file of another tool was read as."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from solvers.networks.network import Network


class Reading(NamedTuple):
    """A network, and what whoever looks at its table should know."""

    network: Network
    notes: tuple[str, ...] = ()
    """A line each."""


def gathered(said: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return a line for each thing that is said of layers, with the first of these and how many more there are."""
    layers: dict[str, list[str]] = {}
    for layer, what in said:
        layers.setdefault(what, []).append(layer)
    return tuple(
        f"{first} and {len(others)} more: {what}" if others else f"{first}: {what}"
        for what, (first, *others) in layers.items()
    )
