"""Published numbers, each by closed form and by a run: real arrays counted, real ops executed."""

from __future__ import annotations

import json
from functools import cache
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solvers import measure
from solvers.engine import deform_conv2d
from solvers.layers import Layer
from solvers.networks.architectures import published
from solvers.networks.architectures.mobilenet import mobilenet
from solvers.networks.network import Network
from solvers.networks.running import run

GOLD = json.loads(Path(__file__).with_name("gold.json").read_text(encoding="utf-8"))
TABULATED = [entry for entry in GOLD if "network" in entry]


@cache
def built(text: str) -> Network:
    given = json.loads(text)
    if isinstance(given, str):
        return published()[given].network
    return Network([Layer.model_validate(layer) for layer in given["layers"]], given["input"])


def networks(entry: dict[str, Any]) -> list[Network]:
    if "alpha" in entry:
        return [mobilenet(entry["alpha"], entry["size"])]
    given = entry["network"]
    return [built(json.dumps(each)) for each in (given if isinstance(given, list) else [given])]


@cache
def ran(network: Network) -> tuple[Any, ...]:
    return tuple(run(network))


def quantity(entry: dict[str, Any], network: Network, lines: tuple[Any, ...]) -> Any:
    """Read what an entry states off the lines of a table or of a run."""
    table = list(zip(network.table, lines, strict=True))
    by_name = {row.name: line for row, line in table}
    layer = entry.get("layer", "")
    picked = [line for row, line in table if row.name == layer or row.name.startswith(f"{layer}/") or not layer]
    at = by_name.get(layer, lines[-1])
    found: Any
    match entry["quantity"]:
        case "parameters" | "macs" as what:
            found = sum(getattr(line, what) for line in picked)
        case "share of macs" | "share of parameters" as share:
            what = share.removeprefix("share of ")
            counted = [(row.name, getattr(line, what)) for row, line in table if row.layer.op != "batch_norm"]
            found = 100 * sum(n for name, n in counted if name.startswith(layer)) / sum(n for _, n in counted)
        case "connections":
            found = sum(line.macs + prod(line.output) for line in picked)
        case "flops up to":
            last = [row.name for row, _ in table].index(layer)
            found = sum(operations(row, line) for row, line in table[: last + 1])
        case "field, jump, padding":
            found = [at.receptive_field[0], at.jump[0], -at.start[0]]
        case "receptive field":
            found = at.receptive_field[1]
        case "receptive fields":
            found = [line.receptive_field[0] for line in lines]
        case "side" | "height and width" as what:
            found = at.output[1] if what == "side" else list(at.output[1:])
        case "sides":
            found = [by_name[name].output[1] for name in entry["layers"]]
        case "cut per side":
            found = [(by_name[a].output[1] - by_name[b].output[1]) / 2 for a, b in entry["layers"]]
        case "convolutions":
            found = sum(row.layer.op in {"conv", "conv_transpose"} for row, _ in table)
        case _:
            raise AssertionError(entry)
    return found


def operations(row: Any, line: Any) -> int:
    """Two per multiply-add, one per bias, k² per output of a max pool, as the Distill table counts."""
    if row.layer.op == "max_pool":
        return row.layer.kernel_size**2 * prod(line.output)
    return 2 * line.macs + (prod(line.output) if row.layer.op == "conv" and row.layer.bias else 0)


def close(entry: dict[str, Any], found: Any) -> bool:
    scaled = np.asarray(found, float) / entry.get("unit", 1)
    return np.shape(found) == np.shape(entry["value"]) and bool(
        np.all(np.abs(scaled - entry["value"]) <= entry["tolerance"])
    )


each_entry = pytest.mark.parametrize("entry", TABULATED, ids=lambda entry: f"{entry['id']} ({entry['source']})")


@each_entry
def test_closed_form_gives_the_published_number(entry):
    found = [quantity(entry, network, network.table) for network in networks(entry)]
    assert close(entry, sum(found) if len(found) > 1 else found[0])


@each_entry
def test_run_gives_the_published_number(entry):
    found = [quantity(entry, network, ran(network)) for network in networks(entry)]
    assert close(entry, sum(found) if len(found) > 1 else found[0])


@pytest.mark.parametrize("masked", [False, True])
def test_deformable_convolution_takes_the_published_channels(masked):
    """Dai et al. 2017, §2.1; Zhu et al. 2019, §3.2: found by trying which arrays the op accepts."""
    (entry,) = (each for each in GOLD if each["quantity"] == f"offset {'and mask ' * masked}channels")
    image, kernel = measure.zeros(1, 2, 5, 5), measure.zeros(2, 2, 3, 3)

    def accepted(channels: int) -> bool:
        offsets, mask = measure.zeros(1, channels, 3, 3), None
        if masked:
            offsets, mask = measure.zeros(1, channels * 2 // 3, 3, 3), measure.zeros(1, channels // 3, 3, 3)
        return measure.error(lambda: deform_conv2d(image, offsets, kernel, mask=mask)).value is None

    found = measure.search(range(3, 60, 3) if masked else range(1, 60), accepted)
    assert found == entry["value"] == (3 if masked else 2) * 3 * 3


def test_a_wrong_number_would_be_noticed():
    """Each entry must refute its neighbours, or its tolerance says nothing."""
    for entry in TABULATED:
        network = networks(entry)[0]
        if isinstance(entry["value"], int | float) and len(networks(entry)) == 1:
            found = quantity(entry, network, network.table)
            assert not close({**entry, "value": entry["value"] * 1.03 + entry["tolerance"]}, found), entry["id"]
