"""Networks in Darknet's .cfg files: a section a layer, each reading the one before unless it says otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pydantic import ValidationError

from solvers.layers import Layer, Shape, halves
from solvers.networks.complaints import complaint
from solvers.networks.file import NetworkFileError
from solvers.networks.forms.flow import entering, times
from solvers.networks.network import Network
from solvers.networks.reading import Reading, gathered
from solvers.networks.table import step

_ACTIVATIONS = {"leaky": "leaky_relu", "relu": "relu", "relu6": "relu6", "logistic": "sigmoid", "tanh": "tanh"}
_ACTIVATIONS |= {"mish": "mish", "swish": "silu", "elu": "elu", "selu": "selu", "gelu": "gelu", "linear": ""}
_OTHERS = {"ramp", "loggy", "relie", "plse", "hardtan", "lhtan", "stair", "revleaky", "hard_mish"}
"""Activations of Darknet that have no name here."""


class End(NamedTuple):
    """The last layer of a section, the shape of what leaves it, and its first layer, which has its weights."""

    name: str
    shape: Shape
    first: str


class Section(NamedTuple):
    """A section: its kind, its settings, its line, and the shape of the map before it."""

    kind: str
    settings: dict[str, str]
    line: int
    arriving: Shape = ()

    def number(self, name: str, otherwise: int | None = None) -> int:
        """Return a whole number; NetworkFileError where it is none."""
        text = self.settings.get(name)
        if text is None and otherwise is not None:
            return otherwise
        try:
            return int(text or "")
        except ValueError:
            told = "is missing" if text is None else f"is {text[:20]!r}; expected a whole number"
            raise NetworkFileError(self.line, f"[{self.kind}] {name} {told}") from None

    def sides(self) -> Shape:
        """Return the rows and columns of what arrives; NetworkFileError where that is no map."""
        if len(self.arriving) == 1:
            raise NetworkFileError(self.line, f"[{self.kind}] reads a map, but a vector of {self.arriving[0]} arrives")
        return self.arriving[1:]

    def strides(self) -> tuple[int, int]:
        """Return the strides down and across."""
        both = self.number("stride", 1)
        return self.number("stride_y", both), self.number("stride_x", both)

    def places(self, name: str, here: int) -> list[int]:
        """Return the layers that it names, those below 0 counted back from `here`."""
        try:
            stated = [int(each) for each in self.settings.get(name, "").split(",") if each.strip()]
        except ValueError:
            raise NetworkFileError(self.line, f"[{self.kind}] {name} is no list of whole numbers") from None
        found = [here + at if at < 0 else at for at in stated]
        if not found or not all(0 <= at < here for at in found):
            raise NetworkFileError(self.line, f"[{self.kind}] {name} = {stated}: no layers before the {here}th")
        return found


def read_darknet(text: str) -> Reading:
    """Read a .cfg file; NetworkFileError, with its line, where it is bad."""
    first, *sections = _sections(text)
    if first.kind not in {"net", "network"} or not sections:
        raise NetworkFileError(first.line, "expected [net] first, and layers behind it")
    shape = tuple(first.number(side, 3 if side == "channels" else None) for side in ("channels", "height", "width"))
    if min(shape) < 1:
        raise NetworkFileError(first.line, f"input {list(shape)}; expected channels, height and width from 1")
    layers: list[Layer] = []
    notes: list[tuple[str, str]] = []
    ends: list[End] = []
    flows = {"input": entering(shape, 2)}
    for at, section in enumerate(sections):
        before = ends[-1].name if ends else "input"
        told = section._replace(arriving=flows[before].shape)
        made = _SECTIONS.get(section.kind, _unknown)(told, at, ends)
        for number, settings in enumerate(made):
            inputs = settings.pop("inputs", (before,))
            name = settings.pop("name", f"{at} {section.kind}" + (f" {settings['op']}" if number else ""))
            try:
                layers.append(Layer(name=name, inputs=inputs, **settings))
                flows[name] = step(layers[-1], [flows[each] for each in inputs]).flow
            except ValidationError as error:
                raise NetworkFileError(section.line, f"[{section.kind}] {complaint(error)}") from None
            except ValueError as error:
                raise NetworkFileError(section.line, f"{name}: {error}") from None
            before = name
        notes.extend((before, remark) for remark in _remarks(section))
        ends.append(End(before, flows[before].shape, f"{at} {section.kind}"))
    return Reading(Network(layers, shape), gathered(notes))


def _remarks(section: Section) -> Iterator[str]:
    """Yield what the table does not show of a section as Darknet runs it."""
    if section.kind not in _SECTIONS:
        yield f"{section.kind} is not known here, and taken to change nothing"
    if section.kind == "local":
        yield "local is not counted: each place has weights of its own"
    if section.kind == "reorg":
        yield "Darknet deals its numbers out in an order of its own; the field is that of pixel_unshuffle"
    if section.settings.get("weights_type", "none") != "none":
        yield "weights_type is not read here, so the weights of its sum are not counted"
    if section.number("antialiasing", 0):
        yield "antialiasing is not read here, so its blur is not counted"


def _sections(text: str) -> list[Section]:
    found: list[Section] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = re.sub(r"[#;].*", "", raw).strip()
        if not line:
            continue
        if head := re.fullmatch(r"\[(\w{1,40})\]", line):
            found.append(Section(head[1].lower(), {}, number))
            continue
        name, equals, value = line.partition("=")
        if not equals or not found:
            raise NetworkFileError(number, f"expected [section] or name = value, got {line[:40]!r}")
        found[-1].settings.setdefault(name.strip().lower(), value.strip())  # of two Darknet takes the first
    if not found:
        raise NetworkFileError(1, "expected [net] first, and layers behind it")
    return found


def _conv(section: Section, at: int, ends: list[End]) -> Iterator[dict[str, Any]]:
    size, normed = section.number("size", 1), section.number("batch_normalize", 0)
    dilation = section.number("dilation", 1)
    padding = dilation * (size // 2 if section.number("pad", 0) else section.number("padding", 0))
    shared = "share_index" in section.settings
    owner = ends[section.places("share_index", at)[0]].first if shared else ""
    yield {
        "op": "conv",
        "out_channels": section.number("filters", 1),
        "kernel_size": size,
        "stride": section.strides(),
        "padding": padding,
        "dilation": dilation,
        "groups": section.number("groups", 1),
        "bias": not normed,
        **({"weights": owner} if shared else {}),
    }
    if normed:
        yield {"op": "batch_norm", **({"weights": f"{owner} batch_norm"} if shared else {})}
    yield from _activated(section)


def _normed(section: Section) -> Iterator[dict[str, Any]]:
    if section.number("batch_normalize", 0):
        yield {"op": "batch_norm"}


def _cropped(section: Section, _: int, __: list[End]) -> Iterator[dict[str, Any]]:
    """Read what cuts the middle out of a map."""
    sizes = section.number("crop_height", 1), section.number("crop_width", 1)
    over = [side - size for side, size in zip(section.sides(), sizes, strict=True)]
    if min(over) < 0 or min(sizes) < 1:
        raise NetworkFileError(section.line, f"[crop] to {sizes[0]}×{sizes[1]} of {times(section.arriving)}")
    yield {"op": "crop", "padding": tuple(map(halves, over))}


def _local(section: Section, _: int, __: list[End]) -> Iterator[dict[str, Any]]:
    """Read a convolution whose weights are not shared between places, of which the shape is known."""
    stride, cut = section.number("stride", 1), 1 if section.number("pad", 0) else section.number("size", 1)
    if stride < 1 or min(section.sides()) < cut:
        raise NetworkFileError(section.line, f"[local] does not fit {times(section.arriving)}")
    sides = [(side - cut) // stride + 1 for side in section.sides()]
    yield {"op": "unknown", "kind": section.kind, "shape": (section.number("filters", 1), *sides)}
    yield from _activated(section)


def _activated(section: Section) -> Iterator[dict[str, Any]]:
    name = section.settings.get("activation", "logistic" if section.kind == "convolutional" else "linear")
    op = _ACTIVATIONS.get(name)
    if name in _OTHERS:
        yield {"op": "elementwise", "kind": name}
    elif op is None:
        raise NetworkFileError(section.line, f"[{section.kind}] activation {name[:20]!r} is not known here")
    elif op:
        yield {"op": op}


def _pool(section: Section, _: int, __: list[End]) -> Iterator[dict[str, Any]]:
    if section.number("maxpool_depth", 0):
        raise NetworkFileError(section.line, "[maxpool] maxpool_depth, a maximum over channels, is not read here")
    size = section.number("size", section.number("stride", 1))
    side = halves(section.number("padding", size - 1))
    op = "max_pool" if section.kind == "maxpool" else "avg_pool"
    yield {"op": op, "kernel_size": size, "stride": section.strides(), "padding": (side, side)}


def _route(section: Section, at: int, ends: list[End]) -> Iterator[dict[str, Any]]:
    read = [ends[place] for place in section.places("layers", at)]
    groups, group = section.number("groups", 1), section.number("group_id", 0)
    if groups == 1:
        yield {"op": "concat" if len(read) > 1 else "identity", "inputs": tuple(end.name for end in read)}
        return
    if not 0 <= group < groups or any(end.shape[0] % groups for end in read):
        channels = ", ".join(str(end.shape[0]) for end in read)
        raise NetworkFileError(section.line, f"[route] group_id {group} of {groups} groups of {channels} channels")
    if len(read) > 1:
        raise NetworkFileError(section.line, "[route] groups of several layers are not read here")
    (end,) = read
    part = end.shape[0] // groups
    yield {"op": "slice", "inputs": (end.name,), "dims": (1,), "start": group * part, "stop": (group + 1) * part}


def _joined(section: Section, at: int, ends: list[End]) -> Iterator[dict[str, Any]]:
    """Read what adds or multiplies maps: the one before, and others."""
    before, others = ends[at - 1], [ends[place] for place in section.places("from", at)]
    alone = section.kind == "shortcut" and len(others) == 1
    if alone and others[0].shape != before.shape and len(others[0].shape) == len(before.shape):
        yield from _added_in_part(f"{at} {section.kind}", before, others[0])
    else:
        op = "add" if section.kind == "shortcut" else "mul"
        yield {"op": op, "inputs": (before.name, *(end.name for end in others))}
    yield from _activated(section)


def _added_in_part(name: str, whole: End, other: End) -> Iterator[dict[str, Any]]:
    """Add the channels that both maps have, and of a larger map every so many rows and columns, as Darknet does."""
    kept, (channels, *sides), (others, *larger) = other.name, whole.shape, other.shape
    for dim, (side, large) in enumerate(zip(sides, larger, strict=True), start=2):
        if large > side:
            cut, step = f"{name} {('rows', 'columns')[dim - 2]}", large // side
            yield {"op": "slice", "name": cut, "inputs": (kept,), "dims": (dim,), "stop": side * step, "step": step}
            kept = cut
    if others > channels:
        yield {"op": "slice", "name": f"{name} channels", "inputs": (kept,), "dims": (1,), "stop": channels}
        kept = f"{name} channels"
    if others >= channels:
        yield {"op": "add", "name": name, "inputs": (whole.name, kept)}
        return
    for part, places in (("first", {"stop": others}), ("rest", {"start": others})):
        yield {"op": "slice", "name": f"{name} {part}", "inputs": (whole.name,), "dims": (1,), **places}
    yield {"op": "add", "name": f"{name} sum", "inputs": (f"{name} first", kept)}
    yield {"op": "concat", "name": name, "inputs": (f"{name} sum", f"{name} rest")}


def _dense(section: Section, _: int, __: list[End]) -> Iterator[dict[str, Any]]:
    normed = section.number("batch_normalize", 0)
    yield {"op": "linear", "out_channels": section.number("output", 1), "bias": not normed}
    yield from _normed(section)
    yield from _activated(section)


def _reorganised(section: Section, _: int, __: list[End]) -> Iterator[dict[str, Any]]:
    """Read what deals pixels out over channels, or back."""
    stride = section.number("stride", 1)
    if section.number("reverse", 0):
        yield {"op": "pixel_shuffle", "upscale_factor": stride}
    else:
        yield {"op": "pixel_unshuffle", "downscale_factor": stride}


def _head(*_: object) -> Iterator[dict[str, Any]]:
    """Read a section that reads boxes or a loss off a map, and changes none of its numbers."""
    yield {"op": "identity"}


def _unknown(section: Section, _: int, __: list[End]) -> Iterator[dict[str, Any]]:
    yield {"op": "unknown", "kind": section.kind}


_SECTIONS: dict[str, Callable[[Section, int, list[End]], Iterator[dict[str, Any]]]] = {
    "convolutional": _conv,
    "conv": _conv,
    "maxpool": _pool,
    "local_avgpool": _pool,
    "avgpool": lambda *_: iter([{"op": "global_avg_pool"}]),
    "route": _route,
    "shortcut": _joined,
    "scale_channels": _joined,
    "sam": _joined,
    "reorg": _reorganised,
    "reorg3d": _reorganised,
    "batchnorm": lambda *_: iter([{"op": "batch_norm"}]),
    "upsample": lambda section, *_: iter([{"op": "upsample", "scale_factor": section.number("stride", 2)}]),
    "connected": _dense,
    "crop": _cropped,
    "local": _local,
    "softmax": lambda *_: iter([{"op": "softmax"}]),
    "dropout": lambda *_: iter([{"op": "dropout"}]),
    **dict.fromkeys(("yolo", "gaussian_yolo", "region", "detection", "cost"), _head),
}
"""What the layers of each section are."""
