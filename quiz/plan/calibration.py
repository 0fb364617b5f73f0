"""Forecasts of the past against what happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.plan.record import Forecast

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts that were alike."""

    items: int
    """Numbers and points that were asked."""
    forecast: float
    """Their mean chance, as it was forecast."""
    happened: float
    """The share that was right."""


def binned(forecasts: Iterable[Forecast]) -> list[Bin]:
    """Put forecasts into ten bins by their chance; those that have none are left out."""
    bins: list[list[Forecast]] = [[] for _ in range(BINS)]
    for forecast in forecasts:
        bins[min(int(forecast.chance * BINS), BINS - 1)].append(forecast)
    return [_bin(alike) for alike in bins if alike]


def expected_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: how far forecasts are off in the mean, bin by bin.

    Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI 2015.
    """
    items = sum(each.items for each in bins)
    return sum(each.items * abs(each.forecast - each.happened) for each in bins) / items if items else 0.0


def _bin(alike: Sequence[Forecast]) -> Bin:
    items = sum(each.items for each in alike)
    forecast = sum(each.items * each.chance for each in alike) / items
    return Bin(items, forecast, sum(each.items * each.share for each in alike) / items)


def document(bins: Sequence[Bin]) -> dict[str, object]:
    """Return the bins for programs."""
    return {"expected_error": expected_error(bins), "bins": [asdict(each) for each in bins]}
