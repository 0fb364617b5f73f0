"""What proves the claims of question 13."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from questions.model import Evidence
from questions.parts.signs import minus
from questions.q13_backpropagation.by_hand import ones
from solvers import engine, measure

if TYPE_CHECKING:
    from solvers.measure import Array


SETTINGS = ((3, 1, 0, 1), (3, 2, 1, 1), (4, 3, 2, 1), (3, 1, 2, 2), (3, 2, 1, 2))
"""Kernel, stride, padding and dilation of layers whose gradients are compared."""


def example(kernel: int, stride: int, padding: int, dilation: int, size: int = 11) -> tuple[Array, Array, Array]:
    """Return a batch of 2 with 3 channels, 4 filters and a gradient of their output."""
    images, weight = measure.noise(2, 3, size, size), measure.noise(4, 3, kernel, kernel, seed=1)
    output = engine.conv2d(images, weight, None, stride, padding, dilation)
    return images, weight, measure.noise(*output.shape, seed=2)


def weights_by_correlation(images: Array, push: Array, stride: int, padding: int, dilation: int) -> Array:
    """Correlate padded images with an output gradient dilated by the stride, for every pair of channels."""
    seen = engine.conv2d(images.swapaxes(0, 1), push.swapaxes(0, 1), None, dilation, padding, stride)
    return seen.swapaxes(0, 1)


def input_by_correlation(push: Array, weight: Array, stride: int, padding: int, dilation: int, remainder: int) -> Array:
    """Correlate an output gradient, zeros inserted, with the rotated filters, channels exchanged."""
    channels, kernel = push.shape[1], weight.shape[-1]
    spread = engine.conv_transpose2d(push, ones(channels, 1, 1, 1), None, stride, groups=channels)
    before = dilation * (kernel - 1) - padding
    sides = (before, before + remainder)
    rotated = weight.swapaxes(0, 1)[..., ::-1, ::-1]
    return engine.conv2d(spread, rotated, None, 1, (sides, sides), dilation)


def remainder(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """Return how many padded samples lie behind the last window."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) % stride


def weight_gradient_is_a_correlation() -> Evidence:
    """Compare with the op's backward pass, and that with central differences."""
    apart, numeric = 0.0, 0.0
    for k, s, p, d in SETTINGS:
        images, weight, push = example(k, s, p, d)
        backward = partial(
            engine.conv2d_weight_grad, input=images, weight_shape=weight.shape, stride=s, padding=p, dilation=d
        )
        forward = partial(engine.conv2d, images, stride=s, padding=p, dilation=d)
        ours = weights_by_correlation(images, push, s, p, d)[..., :k, :k]
        apart = max(apart, measure.largest_difference(ours, backward(push)))
        numeric = max(numeric, measure.grad(forward, backward, weight).value)
    return Evidence(
        apart < 1e-10 and numeric < 1e-6,
        f"max |Δ| = {apart:.1g} over {len(SETTINGS)} layers; against central differences {numeric:.1g}",
    )


def input_gradient_is_a_correlation() -> Evidence:
    """Compare with the op's backward pass, and that with central differences."""
    apart, numeric = 0.0, 0.0
    for k, s, p, d in SETTINGS:
        images, weight, push = example(k, s, p, d, 8)
        backward = partial(
            engine.conv2d_input_grad, weight=weight, input_shape=images.shape, stride=s, padding=p, dilation=d
        )
        forward = partial(engine.conv2d, weight=weight, stride=s, padding=p, dilation=d)
        ours = input_by_correlation(push, weight, s, p, d, remainder(8, k, s, p, d))
        apart = max(apart, measure.largest_difference(ours, backward(push)))
        numeric = max(numeric, measure.grad(forward, backward, images).value)
    return Evidence(
        apart < 1e-10 and numeric < 1e-6,
        f"max |Δ| = {apart:.1g} over {len(SETTINGS)} layers; against central differences {numeric:.1g}",
    )


def bias_gradient_is_a_sum() -> Evidence:
    """Compare the sum of dY, and the op's backward pass, with central differences in the bias."""
    images, weight, _ = example(3, 2, 1, 1)
    bias = measure.noise(4, seed=3)
    forward = partial(engine.conv2d, images, weight, stride=2, padding=1)
    numeric, op = (
        measure.grad(lambda at: forward(bias=at), backward, bias).value
        for backward in (lambda push: push.sum(axis=(0, 2, 3)), engine.conv2d_bias_grad)
    )
    return Evidence(
        max(numeric, op) < 1e-6, f"against central differences: the sum max |Δ| = {numeric:.1g}, the op {op:.1g}"
    )


def naive_weight_correlation_fails() -> Evidence:
    """Correlate input and dY of a stride-2 layer as if its stride were 1."""
    images, weight, push = example(3, 2, 0, 1, 7)
    naive = weights_by_correlation(images, push, 1, 0, 1).shape[2:]
    spread = weights_by_correlation(images, push, 2, 0, 1).shape[2:]
    return Evidence(
        (naive, spread) == ((5, 5), weight.shape[2:]),
        f"7×7 input, kernel 3, stride 2: as it stands {naive}, with dY dilated by 2 {spread}",
    )


def rotation_and_remainder_matter() -> Evidence:
    """Leave the rotation out, then the padding for what the stride skipped."""
    images, weight, push = example(3, 1, 0, 1)
    right = engine.conv2d_input_grad(push, weight, images.shape)
    wrong = input_by_correlation(push, weight[..., ::-1, ::-1], 1, 0, 1, 0)
    error = measure.largest_difference(wrong, right)
    _, strided, pushed = example(3, 2, 1, 1, 8)
    short = input_by_correlation(pushed, strided, 2, 1, 1, 0).shape[2:]
    return Evidence(
        error > 1 and short == (7, 7),
        f"without the rotation max |Δ| = {error:.1f}; 8×8, kernel 3, stride 2, padding 1 without the remainder: "
        f"{short}",
    )


def adjoint() -> Evidence:
    """Compare ⟨conv(x), v⟩ with ⟨x, convᵀ(v)⟩."""
    images, weight, push = example(3, 2, 1, 1)
    there = float((engine.conv2d(images, weight, None, 2, 1) * push).sum())
    back = float((images * engine.conv_transpose2d(push, weight, None, 2, 1)).sum())
    return Evidence(
        abs(there - back) < 1e-10, f"⟨conv(x), v⟩ = {minus(f'{there:.6f}')}, ⟨x, convᵀ(v)⟩ = {minus(f'{back:.6f}')}"
    )


def im2col_and_gemm() -> Evidence:
    """Multiply the weights by im2col's matrix; add ones back with col2im."""
    images, weight, _ = example(3, 2, 1, 1)
    output = engine.conv2d(images, weight, None, 2, 1)
    gemm = (weight.reshape(len(weight), -1) @ engine.unfold(images, 3, 1, 1, 2)).reshape(output.shape)
    apart = measure.largest_difference(gemm, output)
    uses = engine.fold(measure.zeros(1, 4, 9) + 1, (4, 4), 2)[0, 0].astype(int).tolist()
    counts = [1, 2, 2, 1]
    return Evidence(
        apart < 1e-10 and uses == [[down * right for right in counts] for down in counts],
        f"product max |Δ| = {apart:.1g}; col2im of ones, kernel 2 on 4×4: {uses}",
    )


def each_as_dear_as_forward() -> Evidence:
    """Count the products of the three passes of a layer."""
    weights, inputs = (seen.value for seen in measure.ones_backward(64, 128, 3, 56, 2))
    forward = measure.ones(64, 128, (3, 3), (56, 56), 2, "same_upper").value
    return Evidence(forward == weights == inputs, f"forward {forward:,}, dW {weights:,}, dX {inputs:,}")
