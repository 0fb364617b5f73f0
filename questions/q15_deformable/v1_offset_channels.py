from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level
from questions.q15_deformable.offsets import GRID, OffsetGroups, Pair, Predicted, channels, corners_of, predicted
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.scenes.sampling import sampling
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import offset_channels
from solvers.measure import Measurement

Taps = Annotated[int, Field(ge=1, le=11)]


def _moved(title: str, size: Pair, moved: Sequence[tuple[float, float]]) -> Scene:
    """Show the taps of a 3×3 kernel in the middle of a small map, each where it was moved to."""
    image = measure.digits(*size, most=9)
    regular = [(size[0] // 2 + float(row), size[1] // 2 + float(column)) for row, column in GRID]
    corners = [corners_of(image, where) for where in moved]
    return sampling(title, size, regular, moved, corners, "Each output has its own nine offsets, down and right.")


class OffsetChannels(Predicted):
    """15.1 Offset channels."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 36
    formula: ClassVar[str] = "2·K_h·K_w·G for G offset groups; with a mask 3·K_h·K_w·G"
    latex: ClassVar[str] = r"2 K_h K_w G \text{ for } G \text{ offset groups; with a mask } 3 K_h K_w G"

    kernel_height: Annotated[Taps, Draw(1, 3, 3, 5)]
    kernel_width: Annotated[Taps, Draw(3, 3, 5)]
    offset_groups: Annotated[OffsetGroups, Draw(1, 1, 2, 4)] = 1
    masked: Annotated[bool, Draw(False, True)]

    @property
    def _kernel(self) -> Pair:
        return self.kernel_height, self.kernel_width

    @property
    def _taps(self) -> int:
        return self.kernel_height * self.kernel_width

    def ask(self) -> str:
        return (
            f"A {self.kernel_height}×{self.kernel_width} (height×width) deformable convolution has {self._layer}. "
            f"How many output channels must the layer that predicts its {self._what} have?"
        )

    def answer(self) -> Integer:
        return Integer(value=offset_channels(*self._kernel, self.offset_groups, self.masked), unit="channels")

    def slips(self) -> Iterator[Slip]:
        taps, groups, each = self._taps, self.offset_groups, self._each
        other = 5 - each
        yield self._mask_slip(
            offset_channels(*self._kernel, groups, not self.masked),
            f"{other}·{taps}·{groups} = {other * taps * groups}",
            lambda: channels(self._kernel, groups, not self.masked),
        )
        yield Slip(
            tag="offset.one_per_tap",
            value=(each - 1) * taps * groups,
            working=f"{'(1 + 1)' if self.masked else '1'}·{taps}·{groups} = {(each - 1) * taps * groups}",
        )
        yield Slip(
            tag="offset.one_pair_per_position",
            value=each * groups,
            message="Every tap has its own offset; a position does not move as a whole.",
            working=f"{each}·{groups} = {each * groups}",
            run=lambda: channels((1, 1), groups, self.masked),
        )
        yield Slip(
            tag="offset.groups_ignored",
            value=each * taps,
            message="Every offset group has its own set.",
            working=f"{each}·{taps} = {each * taps}",
            run=lambda: channels(self._kernel, 1, self.masked),
        )
        if self.masked:
            yield Slip(
                tag="offset.taps_alone",
                value=taps * groups,
                message="That is one number a tap; each has dy, dx and a mask value.",
                working=f"{taps}·{groups} = {taps * groups}",
            )
            yield Slip(
                tag="offset.mask_as_pair",
                value=4 * taps * groups,
                message="The mask is one value per tap, not a pair.",
                working=f"4·{taps}·{groups} = {4 * taps * groups}",
            )
            yield Slip(
                tag="offset.mask_shared",
                value=2 * taps * groups + taps,
                working=f"2·{taps}·{groups} + {taps} = {2 * taps * groups + taps}",
            )

        if self._kernel != (3, 3):
            yield Slip(
                tag="kernel.assumed_3x3",
                value=each * 9 * groups,
                message=f"That is for a 3×3 kernel; this one has {taps} taps.",
                working=f"{each}·9·{groups} = {each * 9 * groups}",
                run=lambda: channels((3, 3), groups, self.masked),
            )
        height, width = self._kernel
        if height == width:
            yield Slip(
                tag="kernel.side_not_area",
                value=each * height * groups,
                working=f"{each}·{height}·{groups} = {each * height * groups}",
                run=lambda: channels((height, 1), groups, self.masked),
            )
        else:
            yield Slip(
                tag="kernel.sides_added",
                value=each * (height + width) * groups,
                message="A kernel's taps are height times width, not their sum.",
                working=f"{each}·({height} + {width})·{groups} = {each * (height + width) * groups}",
            )

    def steps(self) -> Iterator[str]:
        h, w, groups, each = *self._kernel, self.offset_groups, self._each
        yield f"Taps: {h}·{w} = {self._taps}"
        mask = ", and one mask value" if self.masked else ""
        yield f"Each has an offset of two components{mask}: {each}·{self._taps} = {each * self._taps}"
        yield f"One such set for each offset group: {each * self._taps}·{groups} = {each * self._taps * groups}"

    def measure(self) -> Measurement:
        return channels(self._kernel, self.offset_groups, self.masked)

    def scene(self) -> Scene:
        arrays = predicted(self._kernel, self.offset_groups, self.masked)
        counted = counting(
            "what the op takes at one position", [Counted(name, array, "channel") for name, array in arrays.items()]
        )
        moves = measure.digits(len(GRID), 2, most=3) / 4
        moved = [(2 + row + down, 2 + column + right) for (row, column), (down, right) in zip(GRID, moves, strict=True)]
        return joined(counted.title, _moved("nine taps of a 3×3 kernel, shifted", (5, 5), moved), counted)
