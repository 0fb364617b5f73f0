"""Which layer each ONNX operator is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from solvers.layers import Shape
from solvers.networks.onnx_files import others, resizing, sliding
from solvers.networks.onnx_files.nodes import OnnxNode
from solvers.networks.onnx_files.sliding import Settings

_NAMED = {
    "Relu": "relu",
    "LeakyRelu": "leaky_relu",
    "Elu": "elu",
    "Selu": "selu",
    "Celu": "celu",
    "Gelu": "gelu",
    "Swish": "silu",
    "Mish": "mish",
    "HardSwish": "hardswish",
    "HardSigmoid": "hardsigmoid",
    "Sigmoid": "sigmoid",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "Tanh": "tanh",
    "LRN": "local_response_norm",
    "Dropout": "dropout",
}
"""Operators that are one of our activations."""
_ONE_BY_ONE = (
    *("Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "BitwiseNot", "Ceil", "Cos", "Cosh", "Erf", "Exp"),
    *("Floor", "IsInf", "IsNaN", "Log", "Neg", "Not", "Reciprocal", "Round", "Shrink", "Sign", "Sin", "Sinh", "Sqrt"),
    *("Tan", "ThresholdedRelu"),
)
_TOGETHER = (
    *("Add", "Sub", "Mul", "Div", "Pow", "Mod", "Max", "Min", "Sum", "Mean"),
    *("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor", "Where"),
    *("BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor"),
)
PASSED = {"Identity", "Cast", "CastLike", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"}
"""Operators that give what they are given, but for its type and rounding, and get no row."""

OPERATORS: dict[str, Callable[[OnnxNode], Iterator[Settings]]] = {
    "Conv": sliding.conv,
    "ConvTranspose": sliding.conv_transpose,
    "MaxPool": sliding.pool,
    "AveragePool": sliding.pool,
    "GlobalAveragePool": sliding.pool_whole,
    "GlobalMaxPool": sliding.pool_whole,
    "Resize": resizing.resize,
    "Upsample": resizing.resize,
    "Pad": sliding.pad,
    "DepthToSpace": sliding.shuffle,
    "SpaceToDepth": sliding.shuffle,
    "BatchNormalization": sliding.batch_norm,
    "InstanceNormalization": sliding.norm,
    "GroupNormalization": sliding.norm,
    "LayerNormalization": sliding.norm,
    "PRelu": sliding.prelu,
    "Gemm": others.gemm,
    "MatMul": others.matmul,
    "Concat": others.concat,
    "Reshape": others.reshape,
    "Flatten": others.reshape,
    "Squeeze": others.reshape,
    "Unsqueeze": others.reshape,
    "Transpose": others.transpose,
    "Slice": others.cut,
    "Gather": others.gather,
    "Clip": others.clip,
    "Softmax": others.normalised,
    "LogSoftmax": others.normalised,
    **{f"Reduce{kind}": others.reduce for kind in ("Mean", "Sum", "Max", "Min", "L1", "L2", "Prod", "SumSquare")},
    **dict.fromkeys(_TOGETHER, others.binary),
    **dict.fromkeys(_NAMED, lambda node: iter([{"op": _NAMED[node.op]}])),
    **dict.fromkeys(_ONE_BY_ONE, lambda node: iter([{"op": "elementwise", "kind": node.op}])),
}

WEIGHED = {
    "Conv": "conv",
    "ConvTranspose": "conv_transpose",
    "Gemm": "linear",
    "MatMul": "linear",
    "BatchNormalization": "batch_norm",
    "InstanceNormalization": "instance_norm",
    "GroupNormalization": "group_norm",
    "LayerNormalization": "layer_norm",
    "PRelu": "prelu",
}
"""Operators whose inputs but the first are weights, and the layers that these make."""
SHARED = {*WEIGHED.values(), "scale", "shift"}
"""Layers that may use another's weights."""
COMBINING = {"Add", "Sub", "Mul", "Div", "Sum", "Pow", "Max", "Min", "Where", "Concat"}
"""Operators by which a map meets arrays."""


def left_out(nodes: Iterable[Any], arrays: Collection[str], inputs: Mapping[str, Shape | None]) -> set[str]:
    """Return the inputs of a graph that are weights left out of the file: not those by which arrays are multiplied.

    What has more than two dimensions is multiplied as a map.
    """
    found = set()
    for node in nodes:
        if node.op_type in WEIGHED and not (node.op_type in {"MatMul", "Gemm"} and node.input[0] in arrays):
            is_matrix = node.op_type != "MatMul" or len(inputs.get(node.input[1]) or ()) < 3
            found |= {*node.input[1:]} if is_matrix else set()
    return found
