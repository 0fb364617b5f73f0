"""A network as nodes that name what they read: stacks, branches and named inputs all become this."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

from solvers.layers import Layer, Shape

Place: TypeAlias = tuple[int, ...]
"""Where a layer stands: its index, or index, branch, index within the branch, and so on."""


class NetworkError(ValueError):
    """A layer that does not fit where it stands; `place` says where."""

    def __init__(self, place: Place, reason: str) -> None:
        super().__init__(reason)
        self.place = place


@dataclass(frozen=True, slots=True)
class Node:
    """A layer, or an input of the network, and what it reads."""

    name: str
    layer: Layer | None
    """None of an input."""
    inputs: tuple[int, ...]
    """The nodes that it reads, by their places in the graph, all before its own."""
    place: Place = ()
    owner: int | None = None
    """The node whose weights it uses, where they are not its own."""


def nodes(layers: Sequence[Layer], inputs: Sequence[tuple[str, Shape]]) -> tuple[Node, ...]:
    """Return a node for every input, then for every layer, those of branches before the layer that joins them.

    NetworkError where a layer reads or shares what does not stand before it, or what two layers are called.
    """
    builder = _Builder(inputs)
    builder.walk(layers, 0, ())
    return tuple(builder.nodes)


class _Builder:
    def __init__(self, inputs: Sequence[tuple[str, Shape]]) -> None:
        self.inputs = len(inputs)
        self.nodes = [Node(name, None, ()) for name, _ in inputs]
        self.named = {name: at for at, (name, _) in enumerate(inputs)}
        self.twice: set[str] = set()

    def walk(self, layers: Iterable[Layer], before: int, place: Place) -> int:
        """Add a node for every layer and return the last."""
        for index, layer in enumerate(layers):
            here = (*place, index)
            ends = [self.walk(branch, before, (*here, at)) for at, branch in enumerate(layer.branches)]
            read = ends or [self.found(name, layer, here) for name in layer.inputs]
            if not read and layer.op != "parameter":
                read = [before]
            owner = self.found(layer.weights, layer, here) if layer.weights else None
            before = len(self.nodes)
            name = layer.name or f"{layer.op}{before - self.inputs + 1}"
            if name in self.named:
                self.twice.add(name)
            self.named[name] = before
            self.nodes.append(Node(name, layer, tuple(read), here, owner))
        return before

    def found(self, name: str, layer: Layer, place: Place) -> int:
        """Return the node of this name."""
        called = layer.name or f"{layer.op} {len(self.nodes) - self.inputs + 1}"
        if name in self.twice:
            raise NetworkError(place, f"{called}: two layers before it are called {name!r}")
        if name not in self.named:
            near = get_close_matches(name, self.named, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise NetworkError(place, f"{called}: no layer before it is called {name!r}{hint}")
        return self.named[name]
