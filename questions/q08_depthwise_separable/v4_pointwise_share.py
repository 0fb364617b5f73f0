from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from questions.answers import Percent
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.separable import multiply_adds, separable
from questions.parts.signs import equals_percent, percent
from questions.q08_depthwise_separable.published import Channels, Kernel, in_published_networks
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers.arithmetic import pointwise_share
from solvers.measure import Measurement


class PointwiseShare(Variant):
    """8.4 Where the work goes."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "C_out/(C_out + K²)"
    latex: ClassVar[str] = r"\frac{C_{out}}{C_{out} + K^2}"
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "in_channels", "out_channels"),
        [(name, (3, before, after)) for name, before, after in in_published_networks()],
    )

    kernel: Annotated[int, Kernel, Draw(3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 128, 256, 512, 1024)]

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} depthwise separable {self.kernel}×{self.kernel} convolution takes "
            f"{count(self.in_channels, 'channel')} to {self.out_channels} at stride 1 (taps on padding counted). What "
            "percent of its MACs is pointwise, to 1 decimal?"
        )

    def answer(self) -> Percent:
        return Percent(value=100 * pointwise_share(self.kernel, self.out_channels))

    def slips(self) -> Iterator[Slip]:
        k, c, o = self.kernel, self.in_channels, self.out_channels

        def slip(tag: str, share: Fraction, working: str, message: str) -> Slip:
            return Slip(tag=tag, value=100 * share, message=message, working=f"{working} {equals_percent(share)}")

        yield slip(
            "share.inverted", Fraction(k * k, o + k * k), f"{k * k}/({o} + {k * k})", "That is the depthwise share."
        )
        yield slip("share.half", Fraction(1, 2), "one of two layers", "The parts are of very different size.")
        yield slip("share.uses_k_not_k2", Fraction(o, o + k), f"{o}/({o} + {k})", "A K×K kernel has K² taps.")
        yield slip(
            "share.ratio_not_share",
            Fraction(k * k, o),
            f"{k * k}/{o}",
            "That compares the parts with each other, not one with the whole.",
        )
        yield slip(
            "share.input_channels",
            Fraction(c, c + k * k),
            f"{c}/({c} + {k * k})",
            "Per input channel the pointwise layer does C_out MACs, the depthwise one K²: C_in cancels.",
        )

    def steps(self) -> Iterator[str]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        yield f"At one position: depthwise {k}·{k}·{c} = {k * k * c:,}, pointwise {c}·{o} = {c * o:,}"
        yield f"C_in cancels: {o}/({o} + {k * k})"
        yield f"{equals_percent(pointwise_share(k, o))}, so {self.answer().plain}"

    def _macs(self) -> tuple[int, int]:
        depthwise, pointwise = separable(self.kernel, self.in_channels, self.out_channels)
        return multiply_adds(depthwise, self.kernel), multiply_adds(pointwise, self.kernel)

    def measure(self) -> Measurement:
        depthwise, pointwise = self._macs()
        run = f"ones through ones on {self.kernel}×{self.kernel}: depthwise {depthwise:,}, pointwise {pointwise:,}"
        return Measurement(Fraction(100 * pointwise, depthwise + pointwise), run)

    def scene(self) -> Scene:
        depthwise, pointwise = self._macs()
        share = percent(Fraction(pointwise, depthwise + pointwise))
        macs = [("depthwise", depthwise), ("pointwise", pointwise)]
        label = f"multiply-adds of ones on a {self.kernel}×{self.kernel} map"
        return barred("where the work goes", label, macs, ("", f"That is {share} of both."))
