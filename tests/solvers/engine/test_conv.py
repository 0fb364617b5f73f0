"""Convolutions against nested loops, the algebra they obey, and the arrays they may be given."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.engine import conv1d, conv2d, conv2d_input_grad, conv2d_weight_grad, conv_transpose2d
from tests import naive

ONE, TWO, THREE = (st.integers(1, most) for most in (1, 2, 3))
PAIR = st.tuples(THREE, THREE)
SIDES = st.tuples(st.integers(0, 3), st.integers(0, 3))


def numbers(shape, seed, dtype=np.float64):
    """Small integers, so that every order of summation gives the same floats."""
    return np.random.default_rng(seed).integers(-4, 5, shape).astype(dtype)


@st.composite
def convolutions(draw):
    """Shapes and settings of a conv2d in which at least one window fits."""
    groups, depth, multiplier = draw(THREE), draw(THREE), draw(TWO)
    kernel, stride, dilation = draw(PAIR), draw(PAIR), draw(PAIR)
    padding = draw(st.tuples(SIDES, SIDES))
    plane = [
        draw(st.integers(max((k - 1) * d + 1 - sum(pad), 1), 9))
        for k, d, pad in zip(kernel, dilation, padding, strict=True)
    ]
    return (
        (draw(st.sampled_from([1, 2, 0])), groups * depth, *plane),
        (groups * multiplier, depth, *kernel),
        {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups},
    )


@settings(deadline=None)
@given(convolutions(), st.sampled_from([np.float32, np.float64, np.int64]), st.booleans())
def test_conv2d_is_its_loops(setting, dtype, biased):
    x_shape, w_shape, options = setting
    x, w = numbers(x_shape, 1, dtype), numbers(w_shape, 2, dtype)
    b = numbers(w_shape[:1], 3, dtype) if biased else None
    result = conv2d(x, w, b, **options)
    assert result.dtype == dtype
    np.testing.assert_array_equal(result, naive.conv2d(x, w, b, **options))


@settings(max_examples=30, deadline=None)
@given(convolutions())
def test_a_batch_too_large_to_be_listed_is_its_samples(setting):
    (_, *shape), w_shape, options = setting
    x, w = numbers((1, *shape), 1), numbers(w_shape, 2)
    times = np.arange(8192 // x.size + 1)
    batch = conv2d(x * times[:, None, None, None], w, **options)
    np.testing.assert_array_equal(batch, conv2d(x, w, **options) * times[:, None, None, None])


@settings(deadline=None)
@given(convolutions(), st.data())
def test_conv_transpose2d_is_its_loops(setting, data):
    (n, _, h, w_), (outputs, depth, *kernel), options = setting
    options["output_padding"] = tuple(
        data.draw(st.integers(0, max(s, d) - 1)) for s, d in zip(options["stride"], options["dilation"], strict=True)
    )
    x, w = numbers((n, outputs, h, w_), 1), numbers((outputs, depth, *kernel), 2)
    b = numbers(depth * options["groups"], 3)
    expected_plane = [
        (size - 1) * s + d * (k - 1) + 1 + extra - sum(pad)
        for size, k, s, d, extra, pad in zip(
            (h, w_),
            kernel,
            options["stride"],
            options["dilation"],
            options["output_padding"],
            options["padding"],
            strict=True,
        )
    ]
    if min(expected_plane) < 1:
        with pytest.raises(ValueError, match="nothing is left"):
            conv_transpose2d(x, w, b, **options)
    else:
        np.testing.assert_array_equal(conv_transpose2d(x, w, b, **options), naive.conv_transpose2d(x, w, b, **options))


@settings(deadline=None)
@given(convolutions())
def test_the_transpose_is_adjoint(setting):
    x_shape, w_shape, options = setting
    x, w = numbers(x_shape, 1), numbers(w_shape, 2)
    forward = conv2d(x, w, **options)
    y = numbers(forward.shape, 3)
    assert np.vdot(forward, y) == np.vdot(x, conv2d_input_grad(y, w, x_shape, **options))


@settings(deadline=None)
@given(convolutions())
def test_conv2d_is_linear_in_both_operands(setting):
    x_shape, w_shape, options = setting
    x, other, w, kernel = (numbers(shape, i) for i, shape in enumerate((x_shape, x_shape, w_shape, w_shape)))
    np.testing.assert_array_equal(
        conv2d(2 * x - other, w, **options), 2 * conv2d(x, w, **options) - conv2d(other, w, **options)
    )
    np.testing.assert_array_equal(
        conv2d(x, 2 * w - kernel, **options), 2 * conv2d(x, w, **options) - conv2d(x, kernel, **options)
    )


@settings(deadline=None)
@given(convolutions())
def test_dilation_is_a_kernel_stuffed_with_zeros(setting):
    x_shape, w_shape, options = setting
    x, w = numbers(x_shape, 1), numbers(w_shape, 2)
    down, right = options["dilation"]
    stuffed = np.zeros((*w_shape[:2], (w_shape[2] - 1) * down + 1, (w_shape[3] - 1) * right + 1))
    stuffed[:, :, ::down, ::right] = w
    np.testing.assert_array_equal(conv2d(x, stuffed, **options | {"dilation": 1}), conv2d(x, w, **options))


@settings(deadline=None)
@given(convolutions())
def test_groups_are_a_block_diagonal_kernel(setting):
    x_shape, w_shape, options = setting
    groups = options["groups"]
    x, w = numbers(x_shape, 1), numbers(w_shape, 2)
    outputs, depth = w_shape[0] // groups, w_shape[1]
    full = np.zeros((w_shape[0], x_shape[1], *w_shape[2:]))
    for g in range(groups):
        full[g * outputs : (g + 1) * outputs, g * depth : (g + 1) * depth] = w[g * outputs : (g + 1) * outputs]
    np.testing.assert_array_equal(conv2d(x, full, **options | {"groups": 1}), conv2d(x, w, **options))


@settings(deadline=None)
@given(convolutions())
def test_groups_are_separate_convolutions_side_by_side(setting):
    x_shape, w_shape, options = setting
    groups = options.pop("groups")
    x, w = numbers(x_shape, 1), numbers(w_shape, 2)
    parts = zip(np.split(x, groups, axis=1), np.split(w, groups), strict=True)
    np.testing.assert_array_equal(
        conv2d(x, w, groups=groups, **options),
        np.concatenate([conv2d(part, kernel, **options) for part, kernel in parts], axis=1),
    )


@settings(deadline=None)
@given(convolutions(), st.integers(-9, 9), st.integers(-9, 9))
def test_circular_convolution_commutes_with_a_shift(setting, down, right):
    (n, c, *_), w_shape, options = setting
    x, w = numbers((n, c, 9, 8), 1), numbers(w_shape, 2)
    circular = {
        "stride": 1,
        "padding": tuple((0, d * (k - 1)) for d, k in zip(options["dilation"], w_shape[2:], strict=True)),
        "dilation": options["dilation"],
        "groups": options["groups"],
        "padding_mode": "circular",
    }
    np.testing.assert_array_equal(
        conv2d(np.roll(x, (down, right), (2, 3)), w, **circular),
        np.roll(conv2d(x, w, **circular), (down, right), (2, 3)),
    )


@settings(deadline=None)
@given(convolutions())
def test_circular_padding_is_padding_with_what_is_across(setting):
    x_shape, w_shape, options = setting
    x, w = numbers(x_shape, 1), numbers(w_shape, 2)
    around = np.pad(x, ((0, 0), (0, 0), *options["padding"]), mode="wrap")
    np.testing.assert_array_equal(
        conv2d(x, w, padding_mode="circular", **options), conv2d(around, w, **options | {"padding": 0})
    )


def test_two_kernels_merge_to_one():
    x, first, second = numbers((1, 2, 9, 8), 1), numbers((3, 2, 3, 2), 2), numbers((4, 3, 2, 3), 3)
    merged = np.zeros((4, 2, 4, 4))
    for o, m, c, i, j, u, v in np.ndindex(4, 3, 2, 2, 3, 3, 2):
        merged[o, c, i + u, j + v] += second[o, m, i, j] * first[m, c, u, v]
    np.testing.assert_array_equal(conv2d(conv2d(x, first), second), conv2d(x, merged))


def test_opposite_infinities_cancel_to_nan_without_a_warning():
    x = np.zeros((1, 1, 3, 3))
    x[0, 0, 1, 1:] = np.inf, -np.inf
    np.testing.assert_array_equal(conv2d(x, np.ones((1, 1, 1, 2)))[0, 0, 1], [np.inf, np.nan])
    np.testing.assert_array_equal(conv2d(np.full((1, 1, 1, 1), 1e300), np.full((1, 1, 1, 1), 1e300)), [[[[np.inf]]]])


def test_the_kernel_is_not_flipped():
    x = np.zeros((1, 1, 3, 3))
    x[0, 0, 1, 1] = 1
    w = np.arange(9.0).reshape(1, 1, 3, 3)
    np.testing.assert_array_equal(conv2d(x, w, padding=1), w[..., ::-1, ::-1])
    np.testing.assert_array_equal(conv_transpose2d(x, w, padding=1), w)


def test_rows_come_before_columns_and_begin_before_end():
    x, w = np.ones((1, 1, 20, 20)), np.ones((1, 1, 2, 3))
    assert conv2d(x, w, stride=(2, 3)).shape == (1, 1, 10, 6)
    assert conv2d(x, w, dilation=(5, 2)).shape == (1, 1, 15, 16)
    assert conv2d(x, w, padding=(1, 2)).shape == (1, 1, 21, 22)
    padded = conv2d(np.ones((1, 1, 2, 2)), np.ones((1, 1, 1, 1)), padding=((2, 1), (0, 3)))[0, 0]
    np.testing.assert_array_equal(padded, np.pad(np.ones((2, 2)), ((2, 1), (0, 3))))


@pytest.mark.parametrize("stride", [1, 2, 3, 5])
@pytest.mark.parametrize("size", range(1, 9))
@pytest.mark.parametrize("kernel", [1, 2, 3, 4])
@pytest.mark.parametrize("dilation", [1, 2])
def test_same_puts_a_window_on_every_stride_th_position(size, kernel, stride, dilation):
    x, w = numbers((1, 1, size, size), 1), numbers((1, 1, kernel, kernel), 2)
    count = -(-size // stride)
    total = max((count - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
    less, more = total // 2, total - total // 2
    for name, sides in {"same_upper": (less, more), "same_lower": (more, less)}.items():
        options = {"stride": stride, "dilation": dilation}
        result = conv2d(x, w, padding=name, **options)
        assert result.shape == (1, 1, count, count)
        np.testing.assert_array_equal(result, conv2d(x, w, padding=(sides, sides), **options))
    if stride == 1:
        np.testing.assert_array_equal(
            conv2d(x, w, padding="same", dilation=dilation), conv2d(x, w, padding="same_upper", dilation=dilation)
        )


def test_valid_is_no_padding():
    x, w = numbers((2, 3, 7, 8), 1), numbers((4, 3, 3, 2), 2)
    np.testing.assert_array_equal(conv2d(x, w, padding="valid", stride=2), conv2d(x, w, stride=2))


@settings(deadline=None)
@given(convolutions())
def test_conv1d_is_a_conv2d_of_one_row(setting):
    (n, c, _, length), (o, depth, _, k), options = setting
    x, w, b = numbers((n, c, length), 1), numbers((o, depth, k), 2), numbers(o, 3)
    line = {name: options[name][1] for name in ("stride", "padding", "dilation")}
    rows = {"stride": (1, line["stride"]), "padding": (0, line["padding"]), "dilation": (1, line["dilation"])}
    np.testing.assert_array_equal(
        conv1d(x, w, b, groups=options["groups"], **line)[:, :, None],
        conv2d(x[:, :, None], w[:, :, None], b, groups=options["groups"], **rows),
    )


def test_a_causal_output_sees_nothing_later():
    x, w = numbers((1, 2, 12), 1), numbers((3, 2, 3), 2)
    before = conv1d(x, w, padding="causal", dilation=2)
    assert before.shape == (1, 3, 12)
    x[..., 7:] += 1
    after = conv1d(x, w, padding="causal", dilation=2)
    np.testing.assert_array_equal(before[..., :7], after[..., :7])
    assert (before[..., 7] != after[..., 7]).any()


@settings(max_examples=20, deadline=None)
@given(convolutions(), st.sampled_from(["fortran", "strided", "reversed", "read-only", "broadcast"]))
def test_any_memory_layout_gives_the_same_and_is_left_alone(setting, layout):
    x_shape, w_shape, options = setting
    plain = [numbers(x_shape, 1), numbers(w_shape, 2)]
    if layout == "broadcast":
        plain = [np.broadcast_to(a[:1, :1], a.shape) if a.size else a for a in plain]
    given_ = [laid_out(a, layout) for a in plain]
    before = [a.copy() for a in given_]
    result = conv2d(*given_, **options)
    np.testing.assert_array_equal(result, conv2d(*(a.copy() for a in plain), **options))
    for a, b in zip(given_, before, strict=True):
        np.testing.assert_array_equal(a, b)


def laid_out(array, layout):
    if layout == "fortran":
        return np.asfortranarray(array)
    if layout == "strided":
        wide = np.repeat(np.repeat(array, 2, axis=1), 3, axis=3)
        return wide[:, ::2, :, ::3]
    if layout == "reversed":
        return np.ascontiguousarray(array[..., ::-1])[..., ::-1]
    array = array if layout == "broadcast" else array.copy()
    array.flags.writeable = False
    return array


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_reaches_exactly_the_windows_that_read_it(value):
    x, w = numbers((1, 2, 9, 9), 1), np.ones((3, 2, 3, 3))
    clean = conv2d(x, w, padding=1)
    x[0, 1, 4, 4] = value
    result = conv2d(x, w, padding=1)
    reached = np.zeros(result.shape, bool)
    reached[:, :, 3:6, 3:6] = True
    np.testing.assert_array_equal(result[reached], np.full(reached.sum(), value))
    np.testing.assert_array_equal(result[~reached], clean[~reached])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("stride", "dilation"), [((1, 1), (1, 1)), ((1, 1), (2, 3)), ((2, 1), (1, 2))])
@pytest.mark.parametrize("padding", [0, ((2, 0), (1, 3)), ((0, 5), (6, 0))])
@pytest.mark.parametrize("plane", [(9, 8), (30, 40)])
def test_depthwise_is_its_loops(dtype, stride, dilation, padding, plane):
    x, w = numbers((2, 3, *plane), 1, dtype), numbers((3, 1, 3, 2), 2, dtype)
    options = {"stride": stride, "dilation": dilation, "groups": 3}
    sides = padding or ((0, 0), (0, 0))
    result = conv2d(x, w, padding=padding, **options)
    np.testing.assert_array_equal(result, naive.conv2d(x, w, None, padding=sides, **options))
    y = numbers(result.shape, 3, dtype)
    assert np.vdot(result, y) == np.vdot(x, conv2d_input_grad(y, w, x.shape, padding=padding, **options))


@pytest.mark.parametrize("groups", [1, 2, 16])
@pytest.mark.parametrize("shape", [(1, 16, 70, 120), (40, 16, 9, 11), (1, 16, 4, 900)])
def test_tiles_leave_no_seams(groups, shape):
    x, w = numbers(shape, 1), numbers((16, 16 // groups, 3, 3), 2)
    taps = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    expected = np.zeros(shape)
    for o, c, u, v in np.ndindex(w.shape):
        channel = o // (16 // groups) * (16 // groups) + c
        expected[:, o] += w[o, c, u, v] * taps[:, channel, u : u + shape[2], v : v + shape[3]]
    np.testing.assert_array_equal(conv2d(x, w, padding=1, groups=groups), expected)
    y = numbers((shape[0], 16, (shape[2] + 1) // 2, (shape[3] + 1) // 2), 3)
    options = {"stride": 2, "padding": 1, "groups": groups}
    back = conv2d_input_grad(y, w, shape, **options)
    assert np.vdot(conv2d(x, w, **options), y) == np.vdot(x, back)
    assert np.vdot(conv2d_weight_grad(y, x, w.shape, **options), w) == np.vdot(x, back)


def test_a_single_window_too_large_for_one_tile_of_columns():
    x, w = numbers((1, 1, 90, 3000), 1), numbers((1, 1, 90, 200), 2)
    expected = np.lib.stride_tricks.sliding_window_view(x[0, 0], (90, 200))[0, ::700]
    np.testing.assert_array_equal(conv2d(x, w)[0, 0, 0, ::700], (expected * w[0, 0]).sum(axis=(1, 2)))
