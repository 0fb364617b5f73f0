"""Networks in Darknet's .cfg files: a section a layer, each reading the one before unless it says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError

from solvers.layers import Layer
from solvers.networks.complaints import complaint
from solvers.networks.darknet_kinds import SECTIONS, End, Section, unknown
from solvers.networks.file import NetworkFileError
from solvers.networks.forms.flow import entering
from solvers.networks.network import Network
from solvers.networks.reading import Reading, gathered
from solvers.networks.table import step


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
        made = SECTIONS.get(section.kind, unknown)(told, at, ends)
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
    if section.kind not in SECTIONS:
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
