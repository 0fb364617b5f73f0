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
    begin: Callable[[Stage], object]
    """What happens when it is chosen."""


def screen(path: str) -> Callable[[Stage], object]:
    """Return what opens the screen `module:Class`; the module is imported then, in a thread."""
    return lambda stage: stage.open_screen(path)


ENTRIES = (
    Entry("tour", "Interview tomorrow: 45 minutes", lambda stage: stage.begin(a_quiz(mode="tour"))),
    Entry("interview", "Mock interview: 30 minutes, a report", lambda stage: stage.begin(an_interview())),
    Entry("quick", "Quick quiz: ten asks", lambda stage: stage.begin(a_quiz())),
    Entry("drill", "Drill: cards come back when due", screen("quiz.tui.screens.drill_menu:DrillMenuScreen")),
    Entry("topics", "By topic: a quiz of your choice", screen("quiz.tui.screens.topics:TopicsScreen")),
    Entry("study", "Study: the answers and their proof", screen("quiz.tui.screens.study:StudyMenuScreen")),
    Entry("katas", "Katas: write the program", screen("quiz.tui.screens.katas:KatasScreen")),
    Entry("sheet", "Cheat sheet: every formula, run", screen("quiz.tui.screens.sheet:SheetScreen")),
    Entry("lab", "Lab: turn the knobs of a layer", screen("quiz.tui.screens.lab:LabScreen")),
    Entry("sets", "Practice set: to print or share", screen("quiz.tui.screens.sets:SetsScreen")),
    Entry("progress", "Progress: what you know, your slips", screen("quiz.tui.screens.stats:StatsScreen")),
    Entry("settings", "Settings", screen("quiz.tui.screens.settings:SettingsScreen")),
    Entry("resume", "Resume", lambda stage: stage.resume()),
)
