"""How multiply-adds are counted elsewhere, as what each counter adds to the multiply-adds of a table, and why.

Read off the sources of torchinfo 1.8, fvcore 0.1.5, ptflops 0.7 (its PyTorch backend) and thop 0.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod
from typing import NamedTuple

from solvers.layers import ACTIVATIONS
from solvers.networks.table import Row

CONVOLUTIONS = ("conv", "depthwise", "conv_transpose")
NORMS = ("batch_norm", "instance_norm", "group_norm", "layer_norm")
WINDOWED = ("max_pool", "avg_pool")
WHOLE = ("global_avg_pool", "global_max_pool", "adaptive_avg_pool", "adaptive_max_pool")
SUMS = ("residual", "add", "mul", "elementwise", "scale", "shift")


class Extra(NamedTuple):
    """What a counter adds, below 0 what it leaves out, and why."""

    number: int
    why: str


Counter = Callable[[Row], Iterator[Extra]]


def torchinfo(row: Row) -> Iterator[Extra]:
    """Parameters times places for what is called Conv, once for everything else."""
    op, places = row.layer.op, prod(row.output[1:])
    if op in CONVOLUTIONS:
        yield from _biases(row)
        if op == "conv_transpose" and row.macs:
            weights = row.macs // prod(row.input[1:])
            yield Extra(weights * (places - prod(row.input[1:])), "a stamp for every output, not for every input")
    elif op == "linear":
        rows = prod(row.output[:-1])
        yield Extra(row.output[-1] * row.layer.bias, "biases")
        yield Extra(-row.macs + row.macs // rows, f"once, not for each of {rows:,} rows")
    elif op in (*NORMS, "prelu"):
        yield Extra(row.parameters, "its parameters, each once")
    elif op == "matmul":
        yield Extra(-row.macs, "no module, so not seen")


def fvcore(row: Row) -> Iterator[Extra]:
    """Norms by the number, adaptive pools and interpolation; no biases."""
    op, numbers = row.layer.op, prod(row.input)
    if op == "batch_norm":
        yield Extra(numbers * (2 if _learns(row) else 1), "a multiplication and an addition a number")
    elif op in NORMS:
        yield Extra(numbers * (5 if _learns(row) else 4), "5 operations a number, or 4 without γ and β")
    elif op in {"adaptive_avg_pool", "global_avg_pool"} and len(row.input) == 3:
        yield Extra(numbers, "an addition for every number pooled")
    elif op == "upsample" and len(row.input) == 3:
        each = 4 if row.layer.mode != "nearest" else 1
        yield Extra(each * prod(row.output), f"{each} for every number made")


def ptflops(row: Row) -> Iterator[Extra]:
    """Biases and norms once; many activations, pools and interpolation twice, as modules and as functions in these."""
    op, numbers = row.layer.op, prod(row.output)
    if op in (*CONVOLUTIONS, "linear"):
        yield from _biases(row)
    elif op == "layer_norm":
        yield Extra(numbers, "one for every number, γ and β overlooked")
    elif op in NORMS:
        yield Extra(numbers * (2 if _learns(row) else 1), "a multiplication and an addition a number")
    elif op in (*WINDOWED, *WHOLE):
        yield Extra(2 * prod(row.input), "every number pooled, once for the module, once for its function")
    elif op in {"relu", "elu", "gelu", "prelu", "upsample"}:
        yield Extra(2 * numbers, "one for every number, once for the module, once for its function")
    elif op in {"relu6", "leaky_relu", "silu", "softmax"}:
        yield Extra(numbers, "one for every number")


def thop(row: Row) -> Iterator[Extra]:
    """Norms but for group norms, mean pools, interpolation, PReLU and softmax; no biases, no other activations."""
    op, numbers = row.layer.op, prod(row.output)
    if op == "conv_transpose" and row.macs:
        weights = row.macs // prod(row.input[1:])
        filters = row.output[0] // row.layer.groups
        theirs = numbers * weights // filters // row.layer.groups
        yield Extra(theirs - row.macs, "a window for every output, not a stamp for every input")
    elif op in NORMS and op != "group_norm":
        yield Extra(2 * prod(row.input) * (2 if _learns(row) else 1), "4 operations a number, or 2 without γ and β")
    elif op == "prelu":
        yield Extra(numbers, "one for every number")
    elif op == "softmax":
        axis = next(iter(row.layer.dims), 1)
        rows = numbers // row.output[axis - (axis > 0)]
        yield Extra(3 * numbers - rows, "3 operations a number, 1 fewer a sum")
    elif op == "avg_pool":
        yield Extra(numbers, "one for every number made")
    elif op in {"adaptive_avg_pool", "global_avg_pool"}:
        yield Extra(prod(row.input) + numbers, "every number pooled, and a division")
    elif op == "upsample" and row.layer.mode != "trilinear":
        each = {"nearest": 1, "linear": 5, "bilinear": 11}[row.layer.mode]
        yield Extra(each * numbers, f"{each} for every number made")
    elif op == "matmul":
        yield Extra(-row.macs, "no module, so not seen")


COUNTERS: dict[str, Counter] = {"torchinfo": torchinfo, "fvcore": fvcore, "ptflops": ptflops, "thop": thop}


def _learns(row: Row) -> bool:
    """Whether a norm has γ and β."""
    return row.layer.affine is True or (row.layer.affine is None and row.layer.op != "instance_norm")


def _biases(row: Row) -> Iterator[Extra]:
    if row.layer.bias:
        yield Extra(prod(row.output), "an addition for the bias of every output")


def _norms(row: Row) -> Iterator[Extra]:
    if row.layer.op in NORMS:
        yield Extra(prod(row.output), "a multiply-add for every number")


def _pools(row: Row) -> Iterator[Extra]:
    if row.layer.op in WINDOWED:
        window = prod(row.layer.along(axis).kernel_size for axis in range(len(row.output) - 1))
        yield Extra(window * prod(row.output), "every number of every window")
    elif row.layer.op in WHOLE:
        yield Extra(prod(row.input), "every number pooled")


def _activations(row: Row) -> Iterator[Extra]:
    if row.layer.op in (*ACTIVATIONS, "prelu"):
        yield Extra(prod(row.output), "one for every number")


def _sums(row: Row) -> Iterator[Extra]:
    if row.layer.op in SUMS:
        further = max(len(row.inputs) - 1, 1)
        yield Extra(further * prod(row.output), "one for every number and each further input")


def _bias(row: Row) -> Iterator[Extra]:
    if row.layer.op in (*CONVOLUTIONS, "linear"):
        yield from _biases(row)


ALSO: dict[str, Counter] = {
    "bias": _bias,
    "norms": _norms,
    "pools": _pools,
    "activations": _activations,
    "sums": _sums,
}
"""What may be counted beside the multiply-adds of convolutions, dense layers and products of matrices."""


def counted(row: Row, counters: tuple[Counter, ...]) -> int:
    """Return the multiply-adds of a row and all that these add."""
    return row.macs + sum(extra.number for counter in counters for extra in counter(row))
