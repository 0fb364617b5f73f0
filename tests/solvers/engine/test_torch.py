"""Every op against PyTorch, where it is installed, over many settings."""

import random
import warnings

import numpy as np
import pytest

from solvers import engine

torch = pytest.importorskip("torch")
F = torch.nn.functional

QUICK = 60
SWEEP = pytest.param(2000, marks=pytest.mark.slow)
COUNTS = pytest.mark.parametrize("count", [QUICK, SWEEP])


def tensor(rng, *shape):
    return torch.from_numpy(rng.standard_normal(shape))


def agree(ours, theirs):
    """Compare in float64."""
    np.testing.assert_allclose(ours, theirs.detach().numpy(), atol=1e-10, rtol=1e-10)
    assert ours.shape == tuple(theirs.shape)


def in_float32(op, double, *arrays, **settings):
    single = op(*(a if a is None else a.astype(np.float32) for a in arrays), **settings)
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, double, atol=1e-4, rtol=1e-4)


def draws(count):
    """Yield (python random, numpy generator) for each setting, the same in every run."""
    for seed in range(count):
        yield random.Random(seed), np.random.default_rng(seed)


def window(r):
    kernel, stride, dilation = ((r.randint(1, 4), r.randint(1, 4)) for _ in range(3))
    return kernel, stride, dilation, (r.randint(0, 4), r.randint(0, 4))


@COUNTS
def test_conv2d_and_its_gradients(count):
    fitting = 0
    for r, rng in draws(count):
        groups, depth, multiplier = r.randint(1, 3), r.randint(1, 4), r.randint(1, 3)
        kernel, stride, dilation, padding = window(r)
        x = tensor(rng, r.randint(0, 3), groups * depth, r.randint(1, 14), r.randint(1, 14)).requires_grad_()
        w = tensor(rng, groups * multiplier, depth, *kernel).requires_grad_()
        b = tensor(rng, groups * multiplier).requires_grad_() if r.random() < 0.5 else None
        options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
        arrays = [None if a is None else a.detach().numpy() for a in (x, w, b)]
        try:
            theirs = F.conv2d(x, w, b, **options)
        except RuntimeError:
            with pytest.raises(ValueError, match="no window fits"):
                engine.conv2d(*arrays, **options)
            continue
        fitting += 1
        ours = engine.conv2d(*arrays, **options)
        agree(ours, theirs)
        in_float32(engine.conv2d, ours, *arrays, **options)
        dy = tensor(rng, *theirs.shape)
        theirs.backward(dy)
        agree(engine.conv2d_input_grad(dy.numpy(), arrays[1], tuple(x.shape), **options), x.grad)
        agree(engine.conv2d_weight_grad(dy.numpy(), arrays[0], tuple(w.shape), **options), w.grad)
        if b is not None:
            agree(engine.conv2d_bias_grad(dy.numpy()), b.grad)
    assert fitting > count / 2


@COUNTS
def test_conv_transpose2d_and_its_gradients(count):
    fitting = 0
    for r, rng in draws(count):
        groups, depth, multiplier = r.randint(1, 3), r.randint(1, 3), r.randint(1, 3)
        kernel, stride, dilation, padding = window(r)
        output_padding = tuple(r.randrange(max(s, d)) for s, d in zip(stride, dilation, strict=True))
        x = tensor(rng, r.randint(1, 3), groups * multiplier, r.randint(1, 7), r.randint(1, 7)).requires_grad_()
        w = tensor(rng, groups * multiplier, depth, *kernel).requires_grad_()
        b = tensor(rng, groups * depth) if r.random() < 0.5 else None
        options = {
            "stride": stride,
            "padding": padding,
            "output_padding": output_padding,
            "groups": groups,
            "dilation": dilation,
        }
        arrays = [None if a is None else a.detach().numpy() for a in (x, w, b)]
        try:
            theirs = F.conv_transpose2d(x, w, b, **options)
        except RuntimeError:
            with pytest.raises(ValueError, match="nothing is left"):
                engine.conv_transpose2d(*arrays, **options)
            continue
        fitting += 1
        ours = engine.conv_transpose2d(*arrays, **options)
        agree(ours, theirs)
        in_float32(engine.conv_transpose2d, ours, *arrays, **options)
        dy = tensor(rng, *theirs.shape)
        theirs.backward(dy)
        agree(engine.conv_transpose2d_input_grad(dy.numpy(), arrays[1], tuple(x.shape), **options), x.grad)
        agree(engine.conv_transpose2d_weight_grad(dy.numpy(), arrays[0], tuple(w.shape), **options), w.grad)
    assert fitting > count / 2


@COUNTS
def test_named_and_circular_padding_of_conv2d(count):
    for r, rng in draws(count):
        kernel, _, dilation, _ = window(r)
        x, w = tensor(rng, 2, 3, r.randint(9, 14), r.randint(9, 14)), tensor(rng, 4, 3, *kernel)
        with warnings.catch_warnings(action="ignore"):  # that a lopsided "same" costs PyTorch a copy
            theirs = F.conv2d(x, w, padding="same", dilation=dilation)
        agree(engine.conv2d(x.numpy(), w.numpy(), padding="same", dilation=dilation), theirs)
        around = [d * (k - 1) // 2 for d, k in zip(dilation, kernel, strict=True)]
        wrapped = F.pad(x, (around[1], around[1], around[0], around[0]), mode="circular")
        options = {"dilation": dilation, "padding": tuple(around), "padding_mode": "circular"}
        agree(engine.conv2d(x.numpy(), w.numpy(), **options), F.conv2d(wrapped, w, dilation=dilation))


@COUNTS
def test_conv1d(count):
    for r, rng in draws(count):
        groups, k, dilation, stride = r.randint(1, 3), r.randint(1, 4), r.randint(1, 4), r.randint(1, 3)
        x, w = tensor(rng, 2, 2 * groups, r.randint(13, 20)), tensor(rng, 3 * groups, 2, k)
        options = {"stride": stride, "padding": r.randint(0, 3), "dilation": dilation, "groups": groups}
        agree(engine.conv1d(x.numpy(), w.numpy(), **options), F.conv1d(x, w, **options))


@COUNTS
def test_pools_and_their_gradients(count):
    fitting = 0
    for r, rng in draws(count):
        kernel, stride, dilation, _ = window(r)
        padding = tuple(r.randint(0, k // 2) for k in kernel)
        x = tensor(rng, r.randint(1, 3), r.randint(1, 3), r.randint(4, 14), r.randint(4, 14)).requires_grad_()
        options = {"stride": r.choice([None, stride]), "padding": padding, "ceil_mode": r.random() < 0.5}
        array = x.detach().numpy()
        try:
            theirs, where = F.max_pool2d(x, kernel, dilation=dilation, return_indices=True, **options)
        except RuntimeError:
            with pytest.raises(ValueError, match="no window fits"):
                engine.max_pool2d(array, kernel, dilation=dilation, **options)
        else:
            fitting += 1
            ours, indices = engine.max_pool2d(array, kernel, dilation=dilation, return_indices=True, **options)
            agree(ours, theirs)
            agree(engine.max_pool2d(array, kernel, dilation=dilation, **options), theirs)
            np.testing.assert_array_equal(indices, where.numpy())
            dy = tensor(rng, *theirs.shape)
            theirs.backward(dy)
            agree(engine.max_pool2d_grad(dy.numpy(), array, kernel, dilation=dilation, **options), x.grad)
        x.grad = None
        options["count_include_pad"] = r.random() < 0.5
        theirs = F.avg_pool2d(x, kernel, **options)
        agree(engine.avg_pool2d(array, kernel, **options), theirs)
        dy = tensor(rng, *theirs.shape)
        theirs.backward(dy)
        agree(engine.avg_pool2d_grad(dy.numpy(), tuple(x.shape), kernel, **options), x.grad)
    assert fitting > count / 2


@COUNTS
def test_unfold_and_fold(count):
    for r, rng in draws(count):
        kernel, stride, dilation, padding = window(r)
        x = tensor(rng, 2, 3, r.randint(13, 18), r.randint(13, 18))
        options = {"dilation": dilation, "padding": padding, "stride": stride}
        columns = F.unfold(x, kernel, **options)
        agree(engine.unfold(x.numpy(), kernel, **options), columns)
        other = tensor(rng, *columns.shape)
        size = tuple(x.shape[2:])
        agree(engine.fold(other.numpy(), size, kernel, **options), F.fold(other, size, kernel, **options))


@COUNTS
def test_norms_and_their_gradients(count):
    for r, rng in draws(count):
        groups = r.randint(1, 3)
        c = groups * r.randint(1, 3)
        shape = (r.randint(2, 4), c, *(r.randint(1, 5) for _ in range(r.randint(0, 2))))
        x = tensor(rng, *shape).requires_grad_()
        weight, bias = tensor(rng, c).requires_grad_(), tensor(rng, c).requires_grad_()
        mean, var = tensor(rng, c), torch.from_numpy(rng.uniform(0.5, 2, c))
        array, w, b, m, v = (t.detach().numpy().copy() for t in (x, weight, bias, mean, var))
        training, momentum, eps = r.random() < 0.5, r.random(), 10.0 ** -r.randint(2, 8)
        theirs = F.batch_norm(x, mean, var, weight, bias, training, momentum, eps)
        ours = engine.batch_norm(array, m, v, w, b, training, momentum, eps)
        if training:
            ours, new_mean, new_var = ours
            agree(new_mean, mean)
            agree(new_var, var)
        agree(ours, theirs)
        dy = tensor(rng, *shape)
        theirs.backward(dy)
        grads = engine.batch_norm_grad(dy.numpy(), array, m, v, w, training, eps)
        for ours, theirs in zip(grads, (x.grad, weight.grad, bias.grad), strict=True):
            np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-7, rtol=1e-7)
        agree(engine.group_norm(array, groups, w, b, eps), F.group_norm(x, groups, weight, bias, eps))
        agree(engine.layer_norm(array, shape[1:], eps=eps), F.layer_norm(x, shape[1:], eps=eps))
        if array[0, 0].size > 1:
            agree(engine.instance_norm(array, w, b, eps), F.instance_norm(x, weight=weight, bias=bias, eps=eps))


@COUNTS
def test_conv3d(count):
    for r, rng in draws(count):
        groups, stride, padding = r.randint(1, 2), r.randint(1, 3), r.randint(0, 2)
        x = tensor(rng, 2, 2 * groups, *(r.randint(3, 6) for _ in range(3)))
        w, b = tensor(rng, 2 * groups, 2, *(r.randint(1, 3) for _ in range(3))), tensor(rng, 2 * groups)
        ours = engine.conv3d(x.numpy(), w.numpy(), b.numpy(), stride, padding, groups)
        agree(ours, F.conv3d(x, w, b, stride, padding, 1, groups))


@COUNTS
def test_folding_shuffling_and_linear(count):
    from torch.nn.utils.fusion import fuse_conv_bn_weights

    for r, rng in draws(count):
        groups, c = r.randint(1, 4), 12
        x, w, b = tensor(rng, 2, c, 3, 3), tensor(rng, c, 5), tensor(rng, c)
        agree(engine.channel_shuffle(x.numpy(), groups), torch.channel_shuffle(x, groups))
        agree(engine.pixel_shuffle(x.numpy(), 2), F.pixel_shuffle(x, 2))
        agree(engine.upsample_nearest2d(x.numpy(), groups), F.interpolate(x, scale_factor=groups))
        agree(engine.relu(x.numpy()), F.relu(x))
        agree(engine.global_avg_pool2d(x.numpy()), F.adaptive_avg_pool2d(x, 1))
        row = tensor(rng, 2, 3, 5)
        agree(engine.linear(row.numpy(), w.numpy(), b.numpy()), F.linear(row, w, b))
        mean, scale, shift = (tensor(rng, c) for _ in range(3))
        var = torch.from_numpy(rng.uniform(0.5, 2, c))
        kernel = tensor(rng, c, 2, 3, 3)
        fused = fuse_conv_bn_weights(kernel, b, mean, var, 1e-5, scale, shift)
        arrays = (t.numpy() for t in (kernel, b, mean, var, scale, shift))
        for ours, theirs in zip(engine.fold_batch_norm(*arrays), fused, strict=True):
            agree(ours, theirs)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pools_show_nan_where_pytorch_does(dtype):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 3, 12, 12)).astype(dtype)
    x[rng.random(x.shape) < 0.05] = np.nan
    theirs, where = F.max_pool2d(torch.from_numpy(x), 3, 2, 1, return_indices=True)
    ours, indices = engine.max_pool2d(x, 3, 2, 1, return_indices=True)
    np.testing.assert_array_equal(ours, theirs.numpy())
    np.testing.assert_array_equal(indices, where.numpy())
