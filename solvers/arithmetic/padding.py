"""Padding in numbers, where a name says what it is for."""

from __future__ import annotations

from solvers.arithmetic.kernels import effective_kernel


def same_padding(kernel_size: int, dilation: int = 1) -> int | None:
    """Return the padding per side that keeps the size at stride 1, None where equal sides cannot."""
    total = dilation * (kernel_size - 1)
    return None if total % 2 else total // 2


def same_upper(size: int, kernel_size: int, stride: int, dilation: int = 1) -> tuple[int, int, int]:
    """Return output size, padding before and after, by ONNX Conv `auto_pad=SAME_UPPER` (TensorFlow's SAME)."""
    output = -(-size // stride)
    total = max((output - 1) * stride + effective_kernel(kernel_size, dilation) - size, 0)
    return output, total // 2, total - total // 2


def padding_sides(
    size: int, kernel_size: int, stride: int, padding: int | tuple[int, int] | str, dilation: int
) -> tuple[int, int]:
    """Return the padding before and after an axis; ValueError where a named form has none."""
    if isinstance(padding, int):
        return padding, padding
    if isinstance(padding, tuple):
        return padding
    if padding == "same" and stride != 1:
        raise ValueError(f'padding "same" needs stride 1, not {stride}; "same_upper" pads at any stride')
    if padding == "valid":
        return 0, 0
    if padding == "causal":
        return dilation * (kernel_size - 1), 0
    _, less, more = same_upper(size, kernel_size, stride, dilation)
    return (more, less) if padding == "same_lower" else (less, more)
