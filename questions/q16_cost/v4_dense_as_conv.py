from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool, Stream
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.q16_cost.ranges import Channels
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size
from solvers.measure import Measurement

HEADS = (
    ("VGG-16 fc6", (512, 7, 4096)),
    ("AlexNet fc6", (256, 6, 4096)),
    ("LeNet-5 C5", (16, 5, 120)),
)


MORE_HEADS = ((256, 4, 1024), (128, 8, 256))


BEYOND = range(1, 13)


class DenseAsConv(Variant):
    """16.4 FC as convolution."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "H²·C·N multiply-adds; (e + 1)² positions on a side of H + e"
    latex: ClassVar[str] = r"H^2 C N \text{ multiply-adds}; \quad (e + 1)^2 \text{ positions on a side of } H + e"
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "size", "outputs", "extra"),
        [(name, (*head, extra)) for (name, head), extra in product(HEADS, BEYOND)],
    )

    in_channels: Annotated[int, Channels]
    size: Annotated[int, Field(ge=2, le=16)]
    outputs: Annotated[int, Channels]
    extra: Annotated[int, Field(ge=1, le=64), Draw(BEYOND)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a head and how much larger the map is."""
        in_channels, size, outputs = stream.choice(MORE_HEADS)
        return {**super().numbers(stream), "in_channels": in_channels, "size": size, "outputs": outputs}

    def ask(self) -> str:
        c, h, n, larger = self.in_channels, self.size, self.outputs, self.size + self.extra
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} fully connected layer from {c}×{h}×{h} (channels×height×width) to {count(n, 'output')} is "
            f"rewritten as a convolution with kernel {h}×{h}, stride 1, no padding. How many multiply-adds (MACs) does "
            f"it take on that input, and how many output positions in all does it have on a {larger}×{larger} input "
            "map? (MACs; positions)"
        )

    @property
    def _macs(self) -> int:
        return conv_macs(conv_parameters(self.size, self.size, self.in_channels, self.outputs, bias=False), 1)

    def answer(self) -> Parts:
        side = output_size(self.size + self.extra, self.size)
        return Parts(
            parts={
                "MACs": Integer(value=self._macs, unit="MACs"),
                "positions": Integer(value=side**2, unit="positions"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, h, n, e = self.in_channels, self.size, self.outputs, self.extra
        yield Slip(
            tag="fc.as_1x1",
            value={"MACs": c * n, "positions": (h + e) ** 2},
            message="A 1×1 kernel sees one position; this one has to cover the whole map.",
            working=f"{c}·{n} = {c * n:,}; ({h} + {e})² = {(h + e) ** 2}",
            run=lambda: self._both(kernel=1, size=1),
        )
        yield Slip(
            tag="fc.no_dense_output",
            value={"positions": 1},
            message="On a larger map the kernel slides.",
            working="one position, as on the map it was trained on",
        )
        yield Slip(
            tag="output.side_not_area",
            value={"positions": e + 1},
            message="The kernel slides along two axes: (e + 1)² positions.",
            working=f"{e} + 1 = {e + 1}",
        )
        yield Slip(
            tag="kernel.forgotten",
            value={"positions": (h + e) ** 2},
            message="The kernel has to fit as a whole: it starts at H + e − H + 1 places along an axis.",
            working=f"({h} + {e})² = {(h + e) ** 2}",
            run=lambda: self._places(kernel=1),
        )
        yield Slip(
            tag="plus1.missing",
            value={"positions": e**2},
            message="e steps make e + 1 positions along each axis.",
            working=f"{e}² = {e**2}",
        )
        yield Slip(
            tag="kernel.side_not_area",
            value={"MACs": self._macs // h},
            working=f"{h}·{c}·{n} = {self._macs // h:,}",
            run=lambda: measure.ones(c, n, (h, 1), (h, 1)).named("MACs"),
        )

    def steps(self) -> Iterator[str]:
        c, h, n, e = self.in_channels, self.size, self.outputs, self.extra
        yield f"On {h}×{h} the kernel fits once: {h}²·{c} = {h * h * c:,} products per output"
        yield f"MACs: {h * h * c:,}·{n} = {self._macs:,}"
        yield f"On {h + e}×{h + e}: {h + e} − {h} + 1 = {e + 1} positions per axis, {e + 1}² = {(e + 1) ** 2} in all"

    def _places(self, kernel: int) -> Measurement:
        larger = self.size + self.extra
        seen = measure.shape((larger, larger), (kernel, kernel))
        return Measurement({"positions": measure.zeros(*seen.value).size}, seen.run)

    def _both(self, kernel: int, size: int) -> Measurement:
        work = measure.ones(self.in_channels, self.outputs, (kernel, kernel), (size, size))
        places = self._places(kernel)
        return Measurement({"MACs": work.value, **places.value}, f"{work.run}; {places.run}")

    def measure(self) -> Measurement:
        return self._both(kernel=self.size, size=self.size)

    def scene(self) -> Scene:
        h, larger = self.size, self.size + self.extra
        rulers = [Ruler(f"side {h}", h, h), Ruler(f"side {larger}", larger, h)]
        return sliding(f"a kernel of {h}×{h}, along one of two equal axes", rulers)
