from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.arrays import counted, laid_out
from questions.parts.limits import too_many
from questions.parts.separable import MOBILENET_BLOCKS, separable, standard
from questions.q08_depthwise_separable.published import Channels, Kernel
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import separable_parameters
from solvers.layers import Table
from solvers.measure import Measurement


class Block(Variant):
    """8.5 A MobileNet block."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K²·C_in + 2·C_in + C_in·C_out + 2·C_out"
    latex: ClassVar[str] = r"K^2 C_{in} + 2 C_{in} + C_{in} C_{out} + 2 C_{out}"
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "in_channels", "out_channels"),
        [(name, (3, before, after)) for name, before, after, *_ in MOBILENET_BLOCKS],
    )

    kernel: Annotated[int, Kernel, Draw(3, 3, 5)]
    in_channels: Annotated[int, Channels, Draw(16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024)]
    out_channels: Annotated[int, Channels, Draw(16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024)]

    @property
    def _layers(self) -> Table:
        return separable(self.kernel, self.in_channels, self.out_channels)

    @property
    def _norms(self) -> tuple[int, int]:
        return self.in_channels, self.out_channels

    def impossible(self) -> str | None:
        return too_many(self.kernel**2 * self.in_channels * self.out_channels)

    def excluded(self) -> bool:
        return not self.in_channels <= 2 * self.out_channels <= 4 * self.in_channels

    def ask(self) -> str:
        where = self.network or "A MobileNet block"
        return (
            f"{where} is a {self.kernel}×{self.kernel} depthwise convolution, batch norm, a 1×1 convolution and batch "
            f"norm; {self.in_channels}→{self.out_channels} channels, no convolution biases. How many learned "
            "parameters does it have?"
        )

    def answer(self) -> Integer:
        weights = separable_parameters(self.kernel, self.in_channels, self.out_channels)
        return Integer(value=weights + 2 * sum(self._norms), unit="parameters")

    def slips(self) -> Iterator[Slip]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        weights = separable_parameters(k, c, o)
        biased = tuple(layer._replace(bias=True) for layer in self._layers)

        def slip(tag: str, more: int, working: str, message: str = "") -> Slip:
            return Slip(tag=tag, value=weights + more, message=message, working=f"{weights:,}{working}")

        yield Slip(
            tag="bn.forgotten",
            value=weights,
            working=f"{k}·{k}·{c} + {c}·{o} = {weights:,}",
            run=lambda: counted(self._layers),
        )
        yield Slip(
            tag="bn.once",
            value=weights + 2 * o,
            message="Both layers have a batch norm; the first has 2·C_in parameters.",
            working=f"{weights:,} + 2·{o} = {weights + 2 * o:,}",
            run=lambda: counted(self._layers, (o,)),
        )
        yield slip("bn.one_per_channel", c + o, f" + {c} + {o} = {weights + c + o:,}")
        slim = k * c + c * o + 2 * (c + o)
        depthwise, pointwise = self._layers
        yield Slip(
            tag="kernel.side_not_area",
            value=slim,
            working=f"{k}·{c} + {c}·{o} + 2·{c} + 2·{o} = {slim:,}",
            run=lambda: counted((depthwise._replace(kernel_size=(k, 1)), pointwise), self._norms),
        )
        yield slip("bn.four_learned", 4 * (c + o), f" + 4·{c} + 4·{o} = {weights + 4 * (c + o):,}")
        yield Slip(
            tag="bn.with_conv_bias",
            value=weights + 3 * (c + o),
            working=f"{weights:,} + 3·{c} + 3·{o} = {weights + 3 * (c + o):,}",
            run=lambda: counted(biased, self._norms),
        )
        yield Slip(
            tag="bn.on_output_twice",
            value=weights + 4 * o,
            message="The first batch norm follows the depthwise layer, which has C_in channels.",
            working=f"{weights:,} + 2·{o} + 2·{o} = {weights + 4 * o:,}",
            run=lambda: counted(self._layers, (o, o)),
        )
        yield Slip(
            tag="ds.depthwise_only",
            value=k * k * c + 2 * c,
            working=f"{k}·{k}·{c} + 2·{c} = {k * k * c + 2 * c:,}",
            run=lambda: counted((depthwise,), (c,)),
        )
        yield Slip(
            tag="ds.pointwise_only",
            value=c * o + 2 * o,
            working=f"{c}·{o} + 2·{o} = {c * o + 2 * o:,}",
            run=lambda: counted((pointwise,), (o,)),
        )
        yield Slip(
            tag="ds.standard_conv",
            value=k * k * c * o + 2 * o,
            working=f"{k}·{k}·{c}·{o} + 2·{o} = {k * k * c * o + 2 * o:,}",
            run=lambda: counted((standard(k, c, o),), (o,)),
        )

        yield slip("bn.per_layer", 4, f" + 2 + 2 = {weights + 4:,}", "Batch norm has a γ and a β for every channel.")
        thick = k * k * c * c + c * o + 2 * (c + o)
        yield Slip(
            tag="ds.dense_depthwise",
            value=thick,
            working=f"{k}·{k}·{c}·{c} + {c}·{o} + 2·{c} + 2·{o} = {thick:,}",
            run=lambda: counted((standard(k, c, c), pointwise), self._norms),
        )

    def steps(self) -> Iterator[str]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        yield f"Depthwise: {k}·{k}·{c} = {k * k * c:,}; its batch norm: 2·{c} = {2 * c}"
        yield f"Pointwise: {c}·{o} = {c * o:,}; its batch norm: 2·{o} = {2 * o}"
        yield f"Together: {k * k * c:,} + {2 * c} + {c * o:,} + {2 * o} = {self.answer().value:,}"

    def measure(self) -> Measurement:
        return counted(self._layers, self._norms)

    def scene(self) -> Scene:
        arrays: list[Counted] = []
        for layer, width in zip(self._layers, self._norms, strict=True):
            arrays += laid_out((layer,))
            arrays += [
                Counted(f"{layer.name} norm {name}", array, "channel")
                for name, array in measure.batch_norm_parameters(width)[0].items()
            ]
        return counting("what is learned, in order", arrays)
