"""Published networks as layer lists: every constant in a module here that is a Network, under its name.

Activations, dropout and local response normalisation are left out: they change no number of the table.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from solvers.networks.network import Network


class Published(NamedTuple):
    """A network, and the first line of its module: what it is and where it was published."""

    network: Network
    source: str


@cache
def published() -> dict[str, Published]:
    """Return every network by its name in lower case: `vgg16`."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    return {
        name.lower(): Published(value, (module.__doc__ or "").partition("\n")[0])
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Network)
    }
