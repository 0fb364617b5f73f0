"""Functions that an ONNX model brings along: the nodes of each stand where it is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from solvers.networks.onnx_files.skimming import NotOnnxError

MOST_NODES = 20_000
"""The most nodes of a graph that is read."""
DEEPEST = 32
"""The most functions that call one another."""

Key = tuple[str, str]


def inlined(model: Any) -> Any:
    """Return the model without functions of its own; NotOnnxError where that takes too many nodes."""
    bodies = {(function.domain, function.name): function.node for function in model.functions}
    count = _count(model.graph.node, bodies, {}, 0)
    if count > MOST_NODES:
        raise NotOnnxError(f"{count:,} nodes, here at most {MOST_NODES:,}")
    if not bodies:
        return model
    from onnx.inliner import inline_local_functions  # an extra: only this kind of file needs it

    try:
        return inline_local_functions(model)
    except Exception:  # its C++ raises what it likes on a broken model, whose functions our table then names
        return model


def _count(nodes: Iterable[Any], bodies: dict[Key, Any], counted: dict[Key, int], depth: int) -> int:
    """Return how many nodes these are with all that they call."""
    if depth > DEEPEST:
        raise NotOnnxError(f"more than {DEEPEST} functions that call one another")
    total = 0
    for node in nodes:
        total += 1
        for attribute in node.attribute:
            for graph in (*attribute.graphs, *([attribute.g] if attribute.HasField("g") else ())):
                total += _count(graph.node, bodies, counted, depth + 1)
        key = (node.domain, node.op_type)
        if key in bodies:
            if key not in counted:
                counted[key] = _count(bodies[key], bodies, counted, depth + 1)
            total += counted[key]
    return total
