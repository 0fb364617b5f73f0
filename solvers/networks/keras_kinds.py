"""What the layers of each kind that Keras has are here, with its channels first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from solvers.layers import halves, whole
from solvers.networks.forms.flow import Flow, times
from solvers.networks.keras_sequences import given

Settings = dict[str, Any]

_ACTIVATIONS = {
    **{name: name for name in ("relu", "relu6", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "softplus", "tanh")},
    "swish": "silu",
    "hard_sigmoid": "hardsigmoid",
    "hard_silu": "hardswish",
    "hard_swish": "hardswish",
    "softmax": "softmax",
    "log_softmax": "log_softmax",
    "softsign": "softsign",
    "leaky_relu": "leaky_relu",
}
_SUMS = {"Add": "add", "Multiply": "mul", **dict.fromkeys(("Subtract", "Average", "Maximum", "Minimum"), "elementwise")}
_OPERATIONS = {"add": "add", "multiply": "mul", "cast": "identity", "identity": "identity"}
_OPERATIONS |= dict.fromkeys(("subtract", "divide", "truediv", "truedivide", "pow", "power"), "elementwise")
_OPERATIONS |= dict.fromkeys(("maximum", "minimum", "abs", "absolute", "negative", "exp", "log"), "elementwise")
_OPERATIONS |= dict.fromkeys(("sqrt", "rsqrt", "square", "reciprocal", "clip", "clipbyvalue"), "elementwise")
_OPERATIONS |= {name.replace("_", ""): op for name, op in _ACTIVATIONS.items()}
"""Operations on tensors outside of a layer, `x + 3`: TensorFlow's in Keras 2, its own in Keras 3."""
_PASSING = {"Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianNoise", "GaussianDropout"}
_PASSING |= {"ActivityRegularization", "Rescaling", "Normalization", "AlphaDropout"}
_PASSING |= {"RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast", "RandomBrightness"}
"""Layers that change nothing where a network is used, those that vary its training images among them."""

_AT_EVERY_STEP = {"Dense", "Activation", "BatchNormalization", "LayerNormalization", "ReLU", "LeakyReLU", *_PASSING}


def plain(name: str) -> str:
    """Return a name as it may be shown."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:80])


def made(kind: str, config: Settings, flows: list[Flow]) -> Iterator[Settings]:
    """Yield the settings of the layers that a layer of Keras is."""
    return _KINDS.get(kind, _other)(config, flows, kind)


def _activated(config: Settings) -> Iterator[Settings]:
    name = config.get("activation") or "linear"
    if isinstance(name, dict):
        name = str(name.get("config") or name.get("class_name"))
    if name != "linear":
        op = _ACTIVATIONS.get(name)
        yield {"op": op} if op else {"op": "elementwise", "kind": plain(str(name))}


def _window(config: Settings, size: str = "kernel_size") -> Settings:
    kernel = config[size]
    pooled = size == "pool_size"
    found: Settings = {
        "kernel_size": kernel,
        "stride": config.get("strides") or (kernel if pooled else 1),
        "padding": {"valid": 0, "same": "same_upper"}.get(config.get("padding", "valid"), config.get("padding")),
    }
    if not pooled:
        found |= {"dilation": config.get("dilation_rate", 1), "bias": config.get("use_bias", True)}
    return found


def _conv(config: Settings, _: list[Flow], __: str) -> Iterator[Settings]:
    yield {"op": "conv", "out_channels": config["filters"], "groups": config.get("groups", 1), **_window(config)}
    yield from _activated(config)


def _depthwise(config: Settings, flows: list[Flow], _: str) -> Iterator[Settings]:
    yield {"op": "depthwise", "out_channels": _multiplied(config, flows), **_window(config)}
    yield from _activated(config)


def _multiplied(config: Settings, flows: list[Flow]) -> int:
    return flows[0].shape[0] * whole(config.get("depth_multiplier", 1), 1)


def _separable(config: Settings, flows: list[Flow], _: str) -> Iterator[Settings]:
    yield {"op": "depthwise", "out_channels": _multiplied(config, flows), **_window(config), "bias": False}
    yield {"op": "conv", "out_channels": config["filters"], "kernel_size": 1, "bias": config.get("use_bias", True)}
    yield from _activated(config)


def _transposed(config: Settings, flows: list[Flow], kind: str) -> Iterator[Settings]:
    axes = len(flows[0].shape) - 1
    wanted = (config["kernel_size"], config.get("dilation_rate", 1), config["strides"], config.get("output_padding"))
    sides = zip(*(each if isinstance(each, list) else [each] * axes for each in wanted), strict=True)
    same = config.get("padding") == "same"
    over = [_over((size - 1) * dilation + 1, stride, more, same) for size, dilation, stride, more in sides]
    window = {**_window(config), "padding": 0}
    if any(over):
        window["padding"] = tuple((max(each, 0) // 2, max(each, 0) - max(each, 0) // 2) for each in over)
        window["output_padding"] = tuple(max(-each, 0) for each in over)
    yield {"op": "conv_transpose", "out_channels": config["filters"], **window}
    yield from _activated(config)


def _over(span: int, stride: int, output_padding: int | None, same: bool) -> int:
    """Return how many outputs Keras cuts off along an axis, fewer than none where it adds some.

    Left to itself it keeps at least as many outputs as stride times inputs, of the same padding just so many.
    """
    if output_padding is not None:
        return span // 2 * 2 * same - output_padding
    return span - stride if same else min(span - stride, 0)


def _dense(config: Settings, flows: list[Flow], _: str) -> Iterator[Settings]:
    if len(flows[0].shape) > 1:  # Keras has channels last, which a dense layer works on
        yield {"op": "conv", "out_channels": config["units"], "kernel_size": 1, "bias": config.get("use_bias", True)}
    else:
        yield {"op": "linear", "out_channels": config["units"], "bias": config.get("use_bias", True)}
    yield from _activated(config)


def _pool(config: Settings, _: list[Flow], kind: str) -> Iterator[Settings]:
    yield {"op": "max_pool" if kind.startswith("Max") else "avg_pool", **_window(config, "pool_size")}


def _pool_whole(config: Settings, flows: list[Flow], kind: str) -> Iterator[Settings]:
    most = "Max" in kind
    if config.get("keepdims"):
        yield {"op": "global_max_pool" if most else "global_avg_pool"}
    else:
        dims = tuple(range(2, len(flows[0].shape) + 1))
        yield {"op": "reduce", "kind": "max" if most else "mean", "dims": dims}


def _edges(config: Settings, _: list[Flow], kind: str) -> Iterator[Settings]:
    sides = config["cropping" if kind.startswith("Crop") else "padding"]
    if kind.endswith("1D"):
        sides = [sides]
    yield {"op": "crop" if kind.startswith("Crop") else "pad", "padding": sides}


def _enlarged(config: Settings, flows: list[Flow], kind: str) -> Iterator[Settings]:
    mode, (channels, *sides) = config.get("interpolation", "nearest"), flows[0].shape
    if kind == "Resizing":
        size: Settings = {"output_size": (config["height"], config["width"])}
        mode = config.get("interpolation", "bilinear")
        wanted = (whole(config["height"], 1), whole(config["width"], 1))
        if mode == "nearest" and any(other % side for side, other in zip(sides, wanted, strict=False)):
            mode = "nearest to the middle of each output"
    else:
        size = {"scale_factor": config["size"]}
    if mode in {"nearest", "bilinear"}:
        yield {"op": "upsample", **size, "mode": mode}
        return
    factors = size.get("scale_factor")
    factors = factors if isinstance(factors, list) else [factors] * len(sides)
    made = size.get("output_size") or [side * whole(factor, 1) for side, factor in zip(sides, factors, strict=True)]
    yield {"op": "unknown", "kind": f"{kind}, {plain(str(mode))},", "shape": (channels, *made)}


def _centred(config: Settings, flows: list[Flow], kind: str) -> Iterator[Settings]:
    wanted, (_, *sides) = (whole(config["height"], 1), whole(config["width"], 1)), flows[0].shape
    if len(sides) != len(wanted):
        raise ValueError(f"it cuts rows and columns, but {times(flows[0].shape)} arrives")
    over = [side - size for side, size in zip(sides, wanted, strict=True)]
    if min(over) < 0:  # a smaller image is enlarged first
        yield {"op": "unknown", "kind": f"{kind} of a smaller map", "shape": (flows[0].shape[0], *wanted)}
    else:
        yield {"op": "crop", "padding": tuple(map(halves, over))}


def _reshaped(config: Settings, _: list[Flow], __: str) -> Iterator[Settings]:
    *rest, last = config["target_shape"]
    yield {"op": "reshape", "shape": (last, *rest)}


def _permuted(config: Settings, flows: list[Flow], _: str) -> Iterator[Settings]:
    yield {"op": "permute", "dims": _moved(config["dims"], len(flows[0].shape))}


def _moved(dims: list[int], rank: int) -> tuple[int, ...]:
    """Return the order of dimensions with channels first for one that Keras counts from 1, with channels last."""
    ours = [*range(2, rank + 1), 1]
    *rest, last = [ours[whole(dim, 1) - 1] for dim in dims]
    return (0, last, *rest)


def _normed_last(config: Settings, flows: list[Flow], kind: str) -> Iterator[Settings]:
    shape = flows[0].shape
    axis, rank = config.get("axis", -1), len(shape)
    if (isinstance(axis, list) and len(axis) > 1) or _axis(config, flows) != rank:
        yield {"op": "unknown", "kind": f"{kind} along axis {str(axis)[:20]}", "shape": shape}
        return
    scales, shifts = bool(config.get("scale", True)), bool(config.get("center", True))
    norm = {"op": "layer_norm", "normalized_shape": shape[:1], "affine": scales, "bias": scales and shifts}
    if rank == 1:
        yield norm
    else:  # along channels, as nn.LayerNorm does where they stand last
        yield {"op": "permute", "dims": (0, *range(2, rank + 1), 1)}
        yield norm
        yield {"op": "permute", "dims": (0, rank, *range(1, rank))}
    if shifts and not scales:
        yield {"op": "shift", "shape": (shape[0], *(1 for _ in shape[1:]))}


def _normed_groups(config: Settings, flows: list[Flow], kind: str) -> Iterator[Settings]:
    shape, groups = flows[0].shape, whole(config.get("groups", 32), -1)
    scales, shifts = bool(config.get("scale", True)), bool(config.get("center", True))
    if _axis(config, flows) != len(shape):
        yield {"op": "unknown", "kind": f"{kind} along axis {_axis(config, flows)}", "shape": shape}
        return
    yield {"op": "group_norm", "num_groups": groups if groups > 0 else shape[0], "affine": scales and shifts}
    if scales != shifts:
        yield {"op": "scale" if scales else "shift", "shape": (shape[0], *(1 for _ in shape[1:]))}


def _sloped(config: Settings, flows: list[Flow], kind: str) -> Iterator[Settings]:
    shape, shared = flows[0].shape, config.get("shared_axes") or []
    if len(shape) > 1 and sorted(shared) != [*range(1, len(shape))]:
        yield {"op": "unknown", "kind": f"{kind} with a slope a place", "shape": shape}
    else:
        yield {"op": "prelu", "num_parameters": shape[0]}


def _wrapped(config: Settings, flows: list[Flow], kind: str) -> Iterator[Settings]:
    """Read a layer inside another: at every step of a sequence one does what it does to channels at every place."""
    inner = config["layer"]
    if kind == "SpectralNormalization" or inner["class_name"] in _AT_EVERY_STEP:
        yield from made(str(inner["class_name"]), inner["config"], flows)
    else:
        named = f"{kind} of {plain(str(inner['class_name']))}"
        yield {"op": "unknown", "kind": named, "shape": flows[0].shape}


def _other(config: Settings, flows: list[Flow], kind: str) -> Iterator[Settings]:
    if kind in _SUMS:
        yield {"op": _SUMS[kind], **({"kind": kind} if _SUMS[kind] == "elementwise" else {})}
    elif kind in _PASSING or kind == "Flatten":
        yield {"op": "flatten" if kind == "Flatten" else "dropout" if "Dropout" in kind else "identity"}
    elif kind == "BatchNormalization" and (at := _axis(config, flows)) != len(flows[0].shape):
        yield {"op": "unknown", "kind": f"{kind} along axis {at}", "shape": flows[0].shape}
    elif kind == "BatchNormalization":
        scales, shifts = bool(config.get("scale", True)), bool(config.get("center", True))
        yield {"op": "batch_norm", "affine": scales and shifts}
        if scales != shifts:
            channels, *sides = flows[0].shape
            yield {"op": "scale" if scales else "shift", "shape": (channels, *(1 for _ in sides))}
    elif kind == "Activation":
        yield from _activated(config)
        if config.get("activation") == "linear":
            yield {"op": "identity"}
    elif kind == "ReLU":
        yield {"op": "relu6" if config.get("max_value") == 6 else "relu"}
    elif kind in {"LeakyReLU", "ELU", "Softmax"}:
        yield {"op": {"LeakyReLU": "leaky_relu", "ELU": "elu", "Softmax": "softmax"}[kind]}
    elif kind == "Concatenate":
        at = _axis(config, flows)
        yield {"op": "concat", "dims": (1 if at == len(flows[0].shape) else at + 1,)}
    else:
        named = str(config["function"]) if kind == "TFOpLambda" else kind
        op = _OPERATIONS.get(named.rpartition(".")[2].replace("_", "").lower(), "unknown")
        shape = {"shape": given(kind, config, flows[0].shape) or flows[0].shape} if op == "unknown" else {}
        yield {"op": op, **({"kind": plain(named)} if op in {"unknown", "elementwise"} else {}), **shape}


def _axis(config: Settings, flows: list[Flow]) -> int:
    """Return the axis that a layer names, the batch being 0 and channels the last."""
    axis = config.get("axis", -1)
    return whole((axis[0] if isinstance(axis, list) else axis) % (len(flows[0].shape) + 1), 0)


_KINDS: dict[str, Callable[[Settings, list[Flow], str], Iterator[Settings]]] = {
    "Dense": _dense,
    "Reshape": _reshaped,
    "Permute": _permuted,
    "LayerNormalization": _normed_last,
    "GroupNormalization": _normed_groups,
    "PReLU": _sloped,
    "Resizing": _enlarged,
    "CenterCrop": _centred,
    "TimeDistributed": _wrapped,
    "SpectralNormalization": _wrapped,
}
for _axes in ("1D", "2D", "3D"):
    _KINDS |= {f"Conv{_axes}": _conv, f"Conv{_axes}Transpose": _transposed, f"SeparableConv{_axes}": _separable}
    _KINDS |= {f"DepthwiseConv{_axes}": _depthwise, f"MaxPooling{_axes}": _pool, f"AveragePooling{_axes}": _pool}
    _KINDS |= {f"GlobalAveragePooling{_axes}": _pool_whole, f"GlobalMaxPooling{_axes}": _pool_whole}
    _KINDS |= {f"ZeroPadding{_axes}": _edges, f"Cropping{_axes}": _edges, f"UpSampling{_axes}": _enlarged}
