"""The learner's preferences, to look at and to change; each change is kept at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from questions import docstrings
from quiz.settings.file import path_of
from quiz.settings.preferences import Preferences, shown
from quiz.settings.themes import THEMES
from quiz.tui.screens.choosing import ChoosingScreen
from quiz.tui.screens.prompt import PromptScreen
from quiz.tui.screens.stage import Stage, stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.preferences import NAMES, typed_problem
from quiz.words.standing import Standing

STEPS: dict[str, tuple[object, ...]] = {
    "animation": ("full", "basic", "none"),
    "plain": (True, False),
    "timer": (True, False),
    "interview_kata": (True, False),
}
"""What Enter goes through; the others are typed…"""
ELSEWHERE = {
    "interview": "Plan, at the start, sets the day; in a shell: convquiz plan 2026-12-05 --minutes 30.",
    "keys": "In a shell: convquiz config set keys.hint f8. The help names the keys.",
}
"""…or set somewhere else."""


class ThemesScreen(ChoosingScreen):
    """The colours, each worn while its line is marked."""

    def __init__(self, worn: str) -> None:
        super().__init__("Colours", THEMES, lambda at: stage_of(self.app).prefer("theme", THEMES[at]))
        self._worn = worn

    def on_mount(self) -> None:
        """Begin with those that are worn."""
        self.query_one(Menu).highlighted = THEMES.index(self._worn) if self._worn in THEMES else 0

    @on(OptionList.OptionHighlighted)
    def preview(self, event: OptionList.OptionHighlighted) -> None:
        """Wear them for now; not when this comes after the screen was left."""
        if self.is_active:
            self.app.theme = THEMES[event.option_index]

    def action_out(self) -> None:
        """Wear what was worn."""
        self.app.theme = self._worn
        super().action_out()


class SettingsScreen(Present[None]):
    """A line a preference."""

    BINDINGS = bindings("page")

    def compose(self) -> ComposeResult:
        """Say where they are kept, then a menu."""
        yield StandingBar(Standing("Settings", where="each change is kept at once", score="Enter changes a line"))
        menu = Menu(*(Option(name, id=name) for name in Preferences.model_fields), markup=False, id="menu")
        yield Panel(menu, title="Yours", subtitle=str(path_of()))
        yield Panel(Static(markup=False, id="about"), title="What it is", id="about-setting")
        yield Keys()

    def on_mount(self) -> None:
        """Show the values, now and whenever they change."""
        self.watch(self.app, "preferences", self._show)

    @property
    def _stage(self) -> Stage:
        return stage_of(self.app)

    def _value(self, name: str) -> object:
        value = getattr(self._stage.preferences or Preferences(), name)
        usual = {"theme": self.app.theme, "animation": self.app.animation_level}
        return usual.get(name, value) if value == "" else value

    def _show(self) -> None:
        menu = self.query_one(Menu)
        for name in Preferences.model_fields:
            said = shown(self._value(name)).strip('"') or "the usual one"
            menu.replace_option_prompt(name, f"{NAMES.get(name, name):<17}{said}")
        self.explain()

    @on(OptionList.OptionHighlighted)
    def explain(self) -> None:
        """Tell what the marked line is, and how the file calls it."""
        at = self.query_one(Menu).highlighted
        name = list(Preferences.model_fields)[at or 0]
        about = docstrings.of_fields(Preferences)[name]
        kept = f"[{name}]" if name in ELSEWHERE else f"{name} = {json.dumps(self._value(name), ensure_ascii=False)}"
        self.query_one("#about", Static).update(f"{about}\nIn the file: {kept}")

    @on(OptionList.OptionSelected)
    def change(self, event: OptionList.OptionSelected) -> None:
        """Go to the next value, or ask for one."""
        name = str(event.option_id)
        if name in ELSEWHERE:
            self.notify(ELSEWHERE[name], markup=False)
        elif name == "theme":
            self.app.push_screen(ThemesScreen(self.app.theme))
        elif name in STEPS:
            steps = STEPS[name]
            at = steps.index(self._value(name)) if self._value(name) in steps else -1
            self._stage.prefer(name, steps[(at + 1) % len(steps)])
        else:
            prompt = PromptScreen(NAMES.get(name, name), partial(typed_problem, name), str(self._value(name)))
            self.app.push_screen(prompt, self._keep(name))

    def _keep(self, name: str) -> Callable[[str | None], None]:
        def keep(text: str | None) -> None:
            if text is not None:
                self._stage.prefer(name, text)

        return keep

    def action_out(self) -> None:
        """Go back."""
        self.dismiss(None)
