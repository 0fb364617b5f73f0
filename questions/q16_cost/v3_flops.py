from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q16_cost.ranges import Channels
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import MESSAGES, Slip
from solvers import measure
from solvers.arithmetic import conv_parameters
from solvers.measure import Measurement


class Flops(Variant):
    """16.3 FLOPs."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "2·9C·C_out·H² with bias, (2·9C − 1)·C_out·H² without"
    latex: ClassVar[str] = (
        r"2 \cdot 9 C \cdot C_{out} H^2 \text{ with bias}, \quad (2 \cdot 9 C - 1)\, C_{out} H^2 \text{ without}"
    )

    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    size: Annotated[int, Field(ge=1, le=1024), Draw(7, 14, 28, 56)]
    bias: Annotated[bool, Draw(True, False)] = True

    def ask(self) -> str:
        return (
            f"A 3×3 convolution with same padding, {self.in_channels}→{self.out_channels} channels, runs on "
            f"{self.size}×{self.size}, {'with' if self.bias else 'without'} bias. Exactly how many floating-point "
            "operations (multiplications and additions, taps on padding included) does one image take?"
        )

    @property
    def _products(self) -> int:
        """The products of one output."""
        return conv_parameters(3, 3, self.in_channels, 1, bias=False)

    @property
    def _outputs(self) -> int:
        return self.out_channels * self.size**2

    @property
    def _operations(self) -> int:
        """The operations of one output: n products take n − 1 additions, the bias one more."""
        return 2 * self._products - (not self.bias)

    def answer(self) -> Integer:
        return Integer(value=self._operations * self._outputs, unit="FLOPs")

    def slips(self) -> Iterator[Slip]:
        n, o, h, each = self._products, self.out_channels, self.size, self._operations

        def per_output(tag: str, operations: int, working: str, message: str = "") -> Slip:
            total = operations * self._outputs
            return Slip(tag=tag, value=total, message=message, working=f"{working}·{o}·{h}² = {total:,}")

        yield per_output("flops.macs", n, f"{n}")
        if self.bias:
            yield per_output("flops.macs_and_bias", n + 1, f"({n} + 1)", MESSAGES["flops.macs"])
            yield per_output(
                "flops.bias_extra",
                2 * n + 1,
                f"(2·{n} + 1)",
                "n products need n − 1 additions; adding the bias is the nth.",
            )
            yield per_output(
                "flops.bias_doubled",
                2 * n + 2,
                f"2·({n} + 1)",
                "A bias is added, not multiplied: n products and a bias take n additions in all.",
            )
            once = 2 * n * self._outputs + o
            yield Slip(
                tag="flops.bias_once",
                value=once,
                message="n products and a bias take n additions: 2n for every output, and nothing more for the layer.",
                working=f"2·{n}·{o}·{h}² + {o} = {once:,}",
            )
            yield Slip(
                tag="flops.bias_forgotten",
                value=(2 * n - 1) * self._outputs,
                message="Adding the bias is one more addition for every output.",
                working=f"(2·{n} − 1)·{o}·{h}² = {(2 * n - 1) * self._outputs:,}",
                run=lambda: self._run(bias=False),
            )
        else:
            yield per_output(
                "flops.two_per_mac",
                2 * n,
                f"2·{n}",
                "n products need n − 1 additions, not n: without bias each output takes one addition less.",
            )
        if h > 2:
            yield Slip(
                tag="pad.ignored",
                value=each * o * (h - 2) ** 2,
                working=f"{each}·{o}·{h - 2}² = {each * o * (h - 2) ** 2:,}",
                run=lambda: self._run(padding=0),
            )
        yield Slip(
            tag="mac.positions_forgotten",
            value=each * o,
            message="Those are the operations of one position; every output position takes as many.",
            working=f"{each}·{o} = {each * o:,}",
        )
        yield Slip(
            tag="mac.one_axis",
            value=each * o * h,
            working=f"{each}·{o}·{h} = {each * o * h:,}",
        )
        side = 2 * 3 * self.in_channels - (not self.bias)
        yield per_output("kernel.side_not_area", side, f"{side}")
        apart = 17 * self.in_channels + self.bias
        yield per_output(
            "flops.channel_sums_forgotten",
            apart,
            f"(17·{self.in_channels} + 1)" if self.bias else f"17·{self.in_channels}",
            "17 operations a channel leave out the sum over the channels: C − 1 additions more an output.",
        )
        depthless = 2 * 9 - (not self.bias)
        yield Slip(
            tag="channels.forgotten",
            value=depthless * self._outputs,
            working=f"{depthless}·{o}·{h}² = {depthless * self._outputs:,}",
            run=lambda: self._run(channels=1),
        )

    def steps(self) -> Iterator[str]:
        n = self._products
        yield f"Products of one output: 9·{self.in_channels} = {n}"
        yield f"Additions of one output: {n} − 1{' and one for the bias' if self.bias else ''}"
        yield f"Operations of one output: {self._operations}"
        yield f"Outputs: {self.out_channels}·{self.size}² = {self._outputs:,}"
        yield f"Together: {self._operations}·{self._outputs:,} = {self._operations * self._outputs:,}"

    def _run(self, channels: int = 0, bias: bool | None = None, padding: int = 1) -> Measurement:
        one = measure.operations(channels or self.in_channels, 3, self.bias if bias is None else bias)
        side = measure.square(self.size, 3, padding=(padding, padding)).value
        outputs = measure.zeros(self.out_channels, side, side).size
        return Measurement(one.value * outputs, f"{one.run}; times {outputs:,} outputs")

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        with_bias, without = (measure.operations(self.in_channels, 3, bias) for bias in (True, False))
        whole = self.measure()
        counts = [
            ("one output, no bias", without.value),
            ("one output, with bias", with_bias.value),
            ("this layer", whole.value),
        ]
        said = (f"{without.run}.", f"{with_bias.run}.", f"{whole.run}.")
        return barred("one output, operation by operation", "multiplications and additions", counts, said)
