"""What a file of another tool was read as."""

from __future__ import annotations

from typing import NamedTuple

from solvers.networks.network import Network


class Reading(NamedTuple):
    """A network, and what whoever looks at its table should know."""

    network: Network
    notes: tuple[str, ...] = ()
    """A line each."""
