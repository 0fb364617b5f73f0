"""What is read of the layers of Keras that go along a sequence: the sizes that they give, not what they learn."""

from __future__ import annotations

from typing import Any

from solvers.layers import Shape, whole

_RECURRENT = {"LSTM", "GRU", "SimpleRNN"}


def given(kind: str, config: dict[str, Any], arriving: Shape) -> Shape | None:
    """Return the shape, channels first, that a layer gives, None where its kind is none of these."""
    if kind in _RECURRENT:
        return (whole(config["units"], 1), *(arriving[1:] if config.get("return_sequences") else ()))
    if kind == "Embedding":
        return (whole(config["output_dim"], 1), *arriving)
    if kind == "RepeatVector":
        return (*arriving, whole(config["n"], 1))
    if kind != "Bidirectional":
        return None
    inner = config["layer"]
    one = given(str(inner["class_name"]), inner["config"], arriving)
    return one and ((2 if config.get("merge_mode", "concat") == "concat" else 1) * one[0], *one[1:])
