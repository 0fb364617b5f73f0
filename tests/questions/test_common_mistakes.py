"""Wrong answers to questions 13 to 20 have the name of their mistake: each number is worked out here as it was made."""

from __future__ import annotations

import math

import pytest

from quiz.answering.grading import Verdict, graded
from quiz.deck import catalog

GRADIENTS = [
    ("13.4 batch=4 out_channels=2 side=7 entry=3", 4 * 49, "grad.bias_entries_counted"),
    ("13.5 in_channels=16 out_channels=256 kernel=7 size=14", 2 * 49 * 16 * 256 * 196 + 256 * 196, "mac.bias_counted"),
    ("13.5 in_channels=16 out_channels=256 kernel=7 size=14", 2 * 49 * 16 * 256 * 14, "mac.one_axis"),
    ("13.6 in_channels=64 out_channels=64 kernel=5 size=28", f"{5 * 64}; 784; 5.00", "kernel.side_not_area"),
    ("13.6 in_channels=64 out_channels=64 kernel=5 size=28", f"1600; 28; {25 / 28:.2f}", "im2col.one_axis"),
    ("18.1 kernel=3 in_channels=64 out_channels=128", f"{9 * 64 * 128 + 2}; 128", "bn.per_layer"),
    ("18.1 kernel=3 in_channels=64 out_channels=128", f"{3 * 64 * 128 + 256}; 128", "kernel.side_not_area"),
    ("18.1 kernel=3 in_channels=64 out_channels=128", f"{9 * 64 * 128 + 256}; 0", "bias.redundant_so_none"),
]
GROUPS = [
    ("14.1 kernel=3 in_channels=256 out_channels=48 groups=16", 9 * 16 * 48 + 16, "bias.per_group"),
    ("14.1 kernel=3 in_channels=256 out_channels=48 groups=16", 9 * 16 * 48 + 256, "bias.on_input_channels"),
    ("14.1 kernel=3 in_channels=256 out_channels=48 groups=16", 3 * 16 * 48 + 48, "kernel.side_not_area"),
    ("14.1 kernel=3 in_channels=256 out_channels=48 groups=16", 9 * 16 + 1, "filters.one"),
    (
        "14.2 kernel=5 in_channels=96 out_channels=256 groups=4 size=27",
        f"{5 * 24 * 256 * 729}; {5 * 96 * 256 - 5 * 24 * 256}",
        "kernel.side_not_area",
    ),
    ("14.3 in_channels=36 out_channels=90", 5, "groups.one_not_counted"),
    ("14.3 in_channels=36 out_channels=90", 4, "groups.proper_divisors"),
    ("14.4 cardinality=8 group_width=14 channels=256", 2 * 256 * 112 + 9 * 14**2, "groups.both_divided"),
    ("14.4 cardinality=8 group_width=14 channels=256", 2 * 256 * 112 + 3 * 8 * 14**2, "kernel.side_not_area"),
    ("14.4 cardinality=8 group_width=14 channels=256", 2 * 256 * 112 + 8 * 14**2, "kernel.taps_forgotten"),
    ("14.4 cardinality=8 group_width=14 channels=256", 71456 + 112 + 112 + 256, "bias.counted"),
    ("14.4 cardinality=8 group_width=14 channels=256", 71456 + 2 * (112 + 112 + 256), "bn.counted"),
    ("14.5 in_channels=24 out_channels=32 groups=8 channel=6", "18, 20", "groups.channel_as_group"),
    ("14.5 in_channels=24 out_channels=32 groups=8 channel=14", "12, 14", "groups.counted_from_one"),
    ("14.5 in_channels=24 out_channels=32 groups=8 channel=14", "3, 3", "groups.number_given"),
    ("14.6 channels=40 groups=4 channel=32", 2 * 10 + 3, "shuffle.rows_as_long"),
]
OFFSETS = [
    ("15.1 kernel_height=3 kernel_width=5 offset_groups=2 masked=true", 3 * 8 * 2, "kernel.sides_added"),
    ("15.1 kernel_height=5 kernel_width=5 offset_groups=1 masked=true", 3 * 5, "kernel.side_not_area"),
    ("15.1 kernel_height=5 kernel_width=5 offset_groups=1 masked=true", 25, "offset.taps_alone"),
    ("15.2 in_channels=64 out_channels=128 masked=false", 9 * 64 * 18 + 1, "bias.single"),
    ("15.2 in_channels=64 out_channels=128 masked=false", 9 * 64 * 18 + 64, "bias.on_input_channels"),
    ("15.2 in_channels=64 out_channels=128 masked=false", (3 * 64 + 1) * 18, "kernel.side_not_area"),
    ("15.2 in_channels=64 out_channels=128 masked=false", (9 * 64 + 1) * (18 + 128), "offset.both_layers"),
    ("15.5 in_channels=64 out_channels=192 masked=true", f"{100 * 192 / 27:.2f}", "ratio.inverted"),
    ("15.5 in_channels=64 out_channels=192 masked=true", f"{100 + 100 * 27 / 192:.2f}", "offset.with_main"),
]
LAYER = "16.1 in_channels=64 out_channels=128 kernel=7 stride=2 padding=3 size=56"
DENSE = "16.2 in_channels=16 out_channels=8 kernel=5 size=14"
FULL = 16 * 14**2 * 8 * 14**2
WORK = [
    (LAYER, 49 * 64 * 128 * math.ceil((56 - 7 + 6) / 2 + 1) ** 2, "round.ceil"),
    (LAYER, 49 * 64 * 128 * ((56 - 7 + 6) // 2) ** 2, "plus1.missing"),
    (LAYER, 49 * 64 * 128 * ((56 - 7 + 3) // 2 + 1) ** 2, "pad.single"),
    (LAYER, (2 * 49 * 64 - 1) * 128 * 28**2, "flops.additions_counted"),
    (LAYER, 49 * 64 * 128 + 128, "mac.parameters"),
    (DENSE, f"{FULL}; {5 * 16 * 8 * 196}; {FULL / (5 * 16 * 8 * 196):.2f}", "kernel.side_not_area"),
    (DENSE, f"{FULL}; {25 * 16 * 8 * 14}; {FULL / (25 * 16 * 8 * 14):.2f}", "mac.one_axis"),
    (DENSE, f"{FULL + 8 * 196}; {(25 * 16 + 1) * 8 * 196}; 7.82", "mac.bias_counted"),
    ("16.3 in_channels=32 out_channels=64 size=28 bias=true", 2 * (288 + 1) * 64 * 784, "flops.bias_doubled"),
    ("16.3 in_channels=32 out_channels=64 size=28 bias=true", 2 * 288 * 64 * 784 + 64, "flops.bias_once"),
    ("16.3 in_channels=32 out_channels=64 size=28 bias=true", 2 * 288 * 64 * 28, "mac.one_axis"),
    ("16.3 in_channels=32 out_channels=64 size=28 bias=false", (2 * 96 - 1) * 64 * 784, "kernel.side_not_area"),
    ("16.3 in_channels=32 out_channels=64 size=28 bias=false", 17 * 32 * 64 * 784, "flops.channel_sums_forgotten"),
    (
        "16.7 in_channels=16 out_channels=32 kernel=5 stride=1 padding=2 size=28 batch=8",
        f"{4 * 8 * 32 * 784}; {4 * 8 * 16 * 32**2}",
        "memory.padding_counted",
    ),
    ("17.5 channels=16 kernel=3 bias=true", 9 * 16 + 1, "filters.one"),
    ("17.5 channels=16 kernel=3 bias=true", 9 * 16 * 16 + 1, "bias.single"),
]
BLOCK = "19.1 channels=512 inner=64"
BLOCKS = [
    (BLOCK, 18 * 512**2, "bottleneck.basic_at_full_width"),
    (BLOCK, 2 * 512 * 64 + 9 * 64, "bottleneck.depthwise_3x3"),
    (BLOCK, 2 * 512 * 64 + 9 * 64**2 + 512**2, "bottleneck.shortcut_projected"),
    (BLOCK, 2 * 512 * 64 + 9 * 64**2 + 64 + 64 + 512, "bias.counted"),
    (BLOCK, 2 * 512 * 64 + 9 * 64**2 + 2 * (64 + 64 + 512), "bn.counted"),
    ("19.2 channels=512 inner=64", f"{18 * 64**2}; {18 * 64**2 / 102400:.2f}", "bottleneck.basic_at_inner_width"),
    ("19.2 channels=512 inner=64", f"{6 * 512**2}; {6 * 512**2 / (65536 + 3 * 64**2):.2f}", "kernel.side_not_area"),
    ("19.2 channels=512 inner=64", f"4718592; {18 * 512**2 / 102400 - 1:.2f}", "ratio.how_many_more"),
    ("19.3 channels=512 inner=64 size=14", f"{9 * 64**2 * 196}; 36.0", "bottleneck.3x3_only"),
    ("19.3 channels=512 inner=64 size=14", f"{102400 * 196}; {100 * 36864 / 65536:.2f}", "ratio.of_the_others"),
    ("19.3 channels=512 inner=64 size=14", f"{(65536 + 12288) * 196}; 15.8", "kernel.side_not_area"),
    ("19.3 channels=512 inner=64 size=14", f"{102400 * 196}; 33.3", "bottleneck.layers_counted"),
    ("19.6 channels=32 expansion=5", f"37; {2 * 32 * 37 + 9 * 37}", "inverted.expansion_added"),
    ("19.6 channels=32 expansion=5", f"160; {2 * 160**2 + 9 * 160}", "inverted.1x1_at_full_width"),
    ("19.6 channels=32 expansion=5", f"160; {2 * 32 * 160 + 9 * 160 + 160 + 160 + 32}", "bias.counted"),
]
EFFICIENCY = [
    ("20.2 kernel=5 saving=12", math.ceil(1 / (1 / 12 + 1 / 25)), "ds.share_added"),
    ("20.3 in_channels=64 out_channels=256 alpha=0.25", 9 * 64 + 16 * 64, "alpha.pointwise_only"),
    ("20.3 in_channels=64 out_channels=256 alpha=0.25", 3 * 16 + 16 * 64, "kernel.side_not_area"),
    ("20.3 in_channels=64 out_channels=256 alpha=0.25", 9 * 16 + 16 * 64 + 2 * (16 + 64), "bn.counted"),
    ("20.4 channels=128 size=56 image=128", (9 * 128 + 128**2) * 128**2, "rho.image_side"),
    ("20.4 channels=128 size=56 image=128", (3 * 128 + 128**2) * 32**2, "kernel.side_not_area"),
]


def told(verdict: Verdict) -> set[str]:
    """Return the names of all mistakes that may have been made, in any part."""
    wrong = [each for each in (verdict, *verdict.parts.values()) if each.kind == "reject"]
    return {tag for each in wrong for tag in each.either or (each.slip or "",)}


@pytest.mark.parametrize(("code", "typed", "tag"), [*GRADIENTS, *GROUPS, *OFFSETS, *WORK, *BLOCKS, *EFFICIENCY])
def test_a_common_mistake_is_named(code: str, typed: object, tag: str) -> None:
    assert tag in told(graded(catalog.ask(*code.split()).variant, str(typed)))


@pytest.mark.parametrize(
    ("code", "typed", "tag"),
    [
        (DENSE, f"{16 * 196 * 8}; {25 * 16 * 8 * 196}; {1 / 25:.2f}", "fc.one_output_per_map"),
        (DENSE, f"{FULL}; {25 * 8 * 196}; {FULL / (25 * 8 * 196):.2f}", "channels.forgotten"),
        (DENSE, f"{FULL}; {25 * 16 * 8}; {FULL / (25 * 16 * 8):.2f}", "mac.positions_forgotten"),
        ("20.1 kernel=3 out_channels=64", f"87.33; {1 / (1 - 1 / 64 - 1 / 9):.2f}", "ratio.saved"),
    ],
)
def test_what_comes_rightly_of_a_wrong_part_is_no_second_mistake(code: str, typed: str, tag: str) -> None:
    verdict = graded(catalog.ask(*code.split()).variant, typed)
    assert [part.slip for part in verdict.parts.values() if part.kind == "reject"] == [tag, tag]
