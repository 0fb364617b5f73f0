"""The application: which screen comes next; sessions are begun and resumed here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from textual import work

from quiz.log.progress import Progress
from quiz.sessions.beginning import MakeRecipe, new_player, open_progress
from quiz.settings.invocation import Settings
from quiz.tui.looks import Dressed
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.page import PageScreen
from quiz.tui.screens.waiting import WaitingScreen
from quiz.tui.widgets.bindings import bindings

if TYPE_CHECKING:
    from textual.command import Provider

    from quiz.sessions.player import Player


def palette() -> type[Provider]:
    """Return what fills the command palette, imported when it is first opened."""
    from quiz.tui.palette import Commands

    return Commands


class ConvquizApp(Dressed):
    """Home, cards, summary; what needs pydantic or NumPy is imported after the first frame."""

    TITLE = "convquiz"
    CSS_PATH = ["styles/frame.tcss", "styles/cards.tcss", "styles/pages.tcss"]
    BINDINGS = bindings("everywhere")
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (40, "-narrow"), (60, "-normal"), (120, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (12, "-short"), (24, "-tall")]
    COMMANDS = {palette}

    def __init__(
        self,
        settings: Settings,
        make_recipe: MakeRecipe | None = None,
        opening: Callable[[], Floor] | None = None,
        *,
        theme: object = None,
    ) -> None:
        """Begin at home, in the session of a recipe, or with the screen that `opening` makes, called in a thread."""
        super().__init__(theme)
        self.settings = settings
        self._make_recipe = make_recipe
        self._opening = opening
        self.progress: Progress | None = None
        self.player: Player | None = None
        self._home = HomeScreen()
        self._told: list[str] = []
        self.typed_ahead = []

    def get_default_screen(self) -> HomeScreen:
        """Begin at home."""
        return self._home

    def on_mount(self) -> None:
        """Open the log once the first frame stands."""
        if self._make_recipe:
            self.push_screen(WaitingScreen())
        self.call_after_refresh(self._get_ready)

    def on_unmount(self) -> None:
        """Let go of the log."""
        if self.progress:
            self.progress.close()

    @work
    async def _get_ready(self) -> None:
        self.progress, trouble = await asyncio.to_thread(open_progress, self.settings)
        self.tell_trouble(trouble)
        await self.wear()
        if self._make_recipe:
            self.begin(self._make_recipe)
            return
        if self._opening:
            self.push_screen(await asyncio.to_thread(self._opening))
        await self._look_for_open()

    async def _look_for_open(self) -> None:
        """Offer the latest quiz that was left, if none is on the table."""
        found = await asyncio.to_thread(_find_open, self.progress)
        if self.player is None:
            self.player = found
            self._offer_resume()

    def tell_trouble(self, trouble: str = "") -> None:
        """Say once what is wrong with saving: what is given, or what the player has met."""
        trouble = trouble or (self.player.trouble if self.player else "")
        if trouble and trouble not in self._told:
            self._told.append(trouble)
            self._home.tell("\n".join(self._told))
            self.notify(trouble, severity="warning", markup=False, timeout=10)

    def _offer_resume(self) -> None:
        if self.player:
            session = self.player.session
            self._home.offer_resume(f"{session.recipe.mode}, {session.place}")
        else:
            self._home.close_resume()

    @work(exclusive=True, group="screen")
    async def open_screen(self, path: str) -> None:
        """Go from home to the screen `module:Class`, imported in a thread."""
        module, _, name = path.partition(":")
        screen = getattr(await asyncio.to_thread(import_module, module), name)
        if self.screen is self._home:
            self.push_screen(screen())

    @work(exclusive=True, group="begin")
    async def begin(self, make_recipe: MakeRecipe) -> None:
        """Begin a session of a recipe, or go on with it; where there is nothing to ask, say so."""
        if isinstance(self.screen, Floor):
            self.push_screen(WaitingScreen())
        from quiz.cards.card import NothingToAskError  # pydantic and NumPy, after the first frame

        try:
            self.player = await asyncio.to_thread(new_player, make_recipe, self.progress)
        except NothingToAskError as nothing:
            self.switch_screen(PageScreen("Nothing to ask", str(nothing)))
            return
        self.resume()

    def give_up_beginning(self) -> None:
        """Go back to where a session was about to be begun."""
        self._make_recipe = None
        self.workers.cancel_group(self, "begin")
        self.typed_ahead = []
        self.go_home()

    def resume(self) -> None:
        """Go on where the quiz was left."""
        if self.player is None:
            return
        if self.player.card is None or self.player.session.settled:
            self.next_card()
        else:
            self.show_card()

    @work(exclusive=True, group="begin")
    async def next_card(self) -> None:
        """Show the next card, or the summary at the end."""
        if self.player is None:
            return
        await asyncio.to_thread(self.player.next_card)
        self.tell_trouble()
        self.show_card()

    def show_card(self) -> None:
        """Show the card on the table."""
        from quiz.tui.screens.by_card import screen_for, summary_for  # pydantic and NumPy, after the first frame

        if self.player is None:
            return
        self.player.unpause()
        card = self.player.card
        if card is None and self.is_inline:
            self.exit()
            return
        if card is None:
            summary = summary_for(self.player)
            self.go_home()
            self.push_screen(summary)
            return
        screen = screen_for(self.player)
        if isinstance(self.screen, Floor):
            self.push_screen(screen)
        else:
            self.switch_screen(screen)

    @work(exclusive=True, group="begin")
    async def go_back_to(self, player: Player) -> None:
        """Take back the last rating of a drill that has ended, and go on with it."""
        await asyncio.to_thread(player.undo)
        self.player = player
        self.show_card()

    def go_home(self) -> None:
        """Leave the quiz, for what it was begun from, or for the prompt it was played under; it can be resumed."""
        if self.is_inline:
            self.exit()
            return
        while not isinstance(self.screen, Floor):
            self.pop_screen()
        if self.player and self.player.session.over:
            self.player = None
            self.run_worker(self._look_for_open())
        elif self.player:
            self.player.pause()
        self._offer_resume()


def _find_open(progress: Progress | None) -> Player | None:
    """Load what a quiz needs, so that the first one starts at once, and look for one that was left."""
    from questions import load  # pydantic and NumPy, after the first frame
    from quiz.sessions.player import resumed

    load()
    import_module("quiz.tui.screens.by_card")
    return resumed(progress) if progress else None
