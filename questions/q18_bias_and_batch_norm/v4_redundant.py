from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple

from questions.answers import Choice
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.signs import minus
from questions.q18_bias_and_batch_norm.norms import statistics
from questions.scenes import Frame, Scene
from questions.scenes.heat import compared
from questions.scenes.histogram import histograms
from questions.scenes.numbers import figure
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


class Case(NamedTuple):
    """What a convolution's output goes through, and whether a bias before it is lost there."""

    redundant: bool
    why: str
    op: Callable[[Array], Array]


def normed(values: Array, affine: bool = True) -> Array:
    """Normalise in training mode."""
    channels = values.shape[1]
    vectors = [measure.noise(channels, seed=seed) + 2 for seed in (5, 6)] if affine else [None, None]
    zero = measure.zeros(channels).astype(float)
    output, _, _ = engine.batch_norm(values, zero, zero + 1, *vectors, training=True)
    return output


def frozen(values: Array) -> Array:
    """Normalise by the statistics of another layer."""
    channels = values.shape[1]
    return engine.batch_norm(values, measure.noise(channels, seed=7), measure.noise(channels, seed=8) + 2)


def over_channels(values: Array) -> Array:
    """Normalise each position over its channels."""
    return engine.layer_norm(values.transpose(0, 2, 3, 1), values.shape[1])


def each_map(values: Array) -> Array:
    """Normalise each map of each image by itself."""
    return engine.instance_norm(values)


def cut_off(values: Array) -> Array:
    """Cut off what is negative."""
    return engine.relu(values)


LOST = "the channel's own mean is subtracted, and nothing non-linear stands before it"


CASES = {
    "batch norm in training mode": Case(True, LOST, normed),
    "batch norm in training mode, without γ and β": Case(True, LOST, partial(normed, affine=False)),
    "batch norm at inference, its running statistics gathered with this bias": Case(
        True, "the running mean contains the bias", lambda z: engine.batch_norm(z, *statistics(z))
    ),
    "instance norm": Case(True, LOST, each_map),
    "group norm with one channel in each group": Case(True, LOST, lambda z: engine.group_norm(z, z.shape[1])),
    "max pooling without padding, then batch norm in training mode": Case(
        True,
        "a maximum moves by the bias, and so does the mean that is subtracted",
        lambda z: normed(engine.max_pool2d(z, 2)),
    ),
    "average pooling without padding, then batch norm in training mode": Case(
        True,
        "an average moves by the bias, and so does the mean that is subtracted",
        lambda z: normed(engine.avg_pool2d(z, 2)),
    ),
    "ReLU, then batch norm in training mode": Case(
        False, "the bias decides which values ReLU cuts off", lambda z: normed(engine.relu(z))
    ),
    "batch norm with frozen statistics, taken over from another layer": Case(
        False, "a mean that does not contain the bias leaves it in", frozen
    ),
    "group norm with 2 groups of 2 channels": Case(
        False,
        "the mean of a group is subtracted; how its channels' biases differ remains",
        lambda z: engine.group_norm(z, 2),
    ),
    "layer norm over channels, height and width": Case(
        False,
        "one mean is subtracted from all channels; how their biases differ remains",
        lambda z: engine.layer_norm(z, z.shape[1:]),
    ),
    "layer norm over the channels of each position": Case(
        False, "one mean is subtracted from all channels of a position; how their biases differ remains", over_channels
    ),
    "ReLU; the batch norm stands before the convolution": Case(
        False, "no mean is subtracted after this convolution", cut_off
    ),
    "average pooling that counts its zero padding, then batch norm in training mode": Case(
        False,
        "at the border the zeros of the padding dilute the bias, inside they do not",
        lambda z: normed(engine.avg_pool2d(z, 3, 2, 1)),
    ),
}


class Redundant(Variant):
    """18.4 Redundant or not?"""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = (
        "redundant where the channel's own mean, bias included, is subtracted before anything non-linear"
    )
    latex: ClassVar[str] = (
        r"\text{redundant where the channel's own mean, bias included, is subtracted before anything non-linear}"
    )
    few_draws: ClassVar[int | None] = len(CASES)

    case: Annotated[str, Draw(*CASES)]

    def impossible(self) -> str | None:
        return None if self.case in CASES else f"the cases are: {'; '.join(CASES)}"

    @property
    def _case(self) -> Case:
        return CASES[self.case]

    def ask(self) -> str:
        return (
            f"A convolution's output goes through {self.case}. Is the convolution's bias redundant: is the result the "
            "same whatever the bias is? (yes or no)"
        )

    def answer(self) -> Choice:
        return Choice(value="yes" if self._case.redundant else "no", options=("yes", "no"))

    def slips(self) -> Iterator[Slip]:
        if self._case.redundant:
            yield Slip(
                tag="norm.never",
                value="no",
                message="Here a mean that contains the bias is subtracted, which removes it exactly.",
                working=self._case.why,
            )
        else:
            yield Slip(
                tag="norm.any_kills_bias",
                value="yes",
                message="Only the subtraction of the channel's own mean, directly after, removes a channel's bias.",
                working=self._case.why,
            )

    def steps(self) -> Iterator[str]:
        yield "A bias adds one constant to a whole channel"
        yield f"Here {self._case.why}"
        yield f"So the bias is {'redundant' if self._case.redundant else 'not redundant'}"

    def _differences(self) -> list[float]:
        """EQUAL of the outputs with biases of growing size and without."""
        images, weight = measure.noise(4, 3, 6, 6), measure.noise(4, 3, 3, 3, seed=1)
        without = self._case.op(engine.conv2d(images, weight))
        biases = (size * measure.noise(4, seed=2) for size in (1, 3, 10))
        return [
            measure.largest_difference(self._case.op(engine.conv2d(images, weight, bias)), without) for bias in biases
        ]

    def measure(self) -> Measurement:
        largest = max(self._differences())
        return Measurement("yes" if largest < 1e-9 else "no", f"with and without bias max |Δ| = {largest:.1e}")

    def scene(self) -> Scene:
        images, weight = measure.noise(1, 3, 6, 6), measure.noise(4, 3, 3, 3, seed=1)
        bias = 3 * measure.noise(4, seed=2)
        plain, biased = (self._case.op(engine.conv2d(images, weight, each)) for each in (None, bias))
        one, other = (values.reshape(4, -1) for values in (plain, biased))
        differences = [max(difference, 0.0) for difference in self._differences()]
        moved = ", ".join(f"{difference:.0e}" for difference in differences)
        closing = f"Biases within ±1, ±3 and ±10 change the output by up to {moved}."
        maps = compared("", ("without bias", one), ("with biases within ±3", other), closing)
        return joined(f"4 channels through {self.case}", _swept(self._case), maps)


def _swept(case: Case) -> Scene:
    """Turn the bias of one channel up, and see what its numbers do before and behind the case's op."""
    biases, channels = (-10, -5, 0, 5, 10), 4
    images, weight = measure.noise(16, 3, 7, 8), measure.noise(channels, 3, 3, 3, seed=1)
    whole = [engine.conv2d(images, weight, bias * measure.identity(channels)[0]) for bias in biases]
    outputs = [case.op(values) for values in whole]
    behind = [values.take(0, values.shape.index(channels)) for values in outputs]
    pairs = zip(
        histograms("channel 0 before", [values[:, 0] for values in whole]),
        histograms("after", behind),
        strict=True,
    )
    moved = max(measure.largest_difference(one, behind[0]) for one in behind)
    closing = " After it, the numbers stood still." if moved < 1e-9 else f" After it, they moved by {figure(moved)}."
    return story(
        "",
        [
            Frame(pair, f"Bias {minus(bias)} on channel 0, none on the others.{closing if bias == biases[-1] else ''}")
            for bias, pair in zip(biases, pairs, strict=True)
        ],
    )
