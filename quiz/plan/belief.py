"""What is believed of a learner before an answer, and learned from it."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

SPREAD = 0.7
"""How far learners are from each other, in log odds: as much is one from what is expected, before anything is known."""
MOST = 40.0
"""The precision that is never exceeded, that of some 160 answers: who gets better is followed."""
LEAST = 0.01
"""A chance is never so near to 0 or 1 that one answer would overthrow everything."""


@dataclass(slots=True)
class Belief:
    """How much more or less often a learner is right than is expected, on the scale of log odds.

    A normal distribution, moved a step of Newton's method with each answer.
    """

    shift: float = 0.0
    precision: float = SPREAD**-2

    @property
    def spread(self) -> float:
        """The standard deviation of the shift."""
        return 1 / sqrt(self.precision)

    def chance(self, expected: float) -> float:
        """Return what an expected chance is for this learner."""
        return 1 / (1 + exp(-_log_odds(expected) - self.shift))

    def learn(self, expected: float, share: float) -> float:
        """Take an answer, how much of it was right and what was expected; return the chance that it was given before.

        Points of one answer in prose hang together, so that they tell no more than one number does.
        """
        chance = self.chance(expected)
        self.precision = min(self.precision + chance * (1 - chance), MOST)
        self.shift += (share - chance) / self.precision
        return chance


def _log_odds(chance: float) -> float:
    held = min(max(chance, LEAST), 1 - LEAST)
    return log(held / (1 - held))
