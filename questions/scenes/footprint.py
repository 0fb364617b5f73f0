"""The footprint of one output, walking back through the layers to the input."""

from __future__ import annotations

from collections.abc import Sequence

from questions.scenes import Frame, Ink, Picture, Row, Scene
from solvers.measure import Array, clear_of_borders, extent
from solvers.network import Stack


def footprint(title: str, layers: Stack, names: Sequence[str], place: str = "") -> Scene:
    """Light up what one output sees, one layer further back a frame; all from gradients of a run.

    `names` names the layers; `place` says of the last frame where in the input the field lies.
    """
    gradients = clear_of_borders(layers)
    fields = [_samples(gradient) for gradient in gradients]
    width = len(fields[0]) + 2
    labels = [f"after {name}" for name in names]
    labels = ["input", *labels]

    def frame(number: int) -> Frame:
        shown = range(len(layers), len(layers) - number - 1, -1)
        pictures = tuple(
            Picture(labels[level], (_centred(fields[level], width),), str(len(fields[level])), width // 2, shrinks=True)
            for level in shown
        )
        level = len(layers) - number
        if number == 0:
            caption = f"One output of {names[-1]}: the gradient is 1 here, 0 elsewhere."
        else:
            caption = f"Back through {names[level]}: {len(fields[level + 1])} became {len(fields[level])} samples."
        if level == 0:
            caption = f"{caption} The receptive field is {len(fields[0])}.{place}"
        return Frame(pictures, caption)

    return Scene(title, len(layers) + 1, frame)


def _samples(gradient: Array) -> Row:
    start, end = extent(gradient)
    return tuple(Ink.SEEN if value else Ink.CELL for value in gradient[start : end + 1])


def _centred(field: Row, width: int) -> Row:
    before = (width - len(field)) // 2
    return (*(Ink.NONE,) * before, *field, *(Ink.NONE,) * (width - len(field) - before))
