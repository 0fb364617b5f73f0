"""Channels in groups: which are seen, and how they are shuffled."""

from __future__ import annotations


def divisors(number: int) -> tuple[int, ...]:
    """Return what divides a number, 1 first."""
    return tuple(candidate for candidate in range(1, number + 1) if number % candidate == 0)


def channels_seen(output: int, in_channels: int, out_channels: int, groups: int) -> tuple[int, int]:
    """Return the first and last input channel of an output's group, ⌊o/(C_out/g)⌋ (Krizhevsky et al. 2012, §3.5)."""
    group, depth = output // (out_channels // groups), in_channels // groups
    return group * depth, (group + 1) * depth - 1


def shuffled(channel: int, channels: int, groups: int) -> int:
    """Return where a shuffle puts channel row·n + column, n = C/g: column·g + row (Zhang et al. 2018, §3.1)."""
    row, column = divmod(channel, channels // groups)
    return column * groups + row
