"""Layers in groups, and which channels they connect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from questions.scenes import Frame, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import story
from solvers import engine, measure

if TYPE_CHECKING:
    from solvers.measure import Array


Channels = Field(ge=1, le=2048)


Kernel = Field(ge=1, le=15)


Groups = Field(ge=1, le=2048)


def indivisible(in_channels: int, out_channels: int, groups: int) -> str | None:
    """Say that the groups do not divide both channel counts, None if they do."""
    if in_channels % groups or out_channels % groups:
        return f"{groups} groups must divide both {in_channels} and {out_channels} channels"
    return None


def _published() -> Iterator[tuple[str, int, int, int, int, int, bool]]:
    """Yield name, kernel, channels in and out, groups, output side and bias of published grouped layers."""
    yield "AlexNet conv2", 5, 96, 256, 2, 27, True
    yield "AlexNet conv4", 3, 384, 384, 2, 13, True
    yield "AlexNet conv5", 3, 384, 256, 2, 13, True
    for name, groups, narrowest in (
        ("ResNeXt-50 (32×4d)", 32, 128),
        ("ResNeXt-101 (64×4d)", 64, 256),
        ("ResNeXt-101 (32×8d)", 32, 256),
    ):
        for stage, side in enumerate((56, 28, 14, 7)):
            width = narrowest << stage
            yield f"{name} conv{stage + 2}", 3, width, width, groups, side, False
    for groups, narrowest in ((2, 200), (3, 240), (4, 272), (8, 384)):
        for stage, side in enumerate((28, 14, 7)):
            width = narrowest << stage
            name = f"ShuffleNet (g={groups}) stage {stage + 2}"
            yield f"{name}, reduction", 1, width, width // 4, groups, side, False
            yield f"{name}, expansion", 1, width // 4, width, groups, side, False


PUBLISHED = tuple(_published())
"""Krizhevsky et al. 2012, §3.5; Xie et al. 2017, Tables 1 and 4; Mahajan et al. 2018; Zhang et al. 2018, Table 1."""


def all_ones(filters: int, depth: int) -> Array:
    """Return 1×1 filters whose weights are all one, so that nothing cancels."""
    return measure.zeros(filters, depth, 1, 1).astype(float) + 1


def reached(out_channels: int, groups: int, values: Array) -> Array:
    """Run a grouped 1×1 convolution whose weights are all one."""
    return engine.conv2d(values, all_ones(out_channels, values.shape[1] // groups), groups=groups)


def one_channel_each(channels: int) -> Array:
    """Return as many images as channels, image i with a 1 in channel i and 0 elsewhere."""
    return measure.identity(channels).reshape(channels, channels, 1, 1)


MOST_CONNECTIONS = 4096
"""Entries of a matrix of channels that is drawn as it is."""


def who_is_connected(in_channels: int, out_channels: int, groups: int) -> Scene:
    """Show which outputs have a gradient at which inputs: dense, grouped, twice grouped, and with a shuffle."""
    stands_for = ""
    if in_channels * out_channels > MOST_CONNECTIONS or in_channels % groups or out_channels % groups:
        stands_for = f" Here 16 channels in 4 groups stand for {in_channels} in {groups}."
        in_channels = out_channels = 16
        groups = 4
    once = measure.connections(all_ones(out_channels, in_channels // groups), groups)
    dense = measure.connections(all_ones(out_channels, in_channels))
    between = reached(in_channels, groups, one_channel_each(in_channels))
    apart, mixed = (
        reached(out_channels, groups, values)[:, :, 0, 0].T
        for values in (between, engine.channel_shuffle(between, groups))
    )
    maps = (
        (dense, "One group", "every output depends on every input."),
        (once, f"{groups} groups", "blocks along the diagonal, nothing between them."),
        (apart, "Two grouped layers", "the groups stay apart however deep."),
        (mixed, "Two, with a shuffle between", "groups meet."),
    )
    frames = [
        Frame(
            (grid(f"{name.lower()}: outputs × inputs", (array != 0) * 1.0, written=False),),
            f"{name}: {said} {int((array != 0).sum()):,} of {array.size:,} are not zero.{stands_for}",
        )
        for array, name, said in maps
    ]
    return story("which output depends on which input, by gradients", frames)
