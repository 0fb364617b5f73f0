"""What the numbers between layers take in memory."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

from solvers.networks.table import Row


class Held(NamedTuple):
    """Numbers that are held at once, for one input: all of them while training, and the most in inference."""

    training: int
    inference: int


def held(rows: Sequence[Row], inputs: int) -> Held:
    """Count the outputs of all layers, and the most that are alive at once, `inputs` numbers being the network's.

    In inference an output is alive until the last layer that reads it has run; nothing is computed in place.
    """
    last = {read: at for at, row in enumerate(rows) for read in row.reads}
    dying: dict[int, list[int]] = {}
    for read, at in last.items():
        dying.setdefault(at, []).append(read)
    alive = most = inputs
    for at, row in enumerate(rows):
        alive += prod(row.output)
        most = max(most, alive)
        for read in dying.get(at, []):
            alive -= prod(rows[read].output) if read >= 0 else 0
        if -1 in dying.get(at, []):
            alive -= inputs
    return Held(sum(prod(row.output) for row in rows), most)
