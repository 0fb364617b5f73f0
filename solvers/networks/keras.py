"""Networks as Keras' `model.to_json()` writes them, Sequential and Functional, of Keras 2 and 3; channels come last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from solvers.arithmetic import Reach
from solvers.layers import Layer, Shape, whole
from solvers.networks.complaints import complaint
from solvers.networks.file import NetworkFileError
from solvers.networks.forms.flow import Flow, Sight
from solvers.networks.network import Network
from solvers.networks.reading import Reading, gathered
from solvers.networks.table import step

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
_SUMS = {"Add": "add", "Multiply": "mul", "Subtract": "elementwise", "Average": "elementwise", "Maximum": "elementwise"}
_PASSING = {"Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianNoise", "GaussianDropout"}
_PASSING |= {"ActivityRegularization", "Rescaling", "Normalization"}


def is_keras(text: str) -> bool:
    """Whether a text is a model of Keras, in JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.get("class_name") in {"Sequential", "Functional", "Model"}


def read_keras(text: str) -> Reading:
    """Read a model; NetworkFileError if a layer is none, or does not fit."""
    data = json.loads(text)
    layers = data.get("config", {}).get("layers") if isinstance(data.get("config"), dict) else None
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        raise NetworkFileError(None, "no model of Keras: it has no list of layers")
    reader = _Reader()
    try:
        for layer in layers:
            reader.add(str(layer.get("class_name")), dict(layer.get("config") or {}), layer.get("inbound_nodes"))
        return reader.done()
    except (TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise NetworkFileError(None, f"a model of Keras that is laid out otherwise: {type(error).__name__}") from None


class _Reader:
    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.inputs: list[tuple[str, Shape]] = []
        self.flows: dict[str, Flow] = {}
        self.calls: dict[tuple[str, int], str] = {}
        """Of a layer and the number of its call, what gives its output here."""
        self.notes: list[tuple[str, str]] = []
        self.last = ""

    def add(self, kind: str, config: Settings, inbound: Any) -> None:
        """Add a layer as often as it is called."""
        name = _plain(str(config.get("name") or f"{kind} {len(self.layers) + 1}"))
        shape = config.get("batch_shape") or config.get("batch_input_shape")
        if kind == "InputLayer" or (shape and not self.inputs):
            self._input(name if kind == "InputLayer" else "input", shape)
            if kind == "InputLayer":
                self.calls[name, 0] = name
                return
        calls = [_histories(each) for each in inbound] if inbound else [[]]
        for number, read in enumerate(calls):
            given = [self.calls[each] for each in read] or [self.last]
            self.calls[name, number] = self._call(kind, name, config, given, number)

    def done(self) -> Reading:
        """Return the network."""
        if not self.inputs or not self.layers:
            raise NetworkFileError(None, "a model of Keras without an input, or without layers")
        (first, shape), *others = self.inputs
        return Reading(Network(self.layers, shape, first, others), gathered(self.notes))

    def _input(self, name: str, shape: Any) -> None:
        sides = shape[1:] if isinstance(shape, list) else []
        if not 1 <= len(sides) <= 4 or not all(isinstance(side, int) and 0 < side < 2**31 for side in sides):
            raise NetworkFileError(None, f"input {name!r} has no fixed size: {str(shape)[:40]}")
        ours = (sides[-1], *sides[:-1])
        pixel = Sight(Reach(), Reach())
        self.inputs.append((name, ours))
        self.flows[name] = Flow(ours, (None, *range(len(ours) - 1)), (pixel,) * max(len(ours) - 1, 1))
        self.last = name

    def _call(self, kind: str, name: str, config: Settings, given: list[str], number: int) -> str:
        flows = [self.flows[each] for each in given]
        called = name if not number else f"{name} #{number + 1}"
        made = _KINDS.get(kind, _other)(config, flows, kind)
        for at, settings in enumerate(_wellformed(made, called)):
            unique = called if not at else f"{called} {settings['op']}"
            if number and settings["op"] in _LEARNING:
                settings["weights"] = name if not at else f"{name} {settings['op']}"
            try:
                layer = Layer(name=unique, inputs=tuple(given), **settings)
                flow = step(layer, flows).flow
            except ValidationError as error:
                raise NetworkFileError(None, f"{unique}: {complaint(error)}") from None
            except ValueError as error:
                raise NetworkFileError(None, f"{unique}: {error}") from None
            if layer.op == "unknown":
                self.notes.append((unique, f"{_plain(kind)} is not counted, and taken to change nothing"))
            self.layers.append(layer)
            self.flows[unique] = flow
            given, flows = [unique], [flow]
        self.last = given[0]
        return self.last


def _wellformed(made: Iterator[Settings], called: str) -> Iterator[Settings]:
    """Yield settings; NetworkFileError where a number is none."""
    try:
        yield from made
    except ValueError as error:
        raise NetworkFileError(None, f"{called}: {error}") from None


_LEARNING = {"conv", "conv_transpose", "depthwise", "linear", "batch_norm"}


def _histories(node: Any, depth: int = 0) -> list[tuple[str, int]]:
    """Return the layers that a call reads, and of which of their calls: [name, call, output] wherever it stands."""
    if isinstance(node, dict):
        return [each for value in node.values() for each in _histories(value, depth + 1)]
    if not isinstance(node, list) or depth > 12:
        return []
    if len(node) >= 3 and isinstance(node[0], str) and isinstance(node[1], int):
        return [(_plain(node[0]), node[1])]
    return [each for value in node for each in _histories(value, depth + 1)]


def _activated(config: Settings) -> Iterator[Settings]:
    name = config.get("activation") or "linear"
    if isinstance(name, dict):
        name = str(name.get("config") or name.get("class_name"))
    if name != "linear":
        op = _ACTIVATIONS.get(name)
        yield {"op": op} if op else {"op": "elementwise", "kind": _plain(str(name))}


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
    if config.get("padding") == "same":  # as many outputs as stride times inputs, what is over cut off behind
        axes = len(flows[0].shape) - 1
        sizes, strides = (each if isinstance(each, list) else [each] * axes for each in _sizes(config))
        over = [size - stride for size, stride in zip(sizes, strides, strict=True)]
        cuts = tuple((max(each, 0) // 2, max(each, 0) - max(each, 0) // 2) for each in over)
        window = {**_window(config), "padding": cuts, "output_padding": tuple(max(-each, 0) for each in over)}
    else:
        window = _window(config)
    yield {"op": "conv_transpose", "out_channels": config["filters"], **window}
    yield from _activated(config)


def _sizes(config: Settings) -> tuple[Any, Any]:
    return config["kernel_size"], config["strides"]


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


def _enlarged(config: Settings, _: list[Flow], __: str) -> Iterator[Settings]:
    yield {"op": "upsample", "scale_factor": config["size"], "mode": config.get("interpolation", "nearest")}


def _reshaped(config: Settings, _: list[Flow], __: str) -> Iterator[Settings]:
    *rest, last = config["target_shape"]
    yield {"op": "reshape", "shape": (last, *rest)}


def _other(config: Settings, flows: list[Flow], kind: str) -> Iterator[Settings]:
    if kind in _SUMS:
        yield {"op": _SUMS[kind], **({"kind": kind} if _SUMS[kind] == "elementwise" else {})}
    elif kind in _PASSING or kind == "Flatten":
        yield {"op": "flatten" if kind == "Flatten" else "dropout" if "Dropout" in kind else "identity"}
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
        rank = len(flows[0].shape)
        at = config.get("axis", -1) % (rank + 1)
        yield {"op": "concat", "dims": (1 if at == rank else at + 1,)}
    else:
        yield {"op": "unknown", "kind": _plain(kind), "shape": flows[0].shape}


_KINDS: dict[str, Callable[[Settings, list[Flow], str], Iterator[Settings]]] = {"Dense": _dense, "Reshape": _reshaped}
for _axes in ("1D", "2D", "3D"):
    _KINDS |= {f"Conv{_axes}": _conv, f"Conv{_axes}Transpose": _transposed, f"SeparableConv{_axes}": _separable}
    _KINDS |= {f"DepthwiseConv{_axes}": _depthwise, f"MaxPooling{_axes}": _pool, f"AveragePooling{_axes}": _pool}
    _KINDS |= {f"GlobalAveragePooling{_axes}": _pool_whole, f"GlobalMaxPooling{_axes}": _pool_whole}
    _KINDS |= {f"ZeroPadding{_axes}": _edges, f"Cropping{_axes}": _edges, f"UpSampling{_axes}": _enlarged}


def _plain(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:80])
