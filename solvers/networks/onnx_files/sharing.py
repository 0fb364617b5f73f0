"""Which layer of an ONNX graph has which learned array, where several layers use one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from solvers.networks.onnx_files.sliding import Settings


class Owners:
    """Of each learned array the layer that has it, which is the first that uses it, and the bias beside it."""

    def __init__(self) -> None:
        self.layers: dict[str, str] = {}
        self.biases: dict[str, str] = {}

    def apart(self, settings: Sequence[Settings], weight: str, bias: str) -> Iterator[Settings]:
        """Return the layers of a node; one whose weight is another's but whose bias is its own becomes two."""
        for each in settings:
            if not each.get("bias") or self.biases.get(weight, bias) == bias:
                yield each
                continue
            yield {**each, "bias": False}
            ones: tuple[Any, ...] = (1,) * len(each.get("kernel_size", ()))
            yield {"op": "shift", "shape": (each["out_channels"], *ones), "name": bias}
