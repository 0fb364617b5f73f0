"""Networks in Darknet's .cfg files: a section a layer, each reading the one before unless it says otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pydantic import ValidationError

from solvers.layers import Layer
from solvers.networks.complaints import complaint
from solvers.networks.file import NetworkFileError
from solvers.networks.graph import NetworkError
from solvers.networks.network import Network
from solvers.networks.reading import Reading, gathered

_ACTIVATIONS = {"leaky": "leaky_relu", "relu": "relu", "relu6": "relu6", "logistic": "sigmoid", "tanh": "tanh"}
_ACTIVATIONS |= {"mish": "mish", "swish": "silu", "elu": "elu", "selu": "selu", "linear": ""}


class Section(NamedTuple):
    """A section: its kind, its settings and its line."""

    kind: str
    settings: dict[str, str]
    line: int

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
    layers: list[Layer] = []
    notes: list[tuple[str, str]] = []
    lines: list[int] = []
    ends: list[str] = []
    """Of each section, the name of its last layer."""
    for at, section in enumerate(sections):
        before = ends[-1] if ends else "input"
        made = _SECTIONS.get(section.kind, _unknown)(section, at, ends)
        for number, settings in enumerate(made):
            inputs = settings.pop("inputs", (before,))
            name = f"{at} {section.kind}" + (f" {settings['op']}" if number else "")
            try:
                layers.append(Layer(name=name, inputs=inputs, **settings))
            except ValidationError as error:
                raise NetworkFileError(section.line, f"[{section.kind}] {complaint(error)}") from None
            lines.append(section.line)
            before = name
        if section.kind not in _SECTIONS:
            notes.append((before, f"{section.kind} is not known here, and taken to change nothing"))
        ends.append(before)
    try:
        network = Network(layers, shape)
        _ = network.table
    except NetworkError as error:
        raise NetworkFileError(lines[error.place[0]] if error.place else None, str(error)) from None
    return Reading(network, gathered(notes))


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
        found[-1].settings[name.strip().lower()] = value.strip()
    if not found:
        raise NetworkFileError(1, "expected [net] first, and layers behind it")
    return found


def _conv(section: Section, _: int, __: list[str]) -> Iterator[dict[str, Any]]:
    size, normed = section.number("size", 1), section.number("batch_normalize", 0)
    padding = size // 2 if section.number("pad", 0) else section.number("padding", 0)
    yield {
        "op": "conv",
        "out_channels": section.number("filters", 1),
        "kernel_size": size,
        "stride": section.number("stride", 1),
        "padding": padding,
        "dilation": section.number("dilation", 1),
        "groups": section.number("groups", 1),
        "bias": not normed,
    }
    if normed:
        yield {"op": "batch_norm"}
    yield from _activated(section)


def _activated(section: Section) -> Iterator[dict[str, Any]]:
    name = section.settings.get("activation", "logistic" if section.kind == "convolutional" else "linear")
    op = _ACTIVATIONS.get(name)
    if op is None:
        raise NetworkFileError(section.line, f"[{section.kind}] activation {name[:20]!r} is not known here")
    if op:
        yield {"op": op}


def _pool(section: Section, _: int, __: list[str]) -> Iterator[dict[str, Any]]:
    stride = section.number("stride", 1)
    size = section.number("size", stride)
    total = section.number("padding", size - 1)
    side = (total // 2, total - total // 2)
    yield {"op": "max_pool", "kernel_size": size, "stride": stride, "padding": (side, side)}


def _route(section: Section, at: int, ends: list[str]) -> Iterator[dict[str, Any]]:
    read = tuple(ends[place] for place in section.places("layers", at))
    yield {"op": "concat", "inputs": read} if len(read) > 1 else {"op": "identity", "inputs": read}
    groups = section.number("groups", 1)
    if groups > 1:
        raise NetworkFileError(section.line, "[route] groups are not read here")


def _shortcut(section: Section, at: int, ends: list[str]) -> Iterator[dict[str, Any]]:
    yield {"op": "add", "inputs": (ends[at - 1], *(ends[place] for place in section.places("from", at)))}
    yield from _activated(section)


def _dense(section: Section, _: int, __: list[str]) -> Iterator[dict[str, Any]]:
    yield {"op": "linear", "out_channels": section.number("output", 1)}
    yield from _activated(section)


def _unknown(section: Section, _: int, __: list[str]) -> Iterator[dict[str, Any]]:
    yield {"op": "unknown", "kind": section.kind}


_SECTIONS: dict[str, Callable[[Section, int, list[str]], Iterator[dict[str, Any]]]] = {
    "convolutional": _conv,
    "conv": _conv,
    "maxpool": _pool,
    "avgpool": lambda *_: iter([{"op": "global_avg_pool"}]),
    "route": _route,
    "shortcut": _shortcut,
    "upsample": lambda section, *_: iter([{"op": "upsample", "scale_factor": section.number("stride", 2)}]),
    "connected": _dense,
    "softmax": lambda *_: iter([{"op": "softmax"}]),
    "dropout": lambda *_: iter([{"op": "dropout"}]),
    "yolo": lambda *_: iter([{"op": "identity"}]),
    "cost": lambda *_: iter([{"op": "identity"}]),
}
"""What the layers of each section are; boxes are read off maps by [yolo], which changes none of their numbers."""
