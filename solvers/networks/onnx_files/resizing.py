"""ONNX operators that make a map larger or smaller, where they read the samples that an upsample here reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor, gcd, isclose
from typing import Any

from solvers.arithmetic.reach import PHASES
from solvers.layers import Shape
from solvers.networks.onnx_files.nodes import OnnxNode, UnknownError
from solvers.networks.onnx_files.values import Known, Learned, whole_numbers

FLOAT32 = 1e-6
"""How far a factor may be off that is stored in float32."""
HALF = Fraction(1, 2)

_PLACES: dict[str, Callable[[int, Fraction], Fraction]] = {
    "asymmetric": lambda at, ratio: at * ratio,
    "tf_half_pixel_for_nn": lambda at, ratio: (at + HALF) * ratio,
    **dict.fromkeys(
        ("half_pixel", "pytorch_half_pixel", "half_pixel_symmetric"), lambda at, ratio: (at + HALF) * ratio - HALF
    ),
}
"""Where an output lies among the inputs, so many of which are one output."""
_NEAREST: dict[str, Callable[[Fraction], int]] = {
    "floor": floor,
    "ceil": ceil,
    "round_prefer_floor": lambda place: ceil(place - HALF),
    "round_prefer_ceil": lambda place: floor(place + HALF),
}


def resize(node: OnnxNode) -> Iterator[dict[str, Any]]:
    """Resize and Upsample, nearest and linear."""
    arriving = node.map().flow.shape
    factors = _factors(node, len(arriving))
    made = _resized(node, arriving, factors) or node.made()
    if made[0] != arriving[0] or len(made) != len(arriving):
        raise UnknownError("it resizes channels")
    mode, way, _ = _read_by(node)
    if other := _other(node, arriving[1:], made[1:], factors and factors[1:]):
        raise UnknownError(other, (1, *made))
    corners = mode == "linear" and way == "align_corners"
    if mode == "linear":
        mode = ("linear", "bilinear", "trilinear")[len(made) - 2] if 2 <= len(made) <= 4 else mode
    yield {"op": "upsample", "output_size": made[1:], "mode": mode, "align_corners": corners}


def _other(node: OnnxNode, sides: Shape, made: Shape, factors: list[float] | None) -> str:
    """Say why other samples are read than an upsample here reads; empty where the same are."""
    mode, way, rounding = _read_by(node)
    for side, outputs, factor in zip(sides, made, factors or [0.0] * len(sides), strict=True):
        if factor and not isclose(side * factor, outputs, rel_tol=FLOAT32):
            return f"its factor, {factor:.3g}, is not {outputs}/{side}"
        if mode == "linear" and node.setting("antialias", 0) and outputs < side:
            return f"mode {mode}, antialias"
        if mode == "nearest" and not _is_nearest(way, rounding, side, outputs):
            return f"mode {mode}, {way}, {rounding}"
        if mode != "nearest" and not (mode == "linear" and _is_linear(way, side, outputs)):
            return f"mode {mode}, {way}"
    return ""


def _read_by(node: OnnxNode) -> tuple[str, str, str]:
    """Return the mode, how places are worked out, and how they are rounded; before opset 11 that was not to be said."""
    mode = node.setting("mode", "nearest")
    if mode == "nearest" and (node.op == "Upsample" or len(node.given) == 2):
        return mode, "asymmetric", "floor"
    way = node.setting("coordinate_transformation_mode", "half_pixel")
    return mode, way, node.setting("nearest_mode", "round_prefer_floor")


def _factors(node: OnnxNode, rank: int) -> list[float] | None:
    """Return the factors of all dimensions that are given, the batch's first."""
    if not _is_of_all(node):
        return None
    scales = node.given[1 if node.op == "Upsample" or len(node.given) == 2 else 2 : 3]
    if scales and isinstance(scales[0], Known | Learned) and isinstance(scales[0].numbers, list):
        factors = scales[0].numbers[1:]
        return factors if len(factors) == rank else None
    return None


def _resized(node: OnnxNode, arriving: Shape, factors: list[float] | None) -> Shape | None:
    """Return the shape that factors or sizes among the inputs make, without the batch; None if they do not say all.

    A factor of 0.7 is a little less in float32, and 10 samples are 7 all the same.
    """
    if factors:
        return tuple(floor(side * factor * (1 + FLOAT32)) for side, factor in zip(arriving, factors, strict=True))
    sizes = whole_numbers(node.given[3]) if _is_of_all(node) and node.has(3) else None
    return tuple(sizes[1:]) if sizes else None


def _is_of_all(node: OnnxNode) -> bool:
    """Whether factors and sizes are of all dimensions, as they stand."""
    return not node.setting("axes", None) and node.setting("keep_aspect_ratio_policy", "stretch") == "stretch"


def _is_nearest(way: str, rounding: str, side: int, outputs: int) -> bool:
    """Tell whether output o reads input ⌊o·side/outputs⌋, as an upsample here does."""
    if way not in _PLACES or rounding not in _NEAREST:
        return side == outputs
    place, nearest, ratio = _PLACES[way], _NEAREST[rounding], Fraction(side, outputs)
    turn = range(min(outputs // gcd(side, outputs), PHASES))
    return all(nearest(place(at, ratio)) == floor(at * ratio) for at in turn)


def _is_linear(way: str, side: int, outputs: int) -> bool:
    """Tell whether outputs lie at (o + ½)·side/outputs − ½, or corners on corners."""
    if way == "pytorch_half_pixel":
        return outputs > 1 or side == 1
    return way in {"half_pixel", "half_pixel_symmetric", "align_corners"} or side == outputs
