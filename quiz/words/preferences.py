"""What the preferences are called on the screens; the file has names of its own."""

from __future__ import annotations

from quiz.settings.preferences import problem_with, shown

NAMES = {
    "theme": "Colours",
    "animation": "Movement",
    "plain": "Line by line",
    "timer": "Clock",
    "new_per_day": "New cards a day",
    "retention": "Known when due",
    "day_begins": "A day begins at",
    "interview": "Interview",
    "interview_kata": "Kata at the end",
    "katas_folder": "Katas' folder",
    "keys": "Keys",
    "interview.date": "Day",
    "interview.minutes": "Minutes a day",
    "interview.topics": "Topics",
    "interview.levels": "Levels",
    "interview.katas": "Katas",
}
"""One without a name here has the file's."""


def kept_words(name: str, value: object) -> str:
    """Say that a preference is kept: `Kept: Movement, basic`."""
    return f"Kept: {NAMES.get(name, name)}, {shown(value) or 'the usual one'}"


def typed_problem(name: str, text: str) -> str:
    """Say what is wrong with a typed value for a preference, or nothing."""
    return problem_with(name, text).replace(name, f"“{NAMES.get(name, name)}”", 1)
