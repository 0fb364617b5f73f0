"""What proves the claims of question 18."""

from __future__ import annotations

from typing import TYPE_CHECKING

from questions.model import Evidence
from questions.q18_bias_and_batch_norm.norms import statistics
from questions.q18_bias_and_batch_norm.v4_redundant import CASES, Redundant, normed
from solvers import engine, measure

if TYPE_CHECKING:
    from solvers.measure import Array


def example() -> tuple[Array, Array, Array]:
    """Return images, 4 filters and a bias each."""
    return measure.noise(4, 3, 6, 6), measure.noise(4, 3, 3, 3, seed=1), 5 * measure.noise(4, seed=2)


def bias_cancels_in_training() -> Evidence:
    """Run with biases of several sizes."""
    images, weight, bias = example()
    plain = normed(engine.conv2d(images, weight))
    sizes = (1, 10, 100)
    apart = max(measure.largest_difference(normed(engine.conv2d(images, weight, size * bias)), plain) for size in sizes)
    moved = measure.largest_difference(engine.conv2d(images, weight, bias), engine.conv2d(images, weight))
    return Evidence(
        apart < 1e-9 < moved, f"before batch norm max |Δ| = {moved:.1f}, after it {apart:.1g} over {len(sizes)} biases"
    )


def gradient_is_zero() -> Evidence:
    """Back-propagate noise through batch norm to the bias."""
    images, weight, bias = example()
    values, zero = engine.conv2d(images, weight, bias), measure.zeros(4).astype(float)
    push = measure.noise(*values.shape, seed=3)
    back, _, of_beta = engine.batch_norm_grad(push, values, zero, zero + 1, zero + 2, training=True)
    of_bias = measure.largest_difference(engine.conv2d_bias_grad(back), zero)
    of_shift = measure.largest_difference(of_beta, zero)
    return Evidence(
        of_bias < 1e-10 and of_shift > 0.1, f"largest gradient: of the bias {of_bias:.1g}, of β {of_shift:.1f}"
    )


def beta_sets_the_mean() -> Evidence:
    """Read the mean of each channel after batch norm."""
    images, weight, bias = example()
    zero, beta = measure.zeros(4).astype(float), measure.noise(4, seed=4)
    output, _, _ = engine.batch_norm(engine.conv2d(images, weight, bias), zero, zero + 1, zero + 2, beta, training=True)
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
    without, values = engine.conv2d(images, weight), engine.conv2d(images, weight, bias)
    mean, variance = statistics(without)
    plain = engine.batch_norm(without, mean, variance)
    own, foreign, moved = (
        measure.largest_difference(engine.batch_norm(values, *given), plain)
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
    apart = measure.largest_difference(engine.conv2d(before, weight, bias), engine.conv2d(before, weight))
    behind = measure.largest_difference(
        normed(engine.conv2d(images, weight, bias)), normed(engine.conv2d(images, weight))
    )
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
    both = engine.batch_norm(engine.conv2d(images, weight, bias), mean, variance, gamma, beta)
    folded, offset = engine.fold_batch_norm(weight, bias, mean, variance, gamma, beta)
    apart = measure.largest_difference(engine.conv2d(images, folded, offset), both)
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
    both = engine.conv2d(engine.batch_norm(images, mean, variance, gamma, beta), weight, bias, padding=1)
    scale = gamma / (variance + 1e-5) ** 0.5
    offset = ((beta - mean * scale)[None, :, None, None] * weight).sum(axis=(1, 2, 3)) + bias
    folded = engine.conv2d(images, weight * scale[None, :, None, None], offset, padding=1)
    inside = measure.largest_difference(folded[..., 1:-1, 1:-1], both[..., 1:-1, 1:-1])
    everywhere = measure.largest_difference(folded, both)
    return Evidence(
        inside < 1e-10 and everywhere > 0.1, f"interior max |Δ| = {inside:.1g}, with the border {everywhere:.1f}"
    )
