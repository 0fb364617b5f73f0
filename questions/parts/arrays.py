"""The arrays of layers: made as the ops accept them, counted, and laid out for a picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from questions.scenes.counting import Counted
from solvers import measure
from solvers.layers import Weights
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


def arrays_of(layer: Weights, **changed: Any) -> dict[str, Array]:
    """Return the arrays that the op accepts for a layer, some of its numbers changed."""
    at = layer._replace(**changed)
    if at.dense:
        return measure.dense_parameters(at.in_channels, at.out_channels, at.bias)
    return measure.parameters(at.in_channels, at.out_channels, at.kernel_size, at.groups, at.bias)


def weight_of(layer: Weights) -> Array:
    """COUNT: return the weight array that the op accepts for a layer."""
    return arrays_of(layer, bias=False)["weight"]


def counted(layers: Iterable[Weights], norms: Iterable[int] = (), **changed: Any) -> Measurement:
    """COUNT layers one at a time, some numbers of each changed, and what batch norms on so many channels learn."""
    counts = [(layer.name, measure.count(arrays_of(layer, **changed))) for layer in layers]
    counts += [(f"batch norm on {width}", measure.count(measure.batch_norm_parameters(width)[0])) for width in norms]
    if len(counts) == 1:
        return counts[0][1]
    seen = ", ".join(f"{name} {each.value:,}" for name, each in counts)
    return Measurement(sum(each.value for _, each in counts), f"arrays the op accepts: {seen}")


def laid_out(layers: Iterable[Weights]) -> list[Counted]:
    """Return the arrays of layers for a picture, under their names."""
    return [
        Counted(f"{layer.name} {name}".strip(), array, "filter" if name == "weight" else "output channel")
        for layer in layers
        for name, array in arrays_of(layer).items()
    ]
