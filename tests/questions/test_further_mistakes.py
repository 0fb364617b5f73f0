"""Mistakes that were told as others, or as none, by their names: each number is worked out as the learner would."""

from __future__ import annotations

import math

import pytest

from quiz.answering.grading import graded
from quiz.deck import catalog
from tests.questions.test_usual_mistakes import names

STACK = "5.6 layers=7/2p3,3/1p1,7/2p3,7/2p3,3/1p1"
STEMS = "12.5 size=240 width=16"
UNIT = "14.7 channels=320 inner=80 groups=4 size=14"
MEMORY = "16.7 in_channels=32 out_channels=512 kernel=3 stride=1 padding=1 size=56 batch=64"
MODES = "18.6 values=4,4,8,8 asked=3 running_mean=-1 running_deviation=2 momentum=0.1 gamma=2 beta=3"
CONSTANT = "18.7 normalised=-1,1,-1,1 gradient=5,-1,2,-1 deviation=2 gamma=3 training=false"
RESIDUAL = "20.5 in_channels=24 out_channels=96 expansion=4 stride=2 size=14"
BOTH = "20.7 in_channels=128 out_channels=512 size=7 alpha=0.5 image=160"
CHAIN = (
    "size=138 in_channels=16 first_kernel=7 first_stride=2 first_padding=0 width=16 kernel=5 stride=1 padding=2 "
    "out_channels=96 bias=true"
)
INVERTED = "8.6 in_channels=24 out_channels=32 expansion=6 size=56"
TOLD = [
    (
        "2.1 in_channels=48 out_channels=128 kernel_height=3 kernel_width=5 groups=2",
        "64,48,3,5",
        "groups.filters_divided",
    ),
    ("2.6 in_channels=300 out_channels=100 kernel=5 padding=0 size=50", "150100; 6750000", "plus1.missing"),
    ("2.6 in_channels=300 out_channels=100 kernel=5 padding=0 size=50", "150300; 6900000", "bias.on_input_channels"),
    ("4.2 size=32 in_channels=1 out_channels=8 kernel=5", f"208; {8192 * 1024 + 1}", "bias.single"),
    ("5.1 layers=5/1,3/1", 5 + 4 + 2, "rf.started_at_kernel"),
    ("5.1 layers=5/1,3/1", 1 + 2, "rf.first_skipped"),
    ("5.2 layers=3/2,3/2,3/2,3/1", 1 + 2 + 2 * 2 + 2 * 4 + 2 * 6, "jump.sum_of_strides"),
    ("5.2 layers=3/2,3/2,3/2,3/1", 31**2, "side.squared"),
    ("5.3 layers=3/1,3/1d8,3/1d4,2/1d6", 1 + 2 + 18 + 10 + 7, "keff.zeros_counted"),
    ("5.3 layers=3/1,3/1d8,3/1d4,2/1d6", 3 + 17 + 9 + 7, "rf.sum_of_keff"),
    ("5.3 layers=3/1,3/1d8,3/1d4,2/1d6", 32, "rf.started_at_zero"),
    ("5.5 kernel=7 field=28", math.ceil(27 / 2), "rf.as_of_3x3"),
    (f"{STACK} output=4", "-7, 55", "index.output_from_one"),
    (f"{STACK} output=4", "2, 64", "index.from_one"),
    ("6.4 channels=64 side=4 outputs=200", "205000; 205000", "gap.changes_nothing"),
    ("6.4 channels=64 side=4 outputs=200", f"{1024 * 201}; {64 * 201}", "bias.on_inputs"),
    ("6.5 values=3,9,16,2,5 gradients=2,9", "0 0 2 0 0", "grad.first_kept"),
    ("6.6 values=1,0,0,1,0,0,1,0", "1 1 0 1; 0 1 1 0", "shift.not_circular"),
    ("7.3 in_channels=24 out_channels=64 size=57 stride=1 padding=1", "64, 58, 58", "pad.single"),
    ("7.5 in_channels=96 middle=1024 out_channels=192", "294912, 18432, 192", "collapse.rank_outputs"),
    ("7.5 in_channels=96 middle=1024 out_channels=192", "296128, 18624, 96", "bias.counted"),
    ("8.1 kernel=7 in_channels=96 out_channels=32 bias=false", 49 * 96 * 96 + 96 * 32, "ds.dense_depthwise"),
    ("8.1 kernel=3 in_channels=64 out_channels=128 bias=true", 9 * 64 + 64 * 128 + 2, "bias.single"),
    ("8.3 kernel=5 in_channels=64 multiplier=3 out_channels=256", 25 * 64 * 192 + 192 * 256, "ds.dense_depthwise"),
    ("8.5 kernel=3 in_channels=256 out_channels=256", 9 * 256 + 256**2 + 4, "bn.per_layer"),
    (INVERTED, f"{25 * 144 * 56**2}; {10 * 144 * 28**2}; {145 * 32 * 28**2}", "mac.bias_counted"),
    ("8.7 kernel=3 in_channels=64 out_channels=128 size=28", "8.90; 59.17", "traffic.input_forgotten"),
    ("8.7 kernel=3 in_channels=64 out_channels=128 size=28", "1.12; 10.12", "traffic.bytes"),
    ("9.3 kernel=3 dilations=1,3,9", 1 + 3 + 9, "rf.dilations_added"),
    ("9.3 kernel=3 dilations=1,3,9", 1 + 13, "rf.one_side"),
    ("9.3 kernel=3 dilations=1,3,9", 1 + 3 * 13, "rf.kernel_for_gaps"),
    ("9.5 dilations=1,2,9", "24; 21", "rf.started_at_zero"),
    (
        "9.6 kernel=5 dilation=6 in_channels=128 out_channels=256",
        f"{25 * 36 * 128 * 256}; 20480000",
        "dilation.times_d_squared",
    ),
    ("9.6 kernel=5 dilation=6 in_channels=128 out_channels=256", f"819200; {24**2 * 128 * 256}", "keff.missing_plus1"),
    ("10.1 size=13 kernel=5 stride=2 padding=2 output_padding=0", 12 * 2 - 4 + 4, "plus1.missing"),
    ("10.5 kernel=5 stride=3", "uneven; 4; 1", "checker.both_axes"),
    (
        "10.7 in_channels=16 out_channels=64 kernel=2 stride=2 padding=0 size=16",
        f"4096; {4096 * 64}",
        "tconv.positions_divided",
    ),
    (
        "10.7 in_channels=16 out_channels=64 kernel=2 stride=2 padding=0 size=16",
        "1024; 1048576",
        "tconv.stride_divides_params",
    ),
    ("10.8 factor=4 channels=4 size=8 channel=1 row=31 column=4", "29, 8, 2", "index.from_one"),
    ("11.1 kernel=5 in_channels=64 out_channels=32", 25 * 64 + 32, "filters.weights_of_one"),
    ("11.3 kernel=7 in_channels=3 out_channels=64", "9536; 256", "bn.learned_kept"),
    (STEMS, f"{3 * 7 * 64 * 14400}; {3 * (3 * 16 + 256 + 1024) * 14400}; 7; 11", "kernel.side_not_area"),
    (STEMS, "135475200; 172108800; 49; 121", "side.squared"),
    ("13.6 in_channels=3 out_channels=128 kernel=7 stride=2 size=28", "148; 196; 12.33", "im2col.bias_row"),
    ("13.6 in_channels=3 out_channels=128 kernel=7 stride=2 size=28", "147; 196; 28812.00", "im2col.entries"),
    ("14.2 kernel=3 in_channels=64 out_channels=128 groups=4 size=28", f"{145 * 128 * 784}; 55296", "mac.bias_counted"),
    ("14.4 cardinality=32 group_width=4 channels=256", 2 * 256 * 128, "resnext.3x3_forgotten"),
    (UNIT, f"{2 * 320 * 80 // 4 * 196}; 12857600", "shuffle.depthwise_forgotten"),
    (UNIT, f"2649920; {9 * 80 * 20 * 196}", "resnext.3x3_only"),
    ("15.1 kernel_height=5 kernel_width=3 offset_groups=1 masked=true", 27, "kernel.assumed_3x3"),
    ("15.5 in_channels=192 out_channels=192 offset_groups=1 masked=true", "7.11", "ratio.factor_for_percent"),
    ("15.5 in_channels=192 out_channels=192 offset_groups=1 masked=true", "1.56", "offset.1x1_predictor"),
    ("16.6 in_channels=2 out_channels=4 size=6 padding=1", "144, 128, 2592", "toeplitz.padded_columns"),
    (MEMORY, "401408; 25088", "memory.kibibytes"),
    (MEMORY, "392; 24.5", "memory.mebibytes"),
    (MEMORY, "205520896; 12845056", "memory.half_precision"),
    (MEMORY, "822083584; 51380224", "memory.gradients_too"),
    ("16.8 layers=12 channels=48 size=56 batch=32", "426295296; 38535168", "memory.gradients_too"),
    ("17.2 in_channels=128 out_channels=64 size=28", f"{9 * 128 * 64 * 26**2}; {9 * 128 * 64 * 13**2}", "pad.ignored"),
    (
        "17.2 in_channels=128 out_channels=64 size=28",
        f"{3 * 128 * 64 * 784}; {3 * 128 * 64 * 196}",
        "kernel.side_not_area",
    ),
    ("17.3 kernel=5 pool_kernel=2 more=4", "19, 17", "rf.sum_kernels"),
    ("17.6 size=250", "125, 62, 62, 31, 16, 8", "resnet.pool_unpadded"),
    ("18.2 values=-3,-3,1,1 asked=0 bias=5 gamma=2 beta=-3", "-7.00", "bn.deviation_forgotten"),
    (MODES, "2; 9; -0.3", "bn.beta_forgotten"),
    (MODES, "5; 11.3; -0.3", "bn.updated_in_evaluation"),
    (MODES, "5; 12; -0.4", "bn.mean_added"),
    (CONSTANT, "5; -9; 2.5", "bn.gamma_forgotten"),
    (CONSTANT, "5; -9; 15", "bn.deviation_forgotten"),
    (CONSTANT, "5; -9; 3.75", "bn.variance_not_std"),
    ("19.3 channels=512 inner=64 size=14", f"{(102400 + 640) * 196}; 36.0", "mac.bias_counted"),
    ("20.4 channels=128 size=56 image=128", 10 * 128**2 * 32**2, "ds.dense_depthwise"),
    (RESIDUAL, f"{24 * 96 * 196 + 3 * 96 * 49 + 96 * 96 * 49}; no", "kernel.side_not_area"),
    (RESIDUAL, f"{25 * 96 * 196 + 10 * 96 * 49 + 97 * 96 * 49}; no", "mac.bias_counted"),
    (RESIDUAL, f"{24 * 96 * 196 + 9 * 96 * 196 + 96 * 96 * 49}; no", "mac.input_positions"),
    (BOTH, (9 * 128 + 64 * 256) * 25, "alpha.pointwise_only"),
    (BOTH, (9 * 64**2 + 64 * 256) * 25, "ds.dense_depthwise"),
    (f"C1.4 {CHAIN}", 25 * 16 * 96 * 138**2, "mac.image_positions"),
    (f"C1.5 {CHAIN}", f"{1 / (1 / 16 + 1 / 25):.2f}", "ds.ratio_1_over_cin"),
    (f"C1.5 {CHAIN}", f"{1 / (1 / 96 + 1 / 25) - 1:.2f}", "ratio.how_many_more"),
    ("16.5 resolution=2.0 width=3.0", "4; 9", "scaling.width_ignored"),
    ("16.5 resolution=2.0 width=3.0", "9; 9", "scaling.resolution_ignored"),
    ("20.1 kernel=3 out_channels=1024", "11.21; 7.92", "ratio.how_many_more"),
    (BOTH, (9 * 128 + 128 * 512) * 49, "multipliers.ignored"),
    (f"C1.6 {CHAIN}", 15**2, "side.squared"),
    ("R1.4 size=60 kernel=4 stride=3 padding=1", "5, 3, 1", "plus1.missing"),
]


@pytest.mark.parametrize(("code", "typed", "tag"), TOLD)
def test_a_mistake_is_not_told_as_another(code: str, typed: object, tag: str) -> None:
    assert tag in names(graded(catalog.ask(code).variant, str(typed)))
