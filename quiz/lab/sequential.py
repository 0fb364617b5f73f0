"""A line of layers as nn.Sequential, with windows of any shape and transposed ones, and what an output of it sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

from solvers.layers import Layer

POOLS = ("max_pool", "avg_pool")
WINDOWS = ("conv", "depthwise", "conv_transpose", *POOLS)
PASSING = ("batch_norm", "relu", "sigmoid", "tanh", "dropout")
"""Ops that change no field."""


def sequential(layers: Sequence[Layer]) -> str:
    """Return the layers in PyTorch, each on one channel, and the largest field of an output; or why not."""
    modules = []
    for layer in layers:
        sides = [layer.along(axis).padding for axis in (0, 1)]
        if layer.op in PASSING:
            continue
        if layer.op not in WINDOWS:
            return f"# nn.Sequential is not written out here for {layer.op} behind windows that are not square"
        if not all(isinstance(side, int) for side in sides):
            return f"# nn.Sequential needs a layer of its own for the padding of {layer.name or layer.op}: nn.ZeroPad2d"
        modules.append(_module(layer))
    turns = prod(max(layer.along(at).stride for at in (0, 1)) for layer in layers if layer.op == "conv_transpose")
    return "\n".join(
        (
            *grown(modules),
            "    fields, whole = [(0, 0)], True",
            f"    for at in range({turns}):  # outputs whose fields may differ",
            "        x.grad = None",
            "        y[0, 0, y.shape[2] // 2 + at, y.shape[3] // 2 + at].backward(retain_graph=True)",
            "        seen = [x.grad[0, 0].sum(axis).nonzero().ravel() for axis in (1, 0)]",
            "        whole &= all(len(each) and 0 < each[0] and each[-1] < size - 1 for each in seen)",
            "        fields.append(tuple(int(each[-1] - each[0]) + 1 for each in seen if len(each)))",
            "    if whole:",
            "        break",
            "field = max(rows for rows, _ in fields), max(columns for _, columns in fields)",
            "print(field)",
        )
    )


def grown(modules: Iterable[str]) -> tuple[str, ...]:
    """Return the first lines of a program: modules in a line, and an input that grows until no field leaves it."""
    return (
        "import torch",
        "from torch import nn",
        "",
        "layers = nn.Sequential(",
        *(f"    {module}," for module in modules),
        ").double()",
        "for each in layers.parameters():",
        "    nn.init.ones_(each)",
        "size = 32",
        "while True:  # an input so long that no field touches a border",
        "    size *= 2",
        "    x = torch.zeros(1, 1, size, size, dtype=torch.float64, requires_grad=True)",
        "    try:",
        "        y = layers(x)",
        "    except RuntimeError:",
        "        continue",
    )


def _module(layer: Layer) -> str:
    """Write one layer; a pool becomes its mean, whose gradient reaches all that the maximum looks at."""
    down, right = layer.along(0), layer.along(1)
    kernel, stride = (down.kernel_size, right.kernel_size), (down.stride, right.stride)
    padding, dilation = (down.padding, right.padding), (down.dilation, right.dilation)
    if layer.op in POOLS:
        ceil = ", ceil_mode=True" if layer.ceil_mode else ""
        return f"nn.AvgPool2d({kernel}, stride={stride}, padding={padding}{ceil})"
    name = "nn.ConvTranspose2d" if layer.op == "conv_transpose" else "nn.Conv2d"
    more = f", output_padding={(down.output_padding, right.output_padding)}" if layer.op == "conv_transpose" else ""
    return f"{name}(1, 1, {kernel}, stride={stride}, padding={padding}, dilation={dilation}{more})"
