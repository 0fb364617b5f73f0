"""The application: which screen comes next; sessions are begun and resumed here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import work
from textual.await_complete import AwaitComplete
from textual.screen import Screen

from quiz.sessions.beginning import MakeRecipe, new_player, open_progress
from quiz.settings.invocation import Settings
from quiz.tui.afterwards import left_sessions, load_deck, outlook_of
from quiz.tui.patience import Patient
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.page import PageScreen
from quiz.tui.widgets.bindings import bindings

if TYPE_CHECKING:
    from textual.command import Provider

    from quiz.log.progress import Progress
    from quiz.sessions.player import Player

LATER = "styles/cards.tcss", "styles/pages.tcss"
"""Looks that the first frame does without."""


def palette() -> type[Provider]:
    """Return what fills the command palette, imported when it is first opened."""
    from quiz.tui.palette import Commands

    return Commands


class ConvquizApp(Patient):
    """Home, cards, summary; what needs pydantic or NumPy is imported after the first frame."""

    TITLE = "convquiz"
    CSS_PATH = ["styles/frame.tcss", "styles/home.tcss"]
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
        self._at_hand = asyncio.Event()
        """Set once the log is open and the preferences are known."""

    def get_default_screen(self) -> HomeScreen:
        """Begin at home."""
        return self._home

    def on_mount(self) -> None:
        """Open the log once the first frame stands; what was wanted from the start waits for it."""
        if self._make_recipe:
            self.begin(self._make_recipe)
        elif self._opening:
            self._open(self._opening)
        self.call_after_refresh(self._get_ready)

    def on_unmount(self) -> None:
        """Keep what was typed, and let go of the log."""
        if self.player:
            self.player.keep_draft()
        if self.progress:
            self.progress.close()

    @work
    async def _get_ready(self) -> None:
        self.progress, trouble = await asyncio.to_thread(open_progress, self.settings)
        self.tell_trouble(trouble)
        await self.wear()
        self._style_the_rest()
        self._at_hand.set()
        self.look()

    def _style_the_rest(self) -> None:
        """Read the looks of the other screens, which would hold up the first frame."""
        self.stylesheet.read_all([Path(__file__).parent / sheet for sheet in LATER])
        for screen in self.screen_stack:
            self.stylesheet.update(screen)

    @work(exclusive=True, group="look")
    async def look(self) -> None:
        """Show at home what was left and how the learner stands, as soon as the log is open."""
        await asyncio.to_thread(load_deck)
        await self._at_hand.wait()
        await self._home.filled.wait()
        from quiz.drill.overview import overview  # the deck, after the first frame
        from quiz.drill.past import Past
        from quiz.log.days import local_now
        from quiz.log.progress import ProgressUnavailable
        from quiz.settings.preferences import Preferences
        from quiz.words.left import left_line

        try:
            wanted = self.preferences or Preferences()
            past = Past(self.progress, wanted.day_begins)
            seen = await asyncio.to_thread(overview, past, local_now(wanted.day_begins), wanted.new_per_day)
            self._home.know(seen)
        except ProgressUnavailable as error:
            self.tell_trouble(str(error))
            return
        left = await asyncio.to_thread(left_sessions, self.progress, self.player)
        if left and self.player is None:
            self.player = left[0].player
        self._home.offer(left_line(left[0]) if left else "", len(left) - 1)
        self._home.foresee(await asyncio.to_thread(outlook_of, past, wanted))

    def tell_trouble(self, trouble: str = "") -> None:
        """Say once what is wrong with saving: what is given, or what the player has met."""
        trouble = trouble or (self.player.trouble if self.player else "")
        if trouble and trouble not in self._told:
            self._told.append(trouble)
            self._home.tell("\n".join(self._told))
            self.notify(trouble, severity="warning", markup=False, timeout=10)

    def open_screen(self, path: str) -> None:
        """Go from home to the screen `module:Class`, imported in a thread."""
        self.hold()
        self._open_screen(path)

    @work(exclusive=True, group="begin")
    async def _open_screen(self, path: str) -> None:
        module, _, name = path.partition(":")
        async with self.opening():
            screen = getattr(await asyncio.to_thread(import_module, module), name)
            await self._lay(screen())

    @work(exclusive=True, group="begin")
    async def _open(self, make_screen: Callable[[], Floor]) -> None:
        async with self.opening():
            await self._at_hand.wait()
            await self._lay(await asyncio.to_thread(make_screen))

    def begin(self, make_recipe: MakeRecipe) -> None:
        """Begin a session of a recipe, or go on with it; where there is nothing to ask, say so."""
        self.hold()
        self._begin(make_recipe)

    @work(exclusive=True, group="begin")
    async def _begin(self, make_recipe: MakeRecipe) -> None:
        from quiz.cards.card import NothingToAskError  # pydantic and NumPy, after the first frame

        async with self.opening():
            await self._at_hand.wait()
            try:
                self.player = await asyncio.to_thread(new_player, make_recipe, self.progress)
            except NothingToAskError as nothing:
                await self._lay(PageScreen("Nothing to ask", str(nothing)))
                return
            await self._go_on(self.player)

    def resume(self) -> None:
        """Go on where the quiz was left."""
        if self.player:
            self.clear_notifications()  # that it is kept, and its clock stands still, is no longer true
            self.hold()
            self._resume(self.player)

    @work(exclusive=True, group="begin")
    async def _resume(self, player: Player) -> None:
        async with self.opening():
            await self._go_on(player)

    def choose_left(self) -> None:
        """List every session that was left; the chosen one goes on."""
        self.hold()
        self._choose_left()

    @work(exclusive=True, group="begin")
    async def _choose_left(self) -> None:
        from quiz.tui.screens.choosing import ChoosingScreen
        from quiz.words.left import left_line

        def go_on(at: int) -> None:
            self.player = left[at].player
            self.resume()

        async with self.opening():
            left = await asyncio.to_thread(left_sessions, self.progress, self.player)
            await self._lay(ChoosingScreen("Resume", [left_line(each) for each in left], go_on))

    async def _go_on(self, player: Player) -> None:
        await asyncio.to_thread(player.lay)
        self.tell_trouble()
        await self.show_card()

    def next_card(self) -> None:
        """Show the next card, or the summary at the end."""
        self.hold()
        self._next_card()

    @work(exclusive=True, group="begin")
    async def _next_card(self) -> None:
        async with self.opening(sign=False):
            if self.player:
                await asyncio.to_thread(self.player.next_card)
                self.tell_trouble()
                await self.show_card()

    def show_card(self) -> AwaitComplete:
        """Show the card on the table, or the summary; what is returned waits until that stands."""
        from quiz.tui.screens.by_card import screen_for  # pydantic and NumPy, after the first frame

        player = self.player
        if player is None or (player.card is None and self.is_inline):
            if player:
                self.exit()
            return AwaitComplete()
        player.unpause()
        if player.card is None:
            from quiz.tui.screens.summary import SummaryScreen

            self.go_home()
            return AwaitComplete(self.push_screen(SummaryScreen(player)))
        return self._lay(screen_for(player))

    def _lay(self, screen: Screen[Any]) -> AwaitComplete:
        """Put a screen on the floor, in the place of all that lies there: a card, the palette of a moment before."""
        if isinstance(self.screen, Floor):
            return AwaitComplete(self.push_screen(screen))
        while not isinstance(self.screen_stack[-2], Floor):
            self.pop_screen()
        return self.switch_screen(screen)

    @work(exclusive=True, group="begin")
    async def go_back_to(self, player: Player) -> None:
        """Take back the last rating of a drill that has ended, and go on with it."""
        await asyncio.to_thread(player.undo)
        self.player = player
        await self.show_card()

    def go_home(self) -> None:
        """Leave the quiz, for what it was begun from, or for the prompt it was played under; it can be resumed."""
        if self.is_inline:
            self.exit()
            return
        while not isinstance(self.screen, Floor):
            self.pop_screen()
        if self.player is None:
            return
        from quiz.sessions.resuming import is_answered_ask  # loaded with the player

        if self.player.session.over or is_answered_ask(self.player):
            self.player = None
        else:
            self.player.pause()
            self._keep_draft(self.player)

    @work
    async def _keep_draft(self, player: Player) -> None:
        await asyncio.to_thread(player.keep_draft)
