"""What stands in the annotation of a field and picks its value."""

from __future__ import annotations

from typing import Any, Protocol

from questions.drawing.stream import Stream


class Drawable(Protocol):
    """What stands in a field's annotation and picks its value."""

    def pick(self, stream: Stream) -> Any:
        """Return one value."""
        ...


class Draw:
    """One of the given values; ranges are spread, repeated values weigh more."""

    def __init__(self, *values: Any) -> None:
        self.values: tuple[Any, ...] = tuple(
            value for entry in values for value in (entry if isinstance(entry, range) else (entry,))
        )

    def pick(self, stream: Stream) -> Any:
        """Return one of the values."""
        return stream.choice(self.values)


class DrawSeveral:
    """A tuple of draws, as long as one of the lengths."""

    def __init__(self, each: Drawable, lengths: range) -> None:
        self.each, self.lengths = each, lengths

    def pick(self, stream: Stream) -> tuple[Any, ...]:
        """Return as many values as the drawn length says."""
        return tuple(self.each.pick(stream) for _ in range(stream.choice(self.lengths)))
