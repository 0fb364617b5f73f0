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
    Entry("interview", "Mock interview: 30 minutes, with a report", lambda app: app.start_interview()),
    Entry("quick", "Quick quiz: ten asks", lambda app: app.start()),
    Entry("drill", "Drill: cards that come back when due", screen("quiz.tui.drill_menu:DrillMenuScreen")),
    Entry("topics", "By topic", screen("quiz.tui.topics:TopicsScreen")),
    Entry("sets", "Make a practice set", screen("quiz.tui.sets:SetsScreen")),
    Entry("study", "Study: the answers, and what proves them", screen("quiz.tui.study:StudyMenuScreen")),
    Entry("lab", "Lab: turn the knobs of a layer", screen("quiz.tui.lab:LabScreen")),
    Entry("sheet", "Cheat sheet", screen("quiz.tui.sheet:SheetScreen")),
    Entry("settings", "Settings", screen("quiz.tui.settings:SettingsScreen")),
    Entry("progress", "Progress: what you know, your slips", screen("quiz.tui.stats:StatsScreen")),
    Entry("resume", "Resume", lambda app: app.resume()),
)
