"""Mistakes with the receptive field of a stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import field_table
from solvers.layers import Stack, Window

FULL_KERNEL = "A layer adds K − 1, not K: one tap falls on what was already seen."


def altered(layers: Stack, **update: Any) -> Stack:
    """Return the same stack with other settings in every layer."""
    return tuple(layer.model_copy(update=update) for layer in layers)


def span(layer: Window) -> int:
    """Return D(K − 1), the samples that a layer adds at jump 1."""
    return layer.dilation * (layer.kernel_size - 1)


def mistaken(tag: str, terms: Iterable[tuple[int, int]], message: str = "", run: Stack = ()) -> Slip:
    """Return the slip that adds these (samples, jump) to the first 1; `run` is a stack that commits it."""
    terms = list(terms)
    total = 1 + sum(added * jump for added, jump in terms)
    working = " + ".join(["1", *(f"{added}·{jump}" for added, jump in terms if added)])
    return Slip(
        tag=tag,
        value=total,
        message=message,
        working=f"{working} = {total}",
        run=(lambda: measure.foot(run)) if run else None,
    )


def stride_slips(layers: Stack) -> Iterator[Slip]:
    """Yield what goes wrong between strides and kernels, dilated or not."""
    rows = list(field_table(layers))
    strides_first = tuple(
        twin
        for layer in layers
        for twin in (Window(kernel_size=1, stride=layer.stride), layer.model_copy(update={"stride": 1}))
    )
    yield mistaken("rf.current_stride", ((span(row.layer), row.jump) for row in rows), run=strides_first)
    yield mistaken("rf.strides_ignored", ((span(layer), 1) for layer in layers), run=altered(layers, stride=1))


def kernel_slips(layers: Stack) -> Iterator[Slip]:
    """Yield what goes wrong where the kernels are added up, and which layers are."""
    rows = list(field_table(layers))
    field, kernels = rows[-1].receptive_field, [layer.kernel_size for layer in layers]
    before = [1, *(layer.stride for layer in layers[:-1])]
    yield mistaken(
        "rf.previous_stride_only",
        zip(map(span, layers), before, strict=True),
        "Jumps multiply over all earlier strides, not only the last one.",
    )
    yield Slip(
        tag="rf.sum_kernels",
        value=sum(kernels),
        working=f"{' + '.join(map(str, kernels))} = {sum(kernels)}",
    )
    yield mistaken("rf.full_kernel_added", zip(kernels, (row.jump_before for row in rows), strict=True), FULL_KERNEL)
    yield Slip(tag="rf.started_at_zero", value=field - 1, working=f"0 + {field - 1} = {field - 1}")
    unpooled = tuple(layer for layer in layers if layer.op == "conv")
    if 0 < len(unpooled) < len(layers):
        yield mistaken(
            "rf.pool_skipped",
            ((span(row.layer), row.jump_before) for row in field_table(unpooled)),
            "A pooling layer counts like a convolution, with its window and its stride.",
            unpooled,
        )
        windowless = tuple(
            layer if layer.op == "conv" else Window(kernel_size=1, stride=layer.stride) for layer in layers
        )
        yield mistaken(
            "rf.pool_window_ignored",
            ((span(row.layer), row.jump_before) for row in field_table(windowless)),
            "Pooling does not only stretch the jump: its window widens the field too.",
            windowless,
        )
