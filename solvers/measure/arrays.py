"""The arrays that measurements run on, and the parts of them that are shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Pair = tuple[int, int]


def zeros(*shape: int) -> Array:
    """Return float32 zeros, enough where only shapes and counts are read."""
    return np.zeros(shape, np.float32)


def noise(*shape: int, seed: int = 0) -> Array:
    """Return float64 values in −1…1, the same for the same seed."""
    return np.random.default_rng(seed).uniform(-1, 1, shape)


def digits(*shape: int, seed: int = 0, most: int = 2) -> Array:
    """Return float64 whole numbers in −most…most, the same for the same seed."""
    return np.random.default_rng(seed).integers(-most, most + 1, shape).astype(np.float64)


def tenths(*shape: int, seed: int = 0) -> Array:
    """Return float64 tenths in −2…2, the same for the same seed."""
    return digits(*shape, seed=seed, most=20) / 10


def image(rows: Any) -> Array:
    """Return rows of numbers as one channel of an image, float64 (1, 1, h, w)."""
    return np.array(rows, np.float64)[None, None]


def stack(channels: Any) -> Array:
    """Return rows of numbers, channel by channel, as float64 (c, h, w)."""
    return np.array(channels, np.float64)


def identity(size: int) -> Array:
    """Return one-hot rows, float64 (size, size)."""
    return np.eye(size)


def positions_of(height: int, width: int) -> Array:
    """Return 0, 1, 2, … row by row, float64 (height, width)."""
    return np.arange(height * width, dtype=np.float64).reshape(height, width)


def plane(maps: Array) -> Array:
    """Return the only channel (h, w) of the only image of maps (1, 1, h, w)."""
    channel: Array = maps[0, 0]
    return channel


def places(array: Array) -> list[Pair]:
    """Return the (row, column) of every number of an array (h, w)."""
    return [(row, column) for row in range(array.shape[0]) for column in range(array.shape[1])]


def first(array: Array, count: int) -> Array:
    """Return the first `count` entries of an array where they are, NaN for the rest."""
    kept = np.full(array.shape, np.nan)
    kept.flat[:count] = array.flat[:count]
    return kept


def side_by_side(one: Array, other: Array) -> Array:
    """Return one array of the numbers of both, as rows."""
    return np.concatenate([one.reshape(1, -1), other.reshape(1, -1)], axis=1)


def tallied(values: Array, low: float, high: float, bins: int) -> list[int]:
    """Return how many numbers fall into each of equal bins from `low` to `high`."""
    counts, _ = np.histogram(values, bins, (low, high))
    return [int(count) for count in counts]


def surrounded(map_: Array) -> Array:
    """Return a map (h, w) within a margin of one that is not there: NaN."""
    return np.pad(map_.astype(float), 1, constant_values=np.nan)
