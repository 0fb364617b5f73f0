from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Choice
from questions.drawing import Stream
from questions.model import Level, Variant
from questions.scenes import Frame, Scene
from questions.scenes.bars import chart
from questions.scenes.story import story
from questions.slips import Slip
from solvers.measure import Measurement
from solvers.networks.architectures.mobilenet import mobilenet
from solvers.networks.running import run

FULL = 569


PUBLISHED = (
    ((0.75, 224), 325),
    ((0.5, 224), 149),
    ((0.25, 224), 41),
    ((1, 192), 418),
    ((1, 160), 290),
    ((1, 128), 186),
)
"""Width multiplier and image side, and million MACs: Howard et al. 2017, Tables 6 and 7."""


EVERY = (((1.0, 224), FULL), *PUBLISHED)
"""The same with the whole network first."""


BY_WORK = sorted(EVERY, key=lambda entry: entry[1])


ACCURACY = {
    (1, 224): 70.6,
    (0.75, 224): 68.4,
    (0.5, 224): 63.7,
    (0.25, 224): 50.6,
    (1, 192): 69.1,
    (1, 160): 67.2,
    (1, 128): 64.4,
}
"""Percent of ImageNet's validation images, top 1: the same tables."""


@cache
def millions(alpha: float, image: int) -> float:
    """Run every layer of a MobileNet and add the multiply-adds up, in millions."""
    return sum(seen.macs for seen in run(mobilenet(alpha, image))) / 1e6


class PublishedNumbers(Variant):
    """20.6 MobileNet numbers."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "about 569 M · α² · (n/224)²"
    latex: ClassVar[str] = r"\text{about } 569 \text{ M} \cdot \alpha^2 \left( \frac{n}{224} \right)^2"
    few_draws: ClassVar[int | None] = len(PUBLISHED)

    alpha: Annotated[float, Field(gt=0, le=1)]
    image: Annotated[int, Field(ge=128, le=224)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw one of the published networks that differ from the full one in one respect."""
        (alpha, image), _ = stream.choice(PUBLISHED)
        return {"alpha": alpha, "image": image}

    def impossible(self) -> str | None:
        if (self.alpha, self.image) in dict(PUBLISHED):
            return None
        return f"asked are {', '.join(f'α = {alpha:g} at {image}' for (alpha, image), _ in PUBLISHED)}"

    @property
    def _factor(self) -> Fraction:
        """What the width or the side is multiplied by."""
        return Fraction(str(self.alpha)) * Fraction(self.image, 224)

    @property
    def _narrowed(self) -> bool:
        return self.alpha < 1

    @property
    def _published(self) -> int:
        return dict(PUBLISHED)[self.alpha, self.image]

    def _times(self, power: int) -> int:
        return round(FULL * self._factor**power)

    @property
    def _options(self) -> Sequence[int]:
        return sorted({self._published, self._times(1), self._times(3), FULL})

    def ask(self) -> str:
        what = f"width multiplier α = {self.alpha:g}" if self._narrowed else f"{self.image}×{self.image} images"
        options = [f"{option} M" for option in self._options]
        return (
            f"MobileNet 1.0 at 224×224 takes 569 M MACs. Which is nearest for {what}: "
            f"{', '.join(options[:-1])} or {options[-1]}?"
        )

    def answer(self) -> Choice:
        return Choice(value=f"{self._published} M", options=tuple(f"{option} M" for option in self._options))

    def slips(self) -> Iterator[Slip]:
        factor = f"{self.alpha:g}" if self._narrowed else f"({self.image}/224)"
        name = "alpha" if self._narrowed else "rho"
        yield Slip(
            tag=f"{name}.linear",
            value=f"{self._times(1)} M",
            message="Pointwise layers shrink with α²: both their widths are multiplied by α."
            if self._narrowed
            else "The maps shrink on two axes: square the ratio.",
            working=f"{factor}·569 = {self._times(1)}",
        )
        yield Slip(
            tag=f"{name}.cubed",
            value=f"{self._times(3)} M",
            message="A pointwise layer has two widths, so α², not α³."
            if self._narrowed
            else "The maps have two axes, and the widths stay: the square of the ratio, not its cube.",
            working=f"{factor}³·569 = {self._times(3)}",
        )
        yield Slip(
            tag=f"{name}.ignored",
            value=f"{FULL} M",
            message="All widths are multiplied by α." if self._narrowed else "The maps shrink with the image.",
            working="569, as at α = 1 and 224×224",
        )

    def steps(self) -> Iterator[str]:
        if self._narrowed:
            yield f"95% of the MACs are pointwise and shrink with α²: {self.alpha:g}²·569 = {self._times(2)}"
            yield "That is a little low: depthwise layers, the first and the classifier shrink with α only"
        else:
            yield f"Every map shrinks on both axes: ({self.image}/224)²·569 = {self._times(2)}"
            yield "Only the classifier, 1 M, does not depend on the image"
        yield f"Nearest: {self._published} M"

    def measure(self) -> Measurement:
        seen = millions(self.alpha, self.image)
        nearest = min(self._options, key=lambda option: abs(option - seen))
        return Measurement(f"{nearest} M", f"all layers run one by one: {seen:.1f} M MACs")

    def scene(self) -> Scene:
        frames, top = [], [float(published) for _, published in EVERY]
        asked, seen = (self.alpha, self.image), millions(self.alpha, self.image)
        bars: list[tuple[str, float]] = []
        for (alpha, image), published in sorted(EVERY, key=lambda entry: entry[0] == asked):
            bars.append((f"α {alpha:g}, {image}, published", float(published)))
            said = f"α = {alpha:g} on {image}×{image}: published {published}."
            if (alpha, image) == asked:
                bars.append(("the same, run", seen))
                said += f" Run layer by layer: {seen:.1f}."
            frames.append(Frame((chart("million MACs", bars, "the same, run", top, 1),), said))
        percents = [(f"α {alpha:g}, {image}: {macs} M", ACCURACY[alpha, image]) for (alpha, image), macs in BY_WORK]
        picture = chart("published top-1 accuracy in %, by million MACs", percents, decimals=1)
        frames.append(Frame((picture,), "Fewer MACs cost accuracy, at first little, then much (published values)."))
        return story("MobileNet, narrower and on smaller images", frames)
