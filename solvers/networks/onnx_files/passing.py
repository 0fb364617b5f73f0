"""Nodes that no layer stands for: what is passed on, what is known beforehand, and the parts of a norm over groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from solvers.layers import Shape
from solvers.networks.onnx_files.nodes import OnnxNode, UnknownError
from solvers.networks.onnx_files.operators import PASSED
from solvers.networks.onnx_files.values import (
    Known,
    Learned,
    Mapped,
    Several,
    Value,
    fold,
    reshaped,
    whole_numbers,
)

_TURNING = {"Transpose", "Reshape", "Cast", "Squeeze", "Unsqueeze", "Flatten"}

Given = Sequence[Value | None]


def passed(node: Any, given: Given, attributes: dict[str, Any], shapes: Mapping[str, Shape]) -> list[Value] | None:
    """Return what a node gives that needs no layer, None if it needs one."""
    first = next(iter(given), None)
    name = next(iter(node.output), "")
    if node.op_type in PASSED and first is not None:
        if isinstance(first, Learned) and node.op_type == "Identity":
            return [Learned(name, first.shape)]  # exporters store equal arrays once, under one of their names
        if isinstance(first, Known) and node.op_type == "DequantizeLinear":
            return [Learned(node.input[0], first.shape)]  # quantized weights are stored as whole numbers
        worked = isinstance(first, Known) and first.numbers is not None
        return [fold(node.op_type, given[:1], attributes) if worked else first]
    if node.op_type == "Expand" and isinstance(first, Known):  # constants, as often as a map has places
        return [Known(None, shapes.get(name), first.learned)]
    if not any(isinstance(each, Mapped | Several) for each in given):
        return [_worked_out(node, given, attributes, shapes.get(name))] * len(node.output)
    return _looked_up(node, given, attributes)


def has_channels_last(name: str, rank: int, nodes: Sequence[Any]) -> bool:
    """Whether all that reads an input puts its channels first, which come last in it."""
    readers = [node for node in nodes if name in node.input]
    order = [0, rank - 1, *range(1, rank - 1)]
    turning = [node for node in readers if node.op_type == "Transpose"]
    perms = [list(each.ints) for node in turning for each in node.attribute if each.name == "perm"]
    return rank > 2 and bool(readers) and perms == [order] * len(readers)


def _looked_up(node: Any, given: Given, attributes: dict[str, Any]) -> list[Value] | None:
    """Return a part of a sequence, or the shape of a map; None for any other node."""
    first = next(iter(given), None)
    if node.op_type == "SequenceAt" and isinstance(first, Several):
        at = whole_numbers(given[1] if len(given) > 1 else None)
        return [first.parts[at[0]] if at and -len(first.parts) <= at[0] < len(first.parts) else Known(None)]
    if node.op_type == "Shape" and isinstance(first, Mapped):
        return [Known([1, *first.flow.shape][attributes.get("start", 0) : attributes.get("end")])]
    return None


def _worked_out(node: Any, given: Given, attributes: dict[str, Any], shape: Shape | None) -> Value:
    """Return what no input changes: constants, shapes of arrays, and arrays turned or reshaped."""
    if node.op_type == "Constant":
        number = next(iter(attributes.values()), None)
        return number if isinstance(number, Known | Learned) else Known(number)
    learned = next((each for each in given if isinstance(each, Learned)), None)
    if node.op_type == "Shape" and learned and learned.shape:
        return Known(list(learned.shape)[attributes.get("start", 0) : attributes.get("end")])
    if node.op_type in _TURNING and learned:
        numbers = attributes.get("axes") or whole_numbers(given[1] if len(given) > 1 else None)
        return Learned(learned.name, shape or reshaped(node.op_type, learned.shape, numbers, attributes.get("perm")))
    if node.op_type == "Expand" and learned and shape and learned.shape and prod(shape) == prod(learned.shape):
        return Learned(learned.name, shape)  # over the batch, which is one
    folded = fold(node.op_type, [each for each in given if each is not None], attributes)
    return Known(None, shape, _sources(given)) if folded.numbers is None else folded


def _sources(given: Given) -> tuple[Learned, ...]:
    """Return the learned arrays that stand behind what is given."""
    found = {each.name: each for each in given if isinstance(each, Learned)}
    return tuple(
        (found | {each.name: each for one in given if isinstance(one, Known) for each in one.learned}).values()
    )


class GroupNorms:
    """Norms over groups as exporters write them: reshaped to (batch, groups, rest), normalised, reshaped back."""

    def __init__(self, readers: Counter[str], behind: Mapping[str, Any]) -> None:
        self.readers = readers
        self.behind = behind
        self.groups: dict[str, int] = {}
        """Of a map reshaped, how many groups it has become."""
        self.normalised: set[str] = set()

    def is_reshaping(self, node: Any, seen: OnnxNode) -> bool:
        """Whether a node only prepares such a norm, or undoes it."""
        if node.op_type != "Reshape":
            return False
        if node.input[0] in self.normalised:
            return True
        name, channels = node.output[0], seen.map().flow.shape[0]
        try:
            target = seen.numbers(1, "shape")
        except UnknownError:
            return False
        following = self.behind.get(name)
        fits = len(target) == 3 and target[0] in {0, 1} and target[2] == -1 and target[1] > 0
        if not fits or channels % target[1] or self.readers[name] != 1 or following is None:
            return False
        back = self.behind.get(next(iter(following.output), ""))
        if (
            following.op_type != "InstanceNormalization"
            or not following.output
            or back is None
            or back.op_type != "Reshape"
        ):
            return False
        self.groups[name] = target[1]
        self.normalised.add(following.output[0])
        return True
