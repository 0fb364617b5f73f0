from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Number, Parts, exactly
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.numbers import Typed
from questions.parts.signs import factor, minus, plus
from questions.q18_bias_and_batch_norm.norms import DrawTwoPairs, Small, less, listed, root
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

OUTPUTS = ("training", "evaluation")


class TrainingAndEvaluation(Variant):
    """18.6 Training against evaluation."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "γ·(z − μ)/σ + β, of the batch or running; running μ: (1 − p)·old + p·batch"
    latex: ClassVar[str] = (
        r"\gamma\, \frac{z - \mu}{\sigma} + \beta \text{, of the batch or running; running } \mu\text{: } (1 - p) "
        r"\cdot \text{old} + p \cdot \text{batch}"
    )

    values: Annotated[
        tuple[Annotated[int, Small], ...],
        Field(min_length=2, max_length=16),
        Typed,
        DrawTwoPairs(range(-3, 7), (1, 2, 4)),
    ]
    asked: Annotated[int, Field(ge=0, le=15), Draw(range(4))]
    running_mean: Annotated[int, Small, Draw(range(-2, 4))]
    running_deviation: Annotated[int, Field(ge=1, le=16), Draw(1, 2, 4)]
    momentum: Annotated[float, Field(gt=0, lt=1), Draw(0.1, 0.1, 0.2, 0.25)]
    gamma: Annotated[int, Small, Draw(1, 2, 3)]
    beta: Annotated[int, Small, Draw(range(-2, 4))]

    @property
    def _mean(self) -> Fraction:
        return Fraction(sum(self.values), len(self.values))

    @property
    def _variance(self) -> Fraction:
        return sum(((z - self._mean) ** 2 for z in self.values), Fraction()) / len(self.values)

    @property
    def _share(self) -> Fraction:
        return Fraction(str(self.momentum))

    def impossible(self) -> str | None:
        if self.asked >= len(self.values):
            return f"values are counted from 0 to {len(self.values) - 1}"
        deviation = root(self._variance)
        if not deviation:
            return f"the variance {self._variance} of the batch must have a fraction above 0 as its root"
        numbers = (*self._outputs().values(), self._moved(self._share))
        if any(exactly(number) != exactly(number).split("/")[0] for number in numbers):
            return "the numbers asked for must end after some decimals"
        return None

    def excluded(self) -> bool:
        training, evaluation = self._outputs().values()
        plain = {self.gamma * output + self.beta for output in (training, evaluation)}
        return self._mean == self.running_mean or training == evaluation or not plain.isdisjoint((training, evaluation))

    def ask(self) -> str:
        return (
            f"Batch norm (γ = {self.gamma}, β = {minus(self.beta)}, ε = 0) has the running mean "
            f"{minus(self.running_mean)} and the running variance {self.running_deviation**2} in a channel; its "
            f"momentum is {self.momentum:g} (in PyTorch's sense). Now the channel holds "
            f"{', '.join(map(minus, self.values))} (the whole batch). What is the output for the value "
            f"{minus(self.values[self.asked])} in training mode, what is it in evaluation mode (nothing updated yet), "
            "and what is the running mean after the training step? (training; evaluation; running mean)"
        )

    def _affine(self, mean: Fraction | int, deviation: Fraction | int) -> Fraction:
        return self.gamma * Fraction(self.values[self.asked] - mean) / deviation + self.beta

    def _outputs(self) -> dict[str, Fraction]:
        deviation = root(self._variance) or Fraction(1)
        both = self._affine(self._mean, deviation), self._affine(self.running_mean, self.running_deviation)
        return dict(zip(OUTPUTS, both, strict=True))

    def _moved(self, share: Fraction) -> Fraction:
        return (1 - share) * self.running_mean + share * self._mean

    def answer(self) -> Parts:
        parts = {**self._outputs(), "running mean": self._moved(self._share)}
        return Parts(parts={name: Number(value=value, exact=True) for name, value in parts.items()})

    def slips(self) -> Iterator[Slip]:
        outputs, share, old = self._outputs(), self._share, self.running_mean
        training, evaluation = outputs.values()
        yield Slip(
            tag="bn.modes_swapped",
            value={"training": evaluation, "evaluation": training},
            message="It is the other way round: training takes the batch's own numbers, evaluation the running ones.",
            working=f"training {minus(evaluation)}, evaluation {minus(training)}",
        )
        yield Slip(
            tag="bn.batch_in_evaluation",
            value={"evaluation": training},
            message="In evaluation mode the running statistics are used, whatever the batch holds.",
            working=f"{minus(training)}, by the mean {minus(self._mean)} of the batch",
            run=lambda: self._only("evaluation", training=True),
        )
        yield Slip(
            tag="bn.running_in_training",
            value={"training": evaluation},
            message="In training mode the mean and the variance of the batch are used.",
            working=f"{minus(evaluation)}, by the running mean {minus(old)}",
            run=lambda: self._only("training", training=False),
        )
        turned = self._moved(1 - share)
        yield Slip(
            tag="bn.momentum_of_old",
            value={"running mean": turned},
            message="Here momentum is the share of the new mean (PyTorch); Keras calls the share of the old one so.",
            working=f"{minus(share)}·{factor(old)} + {minus(1 - share)}·{factor(self._mean)} = {minus(turned)}",
            run=lambda: self._step(1 - self.momentum),
        )
        yield Slip(
            tag="bn.mean_replaced",
            value={"running mean": self._mean},
            message="The running mean moves a little towards the batch's mean; it is not replaced by it.",
            working=f"the batch's mean, {minus(self._mean)}",
            run=lambda: self._step(1.0),
        )
        yield Slip(
            tag="bn.mean_kept",
            value={"running mean": Fraction(old)},
            message="A step in training mode moves the running mean.",
            working=f"{minus(old)} stays",
            run=lambda: self._step(0.0),
        )
        flat = {name: (value - self.beta) / self.gamma for name, value in outputs.items()} if self.gamma else outputs
        if all(flat[name] != outputs[name] for name in OUTPUTS):
            yield Slip(
                tag="bn.affine_forgotten",
                value=flat,
                message="γ and β come after the normalisation, in both modes.",
                working="; ".join(map(minus, flat.values())),
            )
        by_variance = self._affine(self._mean, self._variance or Fraction(1))
        running_by_variance = self._affine(old, self.running_deviation**2)
        yield Slip(
            tag="bn.variance_not_std",
            value={"evaluation": running_by_variance}
            if by_variance == training
            else {"training": by_variance, "evaluation": running_by_variance},
            message="Divide by the standard deviation, not by the variance.",
            working=f"{self.gamma}·({minus(self.values[self.asked])} {less(old)})/{self.running_deviation**2} "
            f"{plus(self.beta)} = {minus(running_by_variance)}",
        )
        bare = {name: value - self.beta for name, value in outputs.items()}
        yield Slip(
            tag="bn.beta_forgotten",
            value=bare,
            message="β is added at the end, in both modes.",
            working="; ".join(map(minus, bare.values())),
        )
        updated = self._affine(self._moved(share), self.running_deviation)
        yield Slip(
            tag="bn.updated_in_evaluation",
            value={"evaluation": updated},
            message="The evaluation is asked for before the step: with the running mean as it was.",
            working=f"by the mean {minus(self._moved(share))}: {minus(updated)}",
        )
        summed = old + share * self._mean
        yield Slip(
            tag="bn.mean_added",
            value={"running mean": summed},
            message="The new mean takes the place of a share of the old one: (1 − m)·old + m·new.",
            working=f"{minus(old)} + {minus(share)}·{factor(self._mean)} = {minus(summed)}",
        )

    def steps(self) -> Iterator[str]:
        z, g, beta, old, share = self.values[self.asked], self.gamma, self.beta, self.running_mean, self._share
        outputs, deviation = self._outputs(), root(self._variance) or 1
        yield f"The batch: mean {minus(self._mean)}, variance {minus(self._variance)}, deviation {minus(deviation)}"
        by = f"{g}·({minus(z)} {less(self._mean)})/{minus(deviation)} {plus(beta)}"
        yield f"Training: {by} = {minus(outputs['training'])}"
        by = f"{g}·({minus(z)} {less(old)})/{self.running_deviation} {plus(beta)}"
        yield f"Evaluation: {by} = {minus(outputs['evaluation'])}"
        moved = f"{minus(1 - share)}·{factor(old)} + {minus(share)}·{factor(self._mean)}"
        yield f"Running mean: {moved} = {minus(self._moved(share))}"

    def _run(self, momentum: float) -> dict[str, float]:
        """Run the op in both modes, and a step of training."""
        zero, values = measure.zeros(1).astype(float), measure.image([self.values])
        held = zero + self.running_mean, zero + self.running_deviation**2
        learned = zero + self.gamma, zero + self.beta
        trained, mean, _ = engine.batch_norm(values, *held, *learned, training=True, momentum=momentum, eps=0)
        evaluated = engine.batch_norm(values, *held, *learned, eps=0)
        training, evaluation = (output.ravel().tolist()[self.asked] for output in (trained, evaluated))
        return {"training": training, "evaluation": evaluation, "running mean": mean.item()}

    @staticmethod
    def _read(seen: dict[str, float]) -> Measurement:
        exact = {name: Fraction(value).limit_denominator(1_000_000) for name, value in seen.items()}
        return Measurement(exact, "batch_norm: " + ", ".join(f"{name} {minus(value)}" for name, value in exact.items()))

    def _only(self, part: str, training: bool) -> Measurement:
        """Run the op in one mode and read its output under a part's name."""
        return self._read({part: self._run(self.momentum)[OUTPUTS[not training]]})

    def _step(self, momentum: float) -> Measurement:
        return self._read({"running mean": self._run(momentum)["running mean"]})

    def measure(self) -> Measurement:
        return self._read(self._run(self.momentum))

    def scene(self) -> Scene:
        zero, values = measure.zeros(1).astype(float), measure.image([self.values])
        held = zero + self.running_mean, zero + self.running_deviation**2
        learned = zero + self.gamma, zero + self.beta
        asked, before = {(0, self.asked): Ink.ASKED}, measure.plane(values)
        evaluated = measure.plane(engine.batch_norm(values, *held, *learned, eps=0))
        first = grid("the batch", before, asked)
        said = f"Evaluation: normalised by the running mean {listed(held[0])} and variance {listed(held[1])}."
        frames = [Frame((first, grid("evaluation", evaluated, asked, sign="→")), said)]
        for step in range(1, 9):
            output, *held_now = engine.batch_norm(values, *held, *learned, training=True, momentum=self.momentum, eps=0)
            held = held_now[0], held_now[1]
            frames.append(
                Frame(
                    (first, grid("training", measure.plane(output), asked, sign="→")),
                    f"Training step {step} on this batch: the output is the batch's own; the running mean is now "
                    f"{listed(held[0])}.",
                )
            )
        evaluated = measure.plane(engine.batch_norm(values, *held, *learned, eps=0))
        closing = "Evaluation again: the running statistics have moved towards the batch's."
        frames.append(Frame((first, grid("evaluation", evaluated, asked, sign="→")), closing))
        return story("the same batch in both modes", frames)
