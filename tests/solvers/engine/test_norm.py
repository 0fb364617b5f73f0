"""Normalisation against plain sums; folding and shuffling against the layers they stand for."""

import numpy as np
import pytest

from solvers.engine import (
    batch_norm,
    channel_shuffle,
    conv2d,
    fold_batch_norm,
    group_norm,
    instance_norm,
    layer_norm,
    relu,
)
from tests import naive

RNG = np.random.default_rng(0)
X = RNG.normal(2, 3, (4, 6, 3, 5))
MEAN, VAR, WEIGHT, BIAS = RNG.normal(size=6), RNG.uniform(0.5, 2, 6), RNG.normal(size=6), RNG.normal(size=6)


def along(vector):
    return vector[:, None, None]


def test_batch_norm_uses_the_running_statistics():
    expected = (X - along(MEAN)) / np.sqrt(along(VAR) + 1e-5)
    np.testing.assert_allclose(batch_norm(X, MEAN, VAR), expected)
    np.testing.assert_allclose(
        batch_norm(X, MEAN, VAR, WEIGHT, BIAS), expected * along(WEIGHT) + along(BIAS), atol=1e-12
    )


def test_batch_norm_in_training_uses_the_batch_and_moves_the_running_statistics():
    before = MEAN.copy(), VAR.copy()
    out, mean, var = batch_norm(X, MEAN, VAR, training=True, momentum=0.25)
    for c in range(6):
        flat = naive.normalised(list(X[:, c].ravel()), 1e-5)
        np.testing.assert_allclose(out[:, c].ravel(), flat, atol=1e-12)
    np.testing.assert_allclose(mean, 0.75 * MEAN + 0.25 * X.mean(axis=(0, 2, 3)))
    np.testing.assert_allclose(var, 0.75 * VAR + 0.25 * X.var(axis=(0, 2, 3), ddof=1))
    np.testing.assert_array_equal((MEAN, VAR), before)


def test_one_value_per_channel_has_no_variance():
    with pytest.raises(ValueError, match="more than one value per channel"):
        batch_norm(X[:1, :, :1, :1], MEAN, VAR, training=True)


def test_a_folded_batch_norm_is_conv_then_batch_norm():
    w, b = RNG.normal(size=(6, 6, 3, 3)), RNG.normal(size=6)
    for bias in (b, None):
        expected = batch_norm(conv2d(X, w, bias, padding=1), MEAN, VAR, WEIGHT, BIAS)
        folded = fold_batch_norm(w, bias, MEAN, VAR, WEIGHT, BIAS)
        np.testing.assert_allclose(conv2d(X, *folded, padding=1), expected, atol=1e-10)


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_group_norm_normalises_runs_of_channels(groups):
    expected = np.empty_like(X)
    for n in range(4):
        for run in np.split(np.arange(6), groups):
            expected[n, run] = np.reshape(naive.normalised(list(X[n, run].ravel()), 1e-3), X[n, run].shape)
    result = group_norm(X, groups, WEIGHT, BIAS, eps=1e-3)
    np.testing.assert_allclose(result, expected * along(WEIGHT) + along(BIAS), atol=1e-12)


def test_instance_norm_is_one_group_a_channel():
    np.testing.assert_array_equal(instance_norm(X, WEIGHT, BIAS), group_norm(X, 6, WEIGHT, BIAS))


@pytest.mark.parametrize("shape", [(5,), (3, 5), (6, 3, 5), 5])
def test_layer_norm_normalises_the_last_axes(shape):
    size = np.atleast_1d(shape)
    weight, bias = RNG.normal(size=size), RNG.normal(size=size)
    rows = X.reshape(-1, np.prod(size))
    expected = np.reshape([naive.normalised(list(row), 1e-5) for row in rows], X.shape)
    np.testing.assert_allclose(layer_norm(X, shape, weight, bias), expected * weight + bias, atol=1e-12)


def test_relu_keeps_shape_dtype_and_nan():
    x = np.array([-1.5, 0, 2, np.nan, -np.inf, np.inf], np.float32)
    np.testing.assert_array_equal(relu(x), np.array([0, 0, 2, np.nan, 0, np.inf], np.float32), strict=True)
    np.testing.assert_array_equal(relu(np.array([-3, 3])), np.array([0, 3]), strict=True)


def test_channel_shuffle_deals_the_channels_out():
    x = np.arange(6).reshape(1, 6, 1, 1)
    assert channel_shuffle(x, 2).ravel().tolist() == [0, 3, 1, 4, 2, 5]
    np.testing.assert_array_equal(channel_shuffle(channel_shuffle(X, 2), 3), X)


def test_norms_keep_float32():
    x, *rest = (a.astype(np.float32) for a in (X, MEAN, VAR, WEIGHT, BIAS))
    results = [
        batch_norm(x, *rest),
        *batch_norm(x, *rest, training=True),
        *fold_batch_norm(x, rest[0][:4], *[r[:4] for r in rest]),
    ]
    results += [group_norm(x, 2, *rest[2:]), layer_norm(x, 5), instance_norm(x)]
    assert {r.dtype for r in results} == {np.dtype(np.float32)}


def test_what_norms_refuse():
    with pytest.raises(ValueError, match=r"running_var \(5,\); expected \(6,\)"):
        batch_norm(X, MEAN, VAR[:5])
    with pytest.raises(TypeError, match="int64"):
        batch_norm(X.astype(int), MEAN, VAR)
    with pytest.raises(ValueError, match="num_groups=4"):
        group_norm(X, 4)
    with pytest.raises(ValueError, match="expected it to end in"):
        layer_norm(X, (3, 4))
    with pytest.raises(ValueError, match="groups=4"):
        channel_shuffle(X, 4)
    with pytest.raises(ValueError, match=r"expected \(n, c, \.\.\.\)"):
        batch_norm(MEAN, MEAN, VAR)
    with pytest.raises(ValueError, match=r"expected \(4,\)"):
        fold_batch_norm(X, None, MEAN, VAR)
