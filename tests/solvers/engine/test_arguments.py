"""What ops refuse and how they say it, what they allocate, and that threads do not disturb each other."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from solvers import engine

X, W = np.zeros((1, 4, 8, 8)), np.zeros((6, 4, 3, 3))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((X, W[:, :2]), ValueError, r"input (1, 4, 8, 8) and weight (6, 2, 3, 3) with groups=1; expected 2 × 1 = 2"),
        ((X[0], W), ValueError, "input (4, 8, 8) and weight (6, 4, 3, 3); expected (n, c, h, w)"),
        ((X, W[0]), ValueError, "input (1, 4, 8, 8) and weight (4, 3, 3); expected (n, c, h, w)"),
        ((X, W[:, :1], None, 1, 0, 1, 4), ValueError, "a number of kernels divisible by 4"),
        ((X, W, np.zeros(4)), ValueError, "bias (4,); expected (6,)"),
        ((X, W, None, 0), ValueError, "stride must be at least 1, not 0"),
        ((X, W, None, (1, -1)), ValueError, "stride must be at least 1, not -1"),
        ((X, W, None, (1, 1, 1)), ValueError, "stride must be one for both axes or two"),
        ((X, W, None, 1.0), TypeError, "stride must be an integer, not 1.0"),
        ((X, W, None, 1, -1), ValueError, "padding must be at least 0, not -1"),
        ((X, W, None, 1, 0.5), TypeError, "padding must be an integer, not 0.5"),
        ((X, W, None, 1, ((0, 1), (1, 2, 3))), ValueError, "padding must be one for both axes or two"),
        ((X, W, None, 1, "full"), ValueError, "padding must be numbers or one of valid, same"),
        ((X, W, None, 2, "same"), ValueError, 'padding="same" needs stride 1, not 2'),
        ((X, W, None, 1, None), TypeError, "padding must be an integer, not None"),
        ((X, W, None, 1, (("same", 1), 0)), TypeError, "padding must be an integer, not 'same'"),
        ((X, W, None, [1, [2]]), TypeError, "stride must be an integer, not [2]"),
        ((X, W, None, 1, 0, 0), ValueError, "dilation must be at least 1, not 0"),
        ((X, W, None, 1, 0, 4), ValueError, "kernel 3 with dilation 4 spans 9 positions, the axis has 8"),
        ((X[..., :2], W), ValueError, "spans 3 positions, the axis has 2, padded by 0 and 0"),
        ((X[..., :0], W, None, 1, 2), ValueError, "the axis has 0"),
        ((X, W, None, 1, 0, 1, 0), ValueError, "groups must be at least 1, not 0"),
        ((X, W, None, 1, 0, 1, 1.0), TypeError, "groups must be an integer, not 1.0"),
        ((X, W, None, 1, 0, 1, 1, "mirror"), ValueError, 'padding_mode must be "zeros" or "circular"'),
        ((X.astype("f"), W), TypeError, "input is float32, weight is float64; expected float32, float64, int64"),
        ((X.astype("u1"), W.astype("u1")), TypeError, "input is uint8, weight is uint8; expected float32"),
        ((X * 1j, W * 1j), TypeError, "complex128"),
        (("image", W), TypeError, "input is <U5"),
    ],
)
def test_what_conv2d_refuses(arguments, error, message):
    with pytest.raises(error) as raised:
        engine.conv2d(*arguments)
    assert message in str(raised.value)


def test_what_was_accepted_once_accepts_nothing_that_merely_equals_it():
    engine.conv2d(X, W, None, 2, ((1, 0), 1))
    for stride, padding in ((2.0, 1), (2, ((1.0, 0), 1)), (2, ((1, 0), np.float64(1)))):
        with pytest.raises(TypeError, match="must be an integer"):
            engine.conv2d(X, W, None, stride, padding)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((X, W), "input (1, 4, 8, 8) and weight (6, 4, 3, 3); expected (n, c, h, w) and (c, o/groups, kh, kw)"),
        ((X, W[:4], None, 1, 0, 0, 3), "groups=3 must divide the 4 channels"),
        ((X, W[:4], np.zeros(6)), "bias (6,); expected (4,)"),
        ((X, W[:4], None, 2, 0, 2), "output_padding 2 must be below the stride, 2, or the dilation, 1"),
        ((X, W[:4], None, 1, 5), "nothing is left of 8 windows of 3 positions less padding 5 and 5"),
    ],
)
def test_what_conv_transpose2d_refuses(arguments, message):
    with pytest.raises(ValueError, match=r"conv_transpose2d|output_padding|nothing is left") as raised:
        engine.conv_transpose2d(*arguments)
    assert message in str(raised.value)


def settings():
    """Yield (name, function, arrays) of ops whose plain columns would take many times their operands."""
    rng = np.random.default_rng(0)

    def normal(*shape):
        return rng.standard_normal(shape).astype(np.float32)

    x, y = normal(1, 16, 96, 96), normal(2, 16, 48, 48)
    for k, stride, padding in ((3, 1, 1), (11, 1, 5), (5, 2, 2)):
        w, dense, deep = normal(16, 16, k, k), {"stride": stride, "padding": padding}, normal(16, 1, k, k)
        out = engine.conv2d(x, w, **dense)
        yield f"conv2d {k}", lambda x, w, s=dense: engine.conv2d(x, w, **s), (x, w)
        yield f"depthwise {k}", lambda x, w, s=dense: engine.conv2d(x, w, groups=16, **s), (x, deep)
        yield f"conv_transpose2d {k}", lambda y, w, s=dense: engine.conv_transpose2d(y, w, **s), (y, w)
        yield f"input {k}", lambda d, w, s=dense: engine.conv2d_input_grad(d, w, x.shape, **s), (out, w)
        yield f"weight {k}", lambda d, x, s=dense, w=w: engine.conv2d_weight_grad(d, x, w.shape, **s), (out, x)
        yield f"max_pool2d {k}", lambda x, k=k, s=dense: engine.max_pool2d(x, k, **s), (x,)
        yield f"avg_pool2d {k}", lambda x, k=k, s=dense: engine.avg_pool2d(x, k, **s), (x,)
    offset, mask = normal(1, 18, 96, 96), normal(1, 9, 96, 96)
    deformed = x, offset, normal(16, 16, 3, 3), mask
    yield "deform_conv2d", lambda x, o, w, m: engine.deform_conv2d(x, o, w, padding=1, mask=m), deformed
    yield "max_pool2d indices", lambda x: engine.max_pool2d(x, 3, 1, 1, return_indices=True), (x,)
    yield "one long row", engine.conv2d, (normal(1, 1, 30, 20000), normal(1, 1, 30, 30))
    yield "batch_norm", lambda x, v: engine.batch_norm(x, v, v * v), (x, normal(16))


@pytest.mark.parametrize(("name", "op", "arrays"), [pytest.param(*each, id=each[0]) for each in settings()])
def test_no_op_allocates_more_than_three_times_its_operands(name, op, arrays):
    out = op(*arrays)
    results = out if isinstance(out, tuple) else (out,)
    tracemalloc.start()
    try:
        op(*arrays)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    operands = sum(a.nbytes for a in (*arrays, *results))
    assert peak <= 3 * operands, f"{name}: {peak / operands:.1f} times"


@pytest.mark.parametrize(("name", "op", "arrays"), [pytest.param(*each, id=each[0]) for each in settings()])
def test_an_op_leaves_numpy_as_it_found_it(name, op, arrays):
    with np.errstate(over="raise"):
        np.setbufsize(160)
        before = np.geterr(), np.getbufsize()
        op(*arrays)
        assert (np.geterr(), np.getbufsize()) == before, name


def test_threads_do_not_disturb_each_other():
    rng = np.random.default_rng(0)
    x = [rng.standard_normal((2, 8, 20, 20)) for _ in range(16)]
    w, dw = rng.standard_normal((8, 8, 3, 3)), rng.standard_normal((8, 1, 3, 3))

    def work(image):
        return engine.conv2d(image, w, padding=1), engine.conv2d(image, dw, groups=8), engine.max_pool2d(image, 2)

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(work, x))
    for image, results in zip(x, together, strict=True):
        for alone, result in zip(work(image), results, strict=True):
            np.testing.assert_array_equal(result, alone)
