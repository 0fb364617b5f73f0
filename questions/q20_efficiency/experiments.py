"""What proves the claims of question 20."""

from __future__ import annotations

from fractions import Fraction
from math import cos, sin

from questions.model import Evidence
from questions.parts.arrays import counted
from questions.parts.separable import multiply_adds, separable, standard
from questions.q20_efficiency.ratios import measured_ratio
from questions.q20_efficiency.v3_width_multiplier import ALPHAS
from questions.q20_efficiency.v6_published_numbers import millions
from solvers import engine, measure
from solvers.networks.architectures.mobilenet import MOBILENET, MOBILENET_FULL_CONV, MOBILENET_V2
from solvers.networks.network import Network
from solvers.networks.running import run


def saving_by_width() -> Evidence:
    """Count separable and standard 3×3 layers of several widths."""
    widths = (16, 64, 512, 1024)
    factors = [1 / measured_ratio(3, width) for width in widths]
    exact = all(
        1 / factor == Fraction(1, width) + Fraction(1, 9) for factor, width in zip(factors, widths, strict=True)
    )
    text = ", ".join(f"{float(factor):.2f} at {width}" for factor, width in zip(factors, widths, strict=True))
    return Evidence(exact and factors == sorted(factors) and factors[-1] < 9, f"3×3, times fewer weights: {text}")


def totals(network: Network) -> tuple[int, int]:
    """Run a network and return its multiply-adds and parameters."""
    seen = list(run(network))
    return sum(layer.macs for layer in seen), sum(layer.parameters for layer in seen)


def whole_network() -> Evidence:
    """Run MobileNet and its twin of full convolutions."""
    (macs, parameters), (dense_macs, dense_parameters) = totals(MOBILENET), totals(MOBILENET_FULL_CONV)
    return Evidence(
        8.5 < dense_macs / macs < 8.6 and 6.9 < dense_parameters / parameters < 7,
        f"MACs {dense_macs / 1e6:,.0f} M to {macs / 1e6:.0f} M, 1/{dense_macs / macs:.2f}; parameters "
        f"{dense_parameters / 1e6:.1f} M to {parameters / 1e6:.2f} M, 1/{dense_parameters / parameters:.2f}",
    )


def classifier_stays() -> Evidence:
    """Find what the classifier holds of MobileNet's parameters."""
    sizes = {row.name: seen.parameters for row, seen in zip(MOBILENET.table, run(MOBILENET), strict=True)}
    share = sizes["fc"] / sum(sizes.values())
    return Evidence(0.24 < share < 0.25, f"fc {sizes['fc']:,} of {sum(sizes.values()):,}: {share:.1%}")


def nearly_alpha_squared() -> Evidence:
    """Run thinner MobileNets and compare with α² of the whole."""
    whole = millions(1, 224)
    rows = [(alpha, millions(alpha, 224), alpha**2 * whole) for alpha in ALPHAS]
    text = ", ".join(f"α = {alpha:g}: {seen:.1f} M, α² of the whole {square:.1f} M" for alpha, seen, square in rows)
    return Evidence(all(square < seen < 1.16 * square for _, seen, square in rows), text)


def narrow_relu_loses() -> Evidence:
    """Put a spiral through random weights and ReLU, and read it back linearly as well as can be."""
    spiral = measure.image([(at / 40 * cos(at / 8), at / 40 * sin(at / 8)) for at in range(1, 201)])[0, 0]
    trials, errors, linear = 20, {}, 0.0
    for width in (2, 3, 5, 15, 30):
        total = 0.0
        for seed in range(trials):
            wide = spiral @ measure.noise(2, width, seed=seed)
            missed = measure.linear_reading(engine.relu(wide), spiral) - spiral
            total += float((missed**2).sum() / (spiral**2).sum())
            linear = max(linear, measure.largest_difference(measure.linear_reading(wide, spiral), spiral))
        errors[width] = total / trials
    text = ", ".join(f"{width}: {100 * error:.2g}%" for width, error in errors.items())
    return Evidence(
        errors[2] > 0.2 and errors[30] < 0.01 and linear < 1e-9 and sorted(errors.values())[::-1] == [*errors.values()],
        f"energy of the curve that is lost, by dimensions after the ReLU ({trials} draws each): {text}; "
        f"without ReLU max |Δ| = {linear:.1g}",
    )


def short_of_work() -> Evidence:
    """Divide multiply-adds by the numbers read and written: 256 channels, 14×14."""
    depthwise, pointwise = separable(3, 256, 256)
    moved = 2 * measure.zeros(256, 14, 14).size
    layers = {"dense 3×3": standard(3, 256, 256), "pointwise": pointwise, "depthwise": depthwise}
    seen = {name: multiply_adds(layer, 14) / (moved + counted((layer,)).value) for name, layer in layers.items()}
    return Evidence(
        seen["dense 3×3"] > 2 * seen["pointwise"] > 20 * seen["depthwise"],
        "MACs per number read or written: " + ", ".join(f"{name} {value:.1f}" for name, value in seen.items()),
    )


def second_version() -> Evidence:
    """Run MobileNetV2."""
    macs, parameters = totals(MOBILENET_V2)
    return Evidence(
        round(macs / 1e6) in (300, 301) and 3.4e6 < parameters < 3.6e6,
        f"MobileNetV2 1.0: {macs / 1e6:.1f} M MACs, {parameters / 1e6:.2f} M parameters",
    )
