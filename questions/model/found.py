"""Variants by their ids, each imported from its own file when it is first asked for."""

from __future__ import annotations

from functools import cache

from questions import index
from questions.model.variant import Variant


@cache
def variant_with(variant_id: str) -> type[Variant]:
    """Return the variant with this id; KeyError if there is no file for it, TypeError if its file holds another."""
    head = variant_id.partition(".")[0]
    module = index.module(head, index.files(head)[variant_id])
    for each in vars(module).values():
        if isinstance(each, type) and issubclass(each, Variant) and getattr(each, "id", "") == variant_id:
            return each
    raise TypeError(f"{module.__file__} has no variant whose docstring begins with {variant_id}")


def variants_of(head: str) -> tuple[type[Variant], ...]:
    """Return the variants of a question, by its number, or of a chain or reverse asks, `C1` or `R1`."""
    return tuple(map(variant_with, index.files(head)))
