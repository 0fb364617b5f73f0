from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from questions.answers import Integer
from questions.model import Level
from questions.q04_parameter_sharing.same_shapes import SameShapes
from questions.scenes import Frame, Scene
from questions.scenes.counting import Counted, counting
from questions.scenes.heat import compared_frames
from questions.scenes.numbers import grid
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement


def _untied() -> Scene:
    """Take a step with a filter untied into copies, then tie their gradients again."""
    image, kernel = measure.digits(1, 1, 4, 4), measure.digits(1, 1, 2, 2, seed=1)
    push = measure.digits(1, 1, 3, 3, seed=2)
    each = engine.windows(image, (2, 2))[0, 0] * push[0, 0, :, :, None, None]
    rows = each.transpose(0, 2, 1, 3).reshape(6, 6)
    tiled = kernel[0, 0, [0, 1] * 3][:, [0, 1] * 3]
    tied = engine.conv2d_weight_grad(push, image, kernel.shape)[0, 0]
    frames = [
        Frame((grid("copies of the kernel", tiled),), "Untied: a 2×2 filter of its own at each of 3×3 positions."),
        Frame(
            (grid("copies of the kernel", tiled), grid("their gradients", rows)),
            "One step of training: each copy gets the gradient of its own position.",
        ),
        Frame(
            (grid("copies after the step", tiled - rows, like=tiled - rows),),
            "After a step of size 1 the copies have parted: nothing keeps them equal.",
        ),
        *compared_frames(
            ("gradients of all copies, added", each.sum(axis=(0, 1))),
            ("gradient of the shared filter", tied),
            "Sharing is tying: one weight gets the sum.",
            written=True,
        )[1:],
    ]
    return story("untied", frames)


class LocallyConnected(SameShapes):
    """4.1 Locally connected twin."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "O²·C_out·(K²·C_in + 1), O the side of the output"
    latex: ClassVar[str] = r"O^2 C_{out} \left( K^2 C_{in} + 1 \right), \quad O \text{ the side of the output}"

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} layer with {self._padded} and stride 1 turns {self._shapes}. Its weights "
            "are not shared: every output position has filters and biases of its own. How many parameters does "
            "it have?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._unshared(), unit="parameters")

    def slips(self) -> Iterator[Slip]:
        k, c, o, p = self.kernel, self.in_channels, self.out_channels, self._positions
        yield Slip(
            tag="sharing.assumed",
            value=self._shared(),
            message="That is the shared layer, a convolution.",
            working=f"{o}·({k}·{k}·{c} + 1) = {self._shared():,}",
            run=self._count_shared,
        )
        yield Slip(
            tag="bias.forgotten",
            value=self._unshared(bias=False),
            message="You left out the bias: here one for every output position of every map.",
            working=f"{p}·{o}·{k}·{k}·{c} = {self._unshared(bias=False):,}",
            run=lambda: measure.count(self._arrays(bias=False)),
        )
        yield Slip(
            tag="bias.shared",
            value=self._unshared(bias=False) + o,
            message="The biases are not shared either: every map has one for each position.",
            working=f"{p}·{o}·{k}·{k}·{c} + {o} = {self._unshared(bias=False) + o:,}",
        )
        yield Slip(
            tag="local.fully_connected",
            value=self._full(),
            message="Unshared is still local: an output sees its K×K window, not the whole input.",
            working=f"({self._pixels}·{c} + 1)·{p}·{o} = {self._full():,}",
            run=self._count_full,
        )
        yield Slip(
            tag="filters.one",
            value=p * (self._taps + 1),
            message="There is a filter for each of the C_out maps.",
            working=f"{p}·({k}·{k}·{c} + 1) = {p * (self._taps + 1):,}",
            run=lambda: measure.count(self._arrays(out_channels=1)),
        )
        side = p * o * (k * c + 1)
        yield Slip(
            tag="kernel.side_not_area",
            value=side,
            working=f"{p}·{o}·({k}·{c} + 1) = {side:,}",
        )
        yield Slip(
            tag="depth.forgotten",
            value=p * o * (k * k + 1),
            message="Every filter spans all input channels: K²·C_in weights.",
            working=f"{p}·{o}·({k}·{k} + 1) = {p * o * (k * k + 1):,}",
            run=lambda: measure.count(self._arrays(in_channels=1)),
        )
        one_axis = self._side * o * (self._taps + 1)
        yield Slip(
            tag="mac.one_axis",
            value=one_axis,
            working=f"{self._side}·{o}·({k}·{k}·{c} + 1) = {one_axis:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, o, p = self.kernel, self.in_channels, self.out_channels, self._positions
        if self.padding == "valid":
            yield f"Side of the output: {self.size} − {k} + 1 = {self._side}, {p} positions"
        else:
            yield f"Same padding keeps the size: {self.size}·{self.size} = {p} output positions"
        yield f"Filters, one for each map at each position: {p}·{o} = {p * o:,}"
        yield f"Weights and bias of one filter: {k}·{k}·{c} + 1 = {self._taps + 1}"
        yield f"Parameters: {p * o:,}·{self._taps + 1} = {self._unshared():,}"

    def measure(self) -> Measurement:
        return measure.count(self._arrays())

    def scene(self) -> Scene:
        arrays = [Counted(f"unshared {name}", array, "map") for name, array in self._arrays().items()]
        closing = f"shared: {self._count_shared().value:,}"
        return joined(
            "a filter for every map and position",
            _untied(),
            counting("numbers stored", arrays, closing),
        )
