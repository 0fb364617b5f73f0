"""What the application can be used for, once: the home's menu is made from this registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quiz.sessions.beginning import a_quiz, an_interview
from quiz.tui.screens.stage import Stage


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the home's menu."""

    name: str
    label: str
    note: str
    """How long it is, or how much there is; what only the log knows comes later."""
    about: str
    """What it is, in a sentence or two."""
    begin: Callable[[Stage], object]
    """What happens when it is chosen."""


def screen(path: str) -> Callable[[Stage], object]:
    """Return what opens the screen `module:Class`; the module is imported then, in a thread."""
    return lambda stage: stage.open_screen(path)


ENTRIES = (
    Entry(
        "tour",
        "Interview tomorrow",
        "45 min",
        "All 20 questions once: say the answer, compare, then work one out. Leave at any time; it is kept.",
        lambda stage: stage.begin(a_quiz(mode="tour")),
    ),
    Entry(
        "interview",
        "Mock interview",
        "30 min",
        "Ten asks against the clock, as an interviewer puts them; at the end a report on what to practise.",
        lambda stage: stage.begin(an_interview()),
    ),
    Entry(
        "quick",
        "Quick quiz",
        "10 asks",
        "Ten asks over all topics, each proved by running the op. Missed ones come back with other numbers.",
        lambda stage: stage.begin(a_quiz()),
    ),
    Entry(
        "drill",
        "Drill",
        "",
        "Cards that come back shortly before you forget them: rate how well you knew each.",
        screen("quiz.tui.screens.drill_menu:DrillMenuScreen"),
    ),
    Entry(
        "plan",
        "Plan",
        "to a date",
        "The day of your interview: what to practise today, how ready you will be, what helps most.",
        screen("quiz.tui.screens.plan:PlanScreen"),
    ),
    Entry(
        "topics",
        "By topic",
        "16 topics",
        "A quiz on one topic or on one question; type to search.",
        screen("quiz.tui.screens.topics:TopicsScreen"),
    ),
    Entry(
        "study",
        "Study",
        "answers, proof",
        "Read the model answers with their runs, what is often heard, and what is asked next.",
        screen("quiz.tui.screens.study:StudyMenuScreen"),
    ),
    Entry(
        "katas",
        "Katas",
        "write the program",
        "Write conv2d, its backward pass and more; the op judges your program and names its mistake.",
        screen("quiz.tui.screens.katas:KatasScreen"),
    ),
    Entry(
        "sheet",
        "Cheat sheet",
        "formulas, run",
        "Every formula on a page, each run before your eyes.",
        screen("quiz.tui.screens.sheet:SheetScreen"),
    ),
    Entry(
        "lab",
        "Lab",
        "8 experiments",
        "Turn the knobs of a layer and see what follows: formula, op, picture, and the same in PyTorch.",
        screen("quiz.tui.screens.lab:LabScreen"),
    ),
    Entry(
        "network",
        "Your network",
        "asks about it",
        "The table of a network, published or in a file of yours; what its layers see, and asks about them.",
        screen("quiz.tui.screens.network_file:NetworkFileScreen"),
    ),
    Entry(
        "sets",
        "Practice set",
        "print, share",
        "Choose asks for a sheet to print, to fill in or to share; the same seed gives the same set.",
        screen("quiz.tui.screens.sets:SetsScreen"),
    ),
    Entry(
        "progress",
        "Progress",
        "",
        "What you know, the days, what comes back when, and your slips, each to be practised by itself.",
        screen("quiz.tui.screens.stats:StatsScreen"),
    ),
    Entry(
        "settings",
        "Settings",
        "",
        "Colours, movement, the clock, the drill.",
        screen("quiz.tui.screens.settings:SettingsScreen"),
    ),
)
GROUPS = ("topics", "network")
"""The last entries of the groups but the last: practice, reading, and the rest."""
