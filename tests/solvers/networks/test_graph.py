"""Graphs: layers that name what they read, and ops of real networks, by formula against runs and against PyTorch."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers import engine, measure
from solvers.layers import Layer
from solvers.networks.conventions import ALSO, COUNTERS, counted
from solvers.networks.file import NetworkFileError, read_network
from solvers.networks.graph import NetworkError
from solvers.networks.memory import held
from solvers.networks.network import Network
from solvers.networks.running import run


def agree(network: Network) -> None:
    for row, seen in zip(network.table, list(run(network)), strict=True):
        formulas = row.output, row.parameters, row.macs, row.jump, row.receptive_field, row.start
        assert formulas == (seen.output, seen.parameters, seen.macs, seen.jump, seen.receptive_field, seen.start), row


def conv(name: str = "", width: int = 8, size: Any = 3, **more: Any) -> Layer:
    return Layer(op="conv", name=name, out_channels=width, kernel_size=size, **more)


def one_of(draw: st.DrawFn, axes: int) -> list[Layer]:
    """Draw a piece that keeps eight channels on maps of so many axes."""
    gate = (Layer(op="global_avg_pool"), conv("", 8, 1), Layer(op="sigmoid"))
    two = [2] * axes

    def each(least: int, most: int) -> tuple[int, ...]:
        return tuple(draw(st.integers(least, most)) for _ in range(axes))

    pieces: list[list[Layer]] = [
        [conv("", 8, draw(st.sampled_from([1, 3])), padding=1, stride=draw(st.integers(1, 2)))],
        [Layer(op="mul", branches=(gate, ()))],
        [Layer(op="add", branches=((conv("", 8, 3, padding="same_upper"),), ()))],
        [Layer(op="upsample", scale_factor=each(1, 3), mode=draw(st.sampled_from(["nearest", "linear"])))],
        [Layer(op="upsample", output_size=each(2, 9), mode="linear", align_corners=draw(st.booleans()))],
        [Layer(op="adaptive_avg_pool", output_size=each(1, 5))],
        [Layer(op="group_norm", num_groups=draw(st.sampled_from([1, 4])))],
        [Layer(op="instance_norm", affine=draw(st.booleans()))],
        [Layer(op="pad", padding=tuple((draw(st.integers(0, 2)), draw(st.integers(0, 2))) for _ in range(axes)))],
        [Layer(op="slice", dims=(-1,), start=draw(st.integers(0, 1)), step=draw(st.integers(1, 2)))],
        [Layer(op="channel_shuffle", groups=4), Layer(op="prelu", num_parameters=8)],
        [Layer(op="scale", shape=(8, *[1] * axes)), Layer(op="shift", shape=(8, *[1] * axes))],
        [Layer(op="reduce", dims=(-1,), keepdim=True, kind="mean"), Layer(op="gelu")],
        [
            Layer(op="permute", dims=(0, *range(2, axes + 2), 1)),
            Layer(op="layer_norm", normalized_shape=(8,)),
            Layer(op="linear", last_axis=True, out_channels=8),
            Layer(op="permute", dims=(0, axes + 1, *range(1, axes + 1))),
        ],
        [Layer(op="conv_transpose", out_channels=8, kernel_size=two, stride=2)],
    ]
    if axes == 2:
        pieces += [
            [conv("", 32, 1), Layer(op="pixel_shuffle", upscale_factor=2)],
            [Layer(op="pixel_unshuffle", downscale_factor=1), conv("", 8, (1, 3), padding=(0, 1))],
        ]
    return pieces[draw(st.integers(0, len(pieces) - 1))]


@st.composite
def networks(draw: st.DrawFn) -> Network:
    axes = draw(st.integers(1, 3))
    layers = [layer for _ in range(draw(st.integers(1, 5))) for layer in one_of(draw, axes)]
    return Network(layers, (8, *(draw(st.integers(3, 12)) for _ in range(axes))))


@pytest.mark.parametrize(
    "layer",
    [
        Layer(op="adaptive_avg_pool", output_size=(3, 5)),
        Layer(op="adaptive_max_pool", output_size=(1, 7)),
        Layer(op="upsample", output_size=(2, 6)),
        Layer(op="upsample", scale_factor=(1, 3), mode="linear"),
    ],
    ids=repr,
)
def test_axes_of_one_size_that_end_at_others_see_each_their_own(layer: Layer) -> None:
    agree(Network([layer], (3, 7, 7)))


def agrees_or_misfits(network: Network) -> None:
    try:
        _ = network.table
    except NetworkError:
        return
    agree(network)


@settings(max_examples=60, deadline=None)
@given(network=networks())
def test_formulas_and_run_agree_on_ops_of_real_networks(network: Network) -> None:
    agrees_or_misfits(network)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(network=networks())
def test_formulas_and_run_agree_on_many_networks(network: Network) -> None:
    agrees_or_misfits(network)


GRAPH = """
[input]
image = [3, 16, 16]
depth = [1, 16, 16]

[[layers]]
op = "conv"
name = "a"
inputs = ["image"]
out_channels = 4
kernel_size = 3
padding = 1

[[layers]]
op = "conv"
name = "b"
inputs = ["depth"]
out_channels = 4
kernel_size = 5
padding = 2

[[layers]]
op = "concat"
name = "both"
inputs = ["a", "b"]

[[layers]]
op = "conv"
name = "again"
inputs = ["b"]
out_channels = 4
kernel_size = 1

[[layers]]
op = "conv"
name = "shared"
inputs = ["a"]
out_channels = 4
kernel_size = 1
weights = "again"

[[layers]]
op = "add"
name = "sum"
inputs = ["again", "shared"]
"""


def test_layers_read_what_they_name() -> None:
    network = read_network(GRAPH)
    rows = {row.name: row for row in network.table}
    assert [row.reads for row in network.table] == [(-2,), (-1,), (0, 1), (1,), (0,), (3, 4)]
    assert rows["both"].output == (8, 16, 16)
    assert rows["both"].receptive_field == (5, 5)
    assert rows["both"].shortest == (3, 3)
    assert rows["sum"].receptive_field == (5, 5)
    agree(network)


def test_shared_weights_are_counted_once_and_used_twice() -> None:
    rows = {row.name: row for row in read_network(GRAPH).table}
    assert rows["again"].parameters == 4 * 4 + 4
    assert rows["shared"].parameters == 0
    assert rows["shared"].macs == rows["again"].macs


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('inputs = ["a", "b"]', 'inputs = ["a", "c"]', "line 23: both: no layer before it is called 'c'"),
        ('name = "b"', 'name = "a"', "two layers before it are called 'a'"),
        ('weights = "again"', 'weights = "a"', "shared: it needs 20 weights, a has 112"),
        ('inputs = ["b"]', 'inputs = ["sum"]', "no layer before it is called 'sum'"),
        ("image = [3, 16, 16]", "image = 3", "line 2: input: expected a shape a name"),
        ('inputs = ["again", "shared"]', 'inputs = ["again", "image"]', "inputs are 4×16×16, 3×16×16"),
    ],
)
def test_what_a_graph_cannot_read_is_said(old: str, new: str, told: str) -> None:
    assert old in GRAPH
    with pytest.raises(NetworkFileError) as refused:
        read_network(GRAPH.replace(old, new))
    assert told in str(refused.value)


def test_names_that_several_layers_have_are_known() -> None:
    assert Network([conv("twice"), conv("twice"), conv("once")], (3, 16, 16)).names_twice == ("twice",)


def test_what_is_laid_over_a_map_widens_all_of_it() -> None:
    gate = (Layer(op="global_avg_pool"), conv("", 8, 1), Layer(op="sigmoid"))
    network = Network(
        [conv("stem", 8, 3, padding=1), Layer(op="mul", branches=(gate, ())), conv("", 8, 3)], (3, 20, 20)
    )
    stem, *_, excited, last = network.table
    assert stem.receptive_field == (3, 3)
    assert excited.receptive_field == (22, 22)
    assert excited.shortest == (3, 3)
    assert last.receptive_field == (22, 22)
    assert last.shortest == (5, 5)


def place(at: int, size: int, wanted: int, corners: bool) -> float:
    """Return where a pixel is sampled: from corner to corner, or from edge to edge, but not outside."""
    if corners:
        return at * (size - 1) / (wanted - 1)
    return min(max((at + 0.5) * size / wanted - 0.5, 0), size - 1)


def test_interpolation_is_that_of_its_definition() -> None:
    """Each pixel is the mean of the four about the place that it is sampled at, weighed by nearness."""
    image = measure.noise(1, 1, 4, 5)
    for corners in (False, True):
        enlarged = engine.upsample_bilinear2d(image, (7, 11), corners)[0, 0]
        for row in range(7):
            for column in range(11):
                value = 0.0
                y, x = place(row, 4, 7, corners), place(column, 5, 11, corners)
                for i in range(4):
                    for j in range(5):
                        value += max(1 - abs(y - i), 0) * max(1 - abs(x - j), 0) * image[0, 0, i, j]
                assert enlarged[row, column] == pytest.approx(value)


def test_memory_is_that_of_a_walk_through_the_graph() -> None:
    """Three maps of 64 in a line and a skip: the first is held until it is added."""
    network = Network(
        [
            conv("a", 4, 1),
            conv("b", 8, 1, inputs=("a",)),
            conv("c", 4, 1, inputs=("b",)),
            Layer(op="add", inputs=("a", "c")),
        ],
        (1, 4, 4),
    )
    memory = held(network.table, 16)
    assert memory.training == (4 + 8 + 4 + 4) * 16
    assert memory.inference == (4 + 8 + 4) * 16  # a, b and c, when c is made


def test_counters_add_what_they_say() -> None:
    network = Network(
        [conv("c", 8, 3), Layer(op="batch_norm"), Layer(op="relu"), Layer(op="linear", out_channels=10)], (3, 6, 6)
    )
    totals = {name: sum(counted(row, (counter,)) for row in network.table) for name, counter in COUNTERS.items()}
    macs, numbers = 8 * 27 * 16 + 8 * 16 * 10, 8 * 16
    assert totals["torchinfo"] == macs + 8 * 16 + 16 + 10
    assert totals["fvcore"] == macs + 2 * numbers
    assert totals["ptflops"] == macs + 8 * 16 + 2 * numbers + 2 * numbers + 10
    assert totals["thop"] == macs + 4 * numbers
    also = {name: sum(counted(row, (counter,)) for row in network.table) - macs for name, counter in ALSO.items()}
    assert also == {"bias": 8 * 16 + 10, "norms": numbers, "pools": 0, "activations": numbers, "sums": 0}


@pytest.mark.parametrize(
    ("layer", "extra"),
    [
        (Layer(op="instance_norm"), {"fvcore": 4, "ptflops": 1, "thop": 2}),
        (Layer(op="instance_norm", affine=True), {"fvcore": 5, "ptflops": 2, "thop": 4}),
        (Layer(op="group_norm", num_groups=2), {"fvcore": 5, "ptflops": 2, "thop": 0}),
        (Layer(op="layer_norm", normalized_shape=(6,)), {"fvcore": 5, "ptflops": 1, "thop": 4}),
        (Layer(op="relu"), {"ptflops": 2, "thop": 0}),
        (Layer(op="relu6"), {"ptflops": 1, "thop": 0}),
        (Layer(op="prelu", num_parameters=4), {"ptflops": 2, "thop": 1}),
    ],
)
def test_counters_are_not_said_to_count_what_they_overlook(layer: Layer, extra: dict[str, int]) -> None:
    """What each printed for one such layer on 4 maps of 5×6, as so much for each of 120 numbers."""
    (row,) = Network([layer], (4, 5, 6)).table
    assert {name: counted(row, (COUNTERS[name],)) for name in extra} == {
        name: 120 * each for name, each in extra.items()
    }


def test_a_softmax_is_a_power_an_addition_and_a_division_a_number_less_an_addition_a_sum() -> None:
    for dims, sums in (((1,), 5 * 6), ((-1,), 4 * 5), ((), 5 * 6)):
        (row,) = Network([Layer(op="softmax", **({"dims": dims} if dims else {}))], (4, 5, 6)).table
        assert counted(row, (COUNTERS["thop"],)) == 3 * 120 - sums


def test_thop_passes_over_what_is_enlarged_along_three_axes() -> None:
    (row,) = Network([Layer(op="upsample", scale_factor=2, mode="trilinear")], (4, 3, 4, 5)).table
    assert counted(row, (COUNTERS["thop"],)) == 0


@pytest.mark.parametrize(
    "last",
    [
        Layer(op="global_avg_pool"),
        Layer(op="linear", out_channels=3),
        Layer(op="flatten"),
        Layer(op="reduce", kind="mean", dims=(2, 3)),
        Layer(op="conv", out_channels=2, kernel_size=24),
        Layer(op="max_pool", kernel_size=23, stride=1),
    ],
    ids=lambda layer: layer.op,
)
def test_what_sees_an_enlarged_map_whole_sees_no_more_than_the_input(last: Layer) -> None:
    """Outputs that a larger map would have, of which each kind sees another piece, are none of this one's."""
    network = Network([Layer(op="upsample", scale_factor=3), last, Layer(op="relu")], (1, 8, 8))
    for row, seen in zip(network.table, run(network), strict=True):
        assert row.receptive_field == seen.receptive_field
        assert max(size or 0 for size in row.receptive_field) <= 8
    assert network.table[-1].receptive_field == (8, 8)
