"""FOOT: receptive fields, from gradients of a run."""

from __future__ import annotations

import numpy as np

from solvers.engine.conv import conv2d, conv_transpose2d
from solvers.engine.gradients import conv2d_input_grad
from solvers.layers import Stack, Window
from solvers.measure.arrays import Array, Pair, zeros
from solvers.measure.measurement import Measurement
from solvers.measure.shapes import apply, window_reads


def input_gradients(layers: Stack, size: int, index: int | None = None) -> list[Array]:
    """FOOT: back-propagate a 1 at one output (the middle one) along one axis.

    Returns the gradient at the input and after each layer, as vectors. Weights are all ones, and a max
    pool is replaced by the sum over its window, which reaches the same samples.
    """
    row, lengths = zeros(1, 1, 1, size), [size]
    for layer in layers:
        row = conv2d(row, _ones_row(layer), None, (1, layer.stride), (0, layer.padding), (1, layer.dilation))
        lengths.append(row.shape[-1])
    gradient = np.zeros((1, 1, 1, lengths[-1]))
    gradient[..., lengths[-1] // 2 if index is None else index] = 1
    gradients = [gradient[0, 0, 0]]
    for layer, length in zip(reversed(layers), reversed(lengths[:-1]), strict=True):
        gradient = conv2d_input_grad(
            gradient,
            _ones_row(layer).astype(np.float64),
            (1, 1, 1, length),
            (1, layer.stride),
            (0, layer.padding),
            (1, layer.dilation),
        )
        gradients.append(gradient[0, 0, 0])
    return gradients[::-1]


def _ones_row(layer: Window) -> Array:
    return np.ones((1, 1, 1, layer.kernel_size), np.float32)


def extent(gradient: Array) -> Pair:
    """Return the first and last index of a vector that is not zero."""
    touched = np.flatnonzero(gradient)
    return int(touched[0]), int(touched[-1])


def clear_of_borders(layers: Stack) -> list[Array]:
    """FOOT on an input just long enough that the middle output's field touches no border."""
    size = 32
    while True:
        size *= 2
        try:
            gradients = input_gradients(layers, size)
        except ValueError:  # the input is still too short for a kernel
            continue
        if all(gradient[0] == gradient[-1] == 0 for gradient in gradients[:-1]):
            return gradients


def foot(layers: Stack) -> Measurement:
    """FOOT: the number of input samples, along one axis, between the first and last that one output sees."""
    gradient = clear_of_borders(layers)[0]
    start, end = extent(gradient)
    return Measurement(
        end - start + 1, f"gradient of one output on {gradient.size} samples: non-zero from {start} to {end}"
    )


def foot_at(layers: Stack, index: int) -> Measurement:
    """FOOT of output `index`: its first and last input index; negative ones lie in the padding.

    Padding has no gradient to read, so the field is measured at an output clear of the borders and moved
    back by the distance, also measured, between the fields of neighbouring outputs.
    """
    gradients = clear_of_borders((*layers, Window(kernel_size=2)))  # which sees two outputs, clear of borders
    size, (middle, beside) = gradients[0].size, extent(gradients[-2])
    (start, end), (after, _) = (extent(input_gradients(layers, size, at)[0]) for at in (middle, beside))
    jump = after - start
    moved = (middle - index) * jump
    return Measurement(
        (start - moved, end - moved),
        f"output {middle} sees {start} to {end}, output {beside} begins at {after}: output {index} lies "
        f"{abs(middle - index)} steps of {jump} {'before' if index < middle else 'after'} output {middle}",
    )


def spacings(layers: Stack) -> list[int]:
    """Return how far apart neighbouring samples are in the input: of the input itself and after each layer.

    Read off the positions at which windows start, on an input long enough for two outputs.
    """
    size = clear_of_borders(layers)[0].size * 2
    starts, found = np.arange(size), [1]
    for layer in layers:
        starts = starts[window_reads(starts.size, layer.kernel_size, layer.stride, (0, 0), layer.dilation)[:, 0]]
        found.append(int(starts[1] - starts[0]))
    return found


def field_map(layers: Stack) -> Array:
    """FOOT on the plane: the gradient (h, w) of one output, clear of borders, through all-ones weights.

    It is the number of paths from each sample to the output.
    """
    gradient = np.ones((1, 1, 1, 1))
    for layer in reversed(layers):
        kernel = np.ones((1, 1, layer.kernel_size, layer.kernel_size))
        gradient = conv_transpose2d(gradient, kernel, None, layer.stride, dilation=layer.dilation)
        if gradient.max() > 1e100:  # the sums of a very deep network overflow
            gradient /= gradient.max()
    field: Array = gradient[0, 0]
    return field


def fields_behind(layers: Stack) -> list[int]:
    """FOOT, from the output back: how many samples one output sees after each further layer."""
    extents = map(extent, reversed(clear_of_borders(layers)[:-1]))
    return [end - start + 1 for start, end in extents]


def changed_by(layers: Stack, size: int) -> Pair:
    """Return the first and last position of a raised sample that changes the output in the middle.

    Nothing is back-propagated, and a max pool stays one: an input has the raised sample in one of its rows.
    """
    values = zeros(size, 1, size, size)
    values[range(size), 0, range(size)] = 1
    for layer in layers:
        values = apply(layer, values)
    middle = values.shape[-1] // 2
    return extent(values[:, 0, middle, middle])


def area_of_influence(gradient: Array, share: float) -> float:
    """Return the part of a square field that holds this share of the gradient, its largest entries first.

    All-ones weights act on rows and columns alike: the square's gradient is the product of two axes.
    """
    start, end = extent(gradient)
    axis = gradient[start : end + 1]
    mass = np.sort(np.outer(axis, axis), axis=None)[::-1].cumsum()
    return float(np.searchsorted(mass, share * mass[-1]) + 1) / mass.size


def influence(field: Array, share: float) -> Array:
    """Return which entries of a map (h, w) hold this share of its sum, the largest first, equal ones together."""
    largest = np.sort(field, axis=None)[::-1]
    mass = largest.cumsum()
    held: Array = field >= largest[min(int(np.searchsorted(mass, share * mass[-1])), field.size - 1)]
    return held


def edge(region: Array) -> Array:
    """Return which entries of a region (h, w) have a neighbour, above, below or beside, that is outside it."""
    around = np.pad(region, 1)
    whole = around[:-2, 1:-1] & around[2:, 1:-1] & around[1:-1, :-2] & around[1:-1, 2:]
    rim: Array = region & ~whole
    return rim
