"""What a plan is worth to simulated learners, and how true its forecasts are: `python -m tests.bench.plan [LEARNERS]`.

Each learner practises 30 minutes a day over 3, 7 and 21 days; a plan has ten of those of the last evening on the day
itself. `known` is the share of numbers and essential points known on that day, `lead` how much more of them than in the
other ways, in the mean and twice its standard error. `error` is the expected calibration error of what was forecast on
the last evening, `held` how often the range held what was known.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import sqrt
from statistics import mean, stdev

from quiz.drill.schedule import DAY
from quiz.plan.calibration import binned, expected_error
from quiz.plan.record import Forecast, points
from quiz.plan.target import Target
from quiz.settings.interview import Interview
from tests.bench.learners import START, Learner, OtherWeights, PowerLaw
from tests.bench.ways import AtRandom, Drilled, InOrder, Planned, Way

MINUTES = 30
HORIZONS = (3, 7, 21)
AWAY = 3
"""Days that a learner misses in the middle; of three days one."""
LEARNERS: dict[str, tuple[type[Learner], bool]] = {
    "other weights": (OtherWeights, False),
    "power law": (PowerLaw, False),
    "three days away": (OtherWeights, True),
}
OTHERS: dict[str, type[Way]] = {"drill": Drilled, "in order": InOrder, "random": AtRandom}


@dataclass(frozen=True, slots=True)
class Fared:
    """How one learner fared."""

    known: dict[str, float]
    forecasts: list[Forecast]
    held: bool


def fared(kind: str, horizon: int, seed: int) -> Fared:
    """Let one learner prepare in all ways."""
    make, lapses = LEARNERS[kind]
    away = range(0)
    if lapses:
        away = range(horizon // 2, horizon // 2 + (AWAY if horizon > AWAY else 1))
    day = (START + horizon * DAY).date()
    target = Target(Interview(date=day, minutes=MINUTES), day)
    known = {}
    for name, way in OTHERS.items():
        other = way(make(seed, target.cards), target)
        for at in range(horizon):
            if at not in away:
                other.practise(at, MINUTES)
        known[name] = other.learner.known(horizon)
    plan = Planned(make(seed, target.cards), target)
    for at in range(horizon):
        if at not in away:
            plan.practise(at, target.minutes((START + at * DAY).date()))
    forecast, forecasts = plan.forecast(), []
    for card in target.cards:
        chances = [plan.learner.chance(item, horizon) for item in plan.learner.items[card]]
        happened = [plan.learner.random.random() < chance for chance in chances]
        forecasts.append(Forecast(plan.record.chance(card, day), mean(happened), points(card)))
    share = sum(each.share * each.items for each in forecasts) / sum(each.items for each in forecasts)
    plan.practise(horizon, target.minutes(day))
    known["plan"] = plan.learner.known(horizon)
    return Fared(known, forecasts, forecast.low <= share <= forecast.high)


def told(kind: str, horizon: int, all_fared: Sequence[Fared]) -> str:
    """Return a line of the table."""
    line = f"{kind:<16}{horizon:>3} days  plan {mean(each.known['plan'] for each in all_fared):6.1%}"
    for name in OTHERS:
        leads = [each.known["plan"] - each.known[name] for each in all_fared]
        error = 2 * stdev(leads) / sqrt(len(leads)) if len(leads) > 1 else 0.0
        known = mean(each.known[name] for each in all_fared)
        line += f"   {name} {known:6.1%} ({100 * mean(leads):+.1f} ± {100 * error:.1f})"
    error = expected_error(binned(forecast for each in all_fared for forecast in each.forecasts))
    return f"{line}   error {error:.3f}   held {mean(each.held for each in all_fared):.0%}"


def main(learners: int = 200) -> None:
    """Print a line for each kind of learner and horizon."""
    with ProcessPoolExecutor() as pool:
        for kind in LEARNERS:
            for horizon in HORIZONS:
                print(told(kind, horizon, list(pool.map(partial(fared, kind, horizon), range(learners)))), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
