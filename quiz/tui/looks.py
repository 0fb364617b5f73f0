"""How the application looks and which keys it has: as the learner prefers."""

from __future__ import annotations

import asyncio
import os
from operator import attrgetter
from threading import Lock
from typing import TYPE_CHECKING

from rich.console import COLOR_SYSTEMS
from textual import constants, work
from textual.binding import Binding
from textual.color import Color
from textual.events import Event, Key

from quiz.keys.key import shown_key
from quiz.keys.registry import help_text, keymap
from quiz.render.palette import contrast
from quiz.settings.file import PreferencesError
from quiz.tui.robust import Robust
from quiz.tui.screens.page import KeysScreen
from quiz.tui.widgets.bindings import places_of
from quiz.tui.widgets.keys_panel import KeysPanel

if TYPE_CHECKING:
    from quiz.settings.preferences import Preferences

USUAL = "textual-dark"
"""The colours that nobody has chosen."""
READ = 3.0
"""The contrast below which dimmed writing is no longer read."""
_STORING = Lock()
"""Held while the file is read and written: a change in a hurry would take the one before back."""


class Dressed(Robust):
    """A stage that wears the learner's theme, animations and keys."""

    def __init__(self, theme: object) -> None:
        """`theme` is worn by the first frame, if there is such a theme; whether the file is valid is seen after it."""
        if not os.environ.get("NO_COLOR"):
            os.environ.pop("NO_COLOR", None)  # an empty one asks for nothing, which Textual takes for a wish
        if constants.COLOR_SYSTEM not in {"auto", *COLOR_SYSTEMS}:
            constants.COLOR_SYSTEM = "auto"  # type: ignore[misc]
        super().__init__()
        self._usual_theme = self.theme
        if isinstance(theme, str) and theme in self.available_themes:
            self.theme = theme

    def _validate_theme(self, theme_name: str) -> str:
        """Take the usual colours where the environment wishes for some that another application has."""
        return theme_name if theme_name in self.available_themes else USUAL

    def get_css_variables(self) -> dict[str, str]:
        """Dim writing no further than it is read on a bar: some themes have soft colours to begin with."""
        variables = super().get_css_variables()
        ink, ground = (Color.parse(variables[name]) for name in ("foreground", "panel"))
        if ink.ansi is None and ground.ansi is None:
            mixed = ((share / 100, ground.blend(ink, share / 100)) for share in range(60, 100))
            shares = (share for share, made in mixed if contrast(made.rgb, ground.rgb) >= READ)
            variables["foreground-muted"] = ink.with_alpha(next(shares, 1.0)).hex
        return variables

    def on_mount(self) -> None:
        """Remember how things move by themselves; where colours are few, shades of one are none."""
        self._usual_animation = self.animation_level
        self.set_class(self.console.color_system == "standard" and not self.is_headless, "few")

    async def wear(self) -> None:
        """Look and behave as the file of preferences says, as usual where it says nothing."""
        preferences, trouble = await asyncio.to_thread(_load)
        self.tell_trouble(trouble)
        self.theme = preferences.theme or self._usual_theme
        self.animation_level = preferences.animation or self._usual_animation
        self.set_keymap(keymap(preferences.keys))
        self.preferences = preferences

    @work(exclusive=True, group="prefer")
    async def prefer(self, name: str, value: object) -> None:
        """Set one preference, for now and in the file."""
        trouble = await asyncio.to_thread(_store, name, value)
        if trouble:
            self.notify(f"Not changed: {trouble}", severity="warning", markup=False)
            return
        await self.wear()
        self.notify(_stored(self.preferences, name), markup=False)

    def get_key_display(self, binding: Binding) -> str:
        """Write a key in the footer as the help does."""
        return binding.key_display or shown_key(binding.key)

    def action_help(self) -> None:
        """Show all keys, first those of where we are; on a wide screen beside it, until they are asked for again."""
        active = [(each.binding.action, each.binding.description) for each in self.screen.active_bindings.values()]
        keys = self.preferences.keys if self.preferences else {}
        told = help_text(keys, places_of(active))
        if not self.screen.has_class("-wide"):
            self.push_screen(KeysScreen("Keys", told))
        elif beside := self.screen.query(KeysPanel):
            beside.remove()
        else:
            self.screen.mount(KeysPanel(told))

    async def on_event(self, event: Event) -> None:
        """Let Esc close the keys that stand beside a screen; the next one leaves the screen."""
        escape = isinstance(event, Key) and event.key == "escape" and not event.is_forwarded
        if escape and (beside := self.screen.query(KeysPanel)):
            beside.remove()
        else:
            await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no help on the help."""
        return not (action == "help" and isinstance(self.screen, KeysScreen))


def _load() -> tuple[Preferences, str]:
    from quiz.settings.preferences import load  # pydantic, after the first frame

    return load()


def _store(name: str, value: object) -> str:
    """Return why it is not stored, empty if it is."""
    from quiz.settings.preferences import store  # pydantic, after the first frame

    try:
        with _STORING:
            store({name: value})
    except PreferencesError as error:
        return str(error)
    return ""


def _stored(preferences: Preferences | None, name: str) -> str:
    from quiz.words.preferences import kept_words  # pydantic, after the first frame

    return kept_words(name, attrgetter(name)(preferences))
