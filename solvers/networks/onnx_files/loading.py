"""An ONNX model without its weights, and the shapes that ONNX infers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import Any

from solvers.layers import Shape
from solvers.networks.onnx_files.inlining import inlined
from solvers.networks.onnx_files.quantized import dequantized
from solvers.networks.onnx_files.skimming import NotOnnxError, skimmed


@dataclass(frozen=True)
class Graph:
    """The nodes of a model, its inputs, its arrays by name and every shape that is known of a value."""

    nodes: list[Any]
    inputs: list[tuple[str, Shape]]
    arrays: dict[str, Any]
    """Tensors as onnx has them."""
    shapes: dict[str, Shape]
    outputs: list[str]


def loaded(data: bytes | mmap, open_sizes: Shape = ()) -> Graph:
    """Read a model; NotOnnxError if it is none, or one that is not tabulated. Nothing outside of it is opened.

    Sizes that it leaves open are set to 1 for the batch, and to `open_sizes` where an input has as many dimensions;
    these must then be those of one of the inputs.
    """
    import onnx  # an extra: only this kind of file needs it
    from google.protobuf.message import DecodeError

    try:
        model = onnx.ModelProto.FromString(skimmed(data))
    except DecodeError:
        raise NotOnnxError("no ONNX model") from None
    if not model.graph.node:
        raise NotOnnxError("no ONNX model, or one without nodes")
    model = inlined(model)
    graph = model.graph
    if not all(isinstance(text, str) for text in _texts(graph)):
        raise NotOnnxError("no ONNX model: its names are not text in UTF-8")
    _check_splits(graph)
    arrays = {tensor.name: tensor for tensor in graph.initializer}
    arrays |= {sparse.values.name: sparse.values for sparse in graph.sparse_initializer}
    inputs = []
    for value in graph.input:
        if value.name in arrays or not value.type.HasField("tensor_type"):
            continue
        dims = value.type.tensor_type.shape.dim
        sizes = (1, *open_sizes) if len(dims) == 1 + len(open_sizes) else (1,)
        for dim, size in zip(dims, sizes, strict=False):
            if not dim.dim_value:
                dim.dim_value = size
        inputs.append((value.name, _shape(value)))
    if open_sizes and all(shape is None or shape[1:] != open_sizes for _, shape in inputs):
        raise NotOnnxError(f"no input can have the shape that --input says, {', '.join(map(str, open_sizes))}")
    shapes = _inferred(onnx, model)
    arrays_of_inputs = [(name, shape) for name, shape in inputs if shape is not None]
    shapes |= {name: tuple(tensor.dims) for name, tensor in arrays.items()}
    shapes |= dict(arrays_of_inputs)
    for node in graph.node:
        for inner in _inner(node):
            node.input.extend(sorted(_read_around(inner) - set(node.input)))
    return Graph(list(dequantized(graph.node, arrays)), inputs, arrays, shapes, [value.name for value in graph.output])  # type: ignore[arg-type]


def _check_splits(graph: Any) -> None:
    """Raise NotOnnxError where a node is to give more outputs than it names: ONNX makes room for all of them."""
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.name == "num_outputs" and attribute.i > len(node.output):
                raise NotOnnxError(f"num_outputs {attribute.i:,} of a node that names {len(node.output)}")


def _inner(node: Any) -> Iterator[Any]:
    """Yield the branches and bodies of a node that has some."""
    for attribute in node.attribute:
        yield from (*attribute.graphs, *([attribute.g] if attribute.HasField("g") else ()))


def _read_around(inner: Any) -> set[str]:
    """Return what a branch or body reads that is made around it."""
    read = {name for node in inner.node for name in node.input}
    for node in inner.node:
        for deeper in _inner(node):
            read |= _read_around(deeper)
    own = {name for node in inner.node for name in node.output}
    return read - own - {each.name for each in (*inner.input, *inner.initializer)} - {""}


def _texts(graph: Any) -> Iterator[Any]:
    for node in graph.node:
        yield from (node.op_type, node.name, node.domain, *node.input, *node.output)
        yield from (attribute.name for attribute in node.attribute)
    for named in (*graph.initializer, *graph.input, *graph.output, *graph.value_info):
        yield named.name


def _inferred(onnx: Any, model: Any) -> dict[str, Shape]:
    """Return the shapes that ONNX infers, those that the file states where it infers none."""
    graph = model.graph
    found = {value.name: shape for value in (*graph.value_info, *graph.output) if (shape := _shape(value))}
    try:
        graph = onnx.shape_inference.infer_shapes(model, data_prop=False).graph
    except Exception:  # its C++ raises what it likes on a broken model, which our table then names
        return found
    return found | {value.name: shape for value in (*graph.value_info, *graph.output) if (shape := _shape(value))}


def _shape(value: Any) -> Shape | None:
    """Return a shape all of whose sides are known."""
    if not value.type.HasField("tensor_type") or not value.type.tensor_type.HasField("shape"):
        return None
    sides = tuple(dim.dim_value for dim in value.type.tensor_type.shape.dim)
    return sides if all(side > 0 for side in sides) else None
