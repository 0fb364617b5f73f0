"""ONNX operators that multiply matrices, work number by number, join and move."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from solvers.layers import Shape
from solvers.networks.onnx_files.nodes import OnnxNode, UnknownError
from solvers.networks.onnx_files.sliding import Settings
from solvers.networks.onnx_files.values import MOST_NUMBERS, Known, Learned, Mapped


def gemm(node: OnnxNode) -> Iterator[Settings]:
    """Gemm of a row and a learned matrix."""
    if node.setting("transA", 0):
        raise UnknownError("it multiplies the batch")
    weight = node.weight(1)
    if len(weight) != 2:
        raise ValueError(f"its weight has {len(weight)} dimensions; expected 2")
    inputs, outputs = reversed(weight) if node.setting("transB", 0) else weight
    yield {**_dense(node.map(), inputs, outputs), "bias": node.array(2) is not None}


def matmul(node: OnnxNode) -> Iterator[Settings]:
    """MatMul of a map and a learned matrix, of such a matrix and a map, or of two maps."""
    if len(node.maps()) == 2:
        yield {"op": "matmul"}
        return
    if not isinstance(node.given[0], Mapped):
        yield from _from_the_left(node)
        return
    weight = node.weight(1)
    if len(weight) != 2:
        raise UnknownError("its weight is no matrix")
    yield {**_dense(node.map(), *weight), "bias": node.bias is not None}


def _from_the_left(node: OnnxNode) -> Iterator[Settings]:
    """Multiply the columns of a map: turned, they are rows, on which a dense layer works."""
    weight, rank = node.array(0), len(node.map(1).flow.shape)
    if weight is None or weight.shape is None or len(weight.shape) != 2 or rank < 2:
        raise UnknownError("what it is multiplied by is no learned matrix")
    outputs, inputs = weight.shape
    for settings in (None, {**_dense(node.map(1), inputs, outputs), "bias": False}, None):
        yield settings or {"op": "permute", "dims": (*range(rank - 1), rank, rank - 1), "name": "turned"}


def _dense(arriving: Mapped, inputs: int, outputs: int) -> Settings:
    flat = len(arriving.flow.shape) == 1
    return {"op": "linear", "in_channels": inputs, "out_channels": outputs, **({} if flat else {"last_axis": True})}


_SCALES = {"Mul": "scale", "Div": "scale", "Add": "shift", "Sub": "shift"}


def binary(node: OnnxNode) -> Iterator[Settings]:
    """Add, Mul and so on: of maps, of a map and a learned array, of a map and constants."""
    arrays = [each for each in node.given if isinstance(each, Learned)]
    if arrays and node.op in _SCALES:
        (array,) = arrays[:1]
        if array.shape is None:
            raise UnknownError("the shape of what it multiplies or adds is not known")
        rank = len(node.maps()[0].flow.shape)
        yield {"op": _SCALES[node.op], "shape": _without_batch(array.shape, rank)}
    elif len(node.maps()) == 1:
        yield {"op": "elementwise", "kind": node.op}
    elif node.op in {"Add", "Sum"}:
        yield {"op": "add"}
    else:
        yield {"op": "mul"} if node.op == "Mul" else {"op": "elementwise", "kind": node.op}


def _without_batch(shape: Shape, rank: int) -> Shape:
    """Return the shape of an array against maps of so many dimensions beside the batch."""
    extra = len(shape) - rank
    if extra > 0:
        if prod(shape[:extra]) != 1:
            raise UnknownError("it combines a map with an array that has a batch")
        shape = shape[extra:]
    return shape or (1,)


def concat(node: OnnxNode) -> Iterator[Settings]:
    """Concat of maps, and of learned arrays among them."""
    axis = node.setting("axis", 1)
    if any(isinstance(each, Known) for each in node.given):
        raise UnknownError("it lays constants beside a map")
    for each in node.given:
        if isinstance(each, Learned):
            if not each.shape or len(each.shape) < 2:
                raise UnknownError("the shape of what is laid beside a map is not known")
            yield {"op": "parameter", "shape": each.shape[1:], "array": each.name}
    yield {"op": "concat", "dims": (axis,)}


def reshape(node: OnnxNode) -> Iterator[Settings]:
    """Reshape, Flatten, Squeeze and Unsqueeze, which leave the batch where it is."""
    arriving = node.map().flow.shape
    if node.op == "Flatten" and node.setting("axis", 1) == 1:
        yield {"op": "flatten"}
        return
    if node.op == "Reshape":
        try:
            batch, *target = node.numbers(1, "shape")
        except UnknownError:
            batch, target = 1, list(node.made())
        if batch == -1 and not target:  # one sample, laid flat
            yield {"op": "flatten"}
            return
        target = [arriving[at] if side == 0 and at < len(arriving) else side for at, side in enumerate(target)]
        known = prod(side for side in target if side > 0)
        whole = prod(arriving)
        if not target or (batch == -1 and known != whole) or (-1 in target and whole % known):
            raise UnknownError("it folds the batch into other dimensions")
        if -1 not in target and known != whole:
            raise UnknownError("it folds the batch into other dimensions")
        yield {"op": "reshape", "shape": tuple(target)}
        return
    made = node.made()
    if prod(made) != prod(arriving):
        raise UnknownError("it folds the batch into other dimensions")
    yield {"op": "reshape", "shape": made}


def transpose(node: OnnxNode) -> Iterator[Settings]:
    """Transpose that leaves the batch first."""
    order = node.setting("perm")
    if not order or order[0] != 0 or (node.inferred and len(node.inferred) == 1):
        raise UnknownError("it moves the batch")
    yield {"op": "permute", "dims": tuple(order)}


def cut(node: OnnxNode) -> Iterator[Settings]:
    """Slice, one layer an axis."""
    starts, ends = node.numbers(1, "starts"), node.numbers(2, "ends")
    axes = node.numbers(3, "axes") if node.has(3) or node.setting("axes") else list(range(len(starts)))
    steps = node.numbers(4) if node.has(4) else [1] * len(starts)
    shape = node.map().flow.shape
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        if axis % (len(shape) + 1) == 0:
            raise UnknownError("it slices the batch")
        if step < 0 and axis == 1 and len(shape) > 1 and len(range(shape[0])[start:end:step]) == shape[0]:
            yield {"op": "elementwise", "kind": node.op}
            continue
        if step < 1:
            raise UnknownError("it slices backwards")
        yield {"op": "slice", "dims": (axis,), "start": _bounded(start), "stop": _bounded(end), "step": step}


def _bounded(place: int) -> int:
    return max(min(place, 2**31 - 1), -(2**31) + 1)


def gather(node: OnnxNode) -> Iterator[Settings]:
    """Gather of one place of a dimension, which goes, or of rows of a learned table: an embedding."""
    table, rows = node.array(0), node.given[1] if len(node.given) > 1 else None
    if table and table.shape and isinstance(rows, Mapped) and node.setting("axis", 0) == 0:
        yield {"op": "parameter", "shape": table.shape, "array": table.name}
        yield {"op": "unknown", "kind": node.op, "shape": (*rows.flow.shape, *table.shape[1:])}
        return
    axis, places = node.setting("axis", 0), node.given[1] if len(node.given) > 1 else None
    shape = node.map().flow.shape
    row = list(range(min(shape[0], MOST_NUMBERS + 1))) if len(shape) == 1 and axis == 0 else []
    if isinstance(places, Known) and places.shape and places.numbers == row:  # all of a flat row, in their order
        yield {"op": "reshape", "shape": places.shape[1:] or shape}
        return
    if axis % (len(shape) + 1) == 0:
        raise UnknownError("it gathers places of the batch")
    if isinstance(places, Known) and axis == 1 and len(shape) > 1 and places.shape == shape[:1]:  # BGR made of RGB
        yield {"op": "elementwise", "kind": node.op}
        return
    if not isinstance(places, Known) or not isinstance(places.numbers, int):
        raise UnknownError("it gathers several places")
    place = places.numbers
    at = axis - 1 if axis > 0 else len(shape) + axis
    yield {"op": "slice", "dims": (axis,), "start": place, "stop": place + 1 if place != -1 else None}
    yield {"op": "reshape", "shape": (*shape[:at], *shape[at + 1 :]) or (1,)}


def reduce(node: OnnxNode) -> Iterator[Settings]:
    """ReduceMean and so on, over dimensions that are named or all, and over the batch, which is one, if it stays."""
    shape = node.map().flow.shape
    axes = node.numbers(1, "axes") if node.has(1) or node.setting("axes") else []
    if not axes and node.setting("noop_with_empty_axes", 0):
        yield {"op": "elementwise", "kind": node.op}
        return
    axes = axes or list(range(len(shape) + 1))
    over = [axis for axis in axes if axis % (len(shape) + 1)]
    if len(over) < len(axes):
        if not over or not node.setting("keepdims", 1):
            raise UnknownError("it works along the batch")
        axes = over
    whole = {axis % (len(shape) + 1) for axis in axes} == set(range(2, len(shape) + 1))
    if whole and node.op in {"ReduceMean", "ReduceMax"} and node.setting("keepdims", 1):
        yield {"op": "global_avg_pool" if node.op == "ReduceMean" else "global_max_pool"}
        return
    yield {
        "op": "reduce",
        "kind": node.op.removeprefix("Reduce").lower(),
        "dims": tuple(axes),
        "keepdim": bool(node.setting("keepdims", 1)),
    }


def clip(node: OnnxNode) -> Iterator[Settings]:
    """Clip, which is ReLU6 between 0 and 6."""
    bounds = [node.setting("min"), node.setting("max")]
    for at, value in enumerate(node.given[1:3]):
        if isinstance(value, Known):
            bounds[at] = value.numbers
    yield {"op": "relu6"} if bounds == [0, 6] else {"op": "elementwise", "kind": "Clip"}


def normalised(node: OnnxNode) -> Iterator[Settings]:
    """Softmax and LogSoftmax along an axis."""
    axis = node.setting("axis", -1)
    if axis == 0:
        raise UnknownError("it works along the batch")
    yield {"op": "softmax" if node.op == "Softmax" else "log_softmax", "dims": (axis,)}
