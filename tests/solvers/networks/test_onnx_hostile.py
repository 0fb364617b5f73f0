"""ONNX files of strangers: each is read or refused in one line, in bounded time and memory."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from solvers.networks.graph import NetworkError
from solvers.networks.onnx_files.reading import read_onnx
from solvers.networks.onnx_files.skimming import NotOnnxError, skimmed

onnx = pytest.importorskip("onnx")
resource = pytest.importorskip("resource")  # which Windows has not
helper = onnx.helper
FLOAT = onnx.TensorProto.FLOAT
HUGE = [0, -1, 7, 10**9, 2**31, 2**62, -(2**63)]
NAMES = ["\x1b[31mred", "[bold]x[/]", "a\nb", "\u202e", "x" * 10_000, "__proto__", "<script>"]


def weight(name: str, *dims: int) -> Any:
    return onnx.TensorProto(name=name, data_type=FLOAT, dims=dims)


def numbers(name: str, *values: int) -> Any:
    return helper.make_tensor(name, onnx.TensorProto.INT64, [len(values)], values)


def model() -> Any:
    """Return a network with one of most kinds of node."""
    nodes = [
        helper.make_node("Conv", ["x", "w1", "b1"], ["c1"], pads=[1, 1, 1, 1], strides=[2, 2], name="stem"),
        helper.make_node("BatchNormalization", ["c1", "s", "s", "s", "s"], ["n1"], name="norm"),
        helper.make_node("MaxPool", ["n1"], ["p1"], kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1]),
        helper.make_node("Split", ["p1"], ["l", "r"], axis=1, num_outputs=2),
        helper.make_node("Concat", ["r", "l"], ["cat"], axis=1),
        helper.make_node("Reshape", ["cat", "five"], ["five_d"]),
        helper.make_node("Transpose", ["five_d"], ["turned"], perm=[0, 2, 1, 3, 4]),
        helper.make_node("Reshape", ["turned", "four"], ["shuffled"]),
        helper.make_node("GlobalAveragePool", ["shuffled"], ["gap"]),
        helper.make_node("Sigmoid", ["gap"], ["gate"]),
        helper.make_node("Mul", ["shuffled", "gate"], ["excited"]),
        helper.make_node("ConvTranspose", ["excited", "w2"], ["up"], strides=[2, 2]),
        helper.make_node("Slice", ["up", "from", "to", "axes"], ["cut"]),
        helper.make_node("Resize", ["cut", "", "", "sizes"], ["big"], mode="linear"),
        helper.make_node("ReduceMean", ["big", "axes"], ["mean"], keepdims=0),
        helper.make_node("Gemm", ["mean", "w3"], ["y"], transB=1),
    ]
    weights = [weight("w1", 8, 3, 3, 3), weight("b1", 8), weight("s", 8), weight("w2", 8, 4, 2, 2), weight("w3", 5, 4)]
    weights += [numbers("five", 0, 2, 4, 8, 8), numbers("four", 0, 8, 8, 8), numbers("axes", 2, 3)]
    weights += [numbers("from", 1, 1), numbers("to", 9, 9), numbers("sizes", 1, 4, 16, 16)]
    given = [helper.make_tensor_value_info("x", FLOAT, [1, 3, 16, 16])]
    graph = helper.make_graph(nodes, "g", given, [helper.make_tensor_value_info("y", FLOAT, None)], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])


def function(name: str, *nodes: Any) -> Any:
    """Return a function of a model's own, from `a` to `b`, with the weight `w`."""
    return helper.make_function("own", name, ["a", "w"], ["b"], nodes, [helper.make_opsetid("", 18), OWN])


OWN = helper.make_opsetid("own", 1)


def calling(*functions: Any) -> Any:
    """Return a model that calls the last of these functions once, and the first one on what that gives."""
    nodes = [
        helper.make_node(functions[-1].name, ["x", "w1"], ["h"], domain="own"),
        helper.make_node(functions[0].name, ["h", "w2"], ["y"], domain="own"),
    ]
    given = [helper.make_tensor_value_info("x", FLOAT, [1, 3, 16, 16])]
    outputs = [helper.make_tensor_value_info("y", FLOAT, None)]
    graph = helper.make_graph(nodes, "g", given, outputs, [weight("w1", 8, 3, 3, 3), weight("w2", 5, 8, 3, 3)])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18), OWN], functions=functions)


def modular() -> Any:
    """Return a network of two blocks, the first in a function that calls that of the second."""
    inner = function(
        "Inner", helper.make_node("Conv", ["a", "w"], ["c"], strides=[2, 2]), helper.make_node("Relu", ["c"], ["b"])
    )
    return calling(inner, function("Outer", helper.make_node("Inner", ["a", "w"], ["b"], domain="own")))


def change_bytes(draw: random.Random, whole: bytes) -> bytes:
    data = bytearray(whole)
    at = draw.randrange(len(data))
    match draw.randrange(4):
        case 0:
            for _ in range(draw.choice((1, 3, 30))):
                data[draw.randrange(len(data))] = draw.randrange(256)
        case 1:
            del data[at:]
        case 2:
            del data[at : at + draw.randrange(1, 50)]
        case _:
            data[at:at] = draw.randbytes(draw.randrange(1, 50))
    return bytes(data)


def change_node(draw: random.Random, graph: Any) -> None:
    node, other = draw.choice(graph.node), draw.choice(graph.node)
    kind = draw.randrange(6)
    if kind == 0 and node.input:
        node.input[draw.randrange(len(node.input))] = draw.choice([*other.output, ""])
    elif kind == 1:
        node.op_type = draw.choice([other.op_type, "Loop", "Einsum", "Range", "Expand", "Gather", "Pad", "SequenceAt"])
    elif kind == 2 and node.attribute:
        attribute = draw.choice(node.attribute)
        if len(attribute.ints):
            attribute.ints[draw.randrange(len(attribute.ints))] = draw.choice(HUGE)
        else:
            attribute.i = draw.choice(HUGE)
    elif kind == 3:
        node.name = draw.choice(NAMES)
    elif kind == 4:
        node.output[0] = draw.choice([*other.output, "", "x"])
    elif len(graph.node) > 1:
        graph.node.remove(node)


def change_functions(draw: random.Random, whole: bytes) -> bytes:
    changed = onnx.ModelProto.FromString(whole)
    for _ in range(draw.randrange(1, 5)):
        body = draw.choice(changed.functions)
        kind = draw.randrange(5)
        if kind == 0:
            body.input[draw.randrange(len(body.input))] = draw.choice(["", "b", "nobody"])
        elif kind == 1:
            body.name = draw.choice(["Inner", "Outer", "Conv"])
        elif kind == 2:
            body.domain = draw.choice(["", "other"])
        else:
            change_node(draw, body)
    return bytes(changed.SerializeToString())


def change_graph(draw: random.Random, whole: bytes) -> bytes:
    changed = onnx.ModelProto.FromString(whole)
    graph = changed.graph
    for _ in range(draw.randrange(1, 6)):
        kind = draw.randrange(8)
        if kind == 0:
            tensor = draw.choice(graph.initializer)
            tensor.dims[draw.randrange(len(tensor.dims))] = draw.choice(HUGE)
        elif kind == 1:
            draw.choice(graph.input[0].type.tensor_type.shape.dim).dim_value = draw.choice(HUGE)
        elif kind == 2:
            graph.initializer.remove(draw.choice(graph.initializer))
        else:
            change_node(draw, graph)
    return bytes(changed.SerializeToString())


def survives(data: bytes) -> bool:
    """Whether a file is read; if not, it is refused in a line that steers no terminal."""
    try:
        network = read_onnx(data).network
        return all(row.name.isprintable() for row in network.table)
    except (NotOnnxError, NetworkError) as error:
        refusal = str(error)
    assert len(refusal) < 500
    assert refusal.isprintable()
    return False


def test_the_model_is_read_before_it_is_changed() -> None:
    reading = read_onnx(model().SerializeToString())
    assert not reading.notes
    assert reading.network.table[-1].output == (5,)
    assert reading.network.parameters == 8 * 27 + 8 + 16 + 8 * 4 * 4 + 20


def test_a_function_of_the_model_s_own_is_read_where_it_is_called() -> None:
    """Its convolutions stood in the table as one operator that nobody knows."""
    reading = read_onnx(modular().SerializeToString())
    assert not reading.notes
    assert [layer.op for layer in reading.network.layers] == ["conv", "relu", "conv", "relu"]
    assert reading.network.parameters == 8 * 3 * 9 + 5 * 8 * 9
    assert reading.network.table[-1].output == (5, 3, 3)


def test_functions_that_grow_beyond_all_bounds_are_refused_before_they_are_written_out() -> None:
    layers = [function("F0", *(helper.make_node("Relu", ["a"], ["b"]) for _ in range(20)))]
    for depth in range(1, 12):
        calls = [helper.make_node(f"F{depth - 1}", ["a", "w"], ["b"], domain="own") for _ in range(20)]
        layers.append(function(f"F{depth}", *calls))
    with pytest.raises(NotOnnxError, match="at most"):
        read_onnx(calling(*layers).SerializeToString())


def test_a_function_that_calls_itself_is_refused() -> None:
    ring = function("Ring", helper.make_node("Ring", ["a", "w"], ["b"], domain="own"))
    with pytest.raises(NotOnnxError, match="call one another"):
        read_onnx(calling(ring).SerializeToString())


@pytest.mark.parametrize(
    ("made", "change"),
    [(model, change_bytes), (model, change_graph), (modular, change_functions)],
)
def test_some_changed_models_are_read_or_refused(
    made: Callable[[], Any], change: Callable[[random.Random, bytes], bytes]
) -> None:
    whole = bytes(made().SerializeToString())
    assert len({survives(change(random.Random(seed), whole)) for seed in range(40)}) == 2


@pytest.mark.slow
@pytest.mark.parametrize("change", [change_bytes, change_graph])
def test_many_changed_models_are_read_or_refused(change: Callable[[random.Random, bytes], bytes]) -> None:
    whole = bytes(model().SerializeToString())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for seed in range(500):
        survives(change(random.Random(f"many {seed}"), whole))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000  # KB


def test_more_outputs_than_are_named_are_refused_before_room_is_made_for_them() -> None:
    changed = model()
    (split,) = (node for node in changed.graph.node if node.op_type == "Split")
    next(attribute for attribute in split.attribute if attribute.name == "num_outputs").i = 10**9
    with pytest.raises(NotOnnxError, match="num_outputs 1,000,000,000 of a node that names 2"):
        read_onnx(changed.SerializeToString())


def test_too_many_nodes_are_refused() -> None:
    nodes = [helper.make_node("Relu", [f"v{at}"], [f"v{at + 1}"]) for at in range(20_001)]
    given = [helper.make_tensor_value_info("v0", FLOAT, [1, 3, 8, 8])]
    graph = helper.make_graph(nodes, "g", given, [helper.make_tensor_value_info("v20001", FLOAT, None)])
    with pytest.raises(NotOnnxError, match="20,001 nodes, here at most"):
        read_onnx(helper.make_model(graph).SerializeToString())


def test_weights_are_skipped_and_not_read() -> None:
    """The numbers of a weight are left out before the file is parsed, its dimensions kept."""
    whole = model()
    heavy = whole.graph.initializer[0]
    heavy.ClearField("dims")
    heavy.dims.extend([8, 3, 3, 3])
    heavy.raw_data = bytes(1 << 20)
    data = whole.SerializeToString()
    assert len(skimmed(data)) < len(data) - (1 << 20) + 100
    left = onnx.ModelProto.FromString(skimmed(data))
    assert list(left.graph.initializer[0].dims) == [8, 3, 3, 3]
    assert [node.op_type for node in left.graph.node] == [node.op_type for node in whole.graph.node]


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\xff" * 100, b"\x3a\xff\xff\xff\xff\x7f", b"PK\x03\x04", b"ustar" * 200]
)
def test_what_is_no_model_is_refused(data: bytes) -> None:
    assert not survives(data)


def test_onnx_infers_the_same_shapes() -> None:
    inferred = onnx.shape_inference.infer_shapes(model(), data_prop=True)
    shapes = {
        value.name: tuple(dim.dim_value for dim in value.type.tensor_type.shape.dim)[1:]
        for value in (*inferred.graph.value_info, *inferred.graph.output)
    }
    rows = {row.name: row.output for row in read_onnx(model().SerializeToString()).network.table}
    assert rows["stem"] == shapes["c1"]
    assert list(rows.values())[-1] == shapes["y"]
    assert len(shapes) > 10
    assert {shape for name, shape in shapes.items() if name not in {"l", "r"}} <= set(rows.values())
