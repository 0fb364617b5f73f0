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
        (model("Sequential", layer("InputLayer", "x", batch_shape=[None, None, 8, 3])), "no fixed size"),
        (model("Sequential", layer("Dense", "x", units=3)), "laid out otherwise"),
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
            "laid out otherwise",
        ),
        (
            model(
                "Sequential",
                layer("InputLayer", "x", batch_shape=[None, 4, 4, 1]),
                layer("Conv2D", "c", filters=1, kernel_size=[9, 9]),
            ),
            "c: a window of 9 does not fit",
        ),
    ],
)
def test_a_bad_model_is_refused(text: str, told: str) -> None:
    with pytest.raises(NetworkFileError, match=told):
        read_keras(text)
