"""Where a network's parameters, costs and memory are, and how its receptive field grows, as bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from questions.scenes import Bars, Frame
from questions.scenes.bars import chart
from quiz.networks.lines import Counting, Line, lines
from solvers.networks.network import Network

MOST = 60
"""Bars of a picture before layers are put together by module."""
CHARTS: dict[str, Callable[[Line], float]] = {
    "parameters": lambda line: line.parameters,
    "costs": lambda line: line.cost,
    "memory": lambda line: prod(line.output),
    "field": lambda line: max((size or 0 for size in line.field), default=0),
}
_LABELS = {"parameters": "Parameters", "memory": "Numbers of each output", "field": "Receptive field, the widest axis"}


def picture(network: Network, counting: Counting, depth: int | None, which: Sequence[str]) -> Frame:
    """Return bars of these kinds, a layer or a module each; layers of which there is nothing are left out."""
    shown = lines(network, counting, depth)
    for parts in (3, 2, 1):
        if depth is None and len(shown) > MOST:
            shown = lines(network, counting, parts)
    bars = [bar for name in which if (bar := _bars(name, shown, counting))]
    return Frame(tuple(bars), "" if bars else "There is nothing to draw.")


def _bars(name: str, shown: Sequence[Line], counting: Counting) -> Bars | None:
    values = [(line.name, CHARTS[name](line)) for line in shown]
    values = [(each, value) for each, value in values if value > 0]
    label = _LABELS.get(name, counting.title.capitalize() if not counting.flops else counting.title)
    return chart(label, values) if values else None
