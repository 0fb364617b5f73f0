"""An ONNX file as a network: node by node, each as the layer that it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from mmap import mmap
from typing import Any

from pydantic import ValidationError

from solvers.layers import Layer, Shape
from solvers.networks.complaints import complaint
from solvers.networks.forms.flow import OverBatchError, entering, times
from solvers.networks.graph import NetworkError
from solvers.networks.network import Network
from solvers.networks.onnx_files.loading import Graph, loaded
from solvers.networks.onnx_files.naming import Names, called, plain, stands
from solvers.networks.onnx_files.nodes import OnnxNode, UnknownError
from solvers.networks.onnx_files.operators import COMBINING, OPERATORS, SHARED, WEIGHED, left_out
from solvers.networks.onnx_files.passing import GroupNorms, has_channels_last, passed
from solvers.networks.onnx_files.sharing import Owners
from solvers.networks.onnx_files.skimming import NotOnnxError
from solvers.networks.onnx_files.sliding import Settings
from solvers.networks.onnx_files.tensors import attribute_value, constant
from solvers.networks.onnx_files.values import Known, Learned, Mapped, Several, Value
from solvers.networks.reading import Reading, gathered
from solvers.networks.table import step

MOST_PARTS = 1024


def read_onnx(data: bytes | mmap, shape: Shape = ()) -> Reading:
    """Read a model; NotOnnxError if it is none, NetworkError if a node does not fit where it stands.

    Inputs whose sizes the file leaves open have those of `shape`.
    """
    return _Reader(loaded(data, shape)).read()


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.values: dict[str, Value] = {}
        self.layers: list[Layer] = []
        self.notes: list[tuple[str, str]] = []
        self.readers = Counter(name for node in graph.nodes for name in node.input)
        self.behind = {name: node for node in graph.nodes for name in node.input}
        self.owners = Owners()
        self.turned: set[str] = set()
        """Inputs with their channels last, which are read as they are behind the Transpose that each goes through."""
        self.group_norms = GroupNorms(self.readers, self.behind)
        self.products: set[str] = set()
        """Products of matrices that have taken in the bias that is added behind them."""

    def read(self) -> Reading:
        """Go through the nodes, which ONNX wants in an order in which each reads what stands before it."""
        inputs = self._inputs()
        self.names = Names(name for name, _ in inputs)
        for name, tensor in self.graph.arrays.items():
            self.values[name] = constant(tensor)
        for name, shape in self.graph.inputs:
            if name not in self.values:
                self.values[name] = Learned(name, shape)
        made = {name for node in self.graph.nodes for name in node.output}
        for node in self.graph.nodes:
            try:
                self._node(node, made)
            except (TypeError, IndexError, KeyError, AttributeError, OverflowError):
                told = f"node {stands(node)}: {plain(node.op_type)} has an attribute of another kind than it should"
                raise NetworkError((), told) from None
        if not self.layers:
            raise NotOnnxError("a model in which nothing is done with its input")
        (first, shape), *others = inputs
        return Reading(Network(self.layers, shape, first, others), gathered(self.notes))

    def _inputs(self) -> list[tuple[str, Shape]]:
        """Return what flows in: the inputs that the file has no arrays for, but for those that weights are."""
        weights = left_out(self.graph.nodes, self.graph.arrays, dict(self.graph.inputs))
        found = []
        for name, shape in self.graph.inputs:
            if name in weights:
                continue
            if shape is None:
                raise NotOnnxError(f"input {plain(name)!r} has no fixed size; say --input 3,224,224")
            sides = shape[1:] if len(shape) > 1 else shape
            if len(sides) > 4:
                raise NotOnnxError(f"input {plain(name)!r} has {len(sides)} dimensions beside the batch, at most 4")
            if has_channels_last(name, len(shape), self.graph.nodes):
                self.turned.add(name)
                self.notes.append((plain(name), f"its channels come last, {times(sides)}; here they stand first"))
                sides = (sides[-1], *sides[:-1])
            found.append((plain(name), sides))
            self.values[name] = Mapped(plain(name), entering(sides, len(sides) - 1))
        if not found:
            raise NotOnnxError("a model without an input")
        if len({name for name, _ in found}) < len(found):
            raise NotOnnxError("two inputs of one name")
        return found

    def _node(self, node: Any, made: set[str]) -> None:
        """Add the layers of a node, or work it out if nothing that flows in reaches it."""
        if not node.output:
            return
        given = tuple(self._given(name, node, made) for name in node.input)
        if node.op_type == "BatchNormalization" and any(isinstance(each, Mapped) for each in given[3:]):
            given = given[:3]
        attributes = {attribute.name: attribute_value(attribute) for attribute in node.attribute}
        if self.turned.intersection(node.input):
            self._give(node, [self.values[node.input[0]]])
            return
        ready = passed(node, given, attributes, self.graph.shapes)
        if ready is not None:
            self._give(node, ready)
            return
        if node.op_type in {"Add", "Sum"} and self._is_bias(node, given):
            self._give(node, [next(each for each in given if isinstance(each, Mapped))])
            return
        inferred = self.graph.shapes.get(next(iter(node.output), ""))
        seen = OnnxNode(node.op_type, attributes, given, inferred, self._bias(node, given))
        guessed = any(each.is_guessed for each in seen.maps())
        try:
            values = self._values(node, seen)
        except NetworkError:
            if not guessed:
                raise
            values = [self._unknown(node, seen, "the shape of what it is given is not known")]
        if guessed and not inferred:
            values = [replace(each, is_guessed=True) if isinstance(each, Mapped) else each for each in values]
        if len(values) == 1 and isinstance(values[0], Mapped):
            self._compare(values[0], inferred)
        self._give(node, values)

    def _compare(self, made: Mapped, inferred: Shape | None) -> None:
        """Note where ONNX infers another shape than the table has."""
        stated = inferred[1:] if inferred and len(inferred) > 1 else made.flow.shape
        if stated != made.flow.shape and not made.is_folded:
            self.notes.append((made.layer, f"gives {times(made.flow.shape)} here; ONNX infers {times(stated)}"))

    def _given(self, name: str, node: Any, made: set[str]) -> Value | None:
        if not name:
            return None
        if name not in self.values:
            if name in made:
                raise NetworkError(
                    (), f"node {stands(node)}: it reads {plain(name)!r}, which is made behind it: a cycle"
                )
            # A weight that was left out of the file, of which the shape may be known.
            self.values[name] = Learned(name, self.graph.shapes.get(name))
        return self.values[name]

    def _give(self, node: Any, values: list[Value]) -> None:
        for name, value in zip(node.output, values, strict=False):
            self.values[name] = value
        for name in list(node.output)[len(values) :]:
            self.values[name] = Known(None)

    def _bias(self, node: Any, given: tuple[Value | None, ...]) -> int | None:
        """Return which input of the one node behind a product of matrices is a learned row that it adds."""
        name = next(iter(node.output), "")
        is_product = node.op_type == "MatMul" and isinstance(given[0], Mapped)
        if not is_product or self.readers[name] != 1 or name in self.graph.outputs:
            return None
        behind = self.behind[name]
        if behind.op_type != "Add" or len(behind.input) != 2:
            return None
        other = 1 - list(behind.input).index(name)
        shape = self.graph.shapes.get(behind.input[other])
        learned = behind.input[other] in self.graph.arrays or isinstance(self.values.get(behind.input[other]), Learned)
        return other if learned and shape is not None and len(shape) == 1 else None

    def _is_bias(self, node: Any, given: tuple[Value | None, ...]) -> bool:
        """Whether a node adds what has become the bias of the dense layer before it."""
        mapped = [name for name, each in zip(node.input, given, strict=True) if isinstance(each, Mapped)]
        return len(mapped) == 1 and mapped[0] in self.products

    def _values(self, node: Any, seen: OnnxNode) -> list[Value]:
        """Add the layers that a node is and return what it gives."""
        if any(each.is_folded for each in seen.maps()):
            return [self._unknown(node, seen, "it stands behind one that folded the batch", quiet=True)]
        if node.op_type == "Split":
            return self._split(node, seen, list(node.output))
        if node.op_type == "SplitToSequence":
            return [self._sequence(node, seen)]
        try:
            if self.group_norms.is_reshaping(node, seen):
                return [seen.map()]
            return [self._added(node, seen, self._settings(node, seen))]
        except UnknownError as error:
            return [self._unknown(node, replace(seen, inferred=error.made or seen.inferred), str(error))]

    def _settings(self, node: Any, seen: OnnxNode) -> list[Settings]:
        """Return the layers that a node is; UnknownError if it is none, NetworkError if it is broken."""
        if node.domain not in {"", "ai.onnx"} or node.op_type not in OPERATORS:
            raise UnknownError("no operator that is known here")
        if groups := self.group_norms.groups.get(node.input[0]):
            return [{"op": "group_norm", "num_groups": groups, "affine": False}]
        try:
            return list(OPERATORS[node.op_type](seen))
        except UnknownError:
            raise
        except (ValueError, TypeError, IndexError, KeyError) as error:
            raise NetworkError((), f"node {stands(node)}: {node.op_type}: {error}") from None

    def _added(self, node: Any, seen: OnnxNode, settings: list[Settings]) -> Mapped:
        mapped = seen.maps()
        learned = [each for each in seen.given[1:] if isinstance(each, Learned)]
        learned += [each for each in seen.given[:1] if isinstance(each, Learned)]
        weight = learned[0].name if learned else ""
        bias = added.name if (added := seen.array(2)) else ""
        if seen.bias is not None:
            self.products.add(node.output[0])
            bias = self.behind[node.output[0]].input[seen.bias]
            weight = weight if "." in weight else bias
        name = called(node, weight)
        if node.op_type in WEIGHED and isinstance(next(iter(seen.given[1:]), None), Known):
            self.notes.append((name, "its weight is worked out from other arrays; counted are the numbers that it has"))
        if node.op_type in COMBINING:
            self._hold(node, seen)
        value: Mapped | None = None
        arrays: list[Mapped] = []
        for each in self.owners.apart(settings, weight, bias):
            array = each.pop("array", None)
            if array is not None:
                arrays.append(self._layer(node, name, [], each, array))
                continue
            read = [value] if value else [*mapped, *arrays]
            alone = each.pop("name", "")
            value = self._layer(node, alone or name, read, each, alone or weight)
        self.owners.biases.setdefault(weight, bias)
        assert value is not None
        return value

    def _hold(self, node: Any, seen: OnnxNode) -> None:
        """Add a row for each learned array that is worked on before it meets a map, which would stand in none."""
        for each in seen.given:
            for array in each.learned if isinstance(each, Known) else ():
                if array.shape and array.name not in self.owners.layers:
                    self._layer(node, plain(array.name), [], {"op": "parameter", "shape": array.shape}, array.name)

    def _split(self, node: Any, seen: OnnxNode, outputs: list[str]) -> list[Value]:
        axis, count = seen.setting("axis", 0), len(outputs)
        try:
            flow = seen.map().flow
            size = flow.shape[flow.dim(axis)]
            part = -(-size // max(count, 1))
            sizes = seen.numbers(1, "split") if seen.has(1) or seen.setting("split") else [part] * count
            sizes = sizes * count if len(sizes) == 1 else sizes
        except (UnknownError, ValueError) as error:
            return [self._unknown(node, seen, str(error)) for _ in outputs]
        values: list[Value] = []
        start = 0
        for name, length in zip(outputs, sizes, strict=False):
            settings = {"op": "slice", "dims": (axis,), "start": start, "stop": min(start + length, size)}
            start += length
            values.append(self._layer(node, called(node, ""), [seen.map()], settings, "") if name else Known(None))
        return values

    def _sequence(self, node: Any, seen: OnnxNode) -> Value:
        try:
            sizes, flow = seen.numbers(1), seen.map().flow
            side = flow.shape[flow.dim(seen.setting("axis", 0))]
        except (UnknownError, ValueError) as error:
            return self._unknown(node, seen, str(error))
        count = -(-side // max(sizes[0], 1)) if len(sizes) == 1 else len(sizes)
        parts = self._split(node, seen, [str(part) for part in range(min(count, MOST_PARTS))])
        return Several(tuple(part for part in parts if isinstance(part, Mapped | Known)))

    def _layer(self, node: Any, name: str, read: list[Mapped], settings: dict[str, Any], weight: str) -> Mapped:
        """Add a layer and return what it gives; NetworkError if it does not fit."""
        unique = self.names.fresh(name)
        owner = self.owners.layers.get(weight)
        if owner and settings["op"] in SHARED:
            settings["weights"] = owner
            self.notes.append((f"{unique} with the weights of {owner}", "weights used again are counted once"))
        try:
            layer = Layer(name=unique, inputs=tuple(each.layer for each in read), **settings)
            made = step(layer, [each.flow for each in read])
        except ValidationError as error:
            raise NetworkError((), f"node {stands(node)}: {node.op_type}: {complaint(error)}") from None
        except OverBatchError:
            self.names.taken.discard(unique)
            raise UnknownError("it works along the batch") from None
        except ValueError as error:
            raise NetworkError((), f"node {stands(node)}: {error}") from None
        if weight:
            self.owners.layers.setdefault(weight, unique)
        self.layers.append(layer)
        return Mapped(unique, made.flow)

    def _unknown(self, node: Any, seen: OnnxNode, reason: str, quiet: bool = False) -> Mapped:
        """Add a layer whose costs are not counted, and say so."""
        folds = "batch" in reason
        shape = seen.inferred[1:] if seen.inferred and len(seen.inferred) > 1 else seen.maps()[0].flow.shape
        settings = {"op": "unknown", "kind": plain(node.op_type), "shape": shape}
        unique = self._layer(node, called(node, ""), seen.maps(), settings, "")
        if not quiet:
            counted = "is not counted, nor is what follows it" if folds else "is not counted"
            self.notes.append((unique.layer, f"{plain(node.op_type)} {counted}: {reason}"))
        return Mapped(unique.layer, unique.flow, folds, is_guessed=not seen.inferred)
