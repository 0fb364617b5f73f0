"""What the application can be used for, once: the home's menu is made from this registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.tui.app import ConvquizApp


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the home's menu."""

    name: str
    label: str
    begin: Callable[[ConvquizApp], object]
    """What happens when it is chosen."""


def screen(path: str) -> Callable[[ConvquizApp], object]:
    """Return what opens the screen `module:Class`; the module is imported then, in a thread."""
    return lambda app: app.open_screen(path)


ENTRIES = (
    Entry("tour", "Interview tomorrow: 45 minutes", lambda app: app.start(mode="tour")),
    Entry("interview", "Mock interview: 30 minutes, a report", lambda app: app.start_interview()),
    Entry("quick", "Quick quiz: ten asks", lambda app: app.start()),
    Entry("drill", "Drill: cards come back when due", screen("quiz.tui.screens.drill_menu:DrillMenuScreen")),
    Entry("topics", "By topic: a quiz of your choice", screen("quiz.tui.screens.topics:TopicsScreen")),
    Entry("study", "Study: the answers and their proof", screen("quiz.tui.screens.study:StudyMenuScreen")),
    Entry("sheet", "Cheat sheet: every formula, run", screen("quiz.tui.screens.sheet:SheetScreen")),
    Entry("lab", "Lab: turn the knobs of a layer", screen("quiz.tui.screens.lab:LabScreen")),
    Entry("sets", "Practice set: to print or share", screen("quiz.tui.screens.sets:SetsScreen")),
    Entry("progress", "Progress: what you know, your slips", screen("quiz.tui.screens.stats:StatsScreen")),
    Entry("settings", "Settings", screen("quiz.tui.screens.settings:SettingsScreen")),
    Entry("resume", "Resume", lambda app: app.resume()),
)
