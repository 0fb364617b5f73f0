from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from questions.answers import Integer
from questions.model import Level
from questions.q13_backpropagation.same_layer import SameLayer
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters
from solvers.measure import Measurement


class BackwardCost(SameLayer):
    """13.5 Cost of the backward pass."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "2·K²·C_in·C_out·O²: dW and dX, each as much as the forward pass"
    latex: ClassVar[str] = (
        r"2 K^2 C_{in} C_{out} O^2\text{: } dW \text{ and } dX \text{, each as much as the forward pass}"
    )

    def ask(self) -> str:
        return (
            f"{self._layer} How many multiply-adds (MACs) do the weight gradient and the input gradient take together "
            "for one image? Count the forward pass's taps on padding, but no products with zeros inserted into dY."
        )

    @property
    def _weights(self) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=False)

    @property
    def _forward(self) -> int:
        return conv_macs(self._weights, self._outputs**2)

    def answer(self) -> Integer:
        return Integer(value=2 * self._forward, unit="MACs")

    def slips(self) -> Iterator[Slip]:
        k, c, o, h, out = self.kernel, self.in_channels, self.out_channels, self.size, self._outputs
        weights, forward = self._weights, self._forward
        work = f"{k}·{k}·{c}·{o}"
        yield Slip(
            tag="grad.same_as_forward",
            value=forward,
            message="There are two gradients, each as costly as the forward pass.",
            working=f"{work}·{out}² = {forward:,}",
            run=lambda: measure.ones(c, o, (k, k), (h, h), self.stride, "same_upper"),
        )
        yield Slip(
            tag="grad.three_times",
            value=3 * forward,
            message="Three times the forward pass is forward and backward together.",
            working=f"3·{work}·{out}² = {3 * forward:,}",
        )
        yield Slip(
            tag="mac.input_positions",
            value=2 * weights * h * h,
            working=f"2·{work}·{h}² = {2 * weights * h * h:,}",
        )
        yield Slip(
            tag="grad.zeros_counted",
            value=forward + weights * h * h,
            message="Zeros inserted into dY are no work: dX has a product for every product of the forward pass.",
            working=f"{work}·({out}² + {h}²) = {forward + weights * h * h:,}",
        )
        yield Slip(
            tag="grad.weights_only",
            value=weights,
            message="That is the number of weights; each takes part in a product at every output position.",
            working=f"{work} = {weights:,}",
        )
        yield Slip(
            tag="mac.bias_counted",
            value=2 * forward + o * out * out,
            message="The gradient of a bias adds entries of dY up: it takes no multiplication.",
            working=f"2·{work}·{out}² + {o}·{out}² = {2 * forward + o * out * out:,}",
        )
        yield Slip(
            tag="mac.one_axis",
            value=2 * weights * out,
            working=f"2·{work}·{out} = {2 * weights * out:,}",
        )
        yield Slip(
            tag="kernel.side_not_area",
            value=2 * forward // k,
            working=f"2·{k}·{c}·{o}·{out}² = {2 * forward // k:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, o, out = self.kernel, self.in_channels, self.out_channels, self._outputs
        yield f"Forward, every weight at every output position: {k}·{k}·{c}·{o}·{out}² = {self._forward:,}"
        yield f"dW has a product x·dY for each of these: {self._forward:,}"
        yield f"dX has a product w·dY for each of these: {self._forward:,}"
        yield f"Together: 2·{self._forward:,} = {2 * self._forward:,}"

    def measure(self) -> Measurement:
        weights, inputs = self._backward()
        return Measurement(weights.value + inputs.value, f"dW: {weights.run}; dX: {inputs.run}")

    def scene(self) -> Scene:
        k, h = self.kernel, self.size
        forward = measure.ones(self.in_channels, self.out_channels, (k, k), (h, h), self.stride, "same_upper")
        weights, inputs = self._backward()
        macs = [
            ("forward", forward.value),
            ("dW", weights.value),
            ("dX", inputs.value),
            ("backward together", weights.value + inputs.value),
        ]
        return barred("the products of one training step", "multiply-adds of ones", macs)
