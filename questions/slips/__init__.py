"""Wrong answers: what a misconception computes, and what is said of it."""

from questions.slips.messages import MESSAGES
from questions.slips.misreadings import MISREADINGS, Misreading
from questions.slips.slip import Slip

__all__ = ["MESSAGES", "MISREADINGS", "Misreading", "Slip"]
