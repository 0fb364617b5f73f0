"""A setting in PyTorch."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.lab.grids import Rows
from quiz.lab.knobs import Setting
from quiz.lab.layer import input_grid, kernel_grid

PRINTED = 16
"""The largest side whose numbers stand in the code."""
DEFAULTS = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "output_padding": 0, "bias": 1}


def keywords(setting: Setting, *names: str) -> str:
    """Write the settings that are not PyTorch's defaults as keyword arguments."""
    given = {name: setting[name] for name in names if setting[name] != DEFAULTS[name]}
    return "".join(f", {name}={bool(value) if name == 'bias' else value}" for name, value in given.items())


def layer_code(setting: Setting, layer: str, channels: int, call: str = "") -> str:
    """Return code that builds a layer and prints the shape of its output and its parameters.

    `call` runs one channel x, by the weights w where there are any; it is left out for grids too large to write down.
    """
    side = setting["input"]
    numbers = _numbers(setting, call) if call and side <= PRINTED else ()
    return "\n".join(
        (
            "import torch",
            *(("import torch.nn.functional as F",) if numbers else ()),
            "from torch import nn",
            "",
            f"layer = {layer}",
            f"output = layer(torch.zeros(1, {channels}, {side}, {side}))",
            "parameters = sum(each.numel() for each in layer.parameters())",
            "print(tuple(output.shape), parameters)",
            *numbers,
        )
    )


def _numbers(setting: Setting, call: str) -> Sequence[str]:
    weights = kernel_grid(setting)
    given = [tensor("x", input_grid(setting)), *([tensor("w", weights)] if weights else [])]
    return ("", "# one channel, with the numbers of the picture", *given, f"y = {call}", "print(y[0, 0])")


def tensor(name: str, rows: Rows) -> str:
    """Write a grid as a tensor (1, 1, h, w) of float64."""
    values = {value for row in rows for value in row}
    if len(values) == 1:
        return f"{name} = torch.full((1, 1, {len(rows)}, {len(rows[0])}), {values.pop()!r}, dtype=torch.float64)"
    body = ",\n".join(f"    [{', '.join(f'{value:.12g}' for value in row)}]" for row in rows)
    return f"{name} = torch.tensor([[[\n{body},\n]]], dtype=torch.float64)"
