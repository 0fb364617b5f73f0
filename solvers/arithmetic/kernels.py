"""What kernels span: a dilated one, and two in a row."""

from __future__ import annotations

from collections.abc import Sequence


def effective_kernel(kernel_size: int, dilation: int = 1) -> int:
    """Return D(K−1)+1, the samples a dilated kernel spans (Dumoulin & Visin 2016, §5.1)."""
    return dilation * (kernel_size - 1) + 1


def composed(first: Sequence[int], second: Sequence[int]) -> tuple[int, ...]:
    """Return the kernel of two stride-1 layers in a row, w[t] = Σ a[i]·b[t − i]: the full convolution a∗b."""
    return tuple(
        sum(tap * second[at - i] for i, tap in enumerate(first) if 0 <= at - i < len(second))
        for at in range(len(first) + len(second) - 1)
    )
