"""Costs, counts and ratios as bars."""

from __future__ import annotations

from collections.abc import Sequence

from questions.scenes import Bar, Bars, Frame, Ink, Scene
from questions.scenes.numbers import figure

FAR_APART = 30
"""From this ratio on bars stand on a logarithmic scale."""


def chart(
    label: str,
    values: Sequence[tuple[str, float]],
    here: str = "",
    whole: Sequence[float] = (),
    decimals: int | None = None,
) -> Bars:
    """Make a chart of named values of a run; the bar called `here` is marked.

    `whole` are values that the scale must have room for; without `decimals` numbers are written as they are.
    """
    everything = [value for _, value in values] + list(whole)
    top, least = max(everything), min((value for value in everything if value > 0), default=1.0)
    log = top > FAR_APART * least
    bottom = 10.0 ** _power(least) if log else 0.0
    bars = tuple(
        Bar(name, float(value), _written(value, decimals), Ink.ASKED if name == here else Ink.DONE)
        for name, value in values
    )
    return Bars(label, bars, float(top), log, bottom)


def barred(
    title: str,
    label: str,
    values: Sequence[tuple[str, float]],
    said: Sequence[str] = (),
    here: str = "",
    decimals: int | None = None,
) -> Scene:
    """Draw bar after bar, on a logarithmic scale where they are far apart; `said` goes with each."""
    whole = [value for _, value in values]

    def frame(number: int) -> Frame:
        upto = values[: number + 1]
        name, value = upto[-1]
        value_of = f"{name}: {_written(value, decimals)}."
        words = f"{value_of} {said[number]}".strip() if number < len(said) else value_of
        return Frame((chart(label, upto, here, whole, decimals),), words)

    return Scene(title, len(values), frame)


def _written(value: float, decimals: int | None) -> str:
    if decimals is not None:
        return f"{value:,.{decimals}f}"
    return f"{int(value):,}" if value == int(value) else figure(value)


def _power(value: float) -> int:
    """Return the power of ten below a value, so that even the shortest bar can be seen."""
    power = 0
    while 10.0**power >= value:
        power -= 1
    while 10.0 ** (power + 1) < value:
        power += 1
    return power
