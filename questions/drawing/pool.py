"""Numbers of real layers that a variant draws from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from questions.drawing.stream import Stream


class Pool:
    """Rows of numbers for some fields of a variant, each with the name of its network."""

    def __init__(self, fields: Sequence[str], rows: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
        self.fields = tuple(fields)
        self._names: dict[tuple[Any, ...], str] = {}
        for name, numbers in rows:
            self._names.setdefault(numbers, name)
        self._rows = tuple(self._names)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Any:
        return (dict(zip(self.fields, row, strict=True)) for row in self._rows)

    def pick(self, stream: Stream) -> dict[str, Any]:
        """Return the numbers of one real layer by field."""
        return dict(zip(self.fields, stream.choice(self._rows), strict=True))

    def name(self, variant: object) -> str:
        """Return the network whose layer has the variant's numbers, empty if none has."""
        return self._names.get(tuple(getattr(variant, field) for field in self.fields), "")
