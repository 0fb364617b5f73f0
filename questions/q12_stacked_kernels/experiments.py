"""What proves the claims of question 12."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from questions.model import Evidence
from questions.parts.signs import percent
from questions.q12_stacked_kernels.convs import counted, plain_stack, square
from questions.q12_stacked_kernels.v1_against_one import merged, same_field, two_kernels
from questions.q12_stacked_kernels.v5_deep_stem import STEM_A, deep_stem, windows, work
from solvers import engine, measure
from solvers.layers import Window
from solvers.networks.architectures.vgg import VGG16

if TYPE_CHECKING:
    from solvers.measure import Array


def stacks_see_as_much() -> Evidence:
    """Back-propagate one output of stacks and of single layers."""
    fields = {depth: same_field(plain_stack(depth)) for depth in (2, 3)}
    strided = measure.foot((Window(kernel_size=3, stride=2), Window(kernel_size=3))).value
    return Evidence(
        fields == {2: 5, 3: 7} and strided == 7,
        f"two 3×3 see {fields[2]}, three see {fields[3]}; with stride 2 in the first, two see {strided}",
    )


def equal_widths_save() -> Evidence:
    """Count stacks and single layers at many widths."""
    widths = (1, 8, 64, 128, 256)
    two, three = (
        {Fraction(depth * counted(square(c, c)), counted(square(c, c, 2 * depth + 1))) for c in widths}
        for depth in (2, 3)
    )
    return Evidence(
        (two, three) == ({Fraction(18, 25)}, {Fraction(27, 49)}),
        f"over {len(widths)} widths the stack has {', '.join(map(percent, two))} of a 5×5's weights and "
        f"{', '.join(map(percent, three))} of a 7×7's",
    )


def stem_does_not_save() -> Evidence:
    """Count both ways from an image to 64 channels."""
    stack, single = counted(square(3, 64), square(64, 64)), counted(square(3, 64, 5))
    return Evidence((stack, single) == (38_592, 4_800), f"3→64→64 by 3×3: {stack:,}; 3→64 by 5×5: {single:,}")


def deep_stem_costs_more() -> Evidence:
    """Run both stems on 224×224 and add their multiply-adds up."""
    single, deep = (sum(each for _, each in work(224, stem)) for stem in (STEM_A, deep_stem(32)))
    fields = [measure.foot(windows(stem)).value for stem in (STEM_A, deep_stem(32))]
    return Evidence(
        deep > 3 * single and fields == [7, 11],
        f"7×7/2: {single:,} MACs, field {fields[0]}; 3→32→32→64: {deep:,} MACs, field {fields[1]}",
    )


def linear_pair_collapses() -> Evidence:
    """Run the pair and its merged 5×5 kernel on the same values."""
    first, second = two_kernels()
    values = measure.noise(1, 3, 16, 16, seed=2)
    pair = engine.conv2d(engine.conv2d(values, first), second)
    largest = measure.largest_difference(pair, engine.conv2d(values, merged(first, second)))
    return Evidence(
        largest < 1e-9, f"pair against kernel {merged(first, second).shape}: max |Δ| = {largest:.1g} of {pair.size}"
    )


def padding_spoils_the_rim() -> Evidence:
    """Pad the pair by 1 and 1, the merged kernel by 2, and see where they differ."""
    first, second = two_kernels()
    values = measure.noise(1, 3, 16, 16, seed=2)
    pair = engine.conv2d(engine.conv2d(values, first, padding=1), second, padding=1)
    single = engine.conv2d(values, merged(first, second), padding=2)
    rows = [at for at in range(16) if measure.largest_difference(pair[:, :, at, 1:-1], single[:, :, at, 1:-1]) > 1e-9]
    inside = measure.largest_difference(pair[:, :, 1:-1, 1:-1], single[:, :, 1:-1, 1:-1])
    return Evidence(
        rows == [0, 15] and inside < 1e-9,
        f"16×16: of the inner columns only rows {rows} differ; inside the rim max |Δ| = {inside:.1g}",
    )


def activation_adds_bends() -> Evidence:
    """Add two inputs up before and after the pair, with and without a ReLU between."""
    first, second = two_kernels()
    one, other = measure.noise(1, 3, 16, 16, seed=2), measure.noise(1, 3, 16, 16, seed=3)

    def activated(values: Array) -> Array:
        return engine.conv2d(engine.relu(engine.conv2d(values, first)), second)

    def plain(values: Array) -> Array:
        return engine.conv2d(engine.conv2d(values, first), second)

    linear, bent = (
        measure.largest_difference(pair(one + other), pair(one) + pair(other)) for pair in (plain, activated)
    )
    return Evidence(
        linear < 1e-9 and bent > 1e-3,
        f"f(a + b) against f(a) + f(b): max |Δ| = {linear:.1g} without, {bent:.2f} with a ReLU between",
    )


def directions(channels: int) -> tuple[int, int]:
    """Return in how many directions the merged kernel of a pair of equal widths moves, and how many there are."""
    first, second = two_kernels(channels, channels, channels)
    units = measure.identity(first.size).reshape(first.size, *first.shape)
    rows = [merged(unit, second).ravel().tolist() for unit in units]
    rows += [merged(first, unit).ravel().tolist() for unit in units]
    return measure.rank(measure.image(rows)[0, 0]), len(rows[0])


def pair_is_constrained() -> Evidence:
    """Nudge every weight of a pair and see in how many directions the merged kernel moves."""
    seen = {channels: directions(channels) for channels in (1, 2)}
    text = "; ".join(f"{channels}→{channels}: {moved} of {all_}" for channels, (moved, all_) in seen.items())
    return Evidence(all(moved < all_ for moved, all_ in seen.values()), f"directions of the merged 5×5 kernel, {text}")


def vgg_is_built_so() -> Evidence:
    """Collect the kernels of VGG-16's convolutions."""
    kernels = [layer.kernel_size for layer in VGG16.weights() if not layer.dense]
    return Evidence(set(kernels) == {(3, 3)} and len(kernels) == 13, f"{len(kernels)} convolutions, all {kernels[0]}")


def depthwise_makes_large_cheap() -> Evidence:
    """Count a depthwise 31×31 layer and a dense 3×3 one, both on 256 channels."""
    large = measure.parameters(256, 256, (31, 31), groups=256, bias=False)["weight"].size
    dense = counted(square(256, 256))
    return Evidence(large < dense, f"depthwise 31×31: {large:,} weights; dense 3×3: {dense:,}")
