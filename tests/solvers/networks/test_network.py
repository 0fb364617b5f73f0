"""Networks: tables by formula against tables by run, what layers infer, and what they refuse."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from solvers import measure
from solvers.arithmetic import field_of_output, receptive_field
from solvers.layers import Layer
from solvers.networks import running
from solvers.networks.architectures import published
from solvers.networks.architectures.resnet import RESNET50
from solvers.networks.architectures.unet import UNET
from solvers.networks.architectures.vgg import VGG16
from solvers.networks.file import NetworkFileError, read_network
from solvers.networks.graph import NetworkError
from solvers.networks.network import Network
from solvers.networks.running import run
from solvers.networks.runs.limits import TooLargeError


def numbers(row: Any) -> tuple[Any, ...]:
    return row.output, row.parameters, row.macs, row.jump, row.receptive_field, row.start


def agree(network: Network) -> None:
    for row, seen in zip(network.table, run(network), strict=True):
        assert numbers(row) == numbers(seen), row.name


@pytest.mark.parametrize("name", published())
def test_formulas_and_run_agree_on_every_published_network(name):
    agree(published()[name].network)


pair = st.integers(1, 4) | st.tuples(st.integers(1, 4), st.integers(1, 4))
side = st.integers(0, 2) | st.tuples(st.integers(0, 2), st.integers(0, 2))
padding = side | st.tuples(side, side) | st.sampled_from(["valid", "same_upper", "same_lower", "causal"])
stride = st.integers(1, 3) | st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def plain_layers(draw, count=3):
    layers = []
    for _ in range(draw(st.integers(1, count))):
        op = draw(
            st.sampled_from(
                ["conv", "conv", "depthwise", "max_pool", "avg_pool", "conv_transpose", "batch_norm", "relu", "crop"]
            )
        )
        settings: dict[str, Any] = {"op": op}
        if op not in {"batch_norm", "relu", "crop"}:
            settings |= {"kernel_size": draw(pair), "stride": draw(stride)}
            settings["padding"] = draw(st.tuples(side, side) if op == "conv_transpose" else padding)
        if op in {"conv", "conv_transpose", "depthwise", "max_pool"}:
            settings["dilation"] = draw(stride)
        if op in {"conv", "conv_transpose"}:
            settings |= {"out_channels": draw(st.sampled_from([2, 4])), "groups": draw(st.sampled_from([1, 2]))}
            settings["bias"] = draw(st.booleans())
        if op == "conv_transpose":
            settings["output_padding"] = draw(st.integers(0, 2))
        if op == "max_pool":
            settings["ceil_mode"] = draw(st.booleans())
        if op == "crop":
            settings["padding"] = draw(st.tuples(side, side))
        layers.append(Layer(**settings))
    return tuple(layers)


@st.composite
def stacks(draw):
    layers = list(draw(plain_layers()))
    if draw(st.booleans()):
        kept = Layer(op="conv", out_channels=4, kernel_size=draw(st.sampled_from([1, 3])), padding="same_upper")
        join = draw(st.sampled_from(["residual", "concat"]))
        layers += [
            Layer(op="conv", out_channels=4, kernel_size=1),
            Layer(op=join, branches=((kept, kept), () if draw(st.booleans()) else (kept,))),
        ]
    layers += draw(plain_layers(2))
    if draw(st.booleans()):
        layers += [draw(st.sampled_from([Layer(op="global_avg_pool"), Layer(op="flatten")]))]
        layers += [Layer(op="linear", out_channels=3)]
    return layers


@settings(max_examples=150, deadline=None)
@given(layers=stacks(), height=st.integers(4, 24), width=st.integers(4, 24))
def test_formulas_and_run_agree_on_random_networks(layers, height, width):
    network = Network(layers, (2, height, width))
    try:
        _ = network.table
    except NetworkError:
        return
    agree(network)


@settings(max_examples=100, deadline=None)
@given(layers=plain_layers(1), height=st.integers(1, 6), width=st.integers(1, 6))
def test_the_formulas_refuse_what_the_op_refuses(layers, height, width):
    network = Network(layers, (2, height, width))
    try:
        _ = network.table
    except NetworkError as refusal:
        if "nothing of the input" in str(refusal) or layers[0].op == "crop":
            return
        assert measure.error(lambda: list(run(network))).value is not None


def test_what_is_left_out_is_inferred():
    network = Network(
        [
            Layer(op="conv", out_channels=8, kernel_size=3),
            Layer(op="max_pool", kernel_size=(2, 3)),
            Layer(op="depthwise", kernel_size=3, padding=1),
            Layer(op="linear", out_channels=10),
        ],
        (3, 14, 14),
    )
    assert [row.name for row in network.table] == ["conv1", "max_pool2", "depthwise3", "linear4"]
    assert [row.output for row in network.table] == [(8, 12, 12), (8, 6, 4), (8, 6, 4), (10,)]
    assert [row.parameters for row in network.table] == [3 * 9 * 8 + 8, 0, 8 * 9 + 8, 8 * 6 * 4 * 10 + 10]
    assert network.table[1].jump == (2, 3)


def test_branches_come_before_the_layer_that_joins_them():
    kept = Layer(op="conv", out_channels=2, kernel_size=3, padding=1)
    network = Network([Layer(op="concat", branches=((kept,), ()))], (2, 5, 5))
    assert [(row.name, row.place) for row in network.table] == [("conv1", (0, 0, 0)), ("concat2", (0,))]
    assert network.table[-1].output == (4, 5, 5)


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ([{"op": "conv", "out_channels": 4, "kernel_size": 9}], "conv 1: a window of 9 does not fit into 8"),
        ([{"op": "conv", "name": "stem", "in_channels": 4, "out_channels": 4, "kernel_size": 1}], "stem: in_channels"),
        ([{"op": "max_pool", "out_channels": 4, "kernel_size": 2}], "out_channels is 4, but max_pool makes 3"),
        (
            [{"op": "conv", "out_channels": 4, "kernel_size": 1, "groups": 2}],
            "2 groups must divide the channels in, 3, and out, 4",
        ),
        ([{"op": "conv", "out_channels": 4, "kernel_size": 3, "stride": 2, "padding": "same"}], "same_upper"),
        ([{"op": "max_pool", "kernel_size": 2, "padding": 2}], "must be below the window of 2"),
        ([{"op": "flatten"}, {"op": "max_pool", "kernel_size": 2}], "max_pool 2: max_pool needs channels"),
        ([{"op": "crop", "padding": 4}], "nothing is left of 8"),
        ([{"op": "conv_transpose", "out_channels": 1, "kernel_size": 1, "output_padding": 1}], "output_padding 1"),
        ([{"op": "conv_transpose", "out_channels": 1, "kernel_size": 1, "padding": 9}], "nothing is left of 8"),
        (
            [
                {"op": "conv_transpose", "out_channels": 1, "kernel_size": 1, "stride": 2},
                {"op": "conv", "out_channels": 1, "kernel_size": 1, "stride": 2, "padding": 1},
            ],
            "nothing of the input reaches",
        ),
        (
            [{"op": "residual", "branches": [[{"op": "conv", "out_channels": 4, "kernel_size": 1}], []]}],
            "branches end with 4×8×8, 3×8×8; expected the same shape",
        ),
        (
            [{"op": "concat", "branches": [[{"op": "max_pool", "kernel_size": 2}], []]}],
            "expected maps of the same size",
        ),
    ],
)
def test_a_layer_that_does_not_fit_is_named(layers, told):
    network = Network([Layer.model_validate(layer) for layer in layers], (3, 8, 8))
    with pytest.raises(NetworkError, match=told.replace("(", r"\(")):
        _ = network.table


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        ({"op": "relu", "kernel_size": 3}, "relu takes no kernel_size"),
        ({"op": "avg_pool", "kernel_size": 3, "dilation": 2}, "avg_pool takes no dilation"),
        ({"op": "conv", "kernel_size": 3}, "conv needs out_channels"),
        ({"op": "conv", "out_channels": 3, "kernel_size": True}, "whole number"),
        ({"op": "conv", "out_channels": 3, "kernel_size": [1, 2, 3, 4]}, "rows, columns"),
        ({"op": "conv", "out_channels": 3, "kernel_size": 3, "padding": "sam"}, "same_upper"),
        ({"op": "conv", "out_channels": 3, "kernel_size": 3, "padding": [[1, 2], [3, -4]]}, "whole number"),
        ({"op": "conv", "out_channels": 3, "kernel_size": 3, "bias": 1}, "bias"),
        ({"op": "conv_transpose", "out_channels": 3, "kernel_size": 3, "padding": "same"}, "in numbers"),
        ({"op": "residual", "branches": [[]]}, "two branches"),
        ({"op": "relu", "name": "\x1b[31m"}, "printable"),
        ({"op": "relu", "width": 3}, "width"),
    ],
)
def test_a_layer_refuses_settings_that_are_not_its_own(layer, told):
    with pytest.raises(ValidationError, match=told):
        Layer.model_validate(layer)


@pytest.mark.parametrize(
    ("shape", "layers"), [((), ["relu"]), ((3, 8, 8, 8, 8), ["relu"]), ((3, 0, 8), ["relu"]), ((3,), [])]
)
def test_an_input_that_is_none(shape, layers):
    with pytest.raises(NetworkError):
        Network([Layer(op=op) for op in layers], shape)


def test_the_formulas_need_no_array():
    start = time.perf_counter()
    network = Network(VGG16.layers[:-3], (3, 8000, 8000))
    assert network.table[-1].output == (512, 250, 250)
    wide = Network([Layer(op="linear", out_channels=10**9)], (3, 8000, 8000))
    assert wide.parameters == (3 * 8000 * 8000 + 1) * 10**9
    assert time.perf_counter() - start < 1


def test_a_layer_too_large_to_build_is_named():
    network = Network([Layer(op="linear", name="wide", out_channels=10**6)], (3, 100, 100))
    with pytest.raises(TooLargeError, match=r"wide: 30,000,000,000 weights"):
        list(run(network))


def test_a_large_map_is_run_in_little_memory():
    agree(Network(VGG16.layers[:-3], (3, 8000, 8000)))


def test_a_dilated_tap_lost_in_the_padding_is_not_overlooked():
    """A row just long enough for the middle tap would show a field of one sample."""
    agree(Network([Layer(op="conv", out_channels=1, kernel_size=3, dilation=40, padding=40)], (1, 64, 64)))


def test_trunk_and_weights_are_views_of_the_same_layers():
    assert [window.name for window in RESNET50.trunk("conv2_1c")] == [
        "conv1",
        "max pool",
        "conv2_1a",
        "conv2_1b",
        "conv2_1c",
    ]
    assert measure.foot(RESNET50.trunk("conv5_3c")).value == 483
    assert sum(weights.in_channels == 64 for weights in VGG16.weights()) == 2
    with pytest.raises(ValueError, match="no layer"):
        VGG16.trunk("conv9")


@pytest.mark.parametrize("name", published())
def test_a_trunk_without_branches_sees_what_its_last_layer_does(name):
    """A layer left out on the way, such as a global pool, would narrow the field of all behind it."""
    network = published()[name].network
    branches = (at for at, row in enumerate(network.table) if len(row.place) > 1)
    for row in network.table[: next(branches, None)]:
        try:
            trunk = network.trunk(row.name)
        except ValueError:
            assert name in {"dcgan_generator", "wavenet_block", "mobilenet_same", "resnet_v1_50", "fcn32s"}
            continue
        assert (receptive_field(trunk), field_of_output(trunk, 0)[0]) == (row.receptive_field[0], row.start[0])


@pytest.mark.parametrize("whole", ["global_avg_pool", "global_max_pool", "flatten", "linear"])
def test_a_layer_on_a_whole_map_is_a_window_as_large(whole):
    conv = Layer(op="conv", out_channels=2, kernel_size=3, stride=2)
    mapped = Layer(op=whole, out_channels=98 if whole == "flatten" else 2)
    trunk = Network((conv, mapped, Layer(op="linear", out_channels=3)), (1, 15, 15)).trunk()
    assert [window.kernel_size for window in trunk][:2] == [3, 7]
    assert receptive_field(trunk) == measure.foot(trunk).value == 15


@pytest.mark.parametrize(
    ("layer", "shape", "told"),
    [
        (Layer(op="flatten", name="flat"), (1, 4, 5), "flat: its window is not square"),
        (Layer(op="crop", name="cut", padding=1), (1, 4, 4), "cut: a crop is no window"),
        (Layer(op="max_pool", name="pool", kernel_size=(1, 2)), (1, 4, 4), "pool: its window is not square"),
        (Layer(op="max_pool", name="pool", kernel_size=2, padding=(0, 1)), (1, 4, 4), "pool: its window is not"),
    ],
)
def test_a_trunk_refuses_what_is_no_square_window(layer, shape, told):
    with pytest.raises(ValueError, match=told):
        Network((layer, Layer(op="linear", out_channels=3)), shape).trunk()


def test_the_longest_path_of_unet_sets_the_field():
    by_name = {row.name: row.receptive_field[0] for row in UNET.table}
    assert by_name["skip1"] == by_name["up1"] > by_name["crop1"]


@pytest.mark.parametrize("network", [VGG16, RESNET50], ids=["VGG-16", "ResNet-50"])
def test_a_footprint_takes_under_a_tenth_of_a_second(network):
    *_, last = running.run(network)
    start = time.perf_counter()
    assert last.receptive_field
    assert time.perf_counter() - start < 0.1


@pytest.mark.parametrize(("op", "meant"), [("conv3d", "conv"), ("conv1d", "conv"), ("MaxPool3d", "max_pool")])
def test_the_op_is_the_same_for_lines_images_and_volumes(op: str, meant: str) -> None:
    with pytest.raises(NetworkFileError, match=rf"how many axes a map has: did you mean {meant}\?"):
        read_network(f'input = [3, 8, 8]\n[[layers]]\nop = "{op}"\n')
