from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Grid
from questions.drawing import Draw, DrawSeveral, Stream
from questions.model import Level, Variant
from questions.notation.numbers import Typed, TypedRows
from questions.parts.signs import factor, listed
from questions.parts.signs import minus as shown
from questions.scenes import Frame, Ink, Scene
from questions.scenes.heat import compared_frames
from questions.scenes.numbers import figure, grid
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Entry = Annotated[int, Field(ge=-99, le=99)]


def _permuted(weights: Array) -> Scene:
    """Permute the pixels of a small map before and after the layer."""
    outputs, channels = weights.shape
    weight, values = weights.reshape(outputs, channels, 1, 1), measure.digits(1, channels, 3, 3)
    order = [7, 2, 5, 0, 8, 3, 1, 6, 4]

    def permuted(maps: Array) -> Array:
        return maps.reshape(*maps.shape[:2], 9)[..., order].reshape(maps.shape)

    one, other = engine.conv2d(permuted(values), weight)[0, 0], permuted(engine.conv2d(values, weight))[0, 0]
    frames = compared_frames(
        ("output 0 of permuted pixels", one),
        ("output 0, permuted", other),
        "A 1×1 convolution never looks at neighbours.",
        written=True,
    )
    return story("pixels permuted", frames)


class OnePixel(Variant):
    """7.4 One pixel."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "y = W·x + b"
    latex: ClassVar[str] = r"y = W x + b"

    pixel: Annotated[tuple[Entry, ...], Typed, Field(min_length=2, max_length=8)]
    weights: Annotated[tuple[tuple[Entry, ...], tuple[Entry, ...]], TypedRows]
    bias: Annotated[tuple[Entry, Entry], Typed] = (0, 0)

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw three or four channels and a row of weights for each of two outputs."""
        channels = stream.choice((3, 4))
        weights = DrawSeveral(Draw(range(-2, 4)), range(channels, channels + 1))
        return {
            "pixel": DrawSeveral(Draw(range(-4, 7)), range(channels, channels + 1)).pick(stream),
            "weights": (weights.pick(stream), weights.pick(stream)),
            "bias": DrawSeveral(Draw(range(-3, 4)), range(2, 3)).pick(stream),
        }

    def impossible(self) -> str | None:
        if any(len(row) != len(self.pixel) for row in self.weights):
            return f"{len(self.pixel)} channels need {len(self.pixel)} weights in each row"
        return None

    def _outputs(self) -> tuple[int, ...]:
        return tuple(
            sum(w * x for w, x in zip(row, self.pixel, strict=True)) + b
            for row, b in zip(self.weights, self.bias, strict=True)
        )

    def ask(self) -> str:
        rows = " and ".join(f"({listed(row)})" for row in self.weights)
        return (
            f"At a pixel the {len(self.pixel)} channels are ({listed(self.pixel)}). A 1×1 convolution has the weight "
            f"rows {rows} and the biases ({listed(self.bias)}). What are its two outputs there?"
        )

    def answer(self) -> Grid:
        return Grid(value=(self._outputs(),))

    def slips(self) -> Iterator[Slip]:
        x, bias, outputs = self.pixel, self.bias, self._outputs()

        def slip(tag: str, how: str, values: Sequence[int], message: str, run: Callable[[], Measurement]) -> Slip:
            return Slip(tag=tag, value=(tuple(values),), message=message, working=f"{how} = {listed(values)}", run=run)

        yield slip(
            "bias.forgotten",
            "W·x",
            [y - b for y, b in zip(outputs, bias, strict=True)],
            "You left out the bias: one per output channel.",
            lambda: self._run(self.weights, (0, 0)),
        )
        yield slip(
            "k1.elementwise",
            "w₁₁·x₁ + b₁, w₂₂·x₂ + b₂",
            [row[at] * x[at] + bias[at] for at, row in enumerate(self.weights)],
            "Each output is a full weighted sum over the channels, not one product.",
            lambda: self._run([[self.weights[0][0]], [self.weights[1][1]]], bias, groups=2),
        )
        columns = [(self.weights[0][at], self.weights[1][at]) for at in (0, 1)]
        yield slip(
            "k1.transposed",
            "Wᵀ·x + b",
            [a * x[0] + b * x[1] + bias[at] for at, (a, b) in enumerate(columns)],
            "The rows of W belong to the output channels; you used its columns.",
            lambda: self._run(columns, bias),
        )
        yield slip(
            "relu.applied",
            "max(0, W·x + b)",
            [max(y, 0) for y in outputs],
            "The layer itself is linear: no activation is asked for.",
            lambda: self._run(self.weights, bias, then=engine.relu),
        )

    def steps(self) -> Iterator[str]:
        for number, (row, b) in enumerate(zip(self.weights, self.bias, strict=True), start=1):
            products = [w * x for w, x in zip(row, self.pixel, strict=True)]
            terms = " + ".join(f"{factor(w)}·{factor(x)}" for w, x in zip(row, self.pixel, strict=True))
            yield f"Output {number}: {terms} = {shown(sum(products))}; with bias {shown(b)}: {shown(sum(products) + b)}"

    def _run(
        self,
        weights: Sequence[Sequence[int]],
        bias: Sequence[int],
        groups: int = 1,
        then: Callable[[Array], Array] | None = None,
    ) -> Measurement:
        """VALUE: run the layer on a 3×3 map whose neighbouring pixels are noise, and read the middle."""
        channels = len(weights[0]) * groups
        maps = measure.noise(1, channels, 3, 3)
        maps[0, :, 1, 1] = self.pixel[:channels]
        weight = measure.image(weights).reshape(2, -1, 1, 1)
        output = engine.conv2d(maps, weight, measure.image([bias]).reshape(2), groups=groups)
        output = then(output) if then else output
        middle = tuple(map(round, output[0, :, 1, 1].tolist()))
        return Measurement((middle,), f"conv2d with weights {weight.shape}, neighbours noise: {listed(middle)}")

    def measure(self) -> Measurement:
        return self._run(self.weights, self.bias)

    def scene(self) -> Scene:
        weights = measure.plane(measure.image(self.weights))
        pixel = measure.plane(measure.image([self.pixel]))
        bias = measure.plane(measure.image([self.bias]))
        output = measure.plane(measure.image(self.measure().value))
        frames = []
        for at in (0, 1):
            row = {(at, column): Ink.TAP for column in range(len(self.pixel))}
            products = weights[at : at + 1] * pixel
            total, biased = figure(products.sum()), figure(output[0, at])
            said = f"Output {at} weighs all channels of the pixel: {total}, with its bias {biased}."
            frames.append(
                Frame(
                    (
                        grid("weights", weights, row),
                        grid("channels of the pixel", pixel, sign="×"),
                        grid("products", products, sign="=", note=f"bias {figure(bias[0, at])}"),
                        grid("outputs", measure.first(output, at + 1), {(0, at): Ink.DONE}, sign="→", like=output),
                    ),
                    said,
                )
            )
        return joined("every output weighs all channels of one pixel", story("", frames), _permuted(weights))
