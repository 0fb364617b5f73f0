"""Mistakes with the receptive field of a stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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


def one_layer_off(layers: Stack) -> Iterator[Slip]:
    """Yield the field of all layers but the last, and with the last one twice."""
    fields = [1, *(row.receptive_field for row in field_table((*layers, layers[-1])))]
    if len(layers) > 1:
        yield Slip(
            tag="rf.layer_before",
            value=fields[-3],
            working=f"after layer {len(layers) - 1}: {fields[-3]}",
            run=lambda: measure.foot(layers[:-1]),
        )
    yield Slip(
        tag="rf.next_layer",
        value=fields[-1],
        working=f"after another layer like the last: {fields[-1]}",
        run=lambda: measure.foot((*layers, layers[-1])),
    )


def first_layer_slips(layers: Stack) -> Iterator[Slip]:
    """Yield the field with the first layer counted twice, and without it; without the last one is told elsewhere."""
    first = layers[0]
    *_, end = field_table(layers)
    twice, without = end.receptive_field + span(first), end.receptive_field - span(first)
    yield Slip(
        tag="rf.started_at_kernel",
        value=twice,
        message="The first kernel is in the field already where you start from it: its layer adds nothing more.",
        working=f"{span(first) + 1} + {end.receptive_field - 1} = {twice}",
        run=lambda: measure.foot((first.model_copy(update={"stride": 1}), *layers)),
    )
    if span(first) != span(layers[-1]):
        yield Slip(
            tag="rf.first_skipped",
            value=without,
            message="The first layer adds its K − 1 as well, to the one sample that you start from.",
            working=f"1 + {without - 1} = {without}",
            run=lambda: measure.foot((Window(kernel_size=1, stride=first.stride), *layers[1:])),
        )


def summed(tag: str, sizes: Sequence[int]) -> Slip:
    """Return the slip that adds up the sizes of all layers."""
    return Slip(tag=tag, value=sum(sizes), working=f"{' + '.join(map(str, sizes))} = {sum(sizes)}")


def from_zero(field: int) -> Slip:
    """Return the slip that leaves out the first sample."""
    return Slip(tag="rf.started_at_zero", value=field - 1, working=f"0 + {field - 1} = {field - 1}")


def largest(sizes: Sequence[int]) -> Slip:
    """Return the slip that takes the largest layer for all."""
    return Slip(
        tag="rf.largest_kernel",
        value=max(sizes),
        working=f"max({', '.join(map(str, sizes))}) = {max(sizes)}",
        run=lambda: measure.foot((Window(kernel_size=max(sizes)),)),
    )


def squared(field: int) -> Slip:
    """Return the slip that gives the field's area."""
    return Slip(tag="side.squared", value=field * field, working=f"{field}·{field} = {field * field:,}")


def added_strides(layers: Stack) -> Slip:
    """Return the slip whose jumps are sums of the strides before a layer."""
    before = [sum(layer.stride for layer in layers[:at] if layer.stride > 1) or 1 for at in range(len(layers))]
    return mistaken(
        "jump.sum_of_strides",
        zip(map(span, layers), before, strict=True),
        "Strides multiply along the layers, they do not add up.",
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
    fields = [1]
    for layer in layers:
        fields.append((fields[-1] - 1) * layer.stride + span(layer) + 1)
    yield Slip(
        tag="rf.last_first",
        value=fields[-1],
        working=" → ".join(map(str, fields)),
        run=lambda: measure.foot(layers[::-1]),
    )
    strided = [at for at, layer in enumerate(layers[:-1]) if layer.stride > 1]
    if len(strided) > 1:
        missed = tuple(
            layer.model_copy(update={"stride": 1}) if at == strided[-1] else layer for at, layer in enumerate(layers)
        )
        yield mistaken(
            "rf.one_stride_missed",
            ((span(row.layer), row.jump_before) for row in field_table(missed)),
            "One of the strides is missing: the jump takes all strides before a layer.",
            missed,
        )


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
    yield summed("rf.sum_kernels", kernels)
    yield mistaken("rf.full_kernel_added", zip(kernels, (row.jump_before for row in rows), strict=True), FULL_KERNEL)
    yield from_zero(field)
    yield largest(kernels)
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
        jumps = [
            row.jump_before // (before.stride if before and before.op == "max_pool" else 1)
            for row, before in zip(rows, (None, *layers), strict=False)
        ]
        yield mistaken(
            "rf.pool_stride_late",
            zip(map(span, layers), jumps, strict=True),
            "The pool's stride already counts for the layer right after it.",
        )
