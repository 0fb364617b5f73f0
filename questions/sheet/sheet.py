"""The cheat sheet: every line with a number put in, worked out by the closed form and measured on a run."""

from __future__ import annotations

from questions.sheet.counts import COUNTS
from questions.sheet.fields import FIELDS
from questions.sheet.gradients import GRADIENTS
from questions.sheet.kinds import KINDS
from questions.sheet.line import Fact, Line
from questions.sheet.sizes import SIZES

SHEET: tuple[Line | Fact, ...] = (*SIZES, *COUNTS, *FIELDS, *KINDS, *GRADIENTS)
"""All lines, in the order of the subject."""
