"""The application as its screens know it: what they ask of it, apart from how it is done."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.reactive import var

from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from quiz.log.progress import Progress
    from quiz.sessions.beginning import MakeRecipe
    from quiz.sessions.player import Player
    from quiz.settings.preferences import Preferences


class Stage(App[None]):
    """Where screens come and go."""

    settings: Settings
    progress: Progress | None
    """The log; None if nothing is saved."""
    player: Player | None
    """The session that is played, or was left; None if there is none."""
    preferences: var[Preferences | None] = var(None)
    """None until the first frame stands."""

    @abstractmethod
    def tell_trouble(self, trouble: str = "") -> None:
        """Say once what is wrong with saving: what is given, or what the player has met."""

    @abstractmethod
    def prefer(self, name: str, value: object) -> object:
        """Set one preference, for now and in the file."""

    @abstractmethod
    def open_screen(self, path: str) -> object:
        """Go from home to the screen `module:Class`, imported in a thread."""

    @abstractmethod
    def hold(self) -> None:
        """Keep keys from now on; what is opened next gets them."""

    @abstractmethod
    def begin(self, make_recipe: MakeRecipe) -> object:
        """Begin a session of a recipe, or go on with it; where there is nothing to ask, say so."""

    @abstractmethod
    def resume(self) -> object:
        """Go on where the session was left."""

    @abstractmethod
    def look(self) -> object:
        """Show at home what was left and how the learner stands."""

    @abstractmethod
    def choose_left(self) -> object:
        """List every session that was left; the chosen one goes on."""

    @abstractmethod
    def stop_opening(self) -> None:
        """Give up what is being opened."""

    @abstractmethod
    def next_card(self) -> object:
        """Show the next card, or the summary at the end."""

    @abstractmethod
    def show_card(self) -> object:
        """Show the card on the table, or the summary."""

    @abstractmethod
    def go_back_to(self, player: Player) -> object:
        """Take back the last rating of a drill that has ended, and go on with it."""

    @abstractmethod
    def go_home(self) -> None:
        """Leave the session, for what it was begun from, or for the prompt it was played under; it can be resumed."""

    @abstractmethod
    def action_help(self) -> None:
        """Show all keys, first those of where we are."""


def stage_of(app: App[Any]) -> Stage:
    """Return the application that a screen is shown by, as our screens know it."""
    assert isinstance(app, Stage)
    return app
