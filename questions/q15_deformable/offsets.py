"""Offsets, and what predicts them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from questions.model import Variant
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Pair = tuple[int, int]


Channels = Annotated[int, Field(ge=1, le=1024)]


OffsetGroups = Annotated[int, Field(ge=1, le=16)]


GRID = tuple((row, column) for row in (-1, 0, 1) for column in (-1, 0, 1))
"""Where the taps of a 3×3 kernel stand, from its centre, row by row."""


def constants(moves: Sequence[tuple[float, float]], height: int, width: int) -> Array:
    """Return offsets (1, 2 · taps, height, width) that move a tap alike at every position."""
    offset = measure.zeros(1, 2 * len(moves), height, width).astype(float)
    for tap, (down, right) in enumerate(moves):
        offset[:, 2 * tap], offset[:, 2 * tap + 1] = down, right
    return offset


def accepted(kernel: Pair, groups: int, name: str) -> Array:
    """SEARCH: the shortest offset, or mask, that the op takes and with which `groups` channels are read apart.

    All channels are the same image, and one output looks at each: two that share an offset and a mask agree.
    """
    taps = kernel[0] * kernel[1]
    images = measure.zeros(1, groups, *kernel) + measure.noise(1, 1, *kernel)
    weight = measure.zeros(groups, 1, *kernel).astype(float) + 1
    still = measure.zeros(1, 2 * taps * groups, 1, 1).astype(float)

    def apart(array: Array) -> bool:
        offset, mask = (array, None) if name == "offset" else (still, array)
        try:
            output = engine.deform_conv2d(images, offset, weight, mask=mask)
        except ValueError:
            return False
        return len({round(value, 9) for value in output.ravel().tolist()}) == groups

    return measure.search((measure.noise(1, length, 1, 1, seed=1) for length in count(1)), apart)


def predicted(kernel: Pair, groups: int, masked: bool) -> dict[str, Array]:
    """Return what the op takes for one window: its offsets and, where masked, its mask."""
    names = ("offset", "mask") if masked else ("offset",)
    return {name: accepted(kernel, groups, name)[0] for name in names}


def channels(kernel: Pair, groups: int, masked: bool) -> Measurement:
    """SHAPE: the channels that a predictor must put out for the op to take them."""
    arrays = predicted(kernel, groups, masked)
    total = sum(map(len, arrays.values()))
    shapes = ", ".join(f"{name} with {len(array)} channels" for name, array in arrays.items())
    return Measurement(total, f"the op takes {shapes}, and with fewer not every offset group moves by itself")


class Predicted(Variant):
    """What is asked about the layer that predicts offsets."""

    offset_groups: OffsetGroups = 1
    masked: bool

    @property
    def _each(self) -> int:
        """Numbers predicted for a tap."""
        return 3 if self.masked else 2

    @property
    def _what(self) -> str:
        return "offsets and mask" if self.masked else "offsets"

    @property
    def _layer(self) -> str:
        mask = "a mask (v2)" if self.masked else "no mask (v1)"
        groups = "1 offset group" if self.offset_groups == 1 else f"{self.offset_groups} offset groups"
        return f"{groups} and {mask}"

    def _mask_slip(self, value: Any, working: str, run: Callable[[], Measurement]) -> Slip:
        """Return the mistake of the other version."""
        if self.masked:
            message = "Version 2 adds a mask: one more value per tap."
            return Slip(tag="offset.mask_forgotten", value=value, message=message, working=working, run=run)
        message = "There is no mask here: a tap has the two components of its offset."
        return Slip(tag="offset.mask_added", value=value, message=message, working=working, run=run)


Corners = list[tuple[int, int, float, float]]
"""Row, column, number and share of each pixel that a point reads."""


def corners_of(image: Array, where: tuple[float, float]) -> Corners:
    """Return the pixels that a point of an image (h, w) reads, with their shares: what images of a single 1 give."""
    height, width = image.shape
    ones = measure.identity(height * width).reshape(-1, 1, height, width)
    offset = constants([where], height, width) + 0 * ones[:, :1]
    shares = engine.deform_conv2d(ones, offset, measure.image([[1]]))[:, 0, 0, 0]
    return [(int(at) // width, int(at) % width, image.flat[at], shares[at]) for at in shares.nonzero()[0]]
