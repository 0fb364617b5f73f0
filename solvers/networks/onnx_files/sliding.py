"""ONNX operators that slide: convolutions, pools, padding."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

from solvers.layers import halves
from solvers.networks.onnx_files.nodes import OnnxNode, UnknownError

Settings = dict[str, Any]
"""The op of a layer and its settings."""


def conv(node: OnnxNode) -> Iterator[Settings]:
    """Conv, weight (out, in / group, …)."""
    outputs, depth, *kernel = node.weight(1)
    group = node.setting("group", 1)
    yield {
        "op": "conv",
        "in_channels": depth * group,
        "out_channels": outputs,
        "kernel_size": tuple(kernel),
        "groups": group,
        "bias": node.array(2) is not None,
        **_window(node, len(kernel)),
    }


def conv_transpose(node: OnnxNode) -> Iterator[Settings]:
    """ConvTranspose, weight (in, out / group, …)."""
    inputs, filters, *kernel = node.weight(1)
    group = node.setting("group", 1)
    extra = node.setting("output_padding")
    yield {
        "op": "conv_transpose",
        "in_channels": inputs,
        "out_channels": filters * group,
        "kernel_size": tuple(kernel),
        "groups": group,
        "bias": node.array(2) is not None,
        **_window(node, len(kernel)),
        **({"output_padding": _plain(extra)} if extra else {}),
        **_fitted(node, kernel),
    }


def _fitted(node: OnnxNode, kernel: list[int]) -> Settings:
    """Return the padding of a ConvTranspose that cuts its output to the shape that is wanted, if one is."""
    sides, ones, auto = node.map().flow.shape[1:], [1] * len(kernel), node.setting("auto_pad", "NOTSET")
    strides, dilations = node.setting("strides") or ones, node.setting("dilations") or ones
    wanted = node.setting("output_shape")
    if not wanted and auto not in {"SAME_UPPER", "SAME_LOWER"}:
        return {}
    outputs = (wanted or [side * stride for side, stride in zip(sides, strides, strict=False)])[-len(kernel) :]
    extra = node.setting("output_padding") or [0] * len(kernel)
    over = [
        (side - 1) * stride + (size - 1) * dilation + 1 + more - output
        for side, stride, size, dilation, more, output in zip(
            sides, strides, kernel, dilations, extra, outputs, strict=False
        )
    ]
    sides_cut = [halves(max(cut, 0)) for cut in over]
    return {
        "padding": tuple(cut if auto == "SAME_UPPER" else cut[::-1] for cut in sides_cut),
        "output_padding": tuple(more + max(-cut, 0) for more, cut in zip(extra, over, strict=False)),
    }


def pool(node: OnnxNode) -> Iterator[Settings]:
    """MaxPool and AveragePool."""
    kernel = node.setting("kernel_shape")
    if not kernel:
        raise UnknownError("it has no kernel_shape")
    settings = _window(node, len(kernel))
    dilation = settings.pop("dilation", 1)
    op = "max_pool" if node.op == "MaxPool" else "avg_pool"
    if op == "max_pool":
        settings["dilation"] = dilation
    elif dilation != 1:
        raise UnknownError("it is dilated")
    settings.setdefault("stride", 1)
    yield {"op": op, "kernel_size": _plain(kernel), "ceil_mode": bool(node.setting("ceil_mode", 0)), **settings}


def pool_whole(node: OnnxNode) -> Iterator[Settings]:
    """GlobalAveragePool and GlobalMaxPool."""
    yield {"op": "global_max_pool" if node.op == "GlobalMaxPool" else "global_avg_pool"}


def _window(node: OnnxNode, axes: int) -> Settings:
    """Return stride, padding and dilation, those left out that are as usual."""
    settings: Settings = {}
    for name, ours in (("strides", "stride"), ("dilations", "dilation")):
        stated = node.setting(name)
        if stated and set(stated) != {1}:
            settings[ours] = _plain(stated)
    auto = node.setting("auto_pad", "NOTSET")
    if auto in {"SAME_UPPER", "SAME_LOWER"}:
        settings["padding"] = auto.lower()
    pads = node.setting("pads")
    if auto == "NOTSET" and pads and any(pads):
        settings["padding"] = _sides(pads, axes)
    return settings


def _sides(pads: list[int], axes: int) -> Any:
    if len(pads) != 2 * axes:
        raise ValueError(f"pads {pads[:8]}; expected {2 * axes} numbers")
    if min(pads) < 0:
        raise ValueError("cropping (negative padding) is not followed")
    if len(set(pads)) == 1:
        return pads[0]
    return tuple(zip(pads[:axes], pads[axes:], strict=True))


def _plain(numbers: list[int]) -> Any:
    return numbers[0] if len(set(numbers)) == 1 else tuple(numbers)


def pad(node: OnnxNode) -> Iterator[Settings]:
    """Pad, by numbers that are not negative, or all of them that are."""
    rank = len(node.map().flow.shape) + 1
    pads, before, after = node.numbers(1, "pads"), [0] * rank, [0] * rank
    named = node.numbers(3, "axes") if node.has(3) else range(rank)
    if len(pads) != 2 * len(named):
        raise UnknownError(f"it has {len(pads)} pads for {len(named)} axes")
    for axis, one, other in zip(named, pads, pads[len(named) :], strict=False):
        before[axis], after[axis] = one, other
    if any(before[:2]) or any(after[:2]):
        raise UnknownError("it pads channels")
    sides = list(zip(before[2:], after[2:], strict=True))
    numbers = [number for each in sides for number in each]
    if not any(numbers):
        yield {"op": "identity"}
    elif min(numbers) >= 0:
        yield {"op": "pad", "padding": tuple(sides)}
    elif max(numbers) <= 0:
        yield {"op": "crop", "padding": tuple((-one, -other) for one, other in sides)}
    else:
        raise UnknownError("it cuts and pads at once")


def shuffle(node: OnnxNode) -> Iterator[Settings]:
    """DepthToSpace and SpaceToDepth."""
    size = node.setting("blocksize", 1)
    if node.op == "DepthToSpace":
        yield {"op": "pixel_shuffle", "upscale_factor": size}
    else:
        yield {"op": "pixel_unshuffle", "downscale_factor": size}


def batch_norm(node: OnnxNode) -> Iterator[Settings]:
    """BatchNormalization; by the statistics of a batch of one, which are left out of it, it is an instance norm."""
    scale = node.array(1)
    if not node.has(3) and len(node.map().flow.shape) > 1:
        yield {"op": "instance_norm", "affine": scale is not None}
        return
    channels = {"in_channels": scale.shape[0]} if scale and scale.shape else {}
    yield {"op": "batch_norm", "affine": scale is not None, **channels}


def norm(node: OnnxNode) -> Iterator[Settings]:
    """InstanceNormalization, GroupNormalization and LayerNormalization."""
    learns = node.array(1) is not None
    if node.op == "InstanceNormalization":
        yield {"op": "instance_norm", "affine": learns}
    elif node.op == "GroupNormalization":
        scale = node.array(1)
        if scale and scale.shape and scale.shape[0] != node.map().flow.shape[0]:
            raise UnknownError("its γ and β are one a group, as before opset 21")
        yield {"op": "group_norm", "num_groups": node.setting("num_groups", 1), "affine": learns}
    else:
        shape, axis = node.map().flow.shape, node.setting("axis", -1)
        at = axis - 1 if axis > 0 else len(shape) + axis
        if not 0 <= at < len(shape) or axis == 0:
            raise UnknownError("it normalises over the batch")
        yield {"op": "layer_norm", "normalized_shape": shape[at:], "affine": learns, "bias": node.array(2) is not None}


def prelu(node: OnnxNode) -> Iterator[Settings]:
    """PRelu, one slope, one a channel, or one a number, as Keras has it."""
    shape, slopes, arriving = node.weight(1), node.array(1), node.map().flow.shape
    if prod(shape) in {1, arriving[0]}:
        yield {"op": "prelu", "num_parameters": prod(shape)}
        return
    if slopes:
        without_batch = shape[max(len(shape) - len(arriving), 0) :]
        yield {"op": "parameter", "shape": without_batch, "array": slopes.name}
    yield {"op": "elementwise", "kind": node.op}
