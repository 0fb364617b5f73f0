"""Networks as Keras' `model.to_json()` writes them, Sequential and Functional, of Keras 2 and 3; channels come last."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from solvers.layers import Layer, Shape
from solvers.networks.complaints import complaint
from solvers.networks.file import NetworkFileError
from solvers.networks.forms.flow import Flow, entering
from solvers.networks.graph import NetworkError
from solvers.networks.keras_kinds import Settings, made, plain
from solvers.networks.network import Network
from solvers.networks.reading import Reading, gathered
from solvers.networks.table import step

_MODELS = {"Sequential", "Functional", "Model"}


def is_keras(text: str) -> bool:
    """Whether a text is a model of Keras, in JSON."""
    try:
        data = _unwrapped(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.get("class_name") in _MODELS


def _unwrapped(data: Any) -> Any:
    """Return the model in JSON, which may hold it as a text, as of json.dump(to_json()), or TensorFlow.js' topology."""
    for _ in range(4):
        if isinstance(data, str):
            data = json.loads(data)
        elif isinstance(data, dict):
            data = data.get("modelTopology") or data.get("model_config") or data
    return data


def read_keras(text: str, shape: Shape = ()) -> Reading:
    """Read a model, whose inputs have this shape where they leave sizes open.

    NetworkFileError if a layer is none, or does not fit.
    """
    reader = _Reader(shape)
    try:
        reader.model(_unwrapped(text).get("config"))
        return reader.done()
    except (TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise NetworkFileError(None, f"a model of Keras that is laid out otherwise: {type(error).__name__}") from None


class _Reader:
    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.layers: list[Layer] = []
        self.inputs: list[tuple[str, Shape]] = []
        self.flows: dict[str, Flow] = {}
        self.calls: dict[tuple[str, int], str] = {}
        """In the model that is being read: of a layer and the number of its call, what gives its output here."""
        self.built: Any = None
        """The shape on which a stack without an input was built."""
        self.path = ""
        """What stands before the names of layers of a model inside another."""
        self.times: dict[str, int] = {}
        """How often each layer was called."""
        self.notes: list[tuple[str, str]] = []
        self.last = ""

    def model(self, config: Any) -> None:
        """Add the layers of a model; in Keras 2 a sequential one may be but a list of them."""
        layers = config.get("layers") if isinstance(config, dict) else config
        if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
            raise NetworkFileError(None, "no model of Keras: it has no list of layers")
        ends = _histories(config.get("output_layers")) if isinstance(config, dict) else []
        self.built = self.built or (config.get("build_input_shape") if isinstance(config, dict) else None)
        read = [*(each for layer in layers for each in _histories(layer.get("inbound_nodes"))), *ends]
        for layer in layers:
            kind, own, inbound = str(layer.get("class_name")), layer.get("config") or {}, layer.get("inbound_nodes")
            if kind in _MODELS:
                name = str(layer.get("name") or (own.get("name") if isinstance(own, dict) else "") or kind)
                self._nested(plain(name), own, inbound, min((call for at, call in read if at == name), default=0))
            else:
                self._add(kind, dict(own), inbound)
        if self.path and ends:
            if len(ends) > 1:
                raise NetworkFileError(None, f"{self.path[:-1]}: a model with several outputs inside another")
            self.last = self.calls[ends[0]]

    def _nested(self, name: str, config: Any, inbound: Any, first: int) -> None:
        """Add a model inside another as often as it is called, its calls being numbered from `first`."""
        calls, path = self.calls, self.path
        for number, given in enumerate(self._given(inbound), start=first):
            heads = _histories(config.get("input_layers")) if isinstance(config, dict) else []
            self.calls = dict(zip(heads, given, strict=False))
            self.path, self.last = f"{path}{name}/", given[0] if given else ""
            self.model(config)
            self.calls, self.path = calls, path
            self.calls[name, number] = self.last

    def _add(self, kind: str, config: Settings, inbound: Any) -> None:
        """Add a layer as often as it is called."""
        name = plain(str(config.get("name") or f"{kind} {len(self.layers) + 1}"))
        if config.get("data_format") == "channels_first":
            raise NetworkFileError(None, f"{self.path}{name} has channels first; build the model with channels last")
        shape = config.get("batch_shape") or config.get("batch_input_shape")
        if kind == "InputLayer" and self.last and self.path:
            self.calls.setdefault((name, 0), self.last)
            return
        if kind == "InputLayer" or (shape and not self.inputs):
            self._input(name if kind == "InputLayer" else "input", shape)
            if kind == "InputLayer":
                self.calls[name, 0] = name
                return
        if not self.inputs:
            self._unstated(name)
        for number, given in enumerate(self._given(inbound)):
            self.calls[name, number] = self._call(kind, self.path + name, config, given)

    def _given(self, inbound: Any) -> Iterator[list[str]]:
        """Yield what each call of a layer reads."""
        for read in [_histories(each) for each in inbound] if inbound else [[]]:
            yield [self.calls[each] for each in read] or ([self.last] if self.last else [])

    def done(self) -> Reading:
        """Return the network."""
        if not self.inputs or not self.layers:
            raise NetworkFileError(None, "a model of Keras without an input, or without layers")
        (first, shape), *others = self.inputs
        if self.shape and self.shape not in {each for _, each in self.inputs}:
            told = ", ".join(map(str, self.shape))
            raise NetworkFileError(None, f"no input can have the shape that --input says, {told}")
        try:
            network = Network(self.layers, shape, first, others)
            _ = network.table
        except NetworkError as error:
            raise NetworkFileError(None, str(error)) from None
        return Reading(network, gathered(self.notes))

    def _unstated(self, first: str) -> None:
        """Take the input of a model that has no layer for it: the shape on which it was built, or the one given."""
        if not self.built and not self.shape:
            raise NetworkFileError(None, f"nothing says what its first layer, {first}, reads; say --input 3,224,224")
        self._input("input", self.built or [None] * (1 + len(self.shape)))

    def _input(self, name: str, shape: Any) -> None:
        stated = shape[1:] if isinstance(shape, list) else []
        sides = stated
        if self.shape and None in stated:
            given = [*self.shape[1:], self.shape[0]]
            sides = [side if own is None else own for own, side in zip(stated, given, strict=False)]
            if len(stated) != len(given) or sides != given:
                raise NetworkFileError(None, f"input {name!r} is {str(shape)[:40]}, channels last: --input differs")
        if None in sides:
            raise NetworkFileError(None, f"input {name!r} has no fixed size, {str(shape)[:40]}; say --input 3,224,224")
        if not 1 <= len(sides) <= 4 or not all(isinstance(side, int) and 0 < side < 2**31 for side in sides):
            raise NetworkFileError(None, f"input {name!r} is of no size: {str(shape)[:40]}")
        ours = (sides[-1], *sides[:-1])
        self.inputs.append((name, ours))
        self.flows[name] = entering(ours, max(len(ours) - 1, 1))
        self.last = name

    def _call(self, kind: str, name: str, config: Settings, given: Sequence[str]) -> str:
        flows = [self.flows[each] for each in given]
        number = self.times[name] = self.times.get(name, -1) + 1
        called = name if not number else f"{name} #{number + 1}"
        for at, settings in enumerate(_wellformed(made(kind, config, flows), called, plain(kind))):
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
                taken = "and taken to change nothing" if flow.shape == flows[0].shape else "only its sizes are read"
                self.notes.append((unique, f"{settings['kind']} is not counted, {taken}"))
            self.layers.append(layer)
            self.flows[unique] = flow
            given, flows = [unique], [flow]
        self.last = given[0]
        return self.last


def _wellformed(made: Iterator[Settings], called: str, kind: str) -> Iterator[Settings]:
    """Yield settings; NetworkFileError where a number is none, or is missing."""
    try:
        yield from made
    except KeyError as error:
        raise NetworkFileError(None, f"{called}: {kind} without {error.args[0]}; Keras 2 and 3 are read") from None
    except ValueError as error:
        raise NetworkFileError(None, f"{called}: {error}") from None


_LEARNING = {"conv", "conv_transpose", "depthwise", "linear", "batch_norm"}
_LEARNING |= {"layer_norm", "group_norm", "prelu", "scale", "shift"}


def _histories(node: Any, depth: int = 0) -> list[tuple[str, int]]:
    """Return the layers that a call reads, and of which of their calls: [name, call, output, …] wherever it stands.

    Behind these there may be arguments that are read as well; a number in the place of a tensor has a name of its own.
    """
    if isinstance(node, dict):
        return [each for value in node.values() for each in _histories(value, depth + 1)]
    if not isinstance(node, list) or depth > 12:
        return []
    if len(node) >= 3 and isinstance(node[0], str) and isinstance(node[1], int):
        read = [] if node[0] == "_CONSTANT_VALUE" else [(plain(node[0]), node[1])]
        return read + [each for value in node[3:] for each in _histories(value, depth + 1)]
    return [each for value in node for each in _histories(value, depth + 1)]
