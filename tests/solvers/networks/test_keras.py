"""Models as Keras writes them in JSON, of versions 2 and 3, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from solvers.networks.file import NetworkFileError
from solvers.networks.keras import is_keras, read_keras


def layer(kind: str, name: str, inbound: Any = None, **config: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"class_name": kind, "config": {"name": name, **config}}
    return found if inbound is None else {**found, "name": name, "inbound_nodes": inbound}


def model(kind: str, *layers: Any) -> str:
    return json.dumps({"class_name": kind, "config": {"name": "mine", "layers": layers}})


def tensor(name: str, call: int = 0) -> Any:
    """Write what a call reads as Keras 3 does."""
    return {"class_name": "__keras_tensor__", "config": {"shape": [None], "keras_history": [name, call, 0]}}


LENET = model(
    "Sequential",
    layer("InputLayer", "image", batch_shape=[None, 32, 32, 1]),
    layer("Conv2D", "c1", filters=6, kernel_size=[5, 5], strides=[1, 1], padding="valid", activation="tanh"),
    layer("AveragePooling2D", "s2", pool_size=[2, 2], strides=[2, 2], padding="valid"),
    layer("Conv2D", "c3", filters=16, kernel_size=[5, 5], strides=[1, 1], padding="valid", activation="tanh"),
    layer("AveragePooling2D", "s4", pool_size=[2, 2], strides=None, padding="valid"),
    layer("Flatten", "flat"),
    layer("Dense", "c5", units=120, activation="tanh"),
    layer("Dense", "f6", units=84, activation="tanh"),
    layer("Dense", "output", units=10, activation="softmax"),
)


def test_lenet5_in_keras_has_its_published_parameters() -> None:
    """LeCun et al. 1998 with every map of S2 read by every one of C3: 61,706."""
    assert is_keras(LENET)
    network = read_keras(LENET).network
    assert network.parameters == 61_706
    assert {row.name: row.output for row in network.table}["s4"] == (16, 5, 5)


@pytest.mark.parametrize(
    "wrapped",
    [json.dumps(LENET), json.dumps({"format": "layers-model", "modelTopology": {"model_config": json.loads(LENET)}})],
    ids=["json.dump of to_json()", "TensorFlow.js"],
)
def test_a_model_that_stands_in_other_json_is_read(wrapped: str) -> None:
    assert is_keras(wrapped)
    assert read_keras(wrapped).network.parameters == read_keras(LENET).network.parameters


@pytest.mark.parametrize(
    ("kind", "settings", "output"),
    [
        ("Resizing", {"height": 20, "width": 24}, (3, 20, 24)),
        ("Resizing", {"height": 20, "width": 24, "interpolation": "lanczos3"}, (3, 20, 24)),
        ("Resizing", {"height": 8, "width": 8, "interpolation": "nearest"}, (3, 8, 8)),
        ("CenterCrop", {"height": 20, "width": 24}, (3, 20, 24)),
        ("CenterCrop", {"height": 40, "width": 24}, (3, 40, 24)),
        ("UpSampling2D", {"size": [2, 3], "interpolation": "bicubic"}, (3, 64, 96)),
    ],
)
def test_what_gives_a_map_another_size_gives_it_that_size(
    kind: str, settings: dict[str, Any], output: tuple[int, ...]
) -> None:
    image = layer("InputLayer", "image", batch_shape=[None, 32, 32, 3])
    assert read_keras(model("Sequential", image, layer(kind, "it", **settings))).network.table[-1].output == output


@pytest.mark.parametrize(("side", "start"), [(64, 0), (8, None)])
def test_a_map_that_is_reduced_to_the_nearest_does_not_begin_at_its_first_pixel(side: int, start: int | None) -> None:
    """Of each four pixels it reads the third, the one nearest to (o + ½)·4."""
    image = layer("InputLayer", "image", batch_shape=[None, 32, 32, 3])
    resizing = layer("Resizing", "it", height=side, width=side, interpolation="nearest")
    assert read_keras(model("Sequential", image, resizing)).network.table[-1].start == (start, start)


def inside(kind: str, **config: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": {"name": "inside", **config}}


@pytest.mark.parametrize(
    ("kind", "config", "output"),
    [
        ("LSTM", {"units": 6}, (6,)),
        ("GRU", {"units": 6, "return_sequences": True}, (6, 20)),
        ("Bidirectional", {"layer": inside("LSTM", units=6, return_sequences=True)}, (12, 20)),
        ("Bidirectional", {"layer": inside("LSTM", units=6), "merge_mode": "sum"}, (6,)),
    ],
)
def test_a_dense_layer_behind_a_recurrent_one_reads_as_many_numbers_as_that_has_units(
    kind: str, config: dict[str, Any], output: tuple[int, ...]
) -> None:
    steps = layer("InputLayer", "steps", batch_shape=[None, 20, 16])
    reading = read_keras(model("Sequential", steps, layer(kind, "it", **config), layer("Dense", "head", units=10)))
    it, head = reading.network.table
    assert (it.output, head.parameters) == (output, 10 * output[0] + 10)
    assert "only its sizes are read" in reading.notes[0]


def test_what_makes_a_sequence_of_words_or_of_one_vector_gives_it_its_length() -> None:
    for kind, config in (("Embedding", {"input_dim": 99, "output_dim": 8}), ("RepeatVector", {"n": 8})):
        read = [layer("InputLayer", "words", batch_shape=[None, 20]), layer(kind, "it", **config)]
        network = read_keras(model("Sequential", *read, layer("Conv1D", "c", filters=2, kernel_size=[1]))).network
        assert sorted(network.table[0].output) == [8, 20]


@pytest.mark.parametrize(
    ("kind", "wrapped", "parameters"),
    [
        ("TimeDistributed", inside("Dense", units=12), 16 * 12 + 12),
        ("TimeDistributed", inside("BatchNormalization"), 2 * 16),
        ("SpectralNormalization", inside("Conv1D", filters=4, kernel_size=[3]), 3 * 16 * 4 + 4),
    ],
)
def test_a_layer_inside_another_is_counted_as_itself(kind: str, wrapped: dict[str, Any], parameters: int) -> None:
    steps = layer("InputLayer", "steps", batch_shape=[None, 20, 16])
    reading = read_keras(model("Sequential", steps, layer(kind, "it", layer=wrapped)))
    assert (reading.network.parameters, list(reading.notes)) == (parameters, [])


def test_what_gives_a_map_another_size_is_not_said_to_change_nothing() -> None:
    image = layer("InputLayer", "image", batch_shape=[None, 32, 32, 3])
    resized = layer("Resizing", "it", height=20, width=24, interpolation="lanczos3")
    note = read_keras(model("Sequential", image, resized)).notes[0]
    assert "Resizing, lanczos3, is not counted" in note
    assert "nothing" not in note


@pytest.mark.parametrize("version", [2, 3])
def test_a_layer_called_twice_is_counted_once(version: int) -> None:
    def calls(*each: list[tuple[str, int]]) -> Any:
        if version == 2:
            return [[[name, call, 0, {}] for name, call in read] for read in each]
        many = [[tensor(*read) for read in reads] for reads in each]
        return [{"args": [reads if len(reads) > 1 else reads[0]], "kwargs": {}} for reads in many]

    text = model(
        "Functional",
        layer("InputLayer", "a", [], batch_shape=[None, 8, 8, 3]),
        layer("InputLayer", "b", [], batch_input_shape=[None, 8, 8, 3]),
        layer("Conv2D", "conv", calls([("a", 0)], [("b", 0)]), filters=4, kernel_size=[3, 3], padding="same"),
        layer("Concatenate", "both", calls([("conv", 0), ("conv", 1)]), axis=-1),
        layer("GlobalAveragePooling2D", "pooled", calls([("both", 0)])),
        layer("Dense", "out", calls([("pooled", 0)]), units=5),
    )
    network = read_keras(text).network
    assert [name for name, _ in network.inputs] == ["a", "b"]
    assert network.parameters == (3 * 9 + 1) * 4 + (8 + 1) * 5
    assert network.macs == 2 * 27 * 4 * 64 + 40
    assert network.table[-1].output == (5,)


def inner(kind: str, name: str, inbound: Any = None, **config: Any) -> dict[str, Any]:
    """Write a model inside another: a convolution of 3 channels, 4 filters of 3 × 3."""
    head = layer("InputLayer", "pixels", [], batch_shape=[None, 8, 8, 3])
    conv = layer("Conv2D", "conv", [[["pixels", 0, 0, {}]]], filters=4, kernel_size=[3, 3], padding="same")
    return layer(kind, name, inbound, layers=[head, conv], **config)


@pytest.mark.parametrize("first", [0, 1])
def test_a_model_inside_another_is_read_as_its_layers_and_counted_once(first: int) -> None:
    """Its calls are numbered from 1 where making it was the first: Keras 2, and Functional in 3."""
    ends = {"input_layers": [["pixels", 0, 0]], "output_layers": [["conv", 0, 0]]}
    text = model(
        "Functional",
        layer("InputLayer", "a", [], batch_shape=[None, 8, 8, 3]),
        layer("InputLayer", "b", [], batch_shape=[None, 8, 8, 3]),
        inner("Functional", "twin", [[["a", 0, 0, {}]], [["b", 0, 0, {}]]], **ends),
        layer("Add", "both", [[["twin", first, 0, {}], ["twin", first + 1, 0, {}]]]),
    )
    network = read_keras(text).network
    assert network.parameters == (3 * 9 + 1) * 4
    assert [row.name for row in network.table] == ["twin/conv", "twin/conv #2", "both"]
    assert network.table[-1].output == (4, 8, 8)


@pytest.mark.parametrize("has_input", [True, False])
def test_a_model_at_the_head_of_a_stack_is_read_as_its_layers(has_input: bool) -> None:
    image = layer("InputLayer", "image", batch_shape=[None, 8, 8, 3])
    stack = [inner("Sequential", "base"), layer("Flatten", "flat"), layer("Dense", "out", units=2)]
    network = read_keras(model("Sequential", *([image] if has_input else []), *stack)).network
    assert network.parameters == (3 * 9 + 1) * 4 + (8 * 8 * 4 + 1) * 2
    assert len(network.inputs) == 1


def test_a_stack_may_be_but_a_list_as_early_keras_2_wrote_it() -> None:
    first = layer("Conv2D", "conv", batch_input_shape=[None, 8, 8, 3], filters=4, kernel_size=[3, 3])
    text = json.dumps({"class_name": "Sequential", "config": [first]})
    assert read_keras(text).network.parameters == (3 * 9 + 1) * 4


def test_sizes_that_are_left_open_are_given() -> None:
    image = layer("InputLayer", "image", batch_shape=[None, None, None, 3])
    text = model("Sequential", image, layer("Conv2D", "conv", filters=4, kernel_size=[3, 3]))
    assert read_keras(text, (3, 10, 12)).network.table[-1].output == (4, 8, 10)
    for other in ((1, 10, 12), (3, 10)):
        with pytest.raises(NetworkFileError, match="--input differs"):
            read_keras(text, other)
    with pytest.raises(NetworkFileError, match="that --input says, 3, 64, 64"):
        read_keras(LENET, (3, 64, 64))
    assert read_keras(LENET, (1, 32, 32)).network.parameters == read_keras(LENET).network.parameters


def test_a_stack_without_an_input_has_the_one_on_which_it_was_built_or_that_is_given() -> None:
    conv = layer("Conv2D", "conv", filters=4, kernel_size=[3, 3])
    config = {"name": "mine", "layers": [conv], "build_input_shape": [None, 10, 12, 3]}
    built = json.dumps({"class_name": "Sequential", "config": config})
    assert read_keras(built).network.table[-1].output == (4, 8, 10)
    assert read_keras(model("Sequential", conv), (3, 10, 12)).network.table[-1].output == (4, 8, 10)
    with pytest.raises(NetworkFileError, match="--input says"):
        read_keras(built, (3, 9, 9))


@pytest.mark.parametrize(
    ("kind", "config", "parameters"),
    [
        ("LayerNormalization", {"axis": [3]}, 2 * 4),
        ("LayerNormalization", {"axis": -1, "center": False}, 4),
        ("LayerNormalization", {"axis": -1, "scale": False}, 4),
        ("GroupNormalization", {"groups": 2}, 2 * 4),
        ("GroupNormalization", {"groups": -1, "center": False}, 4),
        ("PReLU", {"shared_axes": [1, 2]}, 4),
    ],
)
def test_norms_and_slopes_learn_a_number_a_channel(kind: str, config: dict[str, Any], parameters: int) -> None:
    """None of them was counted."""
    image = layer("InputLayer", "image", batch_shape=[None, 16, 8, 4])
    reading = read_keras(model("Sequential", image, layer(kind, "learns", **config)))
    assert reading.notes == ()
    assert reading.network.parameters == parameters
    assert reading.network.table[-1].output == (4, 16, 8)


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("LayerNormalization", {"axis": [1, 2, 3]}),
        ("LayerNormalization", {"axis": 1}),
        ("GroupNormalization", {"groups": 2, "axis": 1}),
        ("PReLU", {"shared_axes": None}),
    ],
)
def test_what_learns_more_than_a_number_a_channel_is_named(kind: str, config: dict[str, Any]) -> None:
    image = layer("InputLayer", "image", batch_shape=[None, 16, 8, 4])
    (note,) = (
        each for each in read_keras(model("Sequential", image, layer(kind, "x", **config))).notes if kind in each
    )
    assert "is not counted" in note


def test_axes_are_permuted_as_keras_counts_them() -> None:
    image = layer("InputLayer", "image", batch_shape=[None, 16, 8, 4])
    network = read_keras(model("Sequential", image, layer("Permute", "turned", dims=[3, 1, 2]))).network
    assert network.table[-1].output == (8, 4, 16)  # Keras: 4 rows, 16 columns, 8 channels


def test_what_varies_training_images_changes_nothing() -> None:
    image = layer("InputLayer", "image", batch_shape=[None, 16, 8, 4])
    stack = [image, layer("RandomFlip", "flip"), layer("Conv2D", "conv", filters=1, kernel_size=[3, 3])]
    reading = read_keras(model("Sequential", *stack))
    assert reading.notes == ()
    assert reading.network.table[-1].receptive_field == (3, 3)


def test_depth_multipliers_and_separable_layers() -> None:
    text = model(
        "Sequential",
        layer("InputLayer", "image", batch_shape=[None, 9, 9, 4]),
        layer("DepthwiseConv2D", "d", kernel_size=[3, 3], strides=[2, 2], padding="same", depth_multiplier=3),
        layer("SeparableConv2D", "s", filters=5, kernel_size=[3, 3], padding="valid", depth_multiplier=2),
        layer("BatchNormalization", "n", scale=False, center=True),
    )
    network = read_keras(text).network
    assert network.table[-1].output == (5, 3, 3)
    assert network.parameters == (9 + 1) * 12 + 9 * 24 + (24 + 1) * 5 + 5


@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "setting", "side"),
    [
        (3, 2, "same", {}, 10),
        (3, 2, "same", {"output_padding": 0}, 9),
        (3, 2, "same", {"output_padding": [1, 1]}, 10),
        (2, 2, "same", {"output_padding": [0, 0]}, 8),
        (3, 2, "valid", {}, 11),
        (3, 2, "valid", {"output_padding": 1}, 12),
        (2, 3, "valid", {}, 15),
        (2, 3, "valid", {"output_padding": 0}, 14),
        (2, 3, "same", {}, 15),
        (3, 1, "same", {"dilation_rate": [2, 2]}, 5),
        (3, 1, "valid", {"dilation_rate": 2}, 9),
    ],
)
def test_a_transposed_convolution_makes_of_five_what_keras_makes(
    kernel: int, stride: int, padding: str, setting: dict[str, Any], side: int
) -> None:
    """As in `deconv_output_length`: of the same padding, for one, 4 strides, 1 if the kernel is odd, output padding."""
    settings = {"filters": 2, "kernel_size": [kernel] * 2, "strides": [stride] * 2, "padding": padding, **setting}
    image = layer("InputLayer", "image", batch_shape=[None, 5, 5, 3])
    network = read_keras(model("Sequential", image, layer("Conv2DTranspose", "up", **settings))).network
    assert network.table[-1].output == (2, side, side)


def test_a_norm_along_another_axis_than_the_channels_is_not_counted_as_one_of_them() -> None:
    image = layer("InputLayer", "image", batch_shape=[None, 16, 8, 4])
    reading = read_keras(model("Sequential", image, layer("BatchNormalization", "norm", axis=[1])))
    assert reading.network.parameters == 0
    assert "BatchNormalization along axis 1 is not counted" in reading.notes[0]
    last = read_keras(model("Sequential", image, layer("BatchNormalization", "norm", axis=[3])))
    assert (last.network.parameters, last.notes) == (8, ())


def test_what_is_worked_out_between_layers_in_keras_2_is_read_with_all_that_it_reads() -> None:
    """x · relu6(3 + x)/6 is MobileNetV3's activation; 1 − x has a number in the place of the first tensor."""
    read = read_keras(
        model(
            "Functional",
            layer("InputLayer", "in", [], batch_input_shape=[None, 9, 9, 3]),
            layer("Conv2D", "c", [[["in", 0, 0, {}]]], filters=4, kernel_size=[3, 3]),
            layer("TFOpLambda", "plus", [["c", 0, 0, {"y": 3.0}]], function="__operators__.add"),
            layer("ReLU", "r", [[["plus", 0, 0, {}]]], max_value=6.0),
            layer("TFOpLambda", "sixth", [["r", 0, 0, {"y": 0.1666}]], function="math.multiply"),
            layer("TFOpLambda", "times", [["c", 0, 0, {"y": ["sixth", 0, 0]}]], function="math.multiply"),
            layer("TFOpLambda", "rest", [["_CONSTANT_VALUE", -1, 1, {"y": ["times", 0, 0]}]], function="math.subtract"),
            layer("Conv2D", "d", [[["rest", 0, 0, {}]]], filters=2, kernel_size=[3, 3]),
        )
    )
    assert not read.notes
    assert {one.name: one.inputs for one in read.network.layers}["times"] == ("c", "sixth")
    assert read.network.table[-1].receptive_field == (5, 5)


def test_what_is_worked_out_between_layers_in_keras_3_is_read() -> None:
    read = read_keras(
        model(
            "Functional",
            layer("InputLayer", "in", [], batch_shape=[None, 9, 9, 3]),
            layer("Add", "plus", [{"args": [tensor("in"), 3.0], "kwargs": {}}]),
            layer("Relu6", "r", [{"args": [tensor("plus")], "kwargs": {}}]),
            layer("TrueDivide", "sixth", [{"args": [tensor("r"), 6.0], "kwargs": {}}]),
        )
    )
    assert not read.notes
    assert [row.layer.op for row in read.network.table] == ["add", "relu6", "elementwise"]


def test_unknown_layers_are_named_and_the_rest_read() -> None:
    text = model(
        "Sequential",
        layer("InputLayer", "image", batch_shape=[None, 8, 8, 3]),
        layer("Fancy\x1b[31m", "mine"),
        layer("Conv2D", "conv", filters=2, kernel_size=[1, 1]),
    )
    reading = read_keras(text)
    assert "Fancy?[31m is not counted" in reading.notes[0]
    assert reading.network.parameters == 8


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (model("Sequential"), "without an input"),
        (model("Sequential", layer("InputLayer", "x", batch_shape=[None, None, 8, 3])), "no fixed size.*--input"),
        (model("Sequential", layer("InputLayer", "x", batch_shape=[None, 0, 8, 3])), "of no size"),
        (model("Sequential", {"class_name": "Sequential", "config": {"name": "in", "layers": 3}}), "no list of layers"),
        (
            model(
                "Sequential",
                layer("InputLayer", "x", batch_shape=[None, 3, 8, 8]),
                layer("Conv2D", "c", filters=1, kernel_size=[1, 1], data_format="channels_first"),
            ),
            "c has channels first",
        ),
        (
            model(
                "Functional",
                layer("InputLayer", "x", [], batch_shape=[None, 8, 8, 3]),
                inner("Functional", "two", [[["x", 0, 0, {}]]], output_layers=[["conv", 0, 0], ["pixels", 0, 0]]),
            ),
            "two: a model with several outputs",
        ),
        (model("Sequential", layer("Dense", "first", units=3)), "what its first layer, first, reads; say --input"),
        (model("Functional", 3), "no list of layers"),
        (
            model(
                "Sequential",
                layer("InputLayer", "x", batch_shape=[None, 4, 4, 9]),
                layer("DepthwiseConv2D", "d", kernel_size=[1, 1], depth_multiplier="many"),
            ),
            "d: expected a whole number",
        ),
        (
            model("Sequential", layer("InputLayer", "x", batch_shape=[None, 4, 4, 1]), layer("Conv2D", "c", filters=1)),
            "c: Conv2D without kernel_size",
        ),
        (
            model(
                "Sequential",
                layer("InputLayer", "x", batch_shape=[None, 4, 4, 1]),
                layer("Conv2D", "c", filters=1, kernel_size=[9, 9]),
            ),
            "c: a window of 9 does not fit",
        ),
        (
            model(
                "Sequential",
                layer("InputLayer", "x", batch_shape=[None, 4, 9]),
                layer("CenterCrop", "c", height=2, width=2),
            ),
            "c: it cuts rows and columns, but 9×4 arrives",
        ),
        (
            model(
                "Sequential",
                layer("InputLayer", "x", batch_shape=[None, 4, 4, 1]),
                layer("Conv2D", "x", filters=1, kernel_size=[3, 3]),
                layer("Conv2D", "c", filters=1, kernel_size=[1, 1]),
            ),
            "two layers before it are called 'x'",
        ),
    ],
)
def test_a_bad_model_is_refused(text: str, told: str) -> None:
    with pytest.raises(NetworkFileError, match=told):
        read_keras(text)
