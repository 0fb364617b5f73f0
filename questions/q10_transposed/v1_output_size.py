from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.q10_transposed.stamps import Kernel, Padding, Side, Stride, spread, stamped_side
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.stamping import Stamps, stamping
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import effective_kernel, output_size, transposed_size
from solvers.measure import Measurement

FEW_SAMPLES = 8
"""Samples in a row up to which every stamp is drawn."""


class OutputSize(Variant):
    """10.1 Output size."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "O = (I − 1)S − 2P + D(K − 1) + OP + 1"
    pool: ClassVar[Pool | None] = Pool(
        ("size", "kernel", "stride", "padding", "output_padding", "dilation"),
        [
            *((f"DCGAN generator, layer {at}", (2 ** (at + 1), 5, 2, 2, 1, 1)) for at in (1, 2, 3, 4)),
            *((f"PyTorch's DCGAN example, layer {at}", (2**at, 4, 2, 1, 0, 1)) for at in (2, 3, 4, 5)),
            *((f"U-Net up-convolution {at}", (side, 2, 2, 0, 0, 1)) for at, side in enumerate((28, 52, 100, 196), 1)),
            ("FCN-32s upsampling", (16, 64, 32, 0, 0, 1)),
            ("FCN-16s, last upsampling", (34, 32, 16, 0, 0, 1)),
            ("FCN-8s, first upsampling", (16, 4, 2, 0, 0, 1)),
            ("FCN-8s, last upsampling", (70, 16, 8, 0, 0, 1)),
        ],
    )

    size: Annotated[int, Side, Draw(4, 7, 8, 14, 16, 28, 32, range(3, 65))]
    kernel: Annotated[int, Kernel, Draw(2, 3, 4, 4, 5, 16)]
    stride: Annotated[int, Stride, Draw(2, 2, 2, 4, 8, 1)]
    padding: Annotated[int, Padding, Draw(0, 0, 1, 1, 2, 4)] = 0
    output_padding: Annotated[int, Field(ge=0, le=31), Draw(0, 0, 1, 1)] = 0
    dilation: Annotated[int, Field(ge=1, le=32), Draw(1, 1, 1, 2, 2)] = 1

    def impossible(self) -> str | None:
        if self.output_padding >= max(self.stride, self.dilation):
            return "output padding must be below the stride or below the dilation"
        if self._side() < 1:
            return "the padding cuts everything off"
        return None

    def excluded(self) -> bool:
        return self.padding > self.dilation * (self.kernel - 1) or self.kernel < self.stride

    def _side(
        self,
        padding: int | None = None,
        output_padding: int | None = None,
        dilation: int | None = None,
        kernel: int | None = None,
    ) -> int:
        """Return the output side, with the mistaken number where one is given."""
        p = 2 * self.padding if padding is None else padding
        extra = self.output_padding if output_padding is None else output_padding
        return transposed_size(self.size, kernel or self.kernel, self.stride, (p, 0), extra, dilation or self.dilation)

    def ask(self) -> str:
        where = f"{self.network}: a transposed" if self.network else "A transposed"
        extra = f", output padding {self.output_padding}" if self.output_padding else ""
        extra += f", dilation {self.dilation}" if self.dilation > 1 else ""
        return (
            f"{where} convolution has kernel {self.kernel}×{self.kernel}, stride {self.stride}, padding "
            f"{self.padding}{extra}. Its input has side {self.size}. What is the side of its output?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._side(), unit="pixels")

    def slips(self) -> Iterator[Slip]:
        i, k, s, p, e, d = self.size, self.kernel, self.stride, self.padding, self.output_padding, self.dilation
        span = effective_kernel(k, d)
        forward = output_size(i, k, s, p, d)
        if forward >= 1:
            yield Slip(
                tag="tconv.forward_formula",
                value=forward,
                message="That is the side after an ordinary convolution; the transposed one goes the other way.",
                working=f"⌊({i} + 2·{p} − {span})/{s}⌋ + 1 = {forward}",
                run=lambda: Measurement(measure.positions(i, k, s, (p, p), d), f"conv2d on {i} zeros"),
            )
        yield Slip(
            tag="tconv.times_stride",
            value=i * s,
            message="The side is I·S only where D(K − 1) + 1 − 2P + output padding equals S.",
            working=f"{i}·{s} = {i * s}",
        )
        yield Slip(
            tag="tconv.padding_added",
            value=self._side(padding=-2 * p),
            message="Here padding is cut off the output: 2P is subtracted.",
            working=f"({i} − 1)·{s} + 2·{p} + {span} + {e} = {self._side(padding=-2 * p)}",
        )
        yield Slip(
            tag="pad.single",
            value=self._side(padding=p),
            working=f"({i} − 1)·{s} − {p} + {span} + {e} = {self._side(padding=p)}",
            run=lambda: stamped_side(i, k, s, (p, 0), e, d),
        )
        yield Slip(
            tag="output_padding.forgotten",
            value=self._side(output_padding=0),
            message="You left the output padding out.",
            working=f"({i} − 1)·{s} − 2·{p} + {span} = {self._side(output_padding=0)}",
            run=(lambda: stamped_side(i, k, s, (p, p), 0, d)) if self._side(output_padding=0) > 0 else None,
        )
        yield Slip(
            tag="output_padding.both_sides",
            value=self._side(output_padding=2 * e),
            message="Output padding is added at one end only.",
            working=f"({i} − 1)·{s} − 2·{p} + {span} + 2·{e} = {self._side(output_padding=2 * e)}",
        )
        yield Slip(
            tag="tconv.no_minus_one",
            value=self._side() + s,
            message="From the first to the last of I copies of the kernel it is I − 1 steps.",
            working=f"{i}·{s} − 2·{p} + {span} + {e} = {self._side() + s}",
            run=lambda: stamped_side(i + 1, k, s, (p, p), e, d),
        )
        yield Slip(
            tag="dilation.ignored",
            value=self._side(dilation=1),
            working=f"({i} − 1)·{s} − 2·{p} + {k} + {e} = {self._side(dilation=1)}",
            run=(lambda: stamped_side(i, k, s, (p, p), e)) if e < s and self._side(dilation=1) > 0 else None,
        )
        dense = i - 1 - 2 * p + span + e
        if dense > 0:
            yield Slip(
                tag="stride.ignored",
                value=dense,
                working=f"({i} − 1) − 2·{p} + {span} + {e} = {dense}",
                run=(lambda: stamped_side(i, k, 1, (p, p), e, d)) if e < d else None,
            )
        alone = self._side(kernel=1)
        yield Slip(
            tag="kernel.forgotten",
            value=alone,
            message="You left the kernel out: its last copy is K samples long, not one.",
            working=f"({i} − 1)·{s} − 2·{p} + 1 + {e} = {alone}",
            run=(lambda: stamped_side(i, 1, s, (p, p), e, d)) if alone > 0 else None,
        )
        yield Slip(
            tag="pad.ignored",
            value=self._side(padding=0),
            working=f"({i} − 1)·{s} + {span} + {e} = {self._side(padding=0)}",
            run=lambda: stamped_side(i, k, s, (0, 0), e, d),
        )
        largest = self._side(output_padding=s - 1)
        yield Slip(
            tag="tconv.largest_input",
            value=largest,
            message="That is the largest input from which a convolution gives this side; "
            "the smallest, and the output padding, is wanted.",
            working=f"({i} − 1)·{s} − 2·{p} + {span} + ({s} − 1) = {largest}",
            run=lambda: stamped_side(i, k, s, (p, p), s - 1, d),
        )

        short = self._side() - 1
        yield Slip(
            tag="plus1.missing",
            value=short,
            message="The last copy spans D(K − 1) + 1 samples: the + 1 is missing.",
            working=f"({i} − 1)·{s} − 2·{p} + {span - 1} + {e} = {short}",
        )

    def steps(self) -> Iterator[str]:
        i, k, s, p, e, d = self.size, self.kernel, self.stride, self.padding, self.output_padding, self.dilation
        span = effective_kernel(k, d)
        copies = count(i, "copy")
        yield f"The last of {copies} of the kernel starts ({i} − 1)·{s} = {(i - 1) * s} samples after the first"
        spans = f"{d}·({k} − 1) + 1 = {span}" if d > 1 else span
        yield f"A copy spans {spans}; all together {(i - 1) * s} + {span} = {(i - 1) * s + span}"
        if p:
            yield f"Padding cuts {p} off either end: {(i - 1) * s + span} − 2·{p} = {(i - 1) * s + span - 2 * p}"
        if e:
            yield f"Output padding adds {e} at the end: {self._side() - e} + {e} = {self._side()}"

    def measure(self) -> Measurement:
        both = (self.padding, self.padding)
        return stamped_side(self.size, self.kernel, self.stride, both, self.output_padding, self.dilation)

    def scene(self) -> Scene:
        around = self.dilation * (self.kernel - 1) - self.padding
        if around < 0 or self.size <= FEW_SAMPLES:
            ones = measure.zeros(1, self.size) + 1, measure.zeros(1, self.kernel) + 1
            stamps = Stamps(*ones, (1, self.stride), (0, self.padding), (0, self.output_padding), (1, self.dilation))
            return stamping("stamps of a row of ones, and what padding cuts off", stamps)
        stretched = spread(measure.noise(1, 1, 1, self.size), self.stride).shape[-1]
        padding = (around, around + self.output_padding)
        ruler = Ruler(f"{self.size}, spread out", stretched, self.kernel, 1, padding, self.dilation)
        return sliding("the same as a stride-1 convolution of the input with zeros between", [ruler])
