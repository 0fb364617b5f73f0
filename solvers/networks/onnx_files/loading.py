"""An ONNX model without its weights, and the shapes that ONNX infers."""

from __future__ import annotations

from dataclasses import dataclass
from mmap import mmap
from typing import Any

from solvers.layers import Shape
from solvers.networks.onnx_files.skimming import NotOnnxError, skimmed

MOST_NODES = 200_000
"""The most nodes of a graph that is read."""


@dataclass(frozen=True)
class Graph:
    """The nodes of a model, its inputs, its arrays by name and every shape that is known of a value."""

    nodes: list[Any]
    inputs: list[tuple[str, Shape]]
    arrays: dict[str, Any]
    """Tensors as onnx has them."""
    shapes: dict[str, Shape]
    outputs: list[str]


def loaded(data: bytes | mmap) -> Graph:
    """Read a model; NotOnnxError if it is none, or one that is not tabulated. Nothing outside of it is opened."""
    import onnx  # an extra: only this kind of file needs it
    from google.protobuf.message import DecodeError

    try:
        model = onnx.ModelProto.FromString(skimmed(data))
    except DecodeError:
        raise NotOnnxError("no ONNX model") from None
    graph = model.graph
    if not graph.node:
        raise NotOnnxError("no ONNX model, or one without nodes")
    if len(graph.node) > MOST_NODES:
        raise NotOnnxError(f"{len(graph.node):,} nodes, here at most {MOST_NODES:,}")
    arrays = {tensor.name: tensor for tensor in graph.initializer}
    arrays |= {sparse.values.name: sparse.values for sparse in graph.sparse_initializer}
    inputs = []
    for value in graph.input:
        if value.name in arrays or not value.type.HasField("tensor_type"):
            continue
        for dim in value.type.tensor_type.shape.dim[:1]:  # the batch
            if not dim.dim_value:
                dim.dim_value = 1
        inputs.append((value.name, _shape(value)))
    shapes = _inferred(onnx, model)
    arrays_of_inputs = [(name, shape) for name, shape in inputs if shape is not None]
    shapes |= {name: tuple(tensor.dims) for name, tensor in arrays.items()}
    shapes |= dict(arrays_of_inputs)
    return Graph(list(graph.node), inputs, arrays, shapes, [value.name for value in graph.output])  # type: ignore[arg-type]


def _inferred(onnx: Any, model: Any) -> dict[str, Shape]:
    """Return the shapes that ONNX infers, those that the file states where it infers none."""
    graph = model.graph
    found = {value.name: shape for value in (*graph.value_info, *graph.output) if (shape := _shape(value))}
    try:
        graph = onnx.shape_inference.infer_shapes(model, data_prop=True).graph
    except Exception:  # its C++ raises what it likes on a broken model, which our table then names
        return found
    return found | {value.name: shape for value in (*graph.value_info, *graph.output) if (shape := _shape(value))}


def _shape(value: Any) -> Shape | None:
    """Return a shape all of whose sides are known."""
    if not value.type.HasField("tensor_type") or not value.type.tensor_type.HasField("shape"):
        return None
    sides = tuple(dim.dim_value for dim in value.type.tensor_type.shape.dim)
    return sides if all(side > 0 for side in sides) else None
