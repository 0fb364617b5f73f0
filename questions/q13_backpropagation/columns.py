"""The square layer whose windows are written as columns and added back, in both katas."""

from typing import Annotated

from questions.drawing import Draw
from questions.model import Kata


class OfColumns(Kata):
    """What both ways between an image and its columns share."""

    batch: Annotated[int, Draw(1, 2)] = 1
    channels: Annotated[int, Draw(1, 2)] = 1
    height: Annotated[int, Draw(2, 3, 4, 5)] = 3
    width: Annotated[int, Draw(2, 3, 4, 5)] = 3
    kernel_size: Annotated[int, Draw(2, 3)] = 2
    stride: Annotated[int, Draw(1, 1, 2)] = 1
    padding: Annotated[int, Draw(0, 0, 1)] = 0

    edges = (
        {"height": 1, "width": 1, "kernel_size": 1},
        {"height": 2, "width": 2},
        {"height": 2, "width": 3},
        {"height": 3, "width": 3},
        {"height": 2, "width": 2, "channels": 2},
        {"height": 4, "width": 5, "stride": 2},
        {"height": 2, "width": 2, "padding": 1},
        {"batch": 2},
    )

    def possible(self) -> bool:
        return min(self.height, self.width) + 2 * self.padding >= self.kernel_size
