from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.arrays import counted, laid_out
from questions.parts.limits import too_many
from questions.parts.separable import separable, standard
from questions.q08_depthwise_separable.published import Channels, Kernel, in_published_networks, pair_and_merged
from questions.scenes import Frame, Scene
from questions.scenes.counting import counting
from questions.scenes.numbers import grid
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import separable_parameters
from solvers.layers import Table
from solvers.measure import Measurement


def _connected() -> Scene:
    """Show which channels hang on which, by gradients of a small example."""
    depthwise, pointwise, merged = pair_and_merged()
    layers = (
        ("dense", merged, 1, "A dense convolution: every output channel hangs on every input channel."),
        ("depthwise", depthwise, len(depthwise), "Depthwise: each output channel hangs on one input channel alone."),
        ("pointwise", pointwise, 1, "Pointwise: every output channel on every one again, but on one pixel each."),
    )
    maps = [grid(name, measure.connections(weight, groups), written=False) for name, weight, groups, _ in layers]
    frames = [Frame(tuple(maps[: at + 1]), said) for at, (*_, said) in enumerate(layers)]
    return story("channels: outputs down, inputs across", frames)


class Parameters(Variant):
    """8.1 Parameters."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K²·C_in + C_in·C_out, and C_in + C_out more with biases"
    latex: ClassVar[str] = r"K^2 C_{in} + C_{in} C_{out} \text{, and } C_{in} + C_{out} \text{ more with biases}"
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "in_channels", "out_channels", "bias"),
        [(name, (3, before, after, False)) for name, before, after in in_published_networks()],
    )

    kernel: Annotated[int, Kernel, Draw(3, 3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(16, 32, 64, 96, 128, 256, 512, 728, 1024)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 96, 128, 256, 512, 728, 1024)]
    bias: Annotated[bool, Draw(True, True, False)] = False

    @property
    def _layers(self) -> Table:
        return separable(self.kernel, self.in_channels, self.out_channels, bias=self.bias)

    def impossible(self) -> str | None:
        return too_many(self.kernel**2 * self.in_channels * self.out_channels)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        bias = "biases in both layers" if self.bias else "no biases"
        return (
            f"{where} depthwise separable {self.kernel}×{self.kernel} convolution, "
            f"{self.in_channels}→{self.out_channels} channels, has {bias}. How many parameters does it have in all?"
        )

    def answer(self) -> Integer:
        return Integer(
            value=separable_parameters(self.kernel, self.in_channels, self.out_channels, bias=self.bias),
            unit="parameters",
        )

    def slips(self) -> Iterator[Slip]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        depthwise, pointwise = self._layers
        more = c + o if self.bias else 0

        def slip(tag: str, value: int, working: str, message: str, layers: Table = ()) -> Slip:
            run = (lambda: counted(layers)) if layers else None
            return Slip(tag=tag, value=value, message=message, working=f"{working} = {value:,}", run=run)

        def added(biases: int) -> str:
            return f" + {biases}" if self.bias else ""

        dense = standard(k, c, o, self.bias)
        yield slip("ds.standard_conv", k * k * c * o + self.bias * o, f"{k}·{k}·{c}·{o}{added(o)}", "", (dense,))
        yield slip(
            "ds.depthwise_only",
            (k * k + self.bias) * c,
            f"{k}·{k}·{c}{added(c)}",
            "The pointwise layer is missing.",
            (depthwise,),
        )
        yield slip(
            "ds.pointwise_only",
            (c + self.bias) * o,
            f"{c}·{o}{added(o)}",
            "The depthwise layer is missing.",
            (pointwise,),
        )
        yield slip(
            "ds.multiplied",
            k * k * c * c * o + more,
            f"({k}·{k}·{c})·({c}·{o}){added(c + o)}",
            "The layers follow each other: add their parameters.",
        )
        yield slip(
            "ds.dw_on_out",
            k * k * o + c * o + self.bias * 2 * o,
            f"{k}·{k}·{o} + {c}·{o}{added(2 * o)}",
            "The depthwise layer comes first, on the C_in channels.",
            (pointwise, depthwise._replace(in_channels=o, out_channels=o, groups=o)),
        )
        yield slip(
            "kernel.side_not_area",
            k * c + c * o + more,
            f"{k}·{c} + {c}·{o}{added(c + o)}",
            "",
            (depthwise._replace(kernel_size=(k, 1)), pointwise),
        )
        yield slip(
            "ds.kernel_on_both",
            k * k * c + k * k * c * o + more,
            f"{k}·{k}·{c} + {k}·{k}·{c}·{o}{added(c + o)}",
            "The pointwise kernel is 1×1: no K² there.",
            (depthwise, pointwise._replace(kernel_size=(k, k))),
        )
        yield slip(
            "ds.one_kernel",
            k * k + c * o + more,
            f"{k}·{k} + {c}·{o}{added(c + o)}",
            "Every channel has a depthwise kernel of its own, not one for all.",
        )
        yield slip(
            "ds.dense_depthwise",
            k * k * c * c + c * o + more,
            f"{k}·{k}·{c}·{c} + {c}·{o}{added(c + o)}",
            "",
            (standard(k, c, c, self.bias), pointwise),
        )
        if self.bias:
            yield slip(
                "bias.single",
                (k * k + o) * c + 2,
                f"{k}·{k}·{c} + {c}·{o} + 1 + 1",
                "",
            )
        if self.bias:
            yield slip(
                "bias.one_layer",
                (k * k + o) * c + o,
                f"{k}·{k}·{c} + {c}·{o} + {o}",
                "Both layers have biases here.",
                (depthwise._replace(bias=False), pointwise),
            )
            yield slip(
                "bias.first_layer",
                (k * k + o) * c + c,
                f"{k}·{k}·{c} + {c}·{o} + {c}",
                "The pointwise layer has biases too: one per output channel.",
                (depthwise, pointwise._replace(bias=False)),
            )
            yield slip(
                "bias.forgotten",
                (k * k + o) * c,
                f"{k}·{k}·{c} + {c}·{o}",
                "",
                (depthwise._replace(bias=False), pointwise._replace(bias=False)),
            )

    def steps(self) -> Iterator[str]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        yield f"Depthwise, one {k}×{k} filter per input channel: {k}·{k}·{c} = {k * k * c:,}"
        yield f"Pointwise, 1×1: {c}·{o} = {c * o:,}"
        yield f"Together: {k * k * c:,} + {c * o:,} = {(k * k + o) * c:,}"
        if self.bias:
            yield f"Biases, one per output of each layer: {c} + {o} = {c + o}, in all {self.answer().value:,}"

    def measure(self) -> Measurement:
        return counted(self._layers)

    def scene(self) -> Scene:
        dense = standard(self.kernel, self.in_channels, self.out_channels, self.bias)
        closing = f"a standard convolution: {counted((dense,)).value:,}"
        arrays = counting("the arrays of both layers", laid_out(self._layers), closing)
        return joined("depthwise, then pointwise", _connected(), arrays)
