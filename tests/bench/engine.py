"""Time every op beside PyTorch on the CPU, a plain im2col, and the limit: `python -m tests.bench.engine`.

The limit is the same matrix product by np.matmul alone or, for what memory bounds, one copy of the bytes that are read
and written. Times are medians of alternating rounds; ratios are ours over theirs, so below 1 is faster.
"""

# ruff: noqa: B023 - a case is timed before the next one is drawn

import argparse
import ctypes
import os
import sys
from math import exp, log
from random import Random
from statistics import median
from time import perf_counter

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--dtype", choices=["float32", "float64"], default="float32")
    parser.add_argument("--seconds", type=float, default=0.5, help="spent on each line")
    parser.add_argument("--only", default="", help="part of a line's name")
    OPTIONS = parser.parse_args()
    # BLAS reads this once, when NumPy loads it.
    os.environ["OPENBLAS_NUM_THREADS"] = str(OPTIONS.threads)

import numpy as np

from solvers import engine

try:
    import torch
    from torch.nn import functional
except ImportError:
    torch = None

CONVOLUTIONS = [  # kind, size, channels, kernels, kernel size, settings
    ("tiny", 8, 1, 1, 3, {}),
    ("tiny", 16, 3, 8, 3, {"padding": 1}),
    ("tiny", 5, 1, 1, 3, {"stride": 2, "padding": 1}),
    ("dense", 56, 64, 64, 3, {"padding": 1}),
    ("dense", 112, 64, 128, 3, {"padding": 1}),
    ("dense", 28, 256, 256, 1, {}),
    ("dense", 7, 512, 512, 3, {"padding": 1}),
    ("dense", 224, 3, 64, 7, {"stride": 2, "padding": 3}),
    ("dense", 56, 64, 128, 3, {"stride": 2, "padding": ((0, 1), (0, 1))}),
    ("dense", 56, 256, 256, 3, {"padding": 1}),
    ("dense", 28, 512, 512, 3, {"padding": 1}),
    ("depthwise 3", 112, 32, 32, 3, {"padding": 1, "groups": 32}),
    ("depthwise 3", 112, 64, 64, 3, {"stride": 2, "padding": 1, "groups": 64}),
    ("depthwise 3", 14, 512, 512, 3, {"padding": 1, "groups": 512}),
    ("depthwise 7", 56, 96, 96, 7, {"padding": 3, "groups": 96}),
    ("grouped", 56, 128, 128, 3, {"padding": 1, "groups": 32}),
    ("dense", 56, 64, 64, 3, {"padding": 2, "dilation": 2}),
    ("dense", 28, 256, 256, 3, {"padding": 4, "dilation": 4}),
]
TRANSPOSED = [(28, 128, 64, 4), (8, 512, 256, 4)]
POOLS = [("max_pool2d", 112, 64, 2, 2, 0), ("max_pool2d", 112, 64, 3, 2, 1), ("avg_pool2d", 56, 128, 3, 1, 1)]
BACKWARD = [(56, 64, 64, 1), (28, 128, 128, 2)]


def cases(dtype):
    """Yield (kind, name, ours, PyTorch's, plain im2col, limit): functions of no arguments, or None."""
    rng = np.random.default_rng(0)

    def normal(*shape):
        return rng.standard_normal(shape).astype(dtype)

    def product(groups, rows, depth, positions):
        a, b = normal(groups, rows, depth), normal(groups, depth, positions)
        out = np.empty((groups, rows, positions), dtype)
        return lambda: np.matmul(a, b, out=out)

    def copy(*arrays):
        source = np.zeros(sum(a.nbytes for a in arrays) // 2, np.uint8)
        target = source.copy()
        return lambda: np.copyto(target, source)

    def theirs(op, *arrays, **settings):
        if torch is None:
            return None
        tensors = [torch.from_numpy(a) if isinstance(a, np.ndarray) else a for a in arrays]
        return lambda: op(*tensors, **settings)

    def f(name):
        return None if torch is None else getattr(functional, name)

    for kind, size, c, o, k, settings in CONVOLUTIONS:
        groups = settings.get("groups", 1)
        x, w, b = normal(1, c, size, size), normal(o, c // groups, k, k), normal(o)
        lopsided = isinstance(settings.get("padding"), tuple)
        op = padded_first if lopsided else f("conv2d")
        positions = engine.conv2d(x, w, b, **settings)[0, 0].size
        yield (
            kind,
            f"conv2d {size}²×{c}→{o} k{k} " + " ".join(f"{name} {value}" for name, value in settings.items()),
            lambda: engine.conv2d(x, w, b, **settings),
            theirs(op, x, w, b, **settings),
            (lambda: im2col(x, w, b, **settings)) if groups == 1 else None,
            copy(x, x) if kind.startswith("depth") else product(groups, o // groups, w[0].size, positions),
        )
    for size, c, o, k in TRANSPOSED:
        x, w, b = normal(1, c, size, size), normal(c, o, k, k), normal(o)
        yield (
            "transposed",
            f"conv_transpose2d {size}²×{c}→{o} k{k} stride 2 padding 1",
            lambda: engine.conv_transpose2d(x, w, b, 2, 1),
            theirs(f("conv_transpose2d"), x, w, b, 2, 1),
            None,
            product(1, o * k * k, c, size * size),
        )
    for name, size, c, k, stride, padding in POOLS:
        x = normal(1, c, size, size)
        yield (
            "pool",
            f"{name} {size}²×{c} k{k} stride {stride} padding {padding}",
            lambda: getattr(engine, name)(x, k, stride, padding),
            theirs(f(name), x, k, stride, padding),
            None,
            copy(x, engine.max_pool2d(x, k, stride, padding)),
        )
    x = normal(1, 512, 7, 7)
    mean = theirs(f("adaptive_avg_pool2d"), x, 1)
    yield "pool", "global_avg_pool2d 7²×512", lambda: engine.global_avg_pool2d(x), mean, None, copy(x)

    x, four = normal(1, 64, 56, 56), [normal(64), np.abs(normal(64)), normal(64), normal(64)]
    batch = theirs(f("batch_norm"), x, *four)
    yield "batch norm", "batch_norm 56²×64", lambda: engine.batch_norm(x, *four), batch, None, copy(x, x)

    x, w, offset, mask = normal(1, 64, 32, 32), normal(64, 64, 3, 3), normal(1, 18, 32, 32), normal(1, 9, 32, 32)
    yield (
        "deformable",
        "deform_conv2d 32²×64→64 k3 padding 1, mask",
        lambda: engine.deform_conv2d(x, offset, w, padding=1, mask=mask),
        theirs(deform_by_grid_sample, x, offset, w, mask),
        None,
        product(1, 64, 576, 1024),
    )
    for size, c, o, stride in BACKWARD:
        x, w = normal(1, c, size, size), normal(o, c, 3, 3)
        dy = normal(*engine.conv2d(x, w, None, stride, 1).shape)
        for which, ours, wanted in (
            ("input", lambda: engine.conv2d_input_grad(dy, w, x.shape, stride, 1), [True, False, False]),
            ("weight", lambda: engine.conv2d_weight_grad(dy, x, w.shape, stride, 1), [False, True, False]),
        ):
            settings = [None, [stride] * 2, [1, 1], [1, 1], False, [0, 0], 1, wanted]
            backward = theirs(torch and torch.ops.aten.convolution_backward, dy, x, w, *settings)
            limit = product(1, o, c * 9, dy[0, 0].size)
            yield "gradient", f"conv2d_{which}_grad {size}²×{c}→{o} k3 stride {stride}", ours, backward, None, limit


def padded_first(x, w, b, padding, **settings):
    (top, bottom), (left, right) = padding
    return functional.conv2d(functional.pad(x, (left, right, top, bottom)), w, b, **settings)


def im2col(x, w, b, stride=1, padding=0, dilation=1):
    """Convolve the way it is usually written: np.pad, sliding_window_view, one matrix product."""
    sides = padding if isinstance(padding, tuple) else ((padding, padding),) * 2
    x, span = np.pad(x, ((0, 0), (0, 0), *sides)), dilation * (w.shape[2] - 1) + 1
    windows = np.lib.stride_tricks.sliding_window_view(x, (span, span), (2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    n, _, oh, ow = windows.shape[:4]
    columns = windows.transpose(1, 4, 5, 0, 2, 3).reshape(w[0].size, n * oh * ow)
    out = w.reshape(len(w), -1) @ columns + b[:, None]
    return out.reshape(len(w), n, oh, ow).swapaxes(0, 1)


def deform_by_grid_sample(x, offset, w, mask):
    """Compose the 3×3 deformable convolution of padding 1 from PyTorch's own bilinear sampling, tap by tap."""
    n, c, h, width = x.shape
    rows, columns = torch.arange(h, dtype=x.dtype)[:, None], torch.arange(width, dtype=x.dtype)
    taps = []
    for tap in range(9):
        y = rows + tap // 3 - 1 + offset[:, 2 * tap]
        z = columns + tap % 3 - 1 + offset[:, 2 * tap + 1]
        grid = torch.stack([2 * z / (width - 1) - 1, 2 * y / (h - 1) - 1], dim=-1)
        taps.append(functional.grid_sample(x, grid, align_corners=True) * mask[:, tap : tap + 1])
    columns = torch.stack(taps, dim=2).reshape(n, c * 9, h * width)
    return (w.reshape(len(w), -1) @ columns).reshape(n, len(w), h, width)


def medians(functions, seconds):
    """Return the median time of each function, in rounds that call all of them in another order, None kept."""
    times = [[] for _ in functions]
    rng, turns = Random(0), list(zip(functions, times, strict=True))
    end = perf_counter() + seconds
    while perf_counter() < end or len(times[0]) < 5:
        # Large operands push each other out of the caches: not always the same one comes after them.
        for function, measured in rng.sample(turns, len(turns)):
            if function:
                function()  # so that each finds the caches as it leaves them
                start = perf_counter()
                function()
                measured.append(perf_counter() - start)
    return [median(measured) if measured else None for measured in times]


def blas_core():
    """Return the processor that OpenBLAS, where NumPy brings it, took this one for (OPENBLAS_CORETYPE overrides)."""
    library = ctypes.CDLL(np.linalg._umath_linalg.__file__)
    try:
        name = library.scipy_openblas_get_corename64_
    except AttributeError:
        return "unknown"
    name.restype = ctypes.c_char_p
    return name().decode()


def main(options):
    if torch:
        torch.set_num_threads(options.threads)
        torch.set_grad_enabled(False)
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}, {options.dtype}, {options.threads} thread(s),")
    print(f"PyTorch {torch.__version__ if torch else 'not installed'}, BLAS core {blas_core()}\n")
    print(f"{'':62}{'µs':>9}{'PyTorch':>9}{'im2col':>9}{'limit':>9}   ratio to each")
    ratios = {}
    for kind, name, *functions in cases(options.dtype):
        if options.only not in f"{kind} {name}":
            continue
        ours, *others = medians(functions, options.seconds)
        compared = [other and ours / other for other in others]
        ratios.setdefault(kind, []).append(compared)
        print(f"{name:62}{ours * 1e6:9.1f}", end="")
        print("".join(f"{other * 1e6:9.1f}" if other else f"{'':9}" for other in others), end="  ")
        print("".join(f"{ratio:7.2f}" if ratio else f"{'':7}" for ratio in compared), flush=True)
    print("\ngeometric means" + " " * 83 + "PyTorch im2col  limit")
    everything = [line for lines in ratios.values() for line in lines]
    for kind, lines in [*ratios.items(), ("all", everything)]:
        print(f"{kind:98}", end="")
        for column in zip(*lines, strict=True):
            known = [log(ratio) for ratio in column if ratio]
            print(f"{exp(sum(known) / len(known)):7.2f}" if known else f"{'':7}", end="")
        print()


if __name__ == "__main__":
    main(OPTIONS)
