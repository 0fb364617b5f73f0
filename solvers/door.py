"""Packages whose modules are imported when the first of their names is used."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""The environment in which NumPy, loaded after it is set, takes one thread: beside others more get in each other's way.
"""


def door(package: str, names: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` of a package (PEP 562), given the names in each of its modules, in words."""
    homes = {name: f"{package}.{module}" for module, words in names.items() for name in words.split()}

    def found(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return found, lambda: sorted(homes)
