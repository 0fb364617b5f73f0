"""Operators of quantized models as those that they work like: beside the same inputs they name scales and zeros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

_LIKE: dict[tuple[str, str], tuple[str, tuple[int, ...]]] = {
    ("", "QLinearConv"): ("Conv", (0, 3, 8)),
    ("", "ConvInteger"): ("Conv", (0, 1)),
    ("", "QLinearMatMul"): ("MatMul", (0, 3)),
    ("", "MatMulInteger"): ("MatMul", (0, 1)),
    # ONNX Runtime's own, which its quantizer writes for the rest of a network
    ("com.microsoft", "QGemm"): ("Gemm", (0, 3, 6)),
    ("com.microsoft", "QLinearAdd"): ("Add", (0, 3)),
    ("com.microsoft", "QLinearMul"): ("Mul", (0, 3)),
    ("com.microsoft", "QLinearSigmoid"): ("Sigmoid", (0,)),
    ("com.microsoft", "QLinearLeakyRelu"): ("LeakyRelu", (0,)),
    ("com.microsoft", "QLinearAveragePool"): ("AveragePool", (0,)),
    ("com.microsoft", "QLinearGlobalAveragePool"): ("GlobalAveragePool", (0,)),
}
"""By domain and name, the operator and which inputs are its own."""


def dequantized(nodes: Iterable[Any], arrays: Iterable[str]) -> Iterator[Any]:
    """Yield the nodes with the plain operator in the place of a quantized one, its weights dequantized before it."""
    stored = set(arrays)
    for node in nodes:
        like = _LIKE.get(("" if node.domain == "ai.onnx" else node.domain, node.op_type))
        turned = any(attribute.name == "channels_last" and attribute.i for attribute in node.attribute)
        if like is None or turned or not node.output:
            yield node
            continue
        op, own = like
        given = [node.input[at] for at in own if at < len(node.input)]
        for at, name in enumerate(given):
            if name in stored:
                given[at] = f"{name} dequantized for {node.output[0]}"
                yield type(node)(op_type="DequantizeLinear", input=[name], output=[given[at]])
        plain = type(node)()
        plain.CopyFrom(node)
        plain.op_type, plain.domain = op, ""
        del plain.input[:]
        plain.input.extend(given)
        yield plain
