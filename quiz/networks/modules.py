"""The table of a network as a tree of modules, some of them open, or as what fits some words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from questions.notation.folded import folded
from quiz.networks.lines import Counting, Line, lines, module

if TYPE_CHECKING:
    from solvers.networks.network import Network

COUNTING = Counting()
MOST_OPEN = 60
"""Lines of a table up to which its modules are open from the beginning, level by level."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A layer, or a module of several, at its place in the tree."""

    line: Line
    level: int
    rows: tuple[int, ...]
    """The rows of the table that it stands for."""
    is_open: bool = False

    @property
    def is_module(self) -> bool:
        """Whether it stands for several layers."""
        return len(self.rows) > 1

    @property
    def label(self) -> str:
        """Its name without that of the module it is shown under."""
        return "".join(re.split(r"([./])", self.line.name)[2 * self.level :]) or self.line.name


class Modules:
    """All layers of a network, and which of its modules are open."""

    def __init__(self, network: Network) -> None:
        """Work the table out; NetworkError if a layer misfits."""
        self.layers = lines(network, COUNTING)
        depth = max(len(re.split("[./]", line.name)) for line in self.layers)
        self._modules = [{line.name: line for line in lines(network, COUNTING, level)} for level in range(1, depth + 1)]
        self.open: set[str] = set()
        for level in range(depth):
            deeper = self.open | {each.line.name for each in self.entries() if each.is_module and each.level == level}
            if len(list(self._under(range(len(self.layers)), 0, deeper.__contains__))) > MOST_OPEN:
                break
            self.open = deeper

    def entries(self, words: str = "") -> list[Entry]:
        """Return what is to be seen: the tree as far as it is open, or the layers that have all the words."""
        if wanted := folded(words).split():
            return [
                Entry(line, 0, (at,))
                for at, line in enumerate(self.layers)
                if all(word in folded(f"{line.name} {line.op} {line.window}") for word in wanted)
            ]
        return list(self._under(range(len(self.layers)), 0, self.open.__contains__))

    def fold_all(self, closed: bool) -> None:
        """Close all modules, or open them."""
        everything = self._under(range(len(self.layers)), 0, lambda name: True)
        self.open = set() if closed else {entry.line.name for entry in everything if entry.is_module}

    def turn(self, entry: Entry) -> None:
        """Open a module, or close it."""
        if entry.is_module:
            self.open ^= {entry.line.name}

    def _under(self, rows: Sequence[int], level: int, is_open: Callable[[str], bool]) -> Iterator[Entry]:
        groups: dict[str, list[int]] = {}
        for at in rows:
            groups.setdefault(module(self.layers[at].name, level + 1), []).append(at)
        for name, each in groups.items():
            names: Collection[str] = {self.layers[at].name for at in each}
            if len(each) == 1 or names == {name}:  # the deepest that names tell
                yield from (Entry(self.layers[at], level, (at,)) for at in each)
                continue
            opened = is_open(name)
            yield Entry(self._modules[level][name], level, tuple(each), opened)
            if opened:
                yield from self._under(each, level + 1, is_open)
