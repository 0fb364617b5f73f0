"""Programs that people write, none an edit of our own, and what is said of them."""

from __future__ import annotations

import pytest

from questions.model import kata_named
from quiz.katas.checking import trial

CUT = """
n, k = len(columns), kernel_size
high, wide = height + 2 * padding, width + 2 * padding
rows, cols = (high - k) // stride + 1, (wide - k) // stride + 1
windows = columns.reshape(n, -1, k, k, rows, cols)
out = np.zeros((n, windows.shape[1], high, wide))
for i in range(rows):
    for j in range(cols):
        out[:, :, i * stride : i * stride + k, j * stride : j * stride + k] += windows[..., i, j]
return out[:, :, padding:-padding, padding:-padding]
"""
RESHAPED = """
padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(2, 3))
windows = windows[:, :, ::stride, ::stride]
return windows.reshape(len(x), x.shape[1] * kernel_size**2, -1)
"""
GROUPED = """
o, depth, k, _ = weight.shape
windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(1, 2))
out = np.zeros((o, *windows.shape[1:3]))
for f in range(o):
    seen = windows[f // groups * depth :][:depth]
    out[f] = np.einsum("cijuv,cuv->ij", seen, weight[f])
return out
"""
FIELD = """
field, jump, start = 1, 1, 0
for k, s, p, d in layers:
    field += (k - 1) * d * jump
    start += ((k - 1) * d // 2 - p) * jump
    jump *= s
return field, jump, start
"""
SAMPLE = """
i, j = int(y), int(x)
dy, dx = y - i, x - j
at = lambda r, c: image[r, c] if 0 <= r < len(image) and 0 <= c < image.shape[1] else 0.0
above, below = (1 - dx) * at(i, j) + dx * at(i, j + 1), (1 - dx) * at(i + 1, j) + dx * at(i + 1, j + 1)
return float((1 - dy) * above + dy * below)
"""
COUNTED = """
total = 0
for op, inputs, outputs, kernel, groups, bias in layers:
    weights = 0 if op == "batch_norm" else kernel**2 * inputs * outputs // groups
    total += weights + outputs * (op == "batch_norm" or bias)
return total
"""
MACS = """
total = 0
for filters, kernel, stride, padding, groups in layers:
    size = size + 2 * padding - kernel + 1
    total += kernel**2 * channels * filters // groups * size**2
    channels = filters
return total
"""
FOLDED = """
scale = gamma / np.sqrt(variance + eps)
return weight * scale[:, None, None, None], beta - mean * scale
"""
BLURRED = """
padded = np.pad(x, ((0, 0), (0, 0), (1, 1)))
return ((padded[..., :-2] + 2 * padded[..., 1:-1] + padded[..., 2:]) / 4)[:, ::stride, ::stride]
"""


@pytest.mark.parametrize(
    ("name", "body", "tag"),
    [
        ("col2im", CUT, "pad.empty_slice"),
        ("im2col", RESHAPED, "im2col.not_transposed"),
        ("grouped_conv2d", GROUPED, "groups.by_their_number"),
        ("receptive_field", FIELD, "start.centre"),
        ("bilinear_sample", SAMPLE, "bilinear.truncated_shares"),
        ("count_parameters", COUNTED, "bn.one_per_channel"),
        ("count_macs", MACS, "stride.ignored"),
        ("fold_batch_norm", FOLDED, "fold.bias_forgotten"),
        ("blur_pool", BLURRED, "blur.along_rows_only"),
        ("same_padding", "return kernel_size // 2, kernel_size // 2", "same.half_kernel"),
        ("output_size", "return (size + 2 * padding) // stride", "kernel.forgotten"),
        (
            "output_size",
            "return (size + 2 * padding - dilation * (kernel_size - 1)) // stride",
            "plus1.before_division",
        ),
    ],
)
def test_a_program_of_ones_own_is_told_its_mistake_and_no_other(name: str, body: str, tag: str) -> None:
    kata = kata_named(name)
    assert trial(kata, kata.program(body)).slips == [tag]
