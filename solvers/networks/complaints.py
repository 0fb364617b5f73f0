"""What is wrong with a layer, in words for people."""

from __future__ import annotations

import re
from difflib import get_close_matches

from pydantic import ValidationError

from solvers.layers import OPS, Layer


def complaint(error: ValidationError) -> str:
    """Word the first of pydantic's complaints about a layer for who wrote the file."""
    at = error.errors()[0]
    last = at["loc"][-1] if at["loc"] else ""
    where = "".join(f"[{key}]" if isinstance(key, int) else f" {key}" for key in at["loc"][-6:]).strip()
    if at["type"] == "extra_forbidden":
        near = get_close_matches(str(last), list(Layer.model_fields), 1)
        hint = f"; did you mean {near[0]}?" if near else f"; a layer has {', '.join(Layer.model_fields)}"
        return f"{last!r} is no setting of a layer{hint}"
    if at["type"] == "literal_error":
        near = get_close_matches(str(at["input"]), OPS, 1)
        hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(OPS)}"
        named = re.match(r"([a-z_]+?)_?[123]d$", str(at["input"]).lower())
        if named and (near := get_close_matches(named[1], OPS, 1)):
            hint = f"the input says how many axes a map has: did you mean {near[0]}?"
        return f"{where} {str(at['input'])[:40]!r} is not known; {hint}"
    if at["type"] == "missing":
        return f"{where} is missing"
    if at["type"] == "value_error":
        return f"{where}: {at['ctx']['error']}".removeprefix(": ")
    if at["type"].startswith("model"):
        return f"{where}: expected a table of settings".removeprefix(": ")
    return f"{where}: {at['msg'][0].lower()}{at['msg'][1:]}".removeprefix(": ")
