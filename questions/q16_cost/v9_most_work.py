from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from string import ascii_uppercase
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field

from questions.answers import Choice
from questions.drawing import Stream
from questions.model import Level, Variant
from questions.notation.numbers import TypedRows
from questions.parts.limits import misfit, too_many
from questions.parts.real_layers import CONVOLUTIONS
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size
from solvers.measure import Measurement

DENSE = ((25088, 4096), (9216, 4096), (4096, 4096), (2048, 1000), (512, 1000), (400, 120))
"""Inputs and outputs of dense layers: VGG-16, AlexNet, both, ResNet-50, ResNet-18, LeNet-5."""
DRAWN = 4
WIDEST = 1 << 22
"""Weights of one filter that are still run here."""

Number = Annotated[int, Field(ge=0, le=1 << 20)]


class Layer(NamedTuple):
    """A convolution; a dense layer is a 1×1 kernel on one pixel."""

    in_channels: int
    out_channels: int
    kernel: int
    stride: int
    padding: int
    groups: int
    size: int

    @property
    def side(self) -> int:
        """The side of the output."""
        return output_size(self.size, self.kernel, self.stride, self.padding)

    @property
    def weights(self) -> int:
        """The products of one position."""
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, self.groups, bias=False)

    @property
    def macs(self) -> int:
        """The products of all positions."""
        return conv_macs(self.weights, self.side**2)

    @property
    def run(self) -> int:
        """The multiply-adds of a run."""
        k, h = (self.kernel, self.kernel), (self.size, self.size)
        c, o = self.in_channels, self.out_channels
        return int(measure.ones(c, o, k, h, self.stride, self.padding, groups=self.groups).value)

    def __str__(self) -> str:
        channels = f"{self.in_channels}→{self.out_channels}"
        if self.size == self.kernel == 1:
            return f"dense {channels}"
        padding = f" padding {self.padding}" if self.padding else ""
        groups = f" in {self.groups} groups" if self.groups > 1 else ""
        window = f"{self.kernel}×{self.kernel}/{self.stride}{padding}"
        return f"{window}, {channels} channels{groups}, on {self.size}×{self.size}"


REAL = (
    *(
        Layer(at.in_channels, at.out_channels, at.kernel, at.stride, at.padding, at.groups, at.size)
        for at in CONVOLUTIONS
    ),
    *(Layer(inputs, outputs, 1, 1, 0, 1, 1) for inputs, outputs in DENSE),
)


class MostWork(Variant):
    """16.9 Where is most of the work?"""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K²·(C_in/g)·C_out·O² of each, O its output's side; dense: inputs · outputs"
    latex: ClassVar[str] = (
        r"K^2 \cdot \frac{C_{in}}{g} \cdot C_{out} O^2 \text{ of each}, \quad O \text{ its output's side; dense: } "
        r"\text{inputs} \cdot \text{outputs}"
    )

    layers: Annotated[
        tuple[Annotated[tuple[Number, ...], Field(min_length=7, max_length=7)], ...],
        TypedRows,
        Field(min_length=2, max_length=6),
    ]
    """Of each layer: channels in and out, kernel, stride, padding, groups, side of the input."""

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw layers of published networks."""
        return {"layers": tuple(map(tuple, stream.shuffled(REAL)[:DRAWN]))}

    @property
    def _layers(self) -> dict[str, Layer]:
        return {letter: Layer(*numbers) for letter, numbers in zip(ascii_uppercase, self.layers, strict=False)}

    def impossible(self) -> str | None:
        for letter, at in self._layers.items():
            reason = self._refused(at)
            if reason:
                return f"layer {letter}: {reason}"
        return None if _top(self._layers, lambda at: at.macs) else "two layers take most, and equally much"

    @staticmethod
    def _refused(at: Layer) -> str | None:
        if min(at._replace(padding=1)) < 1:
            return "only the padding may be 0"
        if at.in_channels % at.groups or at.out_channels % at.groups:
            return f"{at.groups} groups do not divide {at.in_channels} and {at.out_channels} channels"
        return misfit(at.size, at.kernel, at.padding) or too_many(at.in_channels * at.kernel**2, WIDEST)

    def ask(self) -> str:
        listed = "; ".join(f"{letter}: {at}" for letter, at in self._layers.items())
        return (
            f"Layers (kernel/stride): {listed}. Which of them takes most multiply-adds (MACs), taps on padding "
            f"included? ({self._answer(next(iter(self._layers))).form})"
        )

    def _answer(self, letter: str) -> Choice:
        return Choice(value=letter, options=tuple(self._layers))

    def answer(self) -> Choice:
        return self._answer(_top(self._layers, lambda at: at.macs) or "A")

    def slips(self) -> Iterator[Slip]:
        def slip(
            tag: str, metric: Callable[[Layer], int], message: str, run: Callable[[Layer], int] | None
        ) -> Iterator[Slip]:
            letter = _top(self._layers, metric)
            if letter:
                yield Slip(
                    tag=tag,
                    value=letter,
                    message=message,
                    working=_listed(self._layers, metric),
                    run=(lambda: self._measured(run)) if run else None,
                )

        yield from slip(
            "work.most_weights",
            lambda at: at.weights,
            "It has most weights; each is used at every output position.",
            lambda at: at._replace(size=at.kernel, padding=0).run,
        )
        yield from slip(
            "work.largest_map",
            lambda at: at.out_channels * at.side**2,
            "It makes most numbers; how many products each takes is K²·C_in/g.",
            None,
        )
        yield from slip(
            "mac.input_positions",
            lambda at: at.weights * at.size**2,
            "You took the input's positions: work is done once per output position.",
            None,
        )
        yield from slip(
            "groups.ignored",
            lambda at: at.weights * at.groups * at.side**2,
            "With g groups a filter sees only C_in/g of the C_in channels.",
            lambda at: at._replace(groups=1).run,
        )
        yield from slip(
            "work.kernel_forgotten",
            lambda at: at.macs // at.kernel**2,
            "A product for each of the K² taps: you left the kernel out.",
            None,
        )

    def steps(self) -> Iterator[str]:
        for letter, at in self._layers.items():
            depth, side = at.in_channels // at.groups, at.side
            if at.size == at.kernel == 1:
                yield f"{letter}: {at.in_channels}·{at.out_channels} = {at.macs:,}"
            else:
                yield f"{letter}: {at.kernel}²·{depth}·{at.out_channels}·{side}² = {at.macs:,}"
        yield f"Most: {self.answer().value}"

    def _measured(self, run: Callable[[Layer], int]) -> Measurement:
        seen = {letter: run(at) for letter, at in self._layers.items()}
        said = ", ".join(f"{letter} {value:,}" for letter, value in seen.items())
        return Measurement(max(seen, key=lambda letter: seen[letter]), f"products of all ones: {said}")

    def measure(self) -> Measurement:
        return self._measured(lambda at: at.run)

    def scene(self) -> Scene:
        macs = [(f"{letter}, {_short(at)}", at.run) for letter, at in self._layers.items()]
        return barred("products of each layer, counted by adding up ones", "multiply-adds of ones", macs)


def _short(at: Layer) -> str:
    return "dense" if at.size == at.kernel == 1 else f"{at.kernel}×{at.kernel} on {at.size}×{at.size}"


def _top(layers: dict[str, Layer], metric: Callable[[Layer], int]) -> str | None:
    """Return the layer with most of something, None where two have it."""
    values = {letter: metric(at) for letter, at in layers.items()}
    most = max(values.values())
    found: Sequence[str] = [letter for letter, value in values.items() if value == most]
    return found[0] if len(found) == 1 else None


def _listed(layers: dict[str, Layer], metric: Callable[[Layer], int]) -> str:
    return ", ".join(f"{letter} {metric(at):,}" for letter, at in layers.items())
