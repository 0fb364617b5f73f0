"""What proves the claims of question 15."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import e
from typing import TYPE_CHECKING

from questions.model import Evidence
from questions.parts.signs import listed
from questions.q15_deformable.offsets import GRID, channels, constants
from questions.q15_deformable.v4_imitated_dilation import turn_of, turned_back
from solvers import engine, measure
from solvers.arithmetic import offset_channels
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


def plain_without_offsets() -> Evidence:
    """Run the op with offsets from a predictor of zeros, without a mask and with one of a half."""
    images, weight = measure.noise(2, 4, 7, 7), measure.noise(3, 4, 3, 3, seed=1)
    offset, scores = (
        engine.conv2d(images, measure.zeros(outputs, 4, 3, 3).astype(float), padding=1) for outputs in (18, 9)
    )
    mask = 1 / (1 + e**-scores)
    plain = engine.conv2d(images, weight, padding=1)
    same = measure.largest_difference(engine.deform_conv2d(images, offset, weight, padding=1), plain)
    half = measure.largest_difference(engine.deform_conv2d(images, offset, weight, padding=1, mask=mask), plain / 2)
    return Evidence(
        same < 1e-12 and half < 1e-12,
        f"{plain.size} outputs: to the plain convolution max |Δ| = {same:.1g}; mask σ(0) = {mask.max():g}, to half "
        f"of it max |Δ| = {half:.1g}",
    )


def constant_offset_moves_the_image() -> Evidence:
    """Move every tap down a row, and the image up a row."""
    images, weight = measure.noise(1, 2, 7, 7), measure.noise(3, 2, 3, 3, seed=1)
    moved = 0 * images
    moved[:, :, :-1] = images[:, :, 1:]
    output = engine.deform_conv2d(images, constants([(1, 0)] * 9, 5, 5), weight)
    apart = measure.largest_difference(output, engine.conv2d(moved, weight))
    return Evidence(apart < 1e-12, f"offset (1, 0), to the image moved up a row: max |Δ| = {apart:.1g}")


def offsets_are_dilation() -> Evidence:
    """Move every tap away from the centre by D − 1 times its place."""
    images, weight = measure.noise(1, 2, 12, 12), measure.noise(3, 2, 3, 3, seed=1)
    apart = {}
    for dilation in (2, 3, 4):
        moves = [(down * (dilation - 1.0), right * (dilation - 1.0)) for down, right in GRID]
        output = engine.deform_conv2d(images, constants(moves, 12, 12), weight, padding=1)
        apart[dilation] = measure.largest_difference(output, engine.conv2d(images, weight, None, 1, dilation, dilation))
    text = ", ".join(f"D = {dilation}: max |Δ| = {largest:.1g}" for dilation, largest in apart.items())
    return Evidence(max(apart.values()) < 1e-12, text)


def offsets_are_rotation() -> Evidence:
    """Turn the grid of taps by 90°, and the kernel the other way."""
    images, weight = measure.noise(1, 2, 9, 9), measure.noise(3, 2, 3, 3, seed=1)
    moves = [turn_of(at, 2) for at in GRID]
    output = engine.deform_conv2d(images, constants(moves, 9, 9), weight, padding=1)
    turned = engine.conv2d(images, turned_back(weight), padding=1)
    unturned = measure.largest_difference(output, engine.conv2d(images, weight, padding=1))
    apart = measure.largest_difference(output, turned)
    return Evidence(
        apart < 1e-12 and unturned > 0.1,
        f"to the turned kernel max |Δ| = {apart:.1g}, to the kernel as it was {unturned:.2f}",
    )


def offsets_follow_the_input() -> Evidence:
    """Add two images in front of the layer, and behind it, with constant and with predicted offsets."""
    one, other = measure.noise(1, 2, 8, 8), measure.noise(1, 2, 8, 8, seed=1)
    weight, predictor = measure.noise(3, 2, 3, 3, seed=2), measure.noise(18, 2, 3, 3, seed=3)
    fixed = constants([(0.5, -0.25)] * 9, 8, 8)

    def beyond_linear(layer: Callable[[Array], Array]) -> float:
        return measure.largest_difference(layer(one + other), layer(one) + layer(other))

    constant = beyond_linear(lambda x: engine.deform_conv2d(x, fixed, weight, padding=1))
    driven = beyond_linear(lambda x: engine.deform_conv2d(x, engine.conv2d(x, predictor, padding=1), weight, padding=1))
    offsets = engine.conv2d(one, predictor, padding=1)
    spread = float((offsets.max(axis=(2, 3)) - offsets.min(axis=(2, 3))).min())
    return Evidence(
        constant < 1e-12 and driven > 0.1 and spread > 0.1,
        f"f(a + b) − f(a) − f(b): {constant:.1g} with constant offsets, {driven:.2f} with predicted ones, each of "
        f"which varies by {spread:.1f} or more over the image",
    )


def channels_follow_formula() -> Evidence:
    """Search the shapes that the op takes."""
    settings = list(product((1, 3, 5), (2, 3), (1, 2, 4), (False, True)))
    agree = sum(
        channels((high, wide), groups, masked).value == offset_channels(high, wide, groups, masked)
        for high, wide, groups, masked in settings
    )
    example = [channels((3, 3), 1, masked).value for masked in (False, True)]
    return Evidence(
        agree == len(settings) and example == [18, 27],
        f"{agree} of {len(settings)} settings agree; 3×3: {example[0]}, with a mask {example[1]}",
    )


def all_filters_share_offsets() -> Evidence:
    """Offer the op a set of offsets for each of 4 output channels."""
    images, weight = measure.noise(1, 1, 5, 5), measure.noise(4, 1, 3, 3, seed=1)

    def offered(sets: int) -> Measurement:
        offset = constants([(0, 0)] * len(GRID) * sets, 3, 3)
        return measure.error(lambda: engine.deform_conv2d(images, offset, weight))

    one, four = offered(1), offered(4)
    return Evidence(one.value is None and four.value is not None, f"18 channels: {one.run}; 72 channels: {four.run}")


def impulse_is_shared_out() -> Evidence:
    """Read half a row off, around a single 1."""
    images = measure.image([[0], [0], [1], [0], [0]])
    output = engine.deform_conv2d(images, constants([(0.5, 0)], 5, 1), measure.image([[1]]))
    seen = output.ravel().tolist()
    return Evidence(seen == [0, 0.5, 0.5, 0, 0], f"0, 0, 1, 0, 0 read half a row further down: {seen}")


def offsets_have_gradients() -> Evidence:
    """Nudge the offset of one tap, as it is and rounded to whole pixels."""
    images, tap, step = measure.noise(1, 1, 6, 6), measure.image([[1]]), 1e-6

    def slope(down: float, right: float, rounded: bool = False) -> float:
        ends = [(round(down + by) if rounded else down + by) for by in (step, -step)]
        above, below = (engine.deform_conv2d(images, constants([(end, right)], 6, 6), tap)[0, 0, 2, 2] for end in ends)
        return float((above - below) / (2 * step))

    places = [(-1.7, 0.2), (0.3, 0.6), (1.2, -0.4), (0.8, 1.9)]
    expected = []
    for down, right in places:
        row, column = int(2 + down // 1), int(2 + right // 1)
        by_row = images[0, 0, row + 1] - images[0, 0, row]
        expected.append(float((1 - right % 1) * by_row[column] + right % 1 * by_row[column + 1]))
    off = max(abs(slope(*place) - value) for place, value in zip(places, expected, strict=True))
    flat = max(abs(slope(*place, rounded=True)) for place in places)
    return Evidence(
        off < 1e-6 and flat == 0 and min(map(abs, expected)) > 1e-3,
        f"{len(places)} places: slopes {listed(f'{value:.2f}' for value in expected)} within {off:.1g}; "
        f"rounded, {flat:g}",
    )
