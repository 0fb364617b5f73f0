"""The sliding window on a ruler: where windows start, what they read, what is never read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from questions.scenes import Frame, Ink, Marks, Row, Scene
from solvers import measure

if TYPE_CHECKING:
    from solvers.measure import Array


@dataclass(frozen=True, slots=True)
class Ruler:
    """One axis of one layer."""

    label: str
    size: int
    kernel: int
    stride: int = 1
    padding: tuple[int, int] = (0, 0)
    dilation: int = 1

    def reads(self) -> Array:
        """Return the padded positions that each window reads, a row a window."""
        return measure.window_reads(self.size, self.kernel, self.stride, self.padding, self.dilation)


def sliding(title: str, rulers: Sequence[Ruler]) -> Scene:
    """Slide the window along one ruler after the other; earlier rulers stay, finished."""
    reads = [ruler.reads() for ruler in rulers]
    moments = [(at, window) for at, windows in enumerate(reads) for window in range(len(windows))]
    moments.append((len(rulers), 0))

    def frame(number: int) -> Frame:
        current, window = moments[number]
        pictures: list[Marks] = []
        for at, (ruler, windows) in enumerate(zip(rulers, reads, strict=True)):
            if at == current:
                pictures.extend(_moving(ruler, windows, window))
            elif at < current:
                pictures.extend(_finished(ruler, windows, compact=len(rulers) > 2))
        if current < len(rulers):
            taps, ruler = reads[current][window], rulers[current]
            counted = "samples of the padded input" if any(ruler.padding) else "samples"
            caption = (
                f"{ruler.label}: window {window + 1} of {len(reads[current])} reads {counted} {taps[0]} to {taps[-1]}"
            )
        else:
            caption = "Windows counted: " + ", ".join(
                f"{ruler.label} {len(windows)}" for ruler, windows in zip(rulers, reads, strict=True)
            )
        return Frame(tuple(pictures), caption)

    return Scene(title, len(moments), frame)


def _ground(ruler: Ruler) -> list[Ink]:
    before, after = ruler.padding
    return [Ink.PADDING] * before + [Ink.CELL] * ruler.size + [Ink.PADDING] * after


def _moving(ruler: Ruler, windows: Array, window: int) -> tuple[Marks, ...]:
    taps = [int(position) for position in windows[window]]
    ground = _ground(ruler)
    ground[taps[0] : taps[-1] + 1] = [Ink.HOLE] * (taps[-1] - taps[0] + 1)
    for position in taps:
        ground[position] = Ink.TAP
    output = [Ink.DONE] * (window + 1) + [Ink.AHEAD] * (len(windows) - window - 1)
    return (
        Marks(ruler.label, (tuple(ground), _ticks(ruler, windows[: window + 1])), _sizes(ruler), taps[0]),
        Marks("output", (tuple(output),), f"{window + 1} of {len(windows)}", window),
    )


def _finished(ruler: Ruler, windows: Array, compact: bool) -> tuple[Marks, ...]:
    last = int(windows[-1][-1])
    ground = _ground(ruler)
    ground[last + 1 :] = [Ink.UNREAD] * (len(ground) - last - 1)
    unread = f", {len(ground) - last - 1} unread" if last + 1 < len(ground) else ""
    axis = Marks(ruler.label, (tuple(ground), _ticks(ruler, windows)), _sizes(ruler) + unread, last)
    if compact:
        return (Marks(ruler.label, (tuple(ground),), f"{len(windows)} windows{unread}", last),)
    return axis, Marks("output", ((Ink.DONE,) * len(windows),), str(len(windows)), len(windows) - 1)


def _ticks(ruler: Ruler, windows: Array) -> Row:
    ticks = [Ink.NONE] * (sum(ruler.padding) + ruler.size)
    for taps in windows:
        ticks[int(taps[0])] = Ink.TICK
    return tuple(ticks)


def _sizes(ruler: Ruler) -> str:
    before, after = ruler.padding
    if before == after == 0:
        return f"{ruler.size} samples"
    return f"{before} + {ruler.size} + {after} samples"
