"""Question 18: the bias of a convolution in front of batch norm."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from math import isqrt
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field

from questions.answers.answers import Choice, Integer, Number, Parts
from questions.drawing.stream import Draw, Stream
from questions.model.claim import Claim, Evidence
from questions.model.typed import Typed
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.limits import too_many
from questions.parts.real_layers import Pool, real_layers
from questions.parts.signs import factor, minus, plus
from questions.scenes import Frame, Ink, Scene
from questions.scenes.counting import Counted, counting
from questions.scenes.heat import compared, compared_frames
from questions.scenes.histogram import histograms
from questions.scenes.numbers import figure, grid
from questions.scenes.story import joined, story
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters
from solvers.engine import (
    avg_pool2d,
    batch_norm,
    batch_norm_grad,
    conv2d,
    conv2d_bias_grad,
    fold_batch_norm,
    group_norm,
    instance_norm,
    layer_norm,
    max_pool2d,
    relu,
)
from solvers.layers import Table
from solvers.measure import Array, Measurement
from solvers.networks.architectures.vgg import block
from solvers.networks.network import Network

Channels = Field(ge=1, le=2048)
Small = Field(ge=-100, le=100)


def listed(values: Array) -> str:
    """Write the numbers of an array in a line."""
    return ", ".join(minus(round(value, 4)) for value in values.ravel().tolist())


def less(number: Fraction | float) -> str:
    """Write what is subtracted: `− 3`, `+ 2`."""
    return plus(-number)


class Counts(Variant):
    """18.1 Counts."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "learned K²·C_in·C_out + 2·C_out; the bias would add C_out"
    pool: ClassVar[Pool | None] = real_layers(
        "kernel",
        "in_channels",
        "out_channels",
        where=lambda layer: layer.groups == 1 and not layer.bias and "DCGAN" not in layer.name,
    )

    kernel: Annotated[int, Field(ge=1, le=15), Draw(1, 3, 3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(3, 32, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(64, 128, 256, 512)]

    @property
    def _weights(self) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=False)

    def impossible(self) -> str | None:
        return too_many(self._weights)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {self.kernel}×{self.kernel} convolution, {self.in_channels}→{self.out_channels} channels, is "
            "followed directly by batch norm and has no redundant parameters. How many parameters are learned in all, "
            "and how many more would the convolution's bias add? (learned; bias)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "learned": Integer(value=self._weights + 2 * self.out_channels),
                "bias": Integer(value=self.out_channels),
            }
        )

    def slips(self) -> Iterator[Slip]:
        w, c, o = self._weights, self.in_channels, self.out_channels

        def slip(tag: str, each: int, message: str = "", run: Callable[[], Measurement] | None = None) -> Slip:
            added = f" + {each}·{o}" if each else ""
            working = f"{self.kernel}·{self.kernel}·{c}·{o}{added} = {w + each * o:,}"
            return Slip(tag=tag, value={"learned": w + each * o}, message=message, working=working, run=run)

        yield slip("bn.forgotten", 0, run=lambda: measure.count(self._conv()).named("learned"))
        yield slip("bn.one_per_channel", 1, "Batch norm learns two numbers a channel: γ and β.")
        yield slip(
            "bn.with_conv_bias",
            3,
            "Batch norm makes the convolution's bias redundant: it is left out, β takes its role.",
            lambda: measure.count({**self._conv(True), **self._norm}).named("learned"),
        )
        yield slip("bn.four_learned", 4)
        yield Slip(
            tag="bias.on_input_channels",
            value={"bias": c},
            working=f"{c} input channels",
        )
        yield Slip(
            tag="bias.single",
            value={"bias": 1},
            message="Every filter has a bias of its own, not the layer one for all.",
            working="1 for the layer",
        )

    def steps(self) -> Iterator[str]:
        w, o = self._weights, self.out_channels
        yield f"Weights of the convolution, without bias: {self.kernel}·{self.kernel}·{self.in_channels}·{o} = {w:,}"
        yield f"Batch norm learns γ and β: 2·{o} = {2 * o:,}"
        yield f"Learned: {w:,} + {2 * o:,} = {w + 2 * o:,}"
        yield f"A bias, one per output channel, would add {o}"

    def _conv(self, bias: bool = False) -> dict[str, Array]:
        return measure.parameters(self.in_channels, self.out_channels, (self.kernel, self.kernel), bias=bias)

    @property
    def _norm(self) -> dict[str, Array]:
        learned, _ = measure.batch_norm_parameters(self.out_channels)
        return learned

    def measure(self) -> Measurement:
        learned = measure.count({**self._conv(), **self._norm})
        bias = self._conv(bias=True)["bias"]
        return Measurement(
            {"learned": learned.value, "bias": bias.size}, f"{learned.run}; the bias would be {bias.shape}"
        )

    def scene(self) -> Scene:
        arrays = [Counted("weight", self._conv()["weight"], "filter")]
        arrays += [Counted(name, array, "channel") for name, array in self._norm.items()]
        return counting("what is learned", arrays, f"a bias would add {self._conv(bias=True)['bias'].size}")


def root(square: Fraction) -> Fraction | None:
    """Return the square root, None where it is no fraction."""
    above, below = isqrt(square.numerator), isqrt(square.denominator)
    return Fraction(above, below) if Fraction(above**2, below**2) == square else None


class DrawTwoPairs:
    """Two values one deviation below a mean and two above it, in any order."""

    def __init__(self, means: range, deviations: range) -> None:
        self.means, self.deviations = means, deviations

    def pick(self, stream: Stream) -> tuple[int, ...]:
        """Return the four values."""
        mean, deviation = stream.choice(self.means), stream.choice(self.deviations)
        return tuple(mean + sign * deviation for sign in stream.shuffled((-1, -1, 1, 1)))


class ComesThrough(Variant):
    """18.2 Does the bias come through?"""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "γ·(z − μ)/σ + β, whatever the bias"

    values: Annotated[
        tuple[Annotated[int, Small], ...],
        Field(min_length=2, max_length=16),
        Typed,
        DrawTwoPairs(range(-3, 6), range(1, 5)),
    ]
    asked: Annotated[int, Field(ge=0, le=15), Draw(range(4))]
    bias: Annotated[int, Small, Draw(-7, -4, 3, 5, 10)]
    gamma: Annotated[int, Small, Draw(1, 2, 3, -1)]
    beta: Annotated[int, Small, Draw(range(-3, 4))]

    @property
    def _mean(self) -> Fraction:
        return Fraction(sum(self.values), len(self.values))

    @property
    def _variance(self) -> Fraction:
        squares, total, n = sum(z * z for z in self.values), sum(self.values), len(self.values)
        return Fraction(n * squares - total**2, n**2)

    @property
    def _deviation(self) -> Fraction:
        return root(self._variance) or Fraction(1)

    def impossible(self) -> str | None:
        if self.asked >= len(self.values):
            return f"values are counted from 0 to {len(self.values) - 1}"
        variance = self._variance
        if not variance:
            return "equal values have no deviation to divide by"
        if root(variance) is None:
            return f"the variance {variance} has no fraction as its root"
        return None

    def ask(self) -> str:
        listed = ", ".join(map(minus, self.values))
        return (
            f"Before its bias is added, a convolution's channel holds {listed} (the whole batch). The bias is "
            f"{minus(self.bias)}; batch norm follows in training mode, with γ = {minus(self.gamma)}, "
            f"β = {minus(self.beta)} and ε = 0. What comes out where the value was {minus(self.values[self.asked])}, "
            "to 2 decimals?"
        )

    @property
    def _normal(self) -> Fraction:
        return (self.values[self.asked] - self._mean) / self._deviation

    def answer(self) -> Number:
        return Number(value=self.gamma * self._normal + self.beta, places=2)

    def slips(self) -> Iterator[Slip]:
        z, b, g, beta, n = self.values[self.asked], self.bias, self.gamma, self.beta, len(self.values)
        mean, variance, deviation, normal = self._mean, self._variance, self._deviation, self._normal
        right = g * normal + beta
        centred = f"({minus(z)} {less(mean)})"
        yield Slip(
            tag="bn.bias_survives",
            value=right + b,
            message="The batch mean contains the bias and is subtracted: nothing of it is left.",
            working=f"{minus(right)} {plus(b)} = {minus(right + b)}",
            run=lambda: self._run(beta=beta + b),
        )
        scaled = right + g * b / deviation
        yield Slip(
            tag="bn.bias_scaled",
            value=scaled,
            message="You added the bias to the value alone; the mean moves by it as well.",
            working=f"{factor(g)}·({minus(z)} {plus(b)} {less(mean)})/{minus(deviation)} {plus(beta)}",
            run=self._run_with_old_mean,
        )
        yield Slip(
            tag="bn.affine_forgotten",
            value=normal,
            message="γ and β come after the normalisation.",
            working=f"{centred}/{minus(deviation)} = {minus(normal)}",
            run=lambda: self._run(gamma=1, beta=0),
        )
        yield Slip(
            tag="bn.variance_not_std",
            value=g * normal / deviation + beta,
            message="Divide by the standard deviation, not by the variance.",
            working=f"{factor(g)}·{centred}/{minus(variance)} {plus(beta)}",
        )
        yield Slip(
            tag="bn.unbiased_variance",
            value=float(g * normal) * ((n - 1) / n) ** 0.5 + beta,
            message="Batch norm normalises by the biased variance, divided by n; n − 1 is for the running variance.",
            working=f"{factor(g)}·{centred}/√({minus(variance)}·{n}/{n - 1}) {plus(beta)}",
        )

    def steps(self) -> Iterator[str]:
        z, g, beta, mean, deviation = self.values[self.asked], self.gamma, self.beta, self._mean, self._deviation
        yield f"The bias moves every value and their mean by {minus(self.bias)}: leave it out"
        yield f"Mean {minus(mean)}, variance {minus(self._variance)}, standard deviation {minus(deviation)}"
        yield f"Normalised: ({minus(z)} {less(mean)})/{minus(deviation)} = {minus(self._normal)}"
        yield f"γ and β: {factor(g)}·{factor(self._normal)} {plus(beta)} = {minus(g * self._normal + beta)}"

    def _after_conv(self, bias: int) -> Array:
        pixels = measure.image([self.values])
        return conv2d(pixels, measure.image([[1]]), measure.zeros(1).astype(float) + bias)

    def _run(self, **changed: int) -> Measurement:
        settings = {"bias": self.bias, "gamma": self.gamma, "beta": self.beta, **changed}
        zero = measure.zeros(1).astype(float)
        values = self._after_conv(settings["bias"])
        output, _, _ = batch_norm(
            values, zero, zero + 1, zero + settings["gamma"], zero + settings["beta"], training=True, eps=0
        )
        seen = round(output.ravel().tolist()[self.asked], 6)
        return Measurement(seen, f"convolution gave {listed(values)}; batch norm {listed(output)}")

    def _run_with_old_mean(self) -> Measurement:
        zero = measure.zeros(1).astype(float)
        before, values = self._after_conv(0), self._after_conv(self.bias)
        output = batch_norm(
            values, zero + before.mean(), zero + before.var(), zero + self.gamma, zero + self.beta, eps=0
        )
        return Measurement(round(output.ravel().tolist()[self.asked], 6), "normalised by the mean without the bias")

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        biases = sorted({-10, -5, 0, 5, 10, self.bias})
        zero = measure.zeros(1).astype(float)
        norm = (zero, zero + 1, zero + self.gamma, zero + self.beta)
        before = [self._after_conv(bias) for bias in biases]
        after = [batch_norm(values, *norm, training=True, eps=0)[0] for values in before]
        every = before[0].reshape(1, -1), before[-1].reshape(1, -1)
        asked = {(0, self.asked): Ink.ASKED}
        frames = []
        for bias, one, other in zip(biases, before, after, strict=True):
            mean = figure(one.mean())
            frames.append(
                Frame(
                    (
                        grid(
                            f"before batch norm, bias {minus(bias)}",
                            one.reshape(1, -1),
                            asked,
                            like=measure.side_by_side(*every),
                        ),
                        grid("after it", other.reshape(1, -1), asked, sign="→"),
                    ),
                    f"Bias {minus(bias)}: the mean is {mean}, and it is what batch norm subtracts.",
                )
            )
        push = 0 * before[0] + 1
        push.flat[0] = 3
        gradients = batch_norm_grad(push, self._after_conv(self.bias), norm[0], norm[1], norm[2], True, eps=0)
        of_bias = conv2d_bias_grad(gradients[0])
        last = frames[-1]
        said = f"{last.caption} The gradient that reaches the bias: {figure(of_bias.item())}."
        frames[-1] = Frame(last.pictures, said)
        return story("the bias moves what goes into batch norm, not what comes out", frames)


class Folding(Variant):
    """18.3 Folding."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "w' = w·γ/σ, b' = (b − μ)·γ/σ + β"

    weight: Annotated[int, Small, Draw(-3, -2, 2, 4, 6)]
    bias: Annotated[int, Small, Draw(0, 0, 1, -2, 3)]
    mean: Annotated[int, Small, Draw(range(-4, 5))]
    deviation: Annotated[float, Field(gt=0, le=16), Draw(0.5, 1, 2, 4)]
    gamma: Annotated[float, Small, Draw(1, 2, 3, -1, 0.5)]
    beta: Annotated[int, Small, Draw(range(-3, 4))]

    @property
    def _deviation(self) -> Fraction:
        return Fraction(str(self.deviation))

    @property
    def _scale(self) -> Fraction:
        return Fraction(str(self.gamma)) / self._deviation

    def _folded(self, scale: Fraction, mean: int) -> dict[str, Fraction]:
        return {"weight": self.weight * scale, "bias": (self.bias - mean) * scale + self.beta}

    def impossible(self) -> str | None:
        if self._deviation.denominator > 100 or Fraction(str(self.gamma)).denominator > 100:
            return "γ and σ have at most 2 decimals here"
        return None

    def ask(self) -> str:
        return (
            f"A 1×1 convolution with one channel, w = {minus(self.weight)} and b = {minus(self.bias)}, is followed by "
            f"batch norm at inference: μ = {minus(self.mean)}, σ² = {minus(self._deviation**2)}, "
            f"γ = {minus(self.gamma)}, β = {minus(self.beta)}, ε = 0. Folded into one convolution, what are its weight "
            "and its bias, exactly? (weight; bias)"
        )

    def answer(self) -> Parts:
        folded = self._folded(self._scale, self.mean)
        return Parts(parts={name: Number(value=value, exact=True) for name, value in folded.items()})

    def slips(self) -> Iterator[Slip]:
        w, b, mean, beta, s = self.weight, self.bias, self.mean, self.beta, self._scale
        steep = self._folded(s / self._deviation, mean)
        yield Slip(
            tag="fold.variance_not_std",
            value=steep,
            message="The scale is γ/σ, not γ/σ².",
            working=f"γ/σ² = {minus(s / self._deviation)}: {minus(steep['weight'])}; {minus(steep['bias'])}",
            run=lambda: self._run(variance=self.deviation**4),
        )
        yield Slip(
            tag="fold.bias_unscaled",
            value={"bias": Fraction(b - mean + beta)},
            message="b − μ is scaled by γ/σ as well.",
            working=f"{minus(b)} {less(mean)} {plus(beta)} = {minus(b - mean + beta)}",
        )
        wrong = self._folded(s, -mean)["bias"]
        yield Slip(
            tag="fold.mean_sign",
            value={"bias": wrong},
            message="The mean is subtracted.",
            working=f"({minus(b)} {plus(mean)})·{factor(s)} {plus(beta)} = {minus(wrong)}",
            run=lambda: self._only("bias", mean=-mean),
        )
        yield Slip(
            tag="fold.weights_unchanged",
            value={"weight": Fraction(w)},
            message="The scale γ/σ goes into the weights too.",
            working=f"w = {minus(w)}",
        )
        yield Slip(
            tag="fold.beta_only",
            value={"bias": Fraction(beta)},
            message="b and μ do not vanish: (b − μ)·γ/σ comes on top of β.",
            working=f"β = {minus(beta)}",
            run=lambda: self._only("bias", mean=b),
        )

    def steps(self) -> Iterator[str]:
        w, b, s, folded = self.weight, self.bias, self._scale, self._folded(self._scale, self.mean)
        yield f"Standard deviation: √{minus(self._deviation**2)} = {minus(self._deviation)}"
        yield f"Scale: {minus(self.gamma)}/{minus(self._deviation)} = {minus(s)}"
        yield f"Weight: {minus(w)}·{factor(s)} = {minus(folded['weight'])}"
        yield f"Bias: ({minus(b)} {less(self.mean)})·{factor(s)} {plus(self.beta)} = {minus(folded['bias'])}"

    def _run(self, **changed: float) -> Measurement:
        """VALUE at x = 0, which is the bias, and at x = 1, which is higher by the weight."""
        statistics = {"mean": self.mean, "variance": self.deviation**2, **changed}
        zero = measure.zeros(1).astype(float)
        values = conv2d(measure.image([[0, 1]]), measure.image([[self.weight]]), zero + self.bias)
        mean, variance = zero + statistics["mean"], zero + statistics["variance"]
        at_0, at_1 = batch_norm(values, mean, variance, zero + self.gamma, zero + self.beta, eps=0).ravel().tolist()
        seen = {"weight": at_1 - at_0, "bias": at_0}
        return Measurement(
            {name: Fraction(value).limit_denominator(1_000_000) for name, value in seen.items()},
            f"convolution and batch norm at x = 0 and x = 1: {minus(at_0)} and {minus(at_1)}",
        )

    def _only(self, name: str, **changed: float) -> Measurement:
        seen = self._run(**changed)
        return Measurement({name: seen.value[name]}, seen.run)

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        zero = measure.zeros(1).astype(float)
        pixels, weight = measure.image([[-1, 0, 1, 2]]), measure.image([[self.weight]])
        norm = (zero + self.mean, zero + self.deviation**2, zero + self.gamma, zero + self.beta)
        between = conv2d(pixels, weight, zero + self.bias)
        folded, bias = fold_batch_norm(weight, zero + self.bias, *norm, eps=0)
        normal, single = batch_norm(between, *norm, eps=0), conv2d(pixels, folded, bias)
        rows = [measure.plane(values) for values in (pixels, between, normal)]
        one = grid("x", rows[0])
        pair = (one, grid("convolution", rows[1], sign="→"), grid("batch norm", rows[2], sign="→"))
        both = f"weight {listed(folded)}, bias {listed(bias)}"
        frames = [
            Frame(pair[:2], f"The convolution: weight {listed(weight)}, bias {minus(self.bias)}."),
            Frame(pair, "Batch norm at inference is a scale and a shift."),
            Frame(
                (one, grid("folded convolution", measure.plane(single), sign="→", like=rows[2])),
                f"One layer that does both: {both}.",
            ),
            *compared_frames(
                ("both layers", rows[2]), ("folded", measure.plane(single)), f"The op folds them to {both}.", True
            )[-1:],
        ]
        return story("two layers and the one that replaces them", frames)


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
    output, _, _ = batch_norm(values, zero, zero + 1, *vectors, training=True)
    return output


def statistics(values: Array) -> tuple[Array, Array]:
    """Return the running mean and variance that one step of training at momentum 1 leaves."""
    zero = measure.zeros(values.shape[1]).astype(float)
    _, mean, variance = batch_norm(values, zero, zero + 1, training=True, momentum=1.0)
    return mean, variance


def frozen(values: Array) -> Array:
    """Normalise by the statistics of another layer."""
    channels = values.shape[1]
    return batch_norm(values, measure.noise(channels, seed=7), measure.noise(channels, seed=8) + 2)


def over_channels(values: Array) -> Array:
    """Normalise each position over its channels."""
    return layer_norm(values.transpose(0, 2, 3, 1), values.shape[1])


LOST = "the channel's own mean is subtracted, and nothing non-linear stands before it"

CASES = {
    "batch norm in training mode": Case(True, LOST, normed),
    "batch norm in training mode, without γ and β": Case(True, LOST, partial(normed, affine=False)),
    "batch norm at inference, its running statistics gathered with this bias": Case(
        True, "the running mean contains the bias", lambda z: batch_norm(z, *statistics(z))
    ),
    "instance norm": Case(True, LOST, instance_norm),
    "group norm with one channel in each group": Case(True, LOST, lambda z: group_norm(z, z.shape[1])),
    "max pooling without padding, then batch norm in training mode": Case(
        True, "a maximum moves by the bias, and so does the mean that is subtracted", lambda z: normed(max_pool2d(z, 2))
    ),
    "average pooling without padding, then batch norm in training mode": Case(
        True,
        "an average moves by the bias, and so does the mean that is subtracted",
        lambda z: normed(avg_pool2d(z, 2)),
    ),
    "ReLU, then batch norm in training mode": Case(
        False, "the bias decides which values ReLU cuts off", lambda z: normed(relu(z))
    ),
    "batch norm with frozen statistics, taken over from another layer": Case(
        False, "a mean that does not contain the bias leaves it in", frozen
    ),
    "group norm with 2 groups of 2 channels": Case(
        False,
        "the mean of a group is subtracted; how its channels' biases differ remains",
        partial(group_norm, num_groups=2),
    ),
    "layer norm over channels, height and width": Case(
        False,
        "one mean is subtracted from all channels; how their biases differ remains",
        lambda z: layer_norm(z, z.shape[1:]),
    ),
    "layer norm over the channels of each position": Case(
        False, "one mean is subtracted from all channels of a position; how their biases differ remains", over_channels
    ),
    "ReLU; the batch norm stands before the convolution": Case(
        False, "no mean is subtracted after this convolution", relu
    ),
    "average pooling that counts its zero padding, then batch norm in training mode": Case(
        False,
        "at the border the zeros of the padding dilute the bias, inside they do not",
        lambda z: normed(avg_pool2d(z, 3, 2, 1)),
    ),
}


class Redundant(Variant):
    """18.4 Redundant or not?"""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = (
        "redundant where the channel's own mean, bias included, is subtracted before anything non-linear"
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
            f"A convolution's output goes through {self.case}. Is the convolution's bias redundant: does the same come "
            "out whatever it is? (yes or no)"
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
        without = self._case.op(conv2d(images, weight))
        biases = (size * measure.noise(4, seed=2) for size in (1, 3, 10))
        return [measure.largest_difference(self._case.op(conv2d(images, weight, bias)), without) for bias in biases]

    def measure(self) -> Measurement:
        largest = max(self._differences())
        return Measurement("yes" if largest < 1e-9 else "no", f"with and without bias max |Δ| = {largest:.1e}")

    def scene(self) -> Scene:
        images, weight = measure.noise(1, 3, 6, 6), measure.noise(4, 3, 3, 3, seed=1)
        bias = 3 * measure.noise(4, seed=2)
        plain, biased = (self._case.op(conv2d(images, weight, each)) for each in (None, bias))
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
    whole = [conv2d(images, weight, bias * measure.identity(channels)[0]) for bias in biases]
    outputs = [case.op(values) for values in whole]
    behind = [values.take(0, values.shape.index(channels)) for values in outputs]
    pairs = zip(
        histograms("channel 0 before", [values[:, 0] for values in whole]),
        histograms("behind", behind),
        strict=True,
    )
    moved = max(measure.largest_difference(one, behind[0]) for one in behind)
    closing = " Behind, the numbers stood still." if moved < 1e-9 else f" Behind, they moved by up to {figure(moved)}."
    return story(
        "",
        [
            Frame(pair, f"Bias {minus(bias)} on channel 0, none on the others.{closing if bias == biases[-1] else ''}")
            for bias, pair in zip(biases, pairs, strict=True)
        ],
    )


def _vgg(convolutions: Sequence[int]) -> Table:
    """Return the convolutions of a VGG network with so many in each block."""
    widths = (64, 128, 256, 512, 512)
    blocks = (block(at, *rest) for at, rest in enumerate(zip(convolutions, widths, strict=True), start=1))
    return Network([layer for layers in blocks for layer in layers], (3, 224, 224)).weights()


VGG = {
    "VGG-11": _vgg((1, 1, 2, 2, 2)),
    "VGG-13": _vgg((2, 2, 2, 2, 2)),
    "VGG-16": _vgg((2, 2, 3, 3, 3)),
    "VGG-19": _vgg((2, 2, 4, 4, 4)),
}
"""Simonyan & Zisserman 2015, Table 1, columns A, B, D and E."""
DENSE = (4096, 4096, 1000)
"""The outputs of VGG's dense layers."""


class WholeNetwork(Variant):
    """18.5 A whole network."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "Σ C_out biases; batch norm learns 2·Σ C_out"
    few_draws: ClassVar[int | None] = len(VGG)

    architecture: Annotated[str, Draw(*VGG)]

    def impossible(self) -> str | None:
        return None if self.architecture in VGG else f"the networks are {', '.join(VGG)}"

    @property
    def _widths(self) -> list[int]:
        return [layer.out_channels for layer in VGG[self.architecture]]

    @property
    def _grouped(self) -> dict[int, int]:
        """How many convolutions have each width."""
        return {width: self._widths.count(width) for width in dict.fromkeys(self._widths)}

    @property
    def _listed(self) -> str:
        return " + ".join(f"{times}·{width}" if times > 1 else f"{width}" for width, times in self._grouped.items())

    def ask(self) -> str:
        widths = ", ".join(map(str, self._widths))
        return (
            f"{self.architecture}: its convolutions have {widths} filters, then come three dense layers. Batch norm is "
            "put directly behind every convolution. How many biases can be dropped, and how many learned parameters "
            "does batch norm bring? (dropped; brought)"
        )

    def answer(self) -> Parts:
        total = sum(self._widths)
        return Parts(parts={"dropped": Integer(value=total), "brought": Integer(value=2 * total)})

    def slips(self) -> Iterator[Slip]:
        total, layers = sum(self._widths), len(self._widths)
        dense = total + sum(DENSE)
        yield Slip(
            tag="bn.four_learned",
            value={"brought": 4 * total},
            working=f"4·{total:,} = {4 * total:,}",
            run=lambda: self._norms("gamma", "beta", "running mean", "running variance").named("brought"),
        )
        yield Slip(
            tag="bn.one_per_channel",
            value={"brought": total},
            message="Batch norm learns two numbers a channel: γ and β.",
            working=f"{self._listed} = {total:,}",
            run=lambda: self._norms("beta").named("brought"),
        )
        yield Slip(
            tag="bias.per_layer",
            value={"dropped": layers},
            message="A convolution has one bias per output channel, not one per layer.",
            working=f"{layers} convolutions",
        )
        yield Slip(
            tag="bias.dense_too",
            value={"dropped": dense},
            message="No batch norm stands behind the dense layers: they keep their biases.",
            working=f"{total:,} + {' + '.join(map(str, DENSE))} = {dense:,}",
            run=lambda: self._biases(DENSE).named("dropped"),
        )
        yield Slip(
            tag="bn.per_layer",
            value={"brought": 2 * layers},
            message="Batch norm learns a γ and a β for every channel, not for every layer.",
            working=f"2·{layers} = {2 * layers}",
        )

    def steps(self) -> Iterator[str]:
        total = sum(self._widths)
        yield f"One bias per output channel: {self._listed} = {total:,}"
        yield f"γ and β for each of them: 2·{total:,} = {2 * total:,}"

    def _biases(self, dense: Sequence[int] = ()) -> Measurement:
        """COUNT of biases; how many there are does not depend on the inputs, so each layer gets one."""
        arrays = [measure.parameters(1, layer.out_channels, layer.kernel_size) for layer in VGG[self.architecture]]
        arrays += [measure.dense_parameters(1, outputs) for outputs in dense]
        sizes = [each["bias"].size for each in arrays]
        return Measurement(sum(sizes), f"biases the op accepts: {' + '.join(map(str, sizes))}")

    def _norms(self, *names: str) -> Measurement:
        total = 0
        for width in self._widths:
            learned, kept = measure.batch_norm_parameters(width)
            total += sum({**learned, **kept}[name].size for name in names)
        return Measurement(total, f"{', '.join(names)} of {len(self._widths)} batch norms: {total:,}")

    def measure(self) -> Measurement:
        dropped, brought = self._biases(), self._norms("gamma", "beta")
        return Measurement({"dropped": dropped.value, "brought": brought.value}, f"{dropped.run}; {brought.run}")

    def scene(self) -> Scene:
        arrays = [
            Counted(
                f"{layer.name} bias", measure.parameters(1, layer.out_channels, layer.kernel_size)["bias"], "channel"
            )
            for layer in VGG[self.architecture]
        ]
        return counting(f"the biases of {self.architecture}", arrays, self._norms("gamma", "beta").run)


def example() -> tuple[Array, Array, Array]:
    """Return images, 4 filters and a bias each."""
    return measure.noise(4, 3, 6, 6), measure.noise(4, 3, 3, 3, seed=1), 5 * measure.noise(4, seed=2)


def bias_cancels_in_training() -> Evidence:
    """Run with biases of several sizes."""
    images, weight, bias = example()
    plain = normed(conv2d(images, weight))
    sizes = (1, 10, 100)
    apart = max(measure.largest_difference(normed(conv2d(images, weight, size * bias)), plain) for size in sizes)
    moved = measure.largest_difference(conv2d(images, weight, bias), conv2d(images, weight))
    return Evidence(
        apart < 1e-9 < moved, f"before batch norm max |Δ| = {moved:.1f}, after it {apart:.1g} over {len(sizes)} biases"
    )


def gradient_is_zero() -> Evidence:
    """Back-propagate noise through batch norm to the bias."""
    images, weight, bias = example()
    values, zero = conv2d(images, weight, bias), measure.zeros(4).astype(float)
    push = measure.noise(*values.shape, seed=3)
    back, _, of_beta = batch_norm_grad(push, values, zero, zero + 1, zero + 2, training=True)
    of_bias = measure.largest_difference(conv2d_bias_grad(back), zero)
    of_shift = measure.largest_difference(of_beta, zero)
    return Evidence(
        of_bias < 1e-10 and of_shift > 0.1, f"largest gradient: of the bias {of_bias:.1g}, of β {of_shift:.1f}"
    )


def beta_sets_the_mean() -> Evidence:
    """Read the mean of each channel after batch norm."""
    images, weight, bias = example()
    zero, beta = measure.zeros(4).astype(float), measure.noise(4, seed=4)
    output, _, _ = batch_norm(conv2d(images, weight, bias), zero, zero + 1, zero + 2, beta, training=True)
    apart = measure.largest_difference(output.mean(axis=(0, 2, 3)), beta)
    return Evidence(apart < 1e-12, f"channel means and β: max |Δ| = {apart:.1g}")


def every_case_as_listed() -> Evidence:
    """Run every case with and without bias."""
    seen = {case: Redundant(case=case).measure().value == "yes" for case in CASES}
    agree = sum(seen[case] == CASES[case].redundant for case in CASES)
    return Evidence(agree == len(CASES), f"{agree} of {len(CASES)} pipelines as listed, {sum(seen.values())} redundant")


def inference_needs_its_own_statistics() -> Evidence:
    """Normalise by statistics gathered with the bias, without it, and without it but moved by the bias."""
    images, weight, bias = example()
    without, values = conv2d(images, weight), conv2d(images, weight, bias)
    mean, variance = statistics(without)
    plain = batch_norm(without, mean, variance)
    own, foreign, moved = (
        measure.largest_difference(batch_norm(values, *given), plain)
        for given in (statistics(values), (mean, variance), (mean + bias, variance))
    )
    return Evidence(
        max(own, moved) < 1e-9 and foreign > 1,
        f"gathered with the bias max |Δ| = {own:.1g}; without it {foreign:.1f}, and {moved:.1g} once moved by the bias",
    )


def after_batch_norm_is_another_matter() -> Evidence:
    """Put batch norm before the convolution instead of behind it."""
    images, weight, bias = example()
    before = normed(images)
    apart = measure.largest_difference(conv2d(before, weight, bias), conv2d(before, weight))
    behind = measure.largest_difference(normed(conv2d(images, weight, bias)), normed(conv2d(images, weight)))
    return Evidence(
        apart > 1 and behind < 1e-9,
        f"convolution after batch norm: the bias moves the output by {apart:.1f}; before it, by {behind:.1g}",
    )


def norm_vectors(channels: int) -> tuple[Array, Array, Array, Array]:
    """Return a mean, a variance, γ and β."""
    mean, variance, gamma, beta = (measure.noise(channels, seed=seed) for seed in (11, 12, 13, 14))
    return mean, variance + 2, gamma + 2, beta


def folding_is_exact() -> Evidence:
    """Compare a folded convolution with the two layers, and its arrays with w·γ/√(σ²+ε) and (b−μ)·γ/√(σ²+ε)+β."""
    images, weight, bias = example()
    mean, variance, gamma, beta = norm_vectors(4)
    both = batch_norm(conv2d(images, weight, bias), mean, variance, gamma, beta)
    folded, offset = fold_batch_norm(weight, bias, mean, variance, gamma, beta)
    apart = measure.largest_difference(conv2d(images, folded, offset), both)
    scale = gamma / (variance + 1e-5) ** 0.5
    ours = ((bias - mean) * scale + beta, weight * scale[:, None, None, None])
    off = max(measure.largest_difference(one, other) for one, other in zip(ours, (offset, folded), strict=True))
    return Evidence(
        apart < 1e-10 and off < 1e-12, f"outputs max |Δ| = {apart:.1g}, weights and biases max |Δ| = {off:.1g}"
    )


def folding_forward_fails_at_the_border() -> Evidence:
    """Fold a batch norm into the zero-padded convolution that follows it."""
    images, weight, bias = example()
    mean, variance, gamma, beta = norm_vectors(3)
    both = conv2d(batch_norm(images, mean, variance, gamma, beta), weight, bias, padding=1)
    scale = gamma / (variance + 1e-5) ** 0.5
    offset = ((beta - mean * scale)[None, :, None, None] * weight).sum(axis=(1, 2, 3)) + bias
    folded = conv2d(images, weight * scale[None, :, None, None], offset, padding=1)
    inside = measure.largest_difference(folded[..., 1:-1, 1:-1], both[..., 1:-1, 1:-1])
    everywhere = measure.largest_difference(folded, both)
    return Evidence(
        inside < 1e-10 and everywhere > 0.1, f"interior max |Δ| = {inside:.1g}, with the border {everywhere:.1f}"
    )


ANSWER = """\
**No**, where batch norm *directly follows* the convolution.

- Batch norm subtracts the mean of each channel. A bias adds the same constant to the channel and to its mean, so it
  **cancels exactly**.
- Its gradient is zero, and batch norm's **β takes its role**: β alone sets the channel's mean.
- Standard practice is therefore a convolution without bias (`bias=False`), then batch norm.
- At inference the same holds if the running mean was gathered with that bias.

It is **not** redundant where an activation stands between, where the normaliser does not subtract the channel's own
mean (layer norm, group norm with several channels in a group), or with frozen statistics that belong to another layer.

When batch norm is **folded** into the convolution for deployment, a bias comes back:
`w' = w·γ/√(σ²+ε)`, `b' = (b − μ)·γ/√(σ²+ε) + β`.
"""

QUESTION = Question(
    number=18,
    slug="bias-and-batch-norm",
    title="Should we use bias in conv followed by BatchNorm?",
    level="hard",
    topics=("batch norm",),
    answer=ANSWER,
    formula="γ·((z + b) − (μ + b))/√(σ² + ε) + β = γ·(z − μ)/√(σ² + ε) + β",
    latex=r"\gamma\,\frac{(z + b) - (\mu + b)}{\sqrt{\sigma^2 + \varepsilon}} + \beta"
    r" = \gamma\,\frac{z - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta",
    common_wording=(
        CommonWording(
            says="The bias of a convolution after batch norm is redundant.",
            but="The bias of a convolution followed by batch norm is: the mean must be subtracted after the bias is "
            "added. A convolution behind a batch norm keeps the use of its bias.",
        ),
    ),
    claims=(
        Claim(
            says="In training the bias of a convolution directly followed by batch norm cancels.",
            experiment=bias_cancels_in_training,
            source="Ioffe & Szegedy 2015, §3.2",
        ),
        Claim(says="Its gradient is zero.", experiment=gradient_is_zero),
        Claim(says="β alone sets the mean of a channel.", experiment=beta_sets_the_mean),
        Claim(
            says="At inference it cancels if the running mean was gathered with it, else not.",
            experiment=inference_needs_its_own_statistics,
        ),
        Claim(
            says="ReLU between, layer norm, group norm with several channels a group and foreign statistics keep the "
            "bias; instance norm removes it.",
            experiment=every_case_as_listed,
        ),
        Claim(
            says="In a convolution after batch norm the bias is not redundant.",
            experiment=after_batch_norm_is_another_matter,
            refutes=True,
        ),
        Claim(says="A folded convolution does what convolution and batch norm did.", experiment=folding_is_exact),
        Claim(
            says="Folding a batch norm into the zero-padded convolution behind it is wrong at the border only.",
            experiment=folding_forward_fails_at_the_border,
        ),
        Claim(
            says="Standard practice is a convolution without bias, then batch norm.",
            source="torchvision, source of ResNet (bias=False in conv1x1 and conv3x3)",
        ),
    ),
    variants=(Counts, ComesThrough, Folding, Redundant, WholeNetwork),
    follow_ups=(
        FollowUp(
            "What if the bias stays?",
            "Nothing breaks: its gradient is zero (weight decay slowly shrinks it), a little memory and time are lost.",
        ),
        FollowUp(
            "Batch norm before the convolution (pre-activation)?",
            "Then that convolution's own bias is not cancelled by it. And folding batch norm into a following "
            "zero-padded convolution is wrong at the border, because the padding is not shifted.",
        ),
        FollowUp("And a dense layer with batch norm?", "The same argument: the mean of each feature is subtracted."),
    ),
    rubric=(
        Point("redundant when batch norm directly follows", essential=True),
        Point("the mean subtraction cancels a per-channel constant", essential=True),
        Point("β takes over", essential=True),
        Point("standard practice: bias=False"),
        Point("exceptions: activation between, layer norm and group norm, frozen statistics"),
        Point("folding brings a bias back at inference"),
    ),
    trap="The bias is redundant in a convolution after a batch norm (in one before it).",
    sources=(
        "Ioffe & Szegedy 2015, Batch normalization, §3.2",
        "Simonyan & Zisserman 2015, Very deep convolutional networks, Table 1",
        "torchvision, source of ResNet",
    ),
    related=(11, 13),
)
