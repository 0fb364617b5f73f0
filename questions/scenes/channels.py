"""One filter over several channels: each slice on its channel, then the sum of the partial maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from questions.scenes import Frame, Picture, Scene
from questions.scenes.numbers import factor, figure, grid
from questions.scenes.story import story
from solvers import engine, measure

if TYPE_CHECKING:
    from solvers.measure import Array


def channels(title: str, image: Array, kernel: Array, bias: float = 0.0, closing: str = "") -> Scene:
    """Run one filter (c, kh, kw) on an image (c, h, w) channel by channel, then as a whole."""
    depth = len(image)
    partial = engine.conv2d(image[None], kernel[:, None], groups=depth)[0]
    total = engine.conv2d(image[None], kernel[None])[0, 0]
    scale = measure.side_by_side(partial, total + bias)
    frames = []
    for at in range(depth):
        part = grid("partial map", partial[at], sign="→", like=scale)
        said = f"Channel {at} meets slice {at} of the filter, and no other."
        if total.size == 1:
            said += f" Products add up to {figure(partial[at, 0, 0])}."
        frames.append(Frame((*_row(image, kernel, at), part), said))
    maps: list[Picture] = [
        grid(f"partial {at}", partial[at], sign="+" if at else "", like=scale) for at in range(depth)
    ]
    summed = grid("sum", total, sign="=", like=scale)
    terms = ""
    if total.size == 1:
        terms = f": {' + '.join(factor(value) for value in partial[:, 0, 0].tolist())} = {figure(total[0, 0])}"
    frames.append(Frame((*maps, summed), f"The partial maps add up to one map{terms}."))
    if bias:
        whole = grid("output", total + bias, sign="→", like=scale)
        said = f"The bias {figure(bias)} is added once"
        said += f": {figure(total[0, 0])} + {factor(bias)} = {figure(total[0, 0] + bias)}." if total.size == 1 else "."
        frames.append(Frame((summed, whole), said))
    if closing:
        last = frames[-1]
        frames[-1] = Frame(last.pictures, f"{last.caption} {closing}")
    return story(title, frames)


def _row(image: Array, kernel: Array, at: int) -> tuple[Picture, Picture]:
    return (
        grid(f"channel {at}", image[at], like=image.reshape(1, -1)),
        grid(f"slice {at}", kernel[at], sign="×", like=kernel.reshape(1, -1)),
    )
