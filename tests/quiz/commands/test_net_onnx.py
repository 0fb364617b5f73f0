"""`convquiz net model.onnx`: what an ONNX file is read as, and how bad ones are refused."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from quiz.cli import cli

onnx = pytest.importorskip("onnx")
helper = onnx.helper
FLOAT = onnx.TensorProto.FLOAT


def net(*words: str) -> Result:
    return CliRunner().invoke(cli, ["net", *words])


def weight(name: str, *shape: int) -> Any:
    """Make a weight of these dimensions whose numbers stand in another file, which does not exist."""
    tensor = onnx.TensorProto(name=name, data_type=FLOAT, dims=shape, data_location=onnx.TensorProto.EXTERNAL)
    tensor.external_data.add(key="location", value="../../etc/passwd")
    return tensor


def saved(folder: Path, nodes: list[Any], weights: list[Any], shape: tuple[Any, ...] = (1, 3, 32, 32)) -> str:
    given = [helper.make_tensor_value_info("x", FLOAT, shape)]
    graph = helper.make_graph(nodes, "g", given, [helper.make_tensor_value_info("y", FLOAT, None)], weights)
    path = folder / "model.onnx"
    path.write_bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)]).SerializeToString())
    return str(path)


def table(path: str, *words: str) -> dict[str, Any]:
    result = net(path, "--json", *words)
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def block() -> tuple[list[Any], list[Any]]:
    """Return a convolution, a squeeze and excitation of it, and a classifier."""
    nodes = [
        helper.make_node("Conv", ["x", "stem.weight"], ["a"], pads=[1, 1, 1, 1], strides=[2, 2]),
        helper.make_node("GlobalAveragePool", ["a"], ["p"]),
        helper.make_node("Conv", ["p", "squeeze.weight", "squeeze.bias"], ["s"]),
        helper.make_node("HardSigmoid", ["s"], ["h"]),
        helper.make_node("Mul", ["a", "h"], ["m"]),
        helper.make_node("Flatten", ["m"], ["f"]),
        helper.make_node("Gemm", ["f", "head.weight", "head.bias"], ["y"], transB=1),
    ]
    weights = [
        weight("stem.weight", 8, 3, 3, 3),
        weight("squeeze.weight", 8, 8, 1, 1),
        weight("squeeze.bias", 8),
        weight("head.weight", 10, 8 * 16 * 16),
        weight("head.bias", 10),
    ]
    return nodes, weights


def test_weights_are_counted_by_their_shapes_and_named_after_their_modules(tmp_path: Path) -> None:
    document = table(saved(tmp_path, *block()))
    layers = {layer["name"]: layer for layer in document["layers"]}
    assert layers["stem"]["output"] == [8, 16, 16]
    assert layers["stem"]["parameters"] == 8 * 3 * 9
    assert layers["squeeze"]["parameters"] == 8 * 8 + 8
    assert layers["head"]["parameters"] == 10 * 8 * 16 * 16 + 10
    assert layers["head"]["macs"] == 10 * 8 * 16 * 16
    assert document["input"] == [3, 32, 32]


def test_what_is_laid_over_a_map_is_seen_by_all_of_it(tmp_path: Path) -> None:
    layers = {layer["op"]: layer for layer in table(saved(tmp_path, *block()))["layers"]}
    assert layers["mul"]["receptive_field"] == 3 + 2 * 15  # 16 windows of 3, two apart
    assert layers["mul"]["jump"] == 2


def test_formulas_and_run_agree(tmp_path: Path) -> None:
    assert all(layer["agrees"] for layer in table(saved(tmp_path, *block()), "--measure")["layers"])


IN_WHOLE_NUMBERS = [
    helper.make_tensor("w.8", onnx.TensorProto.INT8, [8, 3, 3, 3], [1] * 216),
    helper.make_tensor("b.32", onnx.TensorProto.INT32, [8], [1] * 8),
    helper.make_tensor("scale", FLOAT, [], [0.5]),
    helper.make_tensor("zero", onnx.TensorProto.INT8, [], [0]),
]
"""A convolution's weights and biases, and by what they are multiplied."""


def test_a_quantized_network_counts_as_the_one_that_it_was_made_from(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("QuantizeLinear", ["x", "scale", "zero"], ["x.8"]),
        helper.make_node("DequantizeLinear", ["x.8", "scale", "zero"], ["x.32"]),
        helper.make_node("DequantizeLinear", ["w.8", "scale", "zero"], ["w"]),
        helper.make_node("DequantizeLinear", ["b.32", "scale"], ["b"]),
        helper.make_node("Conv", ["x.32", "w", "b"], ["y"]),
    ]
    (layer,) = table(saved(tmp_path, nodes, IN_WHOLE_NUMBERS))["layers"]
    assert (layer["op"], layer["parameters"], layer["macs"]) == ("conv", 8 * 3 * 9 + 8, 8 * 30 * 30 * 3 * 9)


@pytest.mark.parametrize(
    ("nodes", "biases"),
    [
        (
            [
                helper.make_node("QuantizeLinear", ["x", "scale", "zero"], ["x.8"]),
                helper.make_node(
                    "QLinearConv", ["x.8", "scale", "zero", "w.8", "scale", "zero", "scale", "zero", "b.32"], ["c"]
                ),
                helper.make_node(
                    "QLinearAdd", ["c", "scale", "zero"] * 2 + ["scale", "zero"], ["y"], domain="com.microsoft"
                ),
            ],
            8,
        ),
        (
            [
                helper.make_node("DynamicQuantizeLinear", ["x"], ["x.8", "found", "middle"]),
                helper.make_node("ConvInteger", ["x.8", "w.8", "middle"], ["c"]),
                helper.make_node("Cast", ["c"], ["f"], to=FLOAT),
                helper.make_node("Mul", ["f", "found"], ["y"]),
            ],
            0,
        ),
    ],
)
def test_operators_on_whole_numbers_count_as_the_layers_that_they_were_made_from(
    nodes: list[Any], biases: int, tmp_path: Path
) -> None:
    layer, last = table(saved(tmp_path, nodes, IN_WHOLE_NUMBERS))["layers"]
    assert (layer["op"], layer["parameters"], layer["macs"]) == ("conv", 8 * 3 * 9 + biases, 8 * 30 * 30 * 3 * 9)
    assert last["receptive_field"] == 3


@pytest.mark.parametrize(("setting", "side"), [({}, [50, 20]), ({"keep_aspect_ratio_policy": "not_larger"}, [20, 20])])
def test_a_map_that_is_resized_along_named_axes_keeps_its_channels(
    setting: dict[str, str], side: list[int], tmp_path: Path
) -> None:
    sizes = helper.make_tensor("sizes", onnx.TensorProto.INT64, [2], [50, 20])
    node = helper.make_node("Resize", ["x", "", "", "sizes"], ["y"], mode="linear", axes=[2, 3], **setting)
    (layer,) = table(saved(tmp_path, [node], [sizes]))["layers"]
    assert (layer["op"], layer["output"]) == ("upsample", [3, *side])


def test_a_map_that_is_padded_along_named_axes_is_padded_there_alone(tmp_path: Path) -> None:
    whole = onnx.TensorProto.INT64
    numbers = [helper.make_tensor("pads", whole, [2], [1, 2]), helper.make_tensor("axes", whole, [1], [-1])]
    (layer,) = table(saved(tmp_path, [helper.make_node("Pad", ["x", "pads", "", "axes"], ["y"])], numbers))["layers"]
    assert (layer["op"], layer["output"]) == ("pad", [3, 32, 35])


@pytest.mark.parametrize(
    ("setting", "op", "shape"),
    [({}, "reduce", [1, 1, 1]), ({"noop_with_empty_axes": 1}, "elementwise", [3, 32, 32])],
)
def test_a_mean_that_names_no_axes_is_over_all_or_over_none(
    setting: dict[str, int], op: str, shape: list[int], tmp_path: Path
) -> None:
    for given in (["x"], ["x", "axes"]):
        none = helper.make_tensor("axes", onnx.TensorProto.INT64, [0], [])
        node = helper.make_node("ReduceMean", given, ["y"], **setting)
        (layer,) = table(saved(tmp_path, [node], [none]))["layers"]
        assert (layer["op"], layer["output"]) == (op, shape)


@pytest.mark.parametrize(
    ("axis", "places", "op", "parameters"),
    [(1, [2, 1, 0], "elementwise", 12), (2, [7, 3], "unknown", 12), (0, [0], "unknown", 0), (-4, [0], "unknown", 0)],
)
def test_what_follows_places_that_are_gathered_is_counted_unless_they_are_of_the_batch(
    axis: int, places: list[int], op: str, parameters: int, tmp_path: Path
) -> None:
    numbers = helper.make_tensor("places", onnx.TensorProto.INT64, [len(places)], places)
    nodes = [helper.make_node("Gather", ["x", "places"], ["a"], axis=axis), helper.make_node("Conv", ["a", "w"], ["y"])]
    weight = helper.make_tensor("w", onnx.TensorProto.FLOAT, [4, 3, 1, 1], [0.0] * 12)
    rows = table(saved(tmp_path, nodes, [numbers, weight]))["layers"]
    assert [row["op"] for row in rows] == [op, "conv" if parameters else "unknown"]
    assert sum(row["parameters"] for row in rows) == parameters


@pytest.mark.parametrize(("axis", "op"), [(1, "elementwise"), (3, "unknown"), (0, ""), (-4, "")])
def test_what_follows_a_map_that_is_turned_round_is_counted_unless_the_batch_is(
    axis: int, op: str, tmp_path: Path
) -> None:
    numbers = [
        helper.make_tensor(name, onnx.TensorProto.INT64, [1], [number])
        for name, number in (("from", -1), ("to", -(2**63)), ("axes", axis), ("steps", -1))
    ]
    nodes = [
        helper.make_node("Slice", ["x", "from", "to", "axes", "steps"], ["a"]),
        helper.make_node("Conv", ["a", "w"], ["y"]),
    ]
    weight = helper.make_tensor("w", onnx.TensorProto.FLOAT, [4, 3, 1, 1], [0.0] * 12)
    rows = table(saved(tmp_path, nodes, [*numbers, weight]))["layers"]
    assert [(row["op"], row["output"]) for row in rows] == [
        (op or "unknown", [3, 32, 32]),
        ("conv" if op else "unknown", [4, 32, 32]),
    ]


def test_an_unknown_operator_is_named_and_the_rest_tabulated(tmp_path: Path) -> None:
    nodes, weights = block()
    nodes.insert(1, helper.make_node("FancyThing", ["a"], ["b"], name="fancy", domain="mine"))
    nodes[2].input[0] = "b"
    result = net(saved(tmp_path, nodes, weights))
    assert result.exit_code == 0
    assert "FancyThing is not counted" in result.stdout
    assert "head" in result.stdout


def test_a_cycle_is_refused_in_one_line(tmp_path: Path) -> None:
    nodes = [helper.make_node("Add", ["x", "b"], ["a"]), helper.make_node("Relu", ["a"], ["b"])]
    result = net(saved(tmp_path, nodes, []))
    assert result.exit_code == 2
    assert "cycle" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"strides": [0, 0]}, "node y: Conv: stride: expected a whole number from 1, got 0"),
        ({"group": 2**40}, "to 2147483647, got"),
        ({"pads": [-1, 0, 0, 0]}, "node y: Conv: cropping (negative padding) is not followed"),
    ],
)
def test_a_bad_setting_is_told_without_another_librarys_words(
    settings: dict[str, Any], told: str, tmp_path: Path
) -> None:
    node = helper.make_node("Conv", ["x", "w"], ["y"], **settings)
    refused = net(saved(tmp_path, [node], [weight("w", 8, 3, 3, 3)]))
    assert refused.exit_code == 2
    assert told in refused.stderr
    assert "Value error" not in refused.stderr


def test_layers_of_which_one_thing_is_to_be_said_share_a_note(tmp_path: Path) -> None:
    names = ["x", *"abcdef", "y"]
    nodes = [helper.make_node("Conv", [one, "w"], [other], pads=[1, 1, 1, 1]) for one, other in pairwise(names)]
    (note,) = table(saved(tmp_path, nodes, [weight("w", 3, 3, 3, 3)]))["notes"]
    assert "and 5 more: weights used again are counted once" in note
    fancy = [helper.make_node("Fancy", [one], [other], domain="mine") for one, other in pairwise(names)]
    assert len([note for note in table(saved(tmp_path, fancy, []))["notes"] if "Fancy is not counted" in note]) == 1


def test_a_pickle_is_refused_with_the_way_to_export_it(tmp_path: Path) -> None:
    (tmp_path / "model.pt").write_bytes(b"PK\x03\x04")
    result = net(str(tmp_path / "model.pt"))
    assert result.exit_code == 2
    assert "torch.onnx.export" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("shape", [(1, 3, 32, 32), ("N", 3, "H", "W")])
def test_an_input_that_the_file_rules_out_is_refused(tmp_path: Path, shape: tuple[Any, ...]) -> None:
    conv = helper.make_node("Conv", ["x", "w"], ["y"])
    path = saved(tmp_path, [conv], [weight("w", 4, 3, 3, 3)], shape)
    refused = net(path, "--input", "1,32,32")
    assert refused.exit_code == 2
    assert "no input can have the shape that --input says, 1, 32, 32" in refused.stderr
    assert table(path, "--input", "3,32,32")["input"] == [3, 32, 32]


def test_channels_that_come_last_and_are_put_first_are_channels(tmp_path: Path) -> None:
    """They were taken for an axis of the map, so that a 3×3 kernel saw 3 rows and 1 column."""
    turned = helper.make_node("Transpose", ["x"], ["t"], perm=[0, 3, 1, 2])
    nodes = [turned, helper.make_node("Conv", ["t", "w"], ["y"], pads=[1, 1, 1, 1])]
    document = table(saved(tmp_path, nodes, [weight("w", 4, 3, 3, 3)], (1, 16, 8, 3)))
    assert document["input"] == [3, 16, 8]
    (layer,) = document["layers"]
    assert layer["output"] == [4, 16, 8]
    assert layer["receptive_field"] in (3, [3, 3])
    assert any("channels come last, 16×8×3" in note for note in document["notes"])
    nodes.append(helper.make_node("Relu", ["x"], ["z"]))
    assert table(saved(tmp_path, nodes, [weight("w", 4, 3, 3, 3)], (1, 16, 8, 3)))["input"] == [16, 8, 3]


def test_a_weight_that_is_worked_out_from_others_is_counted(tmp_path: Path) -> None:
    """A convolution under weight norm was not counted at all."""
    nodes = [
        helper.make_node("ReduceL2", ["v"], ["length"], keepdims=1, noop_with_empty_axes=0),
        helper.make_node("Div", ["v", "length"], ["direction"]),
        helper.make_node("Mul", ["g", "direction"], ["w"]),
        helper.make_node("Conv", ["x", "w", "bias"], ["y"]),
    ]
    arrays = [weight("v", 4, 3, 3, 3), weight("g", 4, 1, 1, 1), weight("bias", 4)]
    document = table(saved(tmp_path, nodes, arrays, (1, 3, 10, 10)))
    (layer,) = document["layers"]
    assert layer["macs"] == 4 * 3 * 9 * 8 * 8
    assert layer["receptive_field"] == 3
    (note,) = document["notes"]
    assert "worked out from other arrays" in note


def numbers(name: str, *values: int) -> Any:
    return helper.make_tensor(name, onnx.TensorProto.INT64, [len(values)], values)


WORKED_ON = {
    "gathered, as a table of relative positions": (
        [
            helper.make_node("Gather", ["table", "places"], ["g"]),
            helper.make_node("Reshape", ["g", "shape"], ["r"]),
            helper.make_node("Add", ["x", "r"], ["y"]),
        ],
        [weight("table", 49, 4), numbers("places", *range(16)), numbers("shape", 1, 4, 16)],
    ),
    "sliced, as positions of a smaller image": (
        [helper.make_node("Slice", ["table", "from", "to", "axis"], ["s"]), helper.make_node("Add", ["s", "x"], ["y"])],
        [weight("table", 1, 4, 49), numbers("from", 0), numbers("to", 16), numbers("axis", 2)],
    ),
    "as a power, as a scale that is learned": (
        [helper.make_node("Exp", ["table"], ["e"]), helper.make_node("Mul", ["x", "e"], ["y"])],
        [weight("table", 4, 49), numbers("unused", 1)],
    ),
    "given to two layers": (
        [
            helper.make_node("Neg", ["table"], ["n"]),
            helper.make_node("Add", ["x", "n"], ["m"]),
            helper.make_node("Mul", ["m", "n"], ["y"]),
        ],
        [weight("table", 4, 49)],
    ),
}


@pytest.mark.parametrize("kind", WORKED_ON)
def test_learned_numbers_that_are_worked_on_before_they_are_used_are_counted_once(kind: str, tmp_path: Path) -> None:
    """They vanished from the table without a word."""
    nodes, arrays = WORKED_ON[kind]
    document = table(saved(tmp_path, nodes, arrays, (1, 4, 49 if "power" in kind or "two" in kind else 16)))
    assert document["totals"]["parameters"] == 4 * 49
    assert not document.get("notes")


def test_a_token_that_is_spread_over_the_batch_is_laid_beside_the_patches(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Expand", ["token", "shape"], ["t"]),
        helper.make_node("Concat", ["t", "x"], ["y"], axis=1),
    ]
    document = table(saved(tmp_path, nodes, [weight("token", 1, 1, 6), numbers("shape", 1, 1, 6)], (1, 4, 6)))
    assert document["totals"]["parameters"] == 6
    assert document["layers"][-1]["output"] == [5, 6]
    assert not document.get("notes")


def test_numbers_that_are_reshaped_by_what_a_map_says_are_named(tmp_path: Path) -> None:
    """They ended in a traceback."""
    node = helper.make_node("Reshape", ["table", "x"], ["y"])
    document = table(saved(tmp_path, [node], [weight("table", 4, 9)], (1, 2)))
    assert "Reshape is not counted" in document["notes"][0]
