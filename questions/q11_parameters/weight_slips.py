"""Mistakes in counting parameters, and the counts by arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import prod
from typing import Any

from pydantic import Field

from questions.parts.arrays import arrays_of, counted, laid_out
from questions.scenes import Scene
from questions.scenes.counting import counting
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters, linear_parameters
from solvers.layers import Table, Weights
from solvers.measure import Measurement

WIDEST = 4096
"""The most channels of a layer that is counted here."""


Channels = Field(ge=1, le=WIDEST)


Kernel = Field(ge=1, le=16)


Product = tuple[tuple[int, ...], int]
"""Factors, and what is added to their product: one layer's count as it is written down."""


def factors(layer: Weights) -> tuple[int, ...]:
    """Return kernel sides, channels of one filter and filters; for a dense layer inputs and outputs."""
    kernel = () if layer.dense else layer.kernel_size
    return (*kernel, layer.in_channels // layer.groups, layer.out_channels)


def biases(layer: Weights) -> int:
    """Return one bias per output channel, none without bias."""
    return layer.out_channels if layer.bias else 0


def closed_form(layer: Weights) -> int:
    """Return one layer's parameters."""
    if layer.dense:
        return linear_parameters(layer.in_channels, layer.out_channels)
    return conv_parameters(*layer.kernel_size, layer.in_channels, layer.out_channels, layer.groups, layer.bias)


def value_of(numbers: Product) -> int:
    """Return the product and what is added."""
    return prod(numbers[0]) + numbers[1]


def written(numbers: Product) -> str:
    """Write a count as it is computed: `3·3·64·128 + 128 = 73,856`."""
    added = f" + {numbers[1]:,}" if numbers[1] else ""
    return f"{'·'.join(map(str, numbers[0]))}{added} = {value_of(numbers):,}"


def mistaken(
    tag: str,
    layers: Table,
    wrong: Callable[[Weights], Product],
    message: str = "",
    run: Callable[[], Measurement] | None = None,
) -> Slip:
    """Return the slip that counts every layer in the same mistaken way."""
    products = [wrong(layer) for layer in layers]
    total = sum(map(value_of, products))
    single = len(products) == 1
    parts = " + ".join(f"{value_of(numbers):,}" for numbers in products)
    working = written(products[0]) if single else f"{parts} = {total:,}"
    return Slip(tag=tag, value=total, message=message, working=working, run=run)


def all_dense(layers: Table) -> bool:
    """Tell whether there is no convolution among the layers."""
    return all(layer.dense for layer in layers)


DENSE_MESSAGES = {
    "bias.forgotten": "You left out the bias: one per output.",
    "depth.forgotten": "Every output has a weight for each input: multiply by the inputs.",
    "depth_and_bias.forgotten": "Every output has a weight for each input, and a bias.",
    "bias.per_channel": "An output has one bias, not one for each of its weights.",
    "bias.on_input_channels": "There is one bias per output, not per input.",
    "bias.single": "Every output has a bias of its own, not the layer one for all.",
}
"""What is told where no layer has filters."""


def plain_slips(layers: Table) -> Iterator[Slip]:
    """Yield what goes wrong with filters and biases, grouped or not."""
    slips = _filter_slips(layers)
    if all_dense(layers):
        slips = (replace(slip, message=DENSE_MESSAGES[slip.tag]) for slip in slips if slip.tag in DENSE_MESSAGES)
    yield from slips


def _filter_slips(layers: Table) -> Iterator[Slip]:
    if any(layer.bias for layer in layers):
        yield mistaken("bias.forgotten", layers, lambda at: (factors(at), 0), run=lambda: counted(layers, bias=False))
    yield mistaken(
        "depth.forgotten",
        layers,
        lambda at: ((*(() if at.dense else at.kernel_size), at.out_channels), biases(at)),
        run=lambda: shallow_run(layers),
    )
    if any(layer.bias for layer in layers):
        yield mistaken(
            "depth_and_bias.forgotten",
            layers,
            lambda at: ((*(() if at.dense else at.kernel_size), at.out_channels), 0),
            run=lambda: shallow_run(layers, bias=False),
        )
        yield mistaken(
            "bias.per_channel",
            layers,
            lambda at: (factors(at), biases(at) * (at.in_channels // at.groups)),
        )
        yield from misplaced_biases(layers)
    if all(layer.kernel_size[0] == layer.kernel_size[1] for layer in layers):
        yield mistaken(
            "kernel.side_not_area",
            layers,
            lambda at: (factors(at) if at.dense else factors(at)[1:], biases(at)),
            run=lambda: Measurement(
                sum(counted((at._replace(kernel_size=(at.kernel_size[0], 1)),)).value for at in layers),
                "kernels of K×1",
            ),
        )


def misplaced_biases(layers: Table) -> Iterator[Slip]:
    """Yield what goes wrong where biases are counted, but not one for each output channel."""
    yield mistaken("bias.on_input_channels", layers, lambda at: (factors(at), at.in_channels if at.bias else 0))
    yield mistaken("bias.single", layers, lambda at: (factors(at), 1 if at.bias else 0))
    if not all_dense(layers):
        yield mistaken(
            "bias.per_tap",
            layers,
            lambda at: (factors(at), biases(at) * (1 if at.dense else prod(at.kernel_size))),
            "A filter has one bias, added once after summing over its taps, not one for each tap.",
        )


def shallow_run(layers: Table, **changed: Any) -> Measurement:
    """Count filters that see a single channel each."""
    one_channel = tuple(layer._replace(in_channels=layer.groups) for layer in layers)
    return counted(one_channel, **changed)


def group_slips(layers: Table) -> Iterator[Slip]:
    """Yield what goes wrong with groups, where there are any."""
    if all(layer.groups == 1 for layer in layers):
        return
    yield mistaken(
        "groups.ignored",
        layers,
        lambda at: (factors(at._replace(groups=1)), biases(at)),
        run=lambda: counted(layers, groups=1),
    )
    if any(layer.bias for layer in layers):
        yield mistaken(
            "groups_and_bias.ignored",
            layers,
            lambda at: (factors(at._replace(groups=1)), 0),
            run=lambda: counted(layers, groups=1, bias=False),
        )
    yield mistaken(
        "groups.both_divided",
        layers,
        lambda at: ((*factors(at)[:-1], at.out_channels // at.groups), biases(at)),
    )


def counting_one(title: str, layer: Weights) -> Scene:
    """Count one layer's arrays, which then run on two input sizes as they are."""
    side = max(layer.kernel_size)
    (small, _), (large, _) = measure.same_arrays(arrays_of(layer), layer.groups, (side, side + 1))
    closing = f"the same arrays ran on inputs of side {side} and {side + 1}: output height {small} and {large}"
    return counting(title, laid_out((layer,)), closing)
