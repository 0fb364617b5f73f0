"""What is wrong with a layer, in words for people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from solvers.layers import OPS
from solvers.layers.layer import settings_of

ELSEWHERE = {
    "in_features": "in_channels",
    "num_features": "in_channels",
    "features": "out_channels",
    "filters": "out_channels",
    "out_features": "out_channels",
    "units": "out_channels",
    "pool_size": "kernel_size",
    "pads": "padding",
    "target_size": "output_size",
    "dense": "linear",
    "fc": "linear",
    "fully_connected": "linear",
    "convolution": "conv",
    "deconv": "conv_transpose",
    "deconvolution": "conv_transpose",
    "dwconv": "depthwise",
    "bn": "batch_norm",
}
"""What other programs call a setting or an op, where the two names are not alike."""

OF_ALL = "expected an op such as conv, max_pool, linear, batch_norm, relu, add or concat; docs/networks.md lists all"


def complaint(error: ValidationError, entry: Any = None) -> str:
    """Word the first of pydantic's complaints about a layer for who wrote it, as this entry of a file."""
    at = error.errors()[0]
    last = at["loc"][-1] if at["loc"] else ""
    where = "".join(f"[{key}]" if isinstance(key, int) else f" {key}" for key in at["loc"][-6:]).strip()
    if at["type"] == "extra_forbidden":
        for key in at["loc"][:-1]:
            entry = entry[key]
        op, takes = entry["op"], settings_of(entry["op"])
        near = _near(str(last), takes)
        hint = f"did you mean {near}? " if near else ""
        return f"{str(last)[:40]!r} is no setting of a layer; {hint}{op} takes {', '.join(takes[1:])}"
    if at["type"] == "literal_error":
        near = _near(str(at["input"]), OPS)
        hint = f"did you mean {near}?" if near else OF_ALL
        named = re.match(r"([a-z_]+?)_?[123]d$", str(at["input"]).lower())
        if named and (near := _near(named[1], OPS)):
            hint = f"the input says how many axes a map has: did you mean {near}?"
        hint = hint if last == "op" else f"expected {at['ctx']['expected']}"
        return f"{where} {str(at['input'])[:40]!r} is not known; {hint}"
    if at["type"] == "missing":
        return f"{where} is missing"
    if at["type"] == "value_error":
        return f"{where}: {at['ctx']['error']}".removeprefix(": ")
    if at["type"].startswith("model"):
        return f"{where}: expected a table of settings".removeprefix(": ")
    return f"{where}: {at['msg'][0].lower()}{at['msg'][1:]}".removeprefix(": ")


def _near(name: str, known: Sequence[str]) -> str:
    """Return the name that is likely meant, empty if there is none."""
    same = ELSEWHERE.get(name.lower(), "")
    return same if same in known else next(iter(get_close_matches(name.lower(), known, 1)), "")
