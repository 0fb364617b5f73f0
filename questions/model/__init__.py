"""What questions are made of: prose and claims, variants, and one ask with its numbers."""

# ruff: noqa: F401  # the names are offered, not used
# mypy: implicit-reexport

from typing import TYPE_CHECKING

from solvers.door import door

if TYPE_CHECKING:
    from questions.model.ask import Ask
    from questions.model.difference import differences, turned
    from questions.model.evidence import Evidence
    from questions.model.found import variant_with, variants_of
    from questions.model.kata import Kata, Mutant, mutant
    from questions.model.katas import kata_named
    from questions.model.levels import LEVELS, SECONDS, Level
    from questions.model.misread import live_slips, misread_answers, misread_slips, pairs
    from questions.model.question import Claim, CommonWording, FollowUp, Point, Question
    from questions.model.telling import alike
    from questions.model.variant import Carried, Variant, admissible, whole_numbers

__getattr__, __dir__ = door(
    __name__,
    {
        "ask": "Ask",
        "difference": "differences turned",
        "evidence": "Evidence",
        "found": "variant_with variants_of",
        "kata": "Kata Mutant mutant",
        "katas": "kata_named",
        "question": "Claim CommonWording FollowUp Point Question",
        "telling": "alike",
        "misread": "live_slips misread_answers misread_slips pairs",
        "levels": "LEVELS SECONDS Level",
        "variant": "Carried Variant admissible whole_numbers",
    },
)
