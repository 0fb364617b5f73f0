"""What proves the claims of question 10."""

from __future__ import annotations

from itertools import product

from questions.model import Evidence
from questions.parts.signs import listed
from questions.q10_transposed.stamps import spread, stamp, stamped_side
from questions.q10_transposed.v5_checkerboard import covered
from solvers import engine, measure
from solvers.arithmetic import transposed_size


def sizes_follow_formula() -> Evidence:
    """Run the op over a grid of settings."""
    settings = [
        (size, k, s, p, extra, d)
        for size, k, s, p, extra, d in product((3, 8, 13), (1, 2, 3, 5), (1, 2, 3), (0, 1, 2), (0, 1), (1, 2))
        if extra < max(s, d) and p <= d * (k - 1)
    ]
    agree = sum(
        stamped_side(size, k, s, (p, p), extra, d).value == transposed_size(size, k, s, (p, p), extra, d)
        for size, k, s, p, extra, d in settings
    )
    return Evidence(agree == len(settings), f"{agree} of {len(settings)} settings agree")


def is_the_adjoint() -> Evidence:
    """Compare ⟨conv(x), v⟩ with ⟨x, convᵀ(v)⟩ for several strides and paddings."""
    gaps = []
    for seed, (stride, padding) in enumerate(product((1, 2, 3), (0, 1))):
        x, w = measure.noise(1, 3, 10, 10, seed=seed), measure.noise(4, 3, 4, 4, seed=seed + 50)
        forward = engine.conv2d(x, w, None, stride, padding)
        v = measure.noise(*forward.shape, seed=seed + 100)
        extra = (10 + 2 * padding - 4) % stride
        gaps.append(
            abs(float((forward * v).sum() - (x * engine.conv_transpose2d(v, w, None, stride, padding, extra)).sum()))
        )
    return Evidence(max(gaps) < 1e-9, f"max |⟨conv x, v⟩ − ⟨x, convᵀ v⟩| = {max(gaps):.1g} over {len(gaps)} settings")


def is_the_backward_pass() -> Evidence:
    """Compare with central differences of a convolution's output by its input."""
    x, w = measure.noise(1, 3, 8, 8), measure.noise(4, 3, 4, 4, seed=1)
    seen = measure.grad(
        lambda at: engine.conv2d(at, w, None, 2, 1), lambda dy: engine.conv_transpose2d(dy, w, None, 2, 1), x
    )
    return Evidence(seen.value < 1e-6, seen.run)


def does_not_invert() -> Evidence:
    """Convolve and go back through the transpose with the same weights."""
    x, w = measure.noise(1, 1, 16, 16), measure.noise(1, 1, 4, 4, seed=1)
    back = engine.conv_transpose2d(engine.conv2d(x, w, None, 2, 1), w, None, 2, 1)
    error = float((((back - x) ** 2).sum() / (x**2).sum()) ** 0.5)
    same = back.shape == x.shape
    return Evidence(same and error > 0.1, f"shape {back.shape} again, values off by {error:.1f} times the input's norm")


def equals_spread_out_convolution() -> Evidence:
    """Run both views with dilation, stride and padding."""
    gaps = []
    for k, s, p, d in product((2, 3, 4), (1, 2, 3), (0, 1), (1, 2)):
        row, kernel = measure.noise(1, 1, 1, 6), measure.noise(1, 1, 1, k, seed=1)
        one = stamp(row, kernel, s, (p, p), 0, d)
        other = engine.conv2d(spread(row, s), kernel[..., ::-1], None, 1, (0, d * (k - 1) - p), (1, d))
        gaps.append(measure.largest_difference(one, other) if one.shape == other.shape else 1.0)
    return Evidence(max(gaps) < 1e-9, f"max |Δ| = {max(gaps):.1g} over {len(gaps)} settings")


def two_inputs_one_output() -> Evidence:
    """Run kernel 3, stride 2, padding 1 forth and back."""
    forth = {size: measure.positions(size, 3, 2, (1, 1)) for size in (7, 8)}
    back = [stamped_side(4, 3, 2, (1, 1), extra).value for extra in (0, 1)]
    return Evidence(
        list(forth.values()) == [4, 4] and back == [7, 8], f"7 → {forth[7]}, 8 → {forth[8]}; 4 → {listed(back)}"
    )


def uneven_where_not_divisible() -> Evidence:
    """Stamp ones for many kernels and strides."""
    settings = list(product(range(1, 13), range(1, 7)))
    uneven = {(k, s) for k, s in settings if len(set(covered(k, s))) > 1}
    three, four = (covered(k, 2)[:4] for k in (3, 4))
    return Evidence(
        uneven == {(k, s) for k, s in settings if k % s},
        f"{len(settings)} settings, {len(uneven)} uneven; stride 2: kernel 3 {listed(three)}, kernel 4 {listed(four)}",
    )


def doubles_bilinearly() -> Evidence:
    """Compare the kernel (¼, ¾, ¾, ¼) with bilinear interpolation, away from the border."""
    image, taps = measure.noise(1, 1, 6, 6), (0.25, 0.75, 0.75, 0.25)
    kernel = measure.image([[one * other for other in taps] for one in taps])
    up = engine.conv_transpose2d(image, kernel, None, 2, 1)[0, 0].tolist()
    pixels = image[0, 0].tolist()

    def between(row: float, column: float) -> float:
        top, left = int(row), int(column)
        down, right = row - top, column - left
        above = pixels[top][left] * (1 - right) + pixels[top][left + 1] * right
        below = pixels[top + 1][left] * (1 - right) + pixels[top + 1][left + 1] * right
        return float(above * (1 - down) + below * down)

    inner = range(1, 11)
    gap = max(abs(up[r][c] - between((r + 0.5) / 2 - 0.5, (c + 0.5) / 2 - 0.5)) for r, c in product(inner, inner))
    return Evidence(
        gap < 1e-9, f"6×6 → {len(up)}×{len(up[0])}, max |Δ| = {gap:.1g} over {len(inner) ** 2} inner pixels"
    )


def stride_adds_no_weights() -> Evidence:
    """Give one weight array to the op at several strides."""
    arrays = measure.transposed_parameters(8, 4, (4, 4))
    image = measure.zeros(1, 8, 5, 5)
    sides = [engine.conv_transpose2d(image, arrays["weight"], arrays["bias"], s).shape[-1] for s in (1, 2, 4)]
    total = measure.count(arrays).value
    return Evidence(sides == sorted(set(sides)), f"{total} parameters at strides 1, 2, 4: side 5 → {listed(sides)}")
