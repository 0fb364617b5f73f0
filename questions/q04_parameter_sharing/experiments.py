"""What proves the claims of question 4."""

from __future__ import annotations

from functools import partial

from questions.model import Evidence
from questions.q04_parameter_sharing.v1_locally_connected import LocallyConnected
from questions.q04_parameter_sharing.v2_fully_connected import FullyConnected
from solvers import engine, measure


def copies_behave_as_one() -> Evidence:
    """Give every position its own copy of a filter; compare outputs, and the sum of the copies' gradients."""
    images, weight = measure.noise(1, 2, 8, 8), measure.noise(3, 2, 3, 3, seed=1)
    shared = engine.conv2d(images, weight)
    copies = weight[:, :, None, None] + measure.zeros(1, 1, *shared.shape[2:], 1, 1)
    apart = measure.largest_difference(shared, engine.locally_connected2d(images, copies))
    push = measure.noise(*shared.shape, seed=2)
    of_copies = push[0, :, None, :, :, None, None] * engine.windows(images, 3)[0]
    gradient = engine.conv2d_weight_grad(push, images, weight.shape)
    off = measure.largest_difference(of_copies.sum(axis=(2, 3)), gradient)
    return Evidence(
        apart < 1e-12 and off < 1e-12,
        f"{copies[0, 0, :, :, 0, 0].size} copies: outputs max |Δ| = {apart:.1g}, summed gradients max |Δ| = {off:.1g}",
    )


def three_counts() -> Evidence:
    """Count 3×32×32 → 16×32×32 with 3×3 windows as three layers."""
    layer = FullyConnected(size=32, in_channels=3, out_channels=16, kernel=3)
    both = layer.measure().value
    unshared = LocallyConnected(**layer.model_dump()).measure().value
    seen = (both["convolution"], unshared, both["fully connected"])
    return Evidence(
        seen == (448, 458_752, 50_348_032),
        f"shared {seen[0]:,}; locally connected {seen[1]:,}; fully connected {seen[2]:,}",
    )


def indifferent_to_size() -> Evidence:
    """Run one layer's arrays on two sizes."""
    arrays = measure.parameters(3, 16, (3, 3))
    small, large = measure.same_arrays(arrays, 1, (32, 64), padding=1)
    total = measure.count(arrays).value
    return Evidence((small, large) == ((32, 32), (64, 64)), f"the same {total} parameters gave {small} and {large}")


def shifts_with_the_input() -> Evidence:
    """Shift an image circularly in all ways and look for the shift of the output."""
    weight, images = measure.noise(3, 2, 3, 3), measure.noise(1, 2, 6, 6, seed=1)
    around = partial(engine.conv2d, weight=weight, padding=1, padding_mode="circular")
    ways = [(down, right) for down in range(6) for right in range(6)]
    agree = sum(measure.shift(around, images, by).value == by for by in ways)
    return Evidence(agree == len(ways), f"in {agree} of {len(ways)} shifts the output is shifted by as much")


def not_at_borders_nor_with_stride() -> Evidence:
    """Shift an image by one in front of zero padding, and of a stride of 2."""
    weight, images = measure.noise(3, 2, 3, 3), measure.noise(1, 2, 6, 6, seed=1)
    padded = measure.shift(partial(engine.conv2d, weight=weight, padding=1), images, (0, 1)).value
    strided = partial(engine.conv2d, weight=weight, padding=1, padding_mode="circular", stride=2)
    by_one, by_two = (measure.shift(strided, images, (0, step)).value for step in (1, 2))
    return Evidence(
        (padded, by_one, by_two) == (None, None, (0, 1)),
        f"shift by 1 with zero padding: {padded}; with stride 2: {by_one}; by 2 with stride 2: {by_two}",
    )


def as_many_products() -> Evidence:
    """Count the products of a convolution and of its unshared twin."""
    unshared, shared = measure.ones_unshared(3, 16, 3, 32, 1).value, measure.ones(3, 16, (3, 3), (32, 32), padding=1)
    return Evidence(
        unshared == shared.value == 442_368,
        f"3→16 channels, 3×3, 32×32: {shared.value:,} shared, {unshared:,} unshared",
    )


def many_positions_teach_one_weight() -> Evidence:
    """Raise one weight of each kind and count the outputs that change."""
    images = measure.zeros(1, 1, 8, 8) + 1
    shared, unshared = measure.zeros(1, 1, 3, 3), measure.zeros(1, 1, 8, 8, 3, 3)
    shared[..., 1, 1] = 1
    unshared[0, 0, 4, 4, 1, 1] = 1
    moved = int(engine.conv2d(images, shared, padding=1).sum())
    moved_alone = int(engine.locally_connected2d(images, unshared, padding=1).sum())
    return Evidence(
        (moved, moved_alone) == (64, 1), f"of 64 outputs the shared weight changes {moved}, the unshared {moved_alone}"
    )


def cannot_adapt() -> Evidence:
    """Run both layers on an image that looks the same everywhere."""
    images = measure.zeros(1, 1, 8, 8).astype(float) + 1
    shared = engine.conv2d(images, measure.noise(1, 1, 3, 3))
    unshared = engine.locally_connected2d(images, measure.noise(1, 1, 6, 6, 3, 3))
    spread, free = (float(output.max() - output.min()) for output in (shared, unshared))
    return Evidence(
        spread < 1e-12 and free > 0.1,
        f"constant image: outputs differ by {spread:.1g} where shared, by {free:.2f} where unshared",
    )
