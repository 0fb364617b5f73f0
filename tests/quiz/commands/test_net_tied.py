"""`convquiz net model.onnx`: weights that several layers use or that lie otherwise than usual, and the batch."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

import pytest

from tests.quiz.commands.test_net_onnx import helper, numbers, onnx, saved, table, weight


def parameters(document: dict[str, Any]) -> int:
    return sum(layer["parameters"] for layer in document["layers"])


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("a", ""), ("", "b"), ("a", "a")])
def test_a_bias_of_its_own_beside_a_weight_used_again_is_counted(first: str, second: str, tmp_path: Path) -> None:
    """The second bias was left out, and where only one of the two had a bias the file was refused."""
    nodes = [
        helper.make_node("Conv", ["x", "w", *filter(None, [first])], ["h"], pads=[1, 1, 1, 1]),
        helper.make_node("Conv", ["h", "w", *filter(None, [second])], ["y"], pads=[1, 1, 1, 1]),
    ]
    biases = sorted({first, second} - {""})
    arrays = [weight("w", 3, 3, 3, 3), *(weight(bias, 3) for bias in biases)]
    document = table(saved(tmp_path, nodes, arrays), "--measure")
    assert parameters(document) == 3 * 3 * 3 * 3 + 3 * len(biases)


def test_a_matrix_used_again_turned_has_a_bias_of_its_own(tmp_path: Path) -> None:
    """An autoencoder with tied weights was refused: 6 and 4 biases are not as many."""
    nodes = [
        helper.make_node("Gemm", ["x", "code.weight", "code.bias"], ["h"], transB=1),
        helper.make_node("Transpose", ["code.weight"], ["turned"], perm=[1, 0]),
        helper.make_node("Gemm", ["h", "turned", "back"], ["y"], transB=1),
    ]
    arrays = [weight("code.weight", 4, 6), weight("code.bias", 4), weight("back", 6)]
    assert parameters(table(saved(tmp_path, nodes, arrays, (1, 6)), "--measure")) == 4 * 6 + 4 + 6


def test_an_array_that_scales_twice_is_counted_once(tmp_path: Path) -> None:
    nodes = [helper.make_node("Mul", ["x", "g"], ["h"]), helper.make_node("Add", ["h", "g"], ["y"])]
    assert parameters(table(saved(tmp_path, nodes, [weight("g", 3, 1, 1)]), "--measure")) == 3


def test_a_batch_norm_by_the_statistics_of_its_map_sees_all_of_it(tmp_path: Path) -> None:
    """The file was refused: its mean is taken over the batch, too."""
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"]),
        helper.make_node("ReduceMean", ["c", "axes"], ["mean"], keepdims=0),
        helper.make_node("ReduceMean", ["c", "axes"], ["kept"], keepdims=1),
        helper.make_node("Sub", ["c", "kept"], ["less"]),
        helper.make_node("Mul", ["less", "less"], ["squared"]),
        helper.make_node("ReduceMean", ["squared", "axes"], ["variance"], keepdims=0),
        helper.make_node("BatchNormalization", ["c", "gamma", "beta", "mean", "variance"], ["n"]),
        helper.make_node("Conv", ["n", "v"], ["y"]),
    ]
    arrays = [numbers("axes", 0, 2, 3), weight("gamma", 4), weight("beta", 4)]
    arrays += [weight("w", 4, 3, 3, 3), weight("v", 2, 4, 1, 1)]
    document = table(saved(tmp_path, nodes, arrays, (1, 3, 12, 12)), "--measure")
    assert parameters(document) == 4 * 3 * 9 + 2 * 4 + 2 * 4
    last = document["layers"][-1]
    assert last["output"] == [2, 10, 10]
    assert last["receptive_field"] in (12, [12, 12])


def test_what_is_laid_flat_with_the_batch_is_named_and_the_rest_tabulated(tmp_path: Path) -> None:
    """A map that is unpooled by its places, flat, was no table at all."""
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"]),
        helper.make_node("Reshape", ["c", "flat"], ["f"]),
        helper.make_node("Transpose", ["f"], ["y"], perm=[0]),
    ]
    document = table(saved(tmp_path, nodes, [weight("w", 4, 3, 3, 3), numbers("flat", -1)], (1, 3, 6, 6)))
    assert parameters(document) == 4 * 3 * 9
    assert any("Transpose is not counted" in note for note in document["notes"])


@pytest.mark.parametrize("shape", [(4, 6, 6), (4, 1, 1), (1,), (6,), (1, 4, 6, 6)])
def test_slopes_of_any_layout_are_counted(shape: tuple[int, ...], tmp_path: Path) -> None:
    """Keras has a slope for each number of a map, over which the whole file was refused."""
    nodes = [helper.make_node("Conv", ["x", "w"], ["c"]), helper.make_node("PRelu", ["c", "slope"], ["y"])]
    document = table(saved(tmp_path, nodes, [weight("w", 4, 3, 3, 3), weight("slope", *shape)], (1, 3, 8, 8)))
    assert parameters(document) == 4 * 3 * 9 + prod(shape)
    assert document["layers"][-1]["output"] == [4, 6, 6]


@pytest.mark.parametrize("op", ["LessOrEqual", "GreaterOrEqual"])
def test_what_compares_number_by_number_loses_no_field(op: str, tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"]),
        helper.make_node(op, ["c", "bound"], ["small"]),
        helper.make_node("Where", ["small", "c", "bound"], ["y"]),
    ]
    document = table(saved(tmp_path, nodes, [weight("w", 4, 3, 3, 3), weight("bound")], (1, 3, 8, 8)))
    assert document["layers"][-1]["receptive_field"] in (3, [3, 3])


def test_an_embedding_is_counted(tmp_path: Path) -> None:
    """A network for text had all but its largest table."""
    nodes = [
        helper.make_node("Cast", ["x"], ["ids"], to=7),
        helper.make_node("Gather", ["words.weight", "ids"], ["e"]),
        helper.make_node("Transpose", ["e"], ["t"], perm=[0, 2, 1]),
        helper.make_node("Conv", ["t", "w"], ["y"]),
    ]
    arrays = [weight("words.weight", 50, 8), weight("w", 4, 8, 3)]
    document = table(saved(tmp_path, nodes, arrays, (1, 10)), "--measure")
    assert parameters(document) == 50 * 8 + 4 * 8 * 3
    assert document["layers"][-1]["output"] == [4, 8]
    nodes[3:] = [helper.make_node("MatMul", ["e", "turned"], ["y"])]
    nodes.insert(0, helper.make_node("Transpose", ["words.weight"], ["turned"], perm=[1, 0]))
    assert parameters(table(saved(tmp_path, nodes, arrays[:1], (1, 10)))) == 50 * 8


@pytest.mark.parametrize(
    "node",
    [
        helper.make_node("Concat", ["c", "c"], ["y"], axis=0),
        helper.make_node("Concat", ["c", "c"], ["y"], axis=-4),
        helper.make_node("Softmax", ["c"], ["y"], axis=-4),
        helper.make_node("Gather", ["c", "zero"], ["y"], axis=-4),
    ],
    ids=lambda node: node.op_type,
)
def test_what_works_along_the_batch_is_named_and_the_rest_tabulated(node: Any, tmp_path: Path) -> None:
    """A picture laid beside its mirror image in one batch was no table at all."""
    nodes = [helper.make_node("Conv", ["x", "w"], ["c"]), node]
    zero = helper.make_tensor("zero", onnx.TensorProto.INT64, [], [0])
    document = table(saved(tmp_path, nodes, [weight("w", 4, 3, 3, 3), zero], (1, 3, 6, 6)))
    assert parameters(document) == 4 * 3 * 9
    assert any(f"{node.op_type} is not counted, nor is what follows it" in note for note in document["notes"])
