"""One node of an ONNX graph as the operators see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from solvers.layers import Shape
from solvers.networks.onnx_files.values import Known, Learned, Mapped, Value, whole_numbers


class UnknownError(ValueError):
    """Why a node is counted as unknown, and what it makes all the same, the batch included, where that is known."""

    def __init__(self, reason: str, made: Shape | None = None) -> None:
        super().__init__(reason)
        self.made = made


@dataclass(frozen=True)
class OnnxNode:
    """An operator, its settings, and what arrives; None where an input is left out."""

    op: str
    attributes: dict[str, Any]
    given: tuple[Value | None, ...]
    inferred: Shape | None
    """The shape of its first output by ONNX's own inference, the batch included."""
    bias: int | None = None
    """The input of the node behind it that adds a learned row to a product of matrices, if it has that one reader."""

    def setting(self, name: str, otherwise: Any = None) -> Any:
        """Return an attribute."""
        return self.attributes.get(name, otherwise)

    def map(self, at: int = 0) -> Mapped:
        """Return an input that is a map; UnknownError if it is not."""
        value = self.given[at] if at < len(self.given) else None
        if not isinstance(value, Mapped):
            raise UnknownError(f"its input {at + 1} is no map")
        return value

    def maps(self) -> list[Mapped]:
        """Return all inputs that are maps."""
        return [value for value in self.given if isinstance(value, Mapped)]

    def array(self, at: int) -> Learned | None:
        """Return an input that is a learned array, None if it is none."""
        value = self.given[at] if at < len(self.given) else None
        return value if isinstance(value, Learned) else None

    def weight(self, at: int) -> Shape:
        """Return the shape of a learned array, or one worked out from some; UnknownError where it is not known."""
        array = self.given[at] if at < len(self.given) else None
        if not isinstance(array, Learned | Known) or not array.shape:
            raise UnknownError(f"the shape of its input {at + 1}, a weight, is not known")
        return array.shape

    def numbers(self, at: int, setting: str = "") -> list[int]:
        """Return whole numbers from an attribute or an input; UnknownError where neither says them."""
        stated = self.attributes.get(setting)
        if stated is not None:
            return list(stated) if isinstance(stated, list) else [stated]
        found = whole_numbers(self.given[at] if at < len(self.given) else None)
        if found is None:
            raise UnknownError(f"{setting or f'its input {at + 1}'} is worked out from other numbers")
        return found

    def has(self, at: int) -> bool:
        """Whether an input is there at all."""
        return at < len(self.given) and self.given[at] is not None

    def is_scalar(self, at: int) -> bool:
        """Whether an input is a number known beforehand, or several."""
        return at < len(self.given) and isinstance(self.given[at], Known)

    def made(self) -> Shape:
        """Return the inferred shape without the batch; UnknownError where there is none."""
        if not self.inferred or len(self.inferred) < 2:
            raise UnknownError("ONNX does not tell the shape of its output")
        return self.inferred[1:]
