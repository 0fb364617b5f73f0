"""An item, solved; one that this bank no longer draws is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from questions.model import Variant, live_slips
from questions.revision import REVISION
from quiz.deck import catalog
from quiz.sets.model import Item, PracticeSet
from quiz.sets.problem import Problem


class ChangedItemError(Exception):
    """An item that this bank does not have, or draws with other numbers; the message names it."""


def solved(item: Item, number: int) -> Problem:
    """Return an item, at its place in the set, with its answer and slips; ChangedItemError if it is not this bank's.

    Only what the code says is ever computed with, drawn or with its numbers checked, never what a file adds.
    """
    variant = drawn(item, number)
    answer = variant.answer()
    slips = live_slips(variant)
    return Problem(number, item.code, catalog.question_of(type(variant)), variant, answer, slips)


def problems(practice_set: PracticeSet) -> Iterator[Problem | ChangedItemError]:
    """Yield every item solved, or what is wrong with it."""
    for number, item in enumerate(practice_set.items, start=1):
        try:
            yield solved(item, number)
        except ChangedItemError as changed:
            yield changed


def split(practice_set: PracticeSet, done: Callable[[], object] = lambda: None) -> tuple[list[Problem], list[str]]:
    """Return the items that this bank still asks, solved, and a line on each that it does not.

    `done` is called after each item.
    """
    asked, changed = [], []
    for entry in problems(practice_set):
        if isinstance(entry, Problem):
            asked.append(entry)
        else:
            changed.append(str(entry))
        done()
    return asked, changed


def warning(practice_set: PracticeSet, changed: list[str], most: int = 5) -> str:
    """Say in one line which items are left out, and why that may be; empty if none is."""
    if not changed:
        return ""
    others = f" and {len(changed) - most:,} more" if len(changed) > most else ""
    made, here = practice_set.bank_revision, REVISION
    why = f"the set was made by the bank of {made}, this is that of {here}" if made != here else "the file was changed"
    return f"Left out, {why}: {'; '.join(changed[:most])}{others}."


def drawn(item: Item, number: int) -> Variant:
    """Return the ask of an item, at its place in the set; ChangedItemError if it is not this bank's."""
    try:
        variant = catalog.ask(item.code).variant
    except catalog.NotInDeckError:
        raise ChangedItemError(f"item {number}, {item.code}, no longer exists") from None
    except ValueError as error:
        raise ChangedItemError(f"item {number}, {item.code}, cannot be asked: {error}") from None
    if variant.model_dump(mode="json") != item.numbers:
        raise ChangedItemError(f"item {number}, {item.code}, now has other numbers")
    return variant
