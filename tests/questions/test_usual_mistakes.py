"""Wrong answers that people give are told by their mistake: each number is worked out here as such a person would."""

from __future__ import annotations

import math

import pytest

from quiz.answering.grading import Verdict, graded
from quiz.deck import catalog


def names(verdict: Verdict) -> set[str]:
    """Return the tags that a verdict leaves open, of each wrong part too."""
    told = [verdict, *verdict.parts.values()]
    return {tag for each in told if each.kind == "reject" for tag in (each.either or (each.slip or "",))}


SIZES = [
    ("1.3 kernel=3 in_channels=32 size=28 stride=2", 9 * 32 * 14**2, "round.ceil"),
    ("1.3 kernel=7 in_channels=3 size=112 stride=2", 49 * 3 * 56**2, "stride.ratio_only"),
    ("1.3 kernel=3 in_channels=1 size=28 stride=2", f"{9 * 13.5**2}", "round.not_rounded"),
    ("2.2 in_channels=3 out_channels=96 height=48 width=64 kernel=3 stride=2 padding=1", "96x25x33", "round.ceil"),
    ("2.2 in_channels=16 out_channels=32 height=64 width=32 kernel=7", "32x57x25", "plus1.missing"),
    ("3.1 size=193 kernel=11 stride=1 padding=1", 193 - 11 - 2 + 1, "pad.wrong_sign"),
    ("3.1 size=56 kernel=3 stride=2 padding=1", 28 * 28, "side.squared"),
    (
        "3.2 height=38 width=92 kernel_height=3 kernel_width=3 stride_width=2 dilation_height=2 dilation_width=4",
        f"34x{math.ceil((92 - 9) / 2) + 1}",
        "round.ceil",
    ),
    (
        "3.2 height=38 width=92 kernel_height=3 kernel_width=3 stride_width=2 dilation_height=2 dilation_width=4",
        f"33x{(92 - 9) // 2}",
        "plus1.missing",
    ),
    ("3.3 kernel=6 dilation=6", 6 * 3, "pad.half_kernel_dilated"),
    ("3.4 size=57 kernel=7 stride=2", "29, 0, 0", "pad.ignored"),
    (
        "3.4 size=57 kernel=7 stride=2",
        f"28, {(27 * 2 + 7 - 57) // 2}, {(27 * 2 + 7 - 57) // 2}",
        "round.floor_throughout",
    ),
    ("3.4 size=28 kernel=4 stride=3", "10, 1.5, 1.5", "pad.half_sample"),
    ("3.5 size=64 layers=5/2p2,3/2p1", ((64 - 5 - 4) // 2 + 1 - 3 - 2) // 2 + 1, "pad.wrong_sign"),
    ("3.6 output=17 kernel=7 stride=3 padding=3", f"{16 * 3 + 7 + 6}, {16 * 3 + 7 + 6 + 2}", "pad.wrong_sign"),
    ("3.6 output=17 kernel=7 stride=3 padding=3", f"{16 * 3 - 6}, {16 * 3 - 6 + 2}", "kernel.forgotten"),
    ("3.6 output=17 kernel=7 stride=3 padding=3", "47, 49", "inverse.range_below"),
    ("10.1 size=32 kernel=5 stride=2 padding=2 output_padding=1", 31 - 4 + 5 + 1, "stride.ignored"),
    ("10.6 kernel=6 stride=2 padding=1", "1, 5", "tconv.k_minus_p"),
    ("10.6 kernel=6 stride=2 padding=1", "1, 8", "pad.total_not_side"),
    ("10.6 kernel=6 stride=2 padding=1", "1, 0", "tconv.no_padding"),
]
FIELDS = [
    ("5.1 layers=7/1,5/1", (7 + 5 - 1) ** 2, "side.squared"),
    ("5.1 layers=7/1,5/1", 1 + 3 + 2, "rf.one_side"),
    ("9.1 kernel=7 dilation=24", 7 * 24 + 1, "keff.k_gaps"),
    ("9.1 kernel=7 dilation=24", 6 * 24 // 2, "keff.half_span"),
    ("9.1 kernel=7 dilation=24", (6 * 24 + 1) ** 2, "side.squared"),
    ("9.2 size=64 kernel=3 dilation=4 stride=1", "56; 9", "pad.kernel"),
    ("9.3 kernel=5 dilations=1,2,4", 5**3, "rf.product"),
    ("9.3 kernel=5 dilations=1,2,4", 1 + 4 * 4 * 3, "rf.widest_for_all"),
    ("9.4 kernel=3 samples=1000", math.ceil(math.log2(1000)), "rf.log_of_T"),
    ("9.5 dilations=1,2,9", f"{3 + 5 + 19}; 21", "rf.sum_of_keff"),
    ("9.5 dilations=1,2,9", "25; 9", "gridding.taps_added"),
    ("12.3 depth=6 kernel=5", 1 + 6 * 2, "rf.one_side"),
    ("12.3 depth=6 kernel=5", 25**2, "side.squared"),
]
COUNTS = [
    ("2.3 kernel=5 in_channels=16 out_channels=96", 25 * 16 * 96, "count.whole_layer_weights"),
    ("2.5 in_channels=192 out_channels=256 kernel=7", 49 * 192, "count.weights_of_one_filter"),
    ("4.1 size=28 in_channels=6 out_channels=8 kernel=5", (25 * 6 + 1) * 8 * 24**2, "pad.ignored"),
    ("4.1 size=28 in_channels=6 out_channels=8 kernel=5", (25 * 6 + 1) * 8 * 28, "mac.one_axis"),
    ("4.2 size=14 in_channels=32 out_channels=6 kernel=3", f"1734; {14**4 * 32 * 6 + 6}", "fc.bias_per_map"),
    ("4.2 size=14 in_channels=32 out_channels=6 kernel=3", f"1734; {(9 * 32 + 1) * 6 * 14**2}", "fc.locally_connected"),
    ("4.2 size=14 in_channels=32 out_channels=6 kernel=3", f"289; {(14**2 * 32 + 1) * 14**2}", "filters.one"),
    ("7.6 module=4e", f"{256 + 320 + 128}; 867328", "inception.pool_branch_forgotten"),
    ("8.1 kernel=5 in_channels=64 out_channels=128 bias=false", 25 * 64 + 25 * 64 * 128, "ds.kernel_on_both"),
    ("8.5 kernel=3 in_channels=128 out_channels=192", 9 * 128 + 128 * 192 + 128 + 192, "bn.one_per_channel"),
    ("10.4 in_channels=100 out_channels=64 kernel=2 stride=2", 4 * 100 * 64 + 1, "bias.single"),
    ("10.4 in_channels=100 out_channels=64 kernel=2 stride=2", 100 * 64 + 64, "tconv.stride_divides_params"),
    ("11.1 kernel=3 in_channels=64 out_channels=128", 9 * (64 + 1) * 128, "bias.per_tap"),
    ("11.1 kernel=3 in_channels=64 out_channels=128", 9 * 64 + 1, "filters.one"),
    (
        "11.2 kernel_height=3 kernel_width=3 in_channels=256 out_channels=192 groups=32 bias=true",
        9 * 8 * 192 + 32,
        "bias.per_group",
    ),
    ("11.3 kernel=3 in_channels=32 out_channels=64", "18560; 0", "bn.nothing_kept"),
    ("11.3 kernel=3 in_channels=32 out_channels=64", f"{3 * 32 * 64 + 128}; 128", "kernel.side_not_area"),
    (
        "11.7 in_channels=3 size=28 outputs=128 kernel=7",
        f"{3 * 28**2 * 129}; {49 * 3 * 128 + 3}",
        "bias.on_input_channels",
    ),
    ("11.7 in_channels=3 size=28 outputs=128 kernel=7", f"301184; {7 * 3 * 128 + 128}", "kernel.side_not_area"),
    ("12.1 depth=2 channels=64", f"{18 * 64**2 + 128}; {25 * 64**2 + 64}; 28.0", "bias.counted"),
    ("12.1 depth=2 channels=64", f"{6 * 64**2}; {5 * 64**2}; -20.0", "kernel.side_not_area"),
]
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
    ("1.3 kernel=5 in_channels=32 size=64 stride=1", (25 * 32 + 1) * 60**2, "mac.bias_counted"),
    ("1.3 kernel=5 in_channels=32 size=64 stride=1", (2 * 25 * 32 - 1) * 60**2, "flops.additions_counted"),
    ("4.3 size=14 in_channels=32 out_channels=16 kernel=3", (9 * 32 + 1) * 16 * 14**2, "mac.bias_counted"),
    ("6.8 channels=128 side=13 outputs=10", f"{129 * 10}; {129 * 10 * 169}", "mac.bias_counted"),
    (
        "7.2 kernel=3 in_channels=256 reduced=64 out_channels=128 size=14",
        f"{3 * 256 * 128 * 196}; {(256 * 64 + 3 * 64 * 128) * 196}; {3 * 256 * 128 / (256 * 64 + 3 * 64 * 128):.2f}",
        "kernel.side_not_area",
    ),
    ("8.2 kernel=3 in_channels=256 out_channels=512 size=7", f"{256 * 512 * 49}; 11.11", "ds.pointwise_only"),
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
    (
        "16.7 in_channels=16 out_channels=32 kernel=5 stride=2 padding=2 size=28 batch=8",
        f"{4 * 8 * 16 * 14**2}; {4 * 8 * 16 * 28**2}",
        "memory.channels_of_the_other",
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


@pytest.mark.parametrize(
    ("code", "typed", "tag"),
    [*SIZES, *FIELDS, *COUNTS, *GRADIENTS, *GROUPS, *OFFSETS, *WORK, *BLOCKS, *EFFICIENCY],
)
def test_a_usual_mistake_is_told_by_its_name(code: str, typed: object, tag: str) -> None:
    assert tag in names(graded(catalog.ask(code).variant, str(typed)))


@pytest.mark.parametrize(
    ("code", "typed", "tags"),
    [
        ("11.7 in_channels=3 size=48 outputs=16 kernel=3", f"110608; {9 * 16 + 16}", {"depth", "kernel"}),
        ("9.4 kernel=3 samples=500", 9, {"rf"}),
    ],
)
def test_what_two_mistakes_give_alike_stays_open(code: str, typed: object, tags: set[str]) -> None:
    """With 3×3 kernels on 3 channels one factor 3 too few is either of them; log₂ T is also the last layer alone."""
    found = names(graded(catalog.ask(code).variant, str(typed)))
    assert len(found) > 1
    assert {tag.partition(".")[0] for tag in found} == tags


def test_what_the_ask_leaves_out_is_not_read_in_its_place() -> None:
    """4.1 states no padding as a number: the mistake is padding=valid, for nothing that was typed."""
    verdict = graded(catalog.ask("4.1 size=28 in_channels=6 out_channels=8 kernel=5").variant, str(151 * 8 * 24**2))
    assert verdict.working.startswith("padding=valid: ")


@pytest.mark.parametrize(
    ("code", "typed", "tag"),
    [
        (DENSE, f"{16 * 196 * 8}; {25 * 16 * 8 * 196}; {1 / 25:.2f}", "fc.one_output_per_map"),
        (DENSE, f"{FULL}; {25 * 8 * 196}; {FULL / (25 * 8 * 196):.2f}", "channels.forgotten"),
        (DENSE, f"{FULL}; {25 * 16 * 8}; {FULL / (25 * 16 * 8):.2f}", "mac.positions_forgotten"),
        ("8.2 kernel=3 in_channels=256 out_channels=512 size=7", f"{256 * 512 * 49}; 11.11", "ds.pointwise_only"),
        ("20.1 kernel=3 out_channels=64", f"87.33; {1 / (1 - 1 / 64 - 1 / 9):.2f}", "ratio.saved"),
    ],
)
def test_what_comes_rightly_of_a_wrong_part_is_no_second_mistake(code: str, typed: str, tag: str) -> None:
    verdict = graded(catalog.ask(code).variant, typed)
    assert [part.slip for part in verdict.parts.values() if part.kind == "reject"] == [tag, tag]
