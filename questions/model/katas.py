"""Katas by their names, each imported from its own file when it is first asked for."""

from __future__ import annotations

from functools import cache

from questions import index
from questions.model.kata import Kata


@cache
def kata_named(name: str) -> type[Kata]:
    """Return the kata of this name; KeyError if there is no file for it, TypeError if its file holds another."""
    module = index.module(index.katas()[name].head, f"kata_{name}")
    for each in vars(module).values():
        if isinstance(each, type) and issubclass(each, Kata) and getattr(each, "name", "") == name:
            return each
    raise TypeError(f"{module.__file__} has no kata whose function is called {name}")
