"""Simulated learners know more on the day with the plan than without; forecasts come true."""

from __future__ import annotations

from statistics import mean

import pytest

from quiz.plan.calibration import binned, expected_error
from tests.bench.plan import LEARNERS, OTHERS, fared


@pytest.mark.slow
@pytest.mark.parametrize("kind", LEARNERS)
def test_the_plan_is_ahead_and_its_forecasts_come_true(kind: str) -> None:
    """A small part of `python -m tests.bench.plan`."""
    learners = [fared(kind, 7, seed) for seed in range(12)]
    for other in OTHERS:
        assert mean(each.known["plan"] - each.known[other] for each in learners) > 0, other
    assert expected_error(binned(forecast for each in learners for forecast in each.forecasts)) < 0.1
