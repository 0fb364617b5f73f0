from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q17_pooling_avoided.pairs import PAIR, Side, both
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import grid
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import stack_output_size
from solvers.layers import Stack, Window
from solvers.measure import Measurement


def _on_a_checkerboard() -> Scene:
    """Halve a checkerboard in several ways, and show which pixels each of them reads."""
    board = measure.positions_of(6, 6) * 0
    board[::2, ::2] = board[1::2, 1::2] = 1
    image = board[None, None]
    ways = [
        (f"{kernel}×{kernel} conv, stride 2", measure.zeros(1, 1, kernel, kernel).astype(float) + 1 / kernel**2)
        for kernel in (1, 2, 3)
    ]
    frames = []
    for name, weight in ways:
        output = engine.conv2d(image, weight, None, 2)
        reads = measure.plane(engine.conv2d_input_grad(0 * output + 1, (weight > 0) * 1.0, (1, 1, 6, 6), 2))
        unread = {at: Ink.UNREAD for at in measure.places(reads) if not reads[at]}
        maps = (
            grid("board", board),
            grid(name, measure.plane(output), sign="→", like=board),
            grid("reads", reads, unread),
        )
        gone = f"{len(unread)} of {reads.size} pixels are never read" if unread else "every pixel is read"
        frames.append(Frame(maps, f"{name}, all weights alike: {gone}."))
    for name, pool in (("2×2 max pool", engine.max_pool2d), ("2×2 average pool", engine.avg_pool2d)):
        output = measure.plane(pool(image, 2))
        frames.append(Frame((grid("board", board), grid(name, output, sign="→", like=board)), f"{name}."))
    return story("a checkerboard, halved", frames)


class SameSize(Variant):
    """17.1 Same output size?"""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "pooled ⌊I/2⌋, strided ⌈I/2⌉"
    latex: ClassVar[str] = (
        r"\text{pooled } \left\lfloor \frac{I}{2} \right\rfloor \text{, strided } \left\lceil \frac{I}{2} "
        r"\right\rceil"
    )

    size: Annotated[int, Side, Draw(range(7, 131, 2), range(7, 131, 2), range(8, 131, 2))]

    @staticmethod
    def _pooled(padding: int = 1) -> Stack:
        return Window(kernel_size=3, padding=padding), Window(op="max_pool", kernel_size=2, stride=2)

    @staticmethod
    def _strided(padding: int = 1, stride: int = 2) -> Stack:
        return (Window(kernel_size=3, stride=stride, padding=padding),)

    def ask(self) -> str:
        return (
            f"An input has side {self.size}. What output side does a 3×3 convolution with padding 1 and stride 1 "
            "followed by a 2×2 max pool with stride 2 give, and what output side does a single 3×3 convolution with "
            "padding 1 and stride 2 give, every size rounded down? (pooled, strided)"
        )

    def answer(self) -> Shape:
        value = stack_output_size(self.size, self._pooled()), stack_output_size(self.size, self._strided())
        return Shape(value=value, axes=PAIR, joint=", ")

    def _run(self, pooled: Stack, strided: Stack) -> Measurement:
        return both(measure.side(self.size, pooled), measure.side(self.size, strided))

    def slips(self) -> Iterator[Slip]:
        i, floor, ceiling = self.size, self.size // 2, -(-self.size // 2)
        yield Slip(
            tag="strided.always_equal",
            value=(floor, floor),
            message="They differ where the side is odd: the padded stride-2 convolution has one output more.",
            working=f"⌊{i}/2⌋ = {floor} for both",
        )
        yield Slip(
            tag="strided.both_ceil",
            value=(ceiling, ceiling),
            message="The 2×2 pool has no padding: a last sample without a partner is dropped.",
            working=f"⌈{i}/2⌉ = {ceiling} for both",
        )
        yield Slip(
            tag="strided.swapped",
            value=(ceiling, floor),
            message="It is the other way round: the pool rounds down, the padded convolution up.",
            working=f"⌈{i}/2⌉ = {ceiling}, ⌊{i}/2⌋ = {floor}",
        )
        if i > 3:
            yield Slip(
                tag="pad.ignored",
                value=((i - 2) // 2, (i - 3) // 2 + 1),
                working=f"⌊({i} − 2)/2⌋ = {(i - 2) // 2}, ⌊({i} − 3)/2⌋ + 1 = {(i - 3) // 2 + 1}",
                run=lambda: self._run(self._pooled(0), self._strided(0)),
            )
        yield Slip(
            tag="round.not_rounded",
            value=(Fraction(i, 2), Fraction(i + 1, 2)),
            working=f"{i}/2, ({i} − 3 + 2)/2 + 1 = {float(Fraction(i + 1, 2)):g}",
        )
        yield Slip(
            tag="plus1.missing",
            value=(floor, ceiling - 1),
            working=f"⌊({i} − 3 + 2)/2⌋ = {ceiling - 1} for the strided convolution",
        )
        yield Slip(
            tag="stride.ignored",
            value=(floor, i),
            message="The single convolution has stride 2: it halves the side itself.",
            working=f"{i} for the strided convolution",
            run=lambda: self._run(self._pooled(), self._strided(stride=1)),
        )

    def steps(self) -> Iterator[str]:
        i = self.size
        pooled, strided = stack_output_size(i, self._pooled()), stack_output_size(i, self._strided())
        yield f"The padded 3×3 keeps {i}; the pool leaves ⌊({i} − 2)/2⌋ + 1 = {pooled}"
        yield f"The strided layer leaves ⌊({i} − 3 + 2·1)/2⌋ + 1 = {strided}"
        yield "An odd side: they differ by one" if i % 2 else "An even side: both halve it"

    def measure(self) -> Measurement:
        return self._run(self._pooled(), self._strided())

    def scene(self) -> Scene:
        rulers = [Ruler("2×2 pool", self.size, 2, 2), Ruler("3×3 stride 2", self.size, 3, 2, (1, 1))]
        return joined("two ways to halve a row", sliding("", rulers), _on_a_checkerboard())
