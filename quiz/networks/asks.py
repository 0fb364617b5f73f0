"""What can be asked of a network: variants of the deck with the numbers of its layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, NamedTuple

from quiz.networks.block_asks import block_asks
from quiz.networks.layer_asks import Asks, layer_asks
from quiz.networks.stack_asks import chain_asks, chains, compared, dilated, dilated_asks, lines, numbers_of, windowed

if TYPE_CHECKING:
    from solvers.networks.network import Network


LONGEST = 32
"""Of a layer's name, where an ask says what it is about."""


class Given(NamedTuple):
    """Numbers that a network gives to a variant, which may not take them."""

    about: str
    """The layers that they are of, by name."""
    last: str
    """The last of these; empty where they are from all over the network."""
    variant: str
    numbers: Mapping[str, Any]


def given(network: Network) -> Iterator[Given]:
    """Yield everything that can be asked of a network, layer by layer, then chains, then which layer works most."""
    rows = network.table
    for row in rows:
        yield from _asks(row.name, row.name, layer_asks(row))
        for first, asks in block_asks(rows, row):
            yield from _asks(first.name, row.name, asks)
    for line in lines(rows, windowed):
        for chain in chains(line):
            yield from _asks(chain[0].name, chain[-1].name, chain_asks(chain))
    for stack in lines(rows, dilated):
        for last, asks in dilated_asks(stack):
            yield from _asks(stack[0].name, last.name, asks)
    for some in compared(rows):
        letters = ", ".join(f"{letter} {_short(row.name)}" for letter, row in zip(ascii_uppercase, some, strict=False))
        yield Given(letters, "", "16.9", {"layers": tuple(map(numbers_of, some))})


def _asks(first: str, last: str, asks: Asks) -> Iterator[Given]:
    about = _short(last) if first == last else f"{_short(first)} to {_short(last)}"
    return (Given(about, last, variant, numbers) for variant, numbers in asks)


def _short(name: str) -> str:
    """Return the end of a name, which tells most of where in a module it is."""
    return name if len(name) <= LONGEST else f"…{name[1 - LONGEST :]}"
