"""The learner's preferences, to look at and to change; each change is kept at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from quiz.settings.file import path_of
from quiz.settings.preferences import Preferences, problem_with, shown
from quiz.settings.themes import THEMES
from quiz.tui.screens.prompt import PromptScreen
from quiz.tui.screens.stage import Stage, stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.menu import Menu

STEPS: dict[str, tuple[object, ...]] = {
    "theme": THEMES,
    "animation": ("full", "basic", "none"),
    "plain": (True, False),
    "timer": (True, False),
    "interview_kata": (True, False),
}
"""What Enter goes through; the others are typed."""


class SettingsScreen(Screen[None]):
    """A line a preference."""

    BINDINGS = bindings("page")

    def compose(self) -> ComposeResult:
        """Say where they are kept, then a menu."""
        yield Static(f"Settings, kept in {path_of()}", markup=False, id="name")
        yield Menu(*(Option(name, id=name) for name in Preferences.model_fields), markup=False, id="menu")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Show the values, now and whenever they change."""
        self.watch(self.app, "preferences", self._show)

    @property
    def _stage(self) -> Stage:
        return stage_of(self.app)

    def _value(self, name: str) -> object:
        value = getattr(self._stage.preferences or Preferences(), name)
        usual = {"theme": self.app.theme, "animation": self.app.animation_level}
        return usual[name] if value == "" else value

    def _show(self) -> None:
        menu = self.query_one(Menu)
        for name, field in Preferences.model_fields.items():
            menu.replace_option_prompt(name, f"{name} = {shown(self._value(name))}\n  {field.description}")

    @on(OptionList.OptionSelected)
    def change(self, event: OptionList.OptionSelected) -> None:
        """Go to the next value, or ask for one."""
        name = str(event.option_id)
        if name == "keys":
            self.notify("In a shell: convquiz config set keys.hint f8. The help names the keys.", markup=False)
        elif name in STEPS:
            steps = STEPS[name]
            at = steps.index(self._value(name)) if self._value(name) in steps else -1
            self._stage.prefer(name, steps[(at + 1) % len(steps)])
        else:
            problem = partial(problem_with, name)
            self.app.push_screen(PromptScreen(name, problem, str(self._value(name))), self._keep(name))

    def _keep(self, name: str) -> Callable[[str | None], None]:
        def keep(text: str | None) -> None:
            if text:
                self._stage.prefer(name, text)

        return keep

    def action_out(self) -> None:
        """Go back."""
        self.dismiss(None)
