"""What questions are made of: prose and claims, variants, and one ask with its numbers."""

from questions.model.ask import Ask
from questions.model.evidence import Evidence
from questions.model.found import variant, variants
from questions.model.question import Claim, CommonWording, FollowUp, Point, Question
from questions.model.telling import live_slips
from questions.model.variant import LEVELS, Carried, Level, Variant, admissible, whole_numbers

__all__ = [
    "LEVELS",
    "Ask",
    "Carried",
    "Claim",
    "CommonWording",
    "Evidence",
    "FollowUp",
    "Level",
    "Point",
    "Question",
    "Variant",
    "admissible",
    "live_slips",
    "variant",
    "variants",
    "whole_numbers",
]
