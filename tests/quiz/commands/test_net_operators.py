"""`convquiz net model.onnx`: operators whose settings or branches say otherwise than usual what they do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.quiz.commands.test_net_onnx import FLOAT, helper, onnx, saved, table, weight


@pytest.mark.parametrize(
    ("settings", "outputs", "start"),
    [
        ({"auto_pad": "SAME_UPPER"}, 14, -1),
        ({"auto_pad": "SAME_LOWER"}, 14, 0),
        ({"output_shape": [13, 13]}, 13, 0),
        ({"output_shape": [16, 16]}, 16, -1),
    ],
)
def test_a_transposed_convolution_that_says_its_output_is_counted_and_lies_where_onnx_puts_it(
    settings: dict[str, Any], outputs: int, start: int, tmp_path: Path
) -> None:
    """Stamps of 3 at every second place over 7 inputs reach 15 places; one cut off before moves the first field on."""
    node = helper.make_node("ConvTranspose", ["x", "w"], ["y"], strides=[2, 2], **settings)
    (layer,) = table(saved(tmp_path, [node], [weight("w", 3, 5, 3, 3)], (1, 3, 7, 7)))["layers"]
    assert (layer["output"], layer["start"]) == ([5, outputs, outputs], start)
    assert (layer["parameters"], layer["macs"]) == (3 * 5 * 9, 7 * 7 * 3 * 5 * 9)


def test_a_norm_with_two_numbers_a_group_is_not_counted_as_if_it_had_two_a_channel(tmp_path: Path) -> None:
    node = helper.make_node("GroupNormalization", ["x", "g", "b"], ["y"], num_groups=4)
    document = table(saved(tmp_path, [node], [weight("g", 4), weight("b", 4)], (1, 16, 5, 5)))
    assert document["totals"]["parameters"] == 0
    assert "one a group" in document["notes"][0]


def test_what_only_the_branches_of_a_choice_read_is_read(tmp_path: Path) -> None:
    """It was said that nothing is done with the input of the model."""
    branches = {}
    for branch, op in (("then_branch", "Relu"), ("else_branch", "Sigmoid")):
        inner = helper.make_node("Identity", ["x"], ["inner"]), helper.make_node(op, ["inner"], [op])
        made = helper.make_tensor_value_info(op, onnx.TensorProto.FLOAT, [1, 3, 32, 32])
        branches[branch] = helper.make_graph(inner, branch, [], [made])
    nodes = [helper.make_node("If", ["c"], ["h"], **branches), helper.make_node("Conv", ["h", "w"], ["y"])]
    condition = helper.make_tensor("c", onnx.TensorProto.BOOL, [], [True])
    document = table(saved(tmp_path, nodes, [condition, weight("w", 4, 3, 3, 3)]))
    assert document["layers"][0]["reads"] == ["x"]
    assert document["totals"]["parameters"] == 4 * 3 * 9
    assert "If is not counted" in document["notes"][0]


def resized(folder: Path, factor: float, **setting: Any) -> dict[str, Any]:
    """Return the layer that enlarges or reduces a map of 10×10 by a factor."""
    factors = helper.make_tensor("factors", FLOAT, [4], [1, 1, factor, factor])
    node = helper.make_node("Resize", ["x", "", "factors"], ["y"], **setting)
    (layer,) = table(saved(folder, [node], [factors], (1, 3, 10, 10)))["layers"]
    assert isinstance(layer, dict)
    return layer


def test_a_factor_in_float32_that_is_a_little_less_than_it_says_loses_no_row(tmp_path: Path) -> None:
    layer = resized(tmp_path, 0.7, mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")
    assert (layer["op"], layer["output"]) == ("upsample", [3, 7, 7])


@pytest.mark.parametrize(
    ("factor", "setting"),
    [
        (0.2, {"mode": "nearest"}),  # reads 2, 7 of each ten, not 0, 5
        (2, {"mode": "nearest", "nearest_mode": "floor"}),  # 0 0 0 1 1 2 2 …
        (2, {"mode": "nearest", "nearest_mode": "ceil"}),
        (2, {"mode": "nearest", "coordinate_transformation_mode": "align_corners"}),
        (0.2, {"mode": "linear", "antialias": 1}),  # reads ten samples, not one
        (2, {"mode": "linear", "coordinate_transformation_mode": "tf_half_pixel_for_nn"}),
        (1.25, {"mode": "linear"}),  # 12 samples of 10, 4/5 apart
    ],
)
def test_a_resizing_that_reads_other_samples_gives_no_field_of_those(
    factor: float, setting: dict[str, Any], tmp_path: Path
) -> None:
    layer = resized(tmp_path, factor, **setting)
    assert (layer["op"], layer["output"]) == ("unknown", [3, int(10 * factor), int(10 * factor)])
    assert layer["jump"] is layer["receptive_field"] is layer["start"] is None


@pytest.mark.parametrize(
    "setting",
    [
        {"mode": "nearest"},
        {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"},
        {"mode": "linear"},
        {"mode": "linear", "coordinate_transformation_mode": "pytorch_half_pixel", "antialias": 1},
    ],
)
def test_a_resizing_as_pytorch_does_it_is_followed(setting: dict[str, Any], tmp_path: Path) -> None:
    layer = resized(tmp_path, 2, **setting)
    assert (layer["op"], layer["output"], layer["jump"]) == ("upsample", [3, 20, 20], 0.5)


def test_a_learned_matrix_from_the_left_works_on_columns(tmp_path: Path) -> None:
    """As in w @ x with w of 5×8 and maps of 8×16: 5 sums of 8 products for each of 16 columns and 3 channels."""
    for read in ("x", "a"):
        nodes = [helper.make_node("Relu", ["x"], ["a"]), helper.make_node("MatMul", ["w", read], ["y"])]
        document = table(saved(tmp_path, nodes, [weight("w", 5, 8)], (1, 3, 8, 16)))
        assert document["layers"][-1]["output"] == [3, 5, 16]
        assert document["totals"] == {"parameters": 5 * 8, "macs": 5 * 8 * 16 * 3}


def test_a_row_that_is_added_behind_a_matrix_from_the_left_is_counted_as_long_as_it_is(tmp_path: Path) -> None:
    nodes = [helper.make_node("MatMul", ["w", "x"], ["a"]), helper.make_node("Add", ["a", "row"], ["y"])]
    weights = [weight("w", 5, 8), weight("row", 16)]
    assert table(saved(tmp_path, nodes, weights, (1, 3, 8, 16)))["totals"]["parameters"] == 5 * 8 + 16


def test_two_inputs_that_are_multiplied_are_maps_and_learn_nothing(tmp_path: Path) -> None:
    given = [
        helper.make_tensor_value_info(name, FLOAT, shape) for name, shape in (("a", (1, 4, 16)), ("b", (1, 16, 5)))
    ]
    node = helper.make_node("MatMul", ["a", "b"], ["y"])
    graph = helper.make_graph([node], "g", given, [helper.make_tensor_value_info("y", FLOAT, None)])
    path = tmp_path / "two.onnx"
    path.write_bytes(helper.make_model(graph).SerializeToString())
    document = table(str(path))
    assert document["totals"] == {"parameters": 0, "macs": 4 * 16 * 5}
    assert document["inputs"] == {"a": [4, 16], "b": [16, 5]}
