"""What the layers of each section of a Darknet file are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from solvers.layers import Shape, halves
from solvers.networks.file import NetworkFileError
from solvers.networks.forms.flow import times

_ACTIVATIONS = {"leaky": "leaky_relu", "relu": "relu", "relu6": "relu6", "logistic": "sigmoid", "tanh": "tanh"}
_ACTIVATIONS |= {
    "mish": "mish",
    "swish": "silu",
    "silu": "silu",
    "elu": "elu",
    "selu": "selu",
    "gelu": "gelu",
    "linear": "",
}
_OTHERS = {"ramp", "loggy", "relie", "plse", "hardtan", "lhtan", "stair", "revleaky", "hard_mish"}
_OTHERS |= {"normalize_channels", "normalize_channels_softmax", "normalize_channels_softmax_maxval"}
"""Activations of Darknet that have no name here."""
_SIGMOIDS = {"convolutional", "conv", "deconvolutional", "deconv", "connected", "conn", "local"}
"""Sections that have the logistic function where they name no activation."""


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


def _deconv(section: Section, _: int, __: list[End]) -> Iterator[dict[str, Any]]:
    size, normed = section.number("size", 1), section.number("batch_normalize", 0)
    yield {
        "op": "conv_transpose",
        "out_channels": section.number("filters", 1),
        "kernel_size": size,
        "stride": section.number("stride", 1),
        "padding": size // 2 if section.number("pad", 0) else section.number("padding", 0),
        "bias": not normed,
    }
    yield from _normed(section)
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
    name = section.settings.get("activation", "logistic" if section.kind in _SIGMOIDS else "linear")
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
    op = "max_pool" if section.kind in {"max", "maxpool"} else "avg_pool"
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
        op = "add" if section.kind in {"shortcut", "shift_channels"} else "mul"
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


def _learned(section: Section, _: int, __: list[End]) -> Iterator[dict[str, Any]]:
    """Read a number a channel, which YOLOR's files have beside the maps."""
    yield {"op": "parameter", "inputs": (), "shape": (section.number("filters", 1), 1, 1)}


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


def unknown(section: Section, _: int, __: list[End]) -> Iterator[dict[str, Any]]:
    """Read a section of a kind that is not known."""
    yield {"op": "unknown", "kind": section.kind}


SECTIONS: dict[str, Callable[[Section, int, list[End]], Iterator[dict[str, Any]]]] = {
    "convolutional": _conv,
    "deconvolutional": _deconv,
    "maxpool": _pool,
    "local_avgpool": _pool,
    "avgpool": lambda *_: iter([{"op": "global_avg_pool"}]),
    "route": _route,
    "shortcut": _joined,
    "scale_channels": _joined,
    "sam": _joined,
    "shift_channels": _joined,
    "control_channels": _joined,
    "implicit_add": _learned,
    "implicit_mul": _learned,
    "reorg": _reorganised,
    "reorg3d": _reorganised,
    "activation": lambda section, *_: _activated(section),
    "batchnorm": lambda *_: iter([{"op": "batch_norm"}]),
    "normalization": lambda *_: iter([{"op": "local_response_norm"}]),
    "upsample": lambda section, *_: iter([{"op": "upsample", "scale_factor": section.number("stride", 2)}]),
    "connected": _dense,
    "crop": _cropped,
    "local": _local,
    "softmax": lambda *_: iter([{"op": "softmax"}]),
    "dropout": lambda *_: iter([{"op": "dropout"}]),
    **dict.fromkeys(("yolo", "gaussian_yolo", "region", "detection", "cost", "empty", "silence"), _head),
}
"""What the layers of each section are."""
_SHORT = {"conv": "convolutional", "deconv": "deconvolutional", "conn": "connected", "max": "maxpool"}
_SHORT |= {"avg": "avgpool", "local_avg": "local_avgpool", "soft": "softmax", "lrn": "normalization"}
SECTIONS |= {short: SECTIONS[name] for short, name in _SHORT.items()}
