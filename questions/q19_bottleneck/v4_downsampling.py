from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.weights import one_side, sum_of, weights
from questions.q19_bottleneck.blocks import Channels, counted, laid_out, learned, projected
from questions.scenes import Scene
from questions.scenes.counting import counting
from questions.slips import Slip
from solvers.layers import Table
from solvers.measure import Measurement


class Downsampling(Variant):
    """19.4 Downsampling block."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "C_in·m + 9m² + m·C_out + C_in·C_out + 2(2m + 2C_out)"
    latex: ClassVar[str] = r"C_{in} m + 9 m^2 + m C_{out} + C_{in} C_{out} + 2 (2 m + 2 C_{out})"
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "inner"),
        [
            ("ResNet-50 conv2_1", (64, 64)),
            ("ResNet-50 conv3_1", (256, 128)),
            ("ResNet-50 conv4_1", (512, 256)),
            ("ResNet-50 conv5_1", (1024, 512)),
        ],
    )

    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256, 384, 512, 1024)]
    inner: Annotated[int, Field(ge=1, le=512), Draw(32, 48, 64, 96, 128, 192, 256, 384)]

    @property
    def _out(self) -> int:
        return 4 * self.inner

    @property
    def _layers(self) -> Table:
        return projected(self.in_channels, self.inner, self._out)

    def ask(self) -> str:
        where = f"{self.network}, first" if self.network else "First"
        return (
            f"{where} block of a stage: a bottleneck {self.in_channels}→{self.inner}→{self.inner}→{self._out} and a "
            "1×1 projection shortcut; batch norm after every convolution, no biases. How many learned parameters does "
            "it have?"
        )

    def answer(self) -> Integer:
        return Integer(value=learned(*self._layers), unit="parameters")

    def slips(self) -> Iterator[Slip]:
        layers = self._layers
        *path, projection = layers

        def slip(tag: str, table: Table, norms: Table, message: str = "") -> Slip:
            more = 2 * sum(at.out_channels for at in norms)
            return Slip(
                tag=tag,
                value=weights(*table) + more,
                message=message,
                working=f"{sum_of(table)}; + {more:,} = {weights(*table) + more:,}" if more else sum_of(table),
                run=lambda: counted(table, norms),
            )

        large, inner = projection._replace(kernel_size=(3, 3)), projection._replace(in_channels=self.inner)
        short = tuple(path)
        yield slip("projection.forgotten", short, short, "Shapes change: the shortcut needs a projection.")
        yield slip("bn.forgotten", layers, ())
        yield slip("bn.projection_without", layers, short, "The projection has a batch norm too.")
        yield slip("projection.3x3", (*short, large), layers, "The projection is 1×1.")
        yield slip("projection.from_inner", (*short, inner), layers, "The projection reads the block's input.")
        for tag, norm in (("bn.one_per_channel", 1), ("bn.four_learned", 4), ("bn.with_conv_bias", 3)):
            each = learned(*layers, norm=norm)
            yield Slip(tag=tag, value=each, working=f"{weights(*layers):,} + {each - weights(*layers):,}")
        yield slip("kernel.side_not_area", one_side(layers), layers)

    def steps(self) -> Iterator[str]:
        m, o = self.inner, self._out
        yield f"Three convolutions and the projection: {sum_of(self._layers)}"
        yield f"Batch norm, 2 per output channel: 2·({m} + {m} + {o} + {o}) = {4 * (m + o):,}"
        yield f"Together: {learned(*self._layers):,}"

    def measure(self) -> Measurement:
        return counted(self._layers, self._layers)

    def scene(self) -> Scene:
        closing = f"with batch norms {self.measure().value:,}"
        return counting("path and projection", laid_out(self._layers), closing)
