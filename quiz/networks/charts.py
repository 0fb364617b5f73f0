"""Where a network's parameters, costs and memory are, and how its receptive field grows, as bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from questions.scenes import Bar, Bars, Frame, Ink
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
    """Return bars on a linear scale, which the eye compares, with the share of the whole where there is one."""
    values = [(line.name, value) for line in shown if (value := CHARTS[name](line)) > 0]
    if not values:
        return None
    whole, shares = sum(value for _, value in values), name != "field"
    bars = [
        Bar(each, value, f"{int(value):,}" + (f"  {value / whole:.1%}" if shares else ""), Ink.DONE)
        for each, value in values
    ]
    label = _LABELS.get(name, counting.title if counting.flops else counting.title.capitalize())
    return Bars(label, tuple(bars), max(value for _, value in values), log=False, bottom=0.0)
