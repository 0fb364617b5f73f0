"""The arrays of an ONNX file: those that are learned, of which the shape is enough, and numbers known beforehand."""

from __future__ import annotations

from math import prod
from typing import Any

from solvers.networks.onnx_files.values import MOST_NUMBERS, Known, Learned, Value

FLOATS = {1, 10, 11, 16}
"""Types of numbers that are learned, in onnx.proto."""
FEW = 8
"""Numbers of a learned array that are kept."""


def constant(tensor: Any) -> Value:
    """Return a stored array: numbers where they are few and whole, or one alone; else learned."""
    shape = tuple(tensor.dims)
    if tensor.data_type in FLOATS and shape:
        return Learned(tensor.name, shape, _numbers(tensor) if prod(shape) <= FEW else None)
    return Known(_numbers(tensor), shape)


def _numbers(tensor: Any) -> Any:
    from onnx import numpy_helper

    if not 0 <= prod(tensor.dims) <= MOST_NUMBERS or tensor.data_location == 1:  # 1: in another file
        return None
    try:
        numbers = numpy_helper.to_array(tensor)
        return numbers.ravel().tolist() if tensor.dims else numbers.item()
    except Exception:  # what a broken tensor raises is onnx's affair; its numbers are not known
        return None


def attribute_value(attribute: Any) -> Any:
    """Return an attribute as plain data, None if it is of a kind that is not looked at."""
    plain = {1: "f", 2: "i", 6: "floats", 7: "ints"}.get(attribute.type)
    if plain:
        value = getattr(attribute, plain)
        return list(value) if plain.endswith("s") else value
    if attribute.type == 3:
        return attribute.s.decode("utf-8", "replace")
    if attribute.type != 4:
        return None
    few = prod(attribute.t.dims) <= FEW  # numbers written in code, not learned
    return Known(_numbers(attribute.t), tuple(attribute.t.dims)) if few else constant(attribute.t)
