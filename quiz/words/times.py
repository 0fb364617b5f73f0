"""Times as they are said."""

from __future__ import annotations


def clock(spent: float, suggested: float) -> str:
    """Say the time on a card beside what it should take: `0:32 of 1:30`."""
    return f"{minutes(spent)} of {minutes(suggested)}{', over time' if spent > suggested else ''}"


def minutes(seconds: float) -> str:
    """Write a time in whole seconds: `1:30`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
