"""The cards of a drill on the screen: as in a quiz, then how well they were known."""

from __future__ import annotations

import asyncio

from textual import work
from textual.app import ComposeResult

from quiz.cards.card import demonstrated
from quiz.sessions.player import Away, Player
from quiz.sessions.reviewer import Reviewer
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.card import CardScreen
from quiz.tui.screens.prose import ProseScreen
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.rating import RatingPanel

OF_DEMONSTRATION = frozenset({"play", "backwards", "step", "jump", "speed", "inspect", "save"})
PUT_AWAY: dict[Away, str] = {
    "buried": "Buried, not asked again today; undo takes it back",
    "suspended": "Suspended until `convquiz progress unsuspend`; undo takes it back",
}


class RatedScreen(CardScreen):
    """What the drill adds to the screen of a card."""

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self.reviewer = Reviewer(player)
        self.rating_open = False
        """Whether the ratings are shown and none is given yet."""

    def compose(self) -> ComposeResult:
        """Add the ratings above the footer."""
        yield from super().compose()
        yield RatingPanel()

    @work(exclusive=True, group="rating")
    async def ask_rating(self) -> None:
        """Show the four ratings, each with when the card comes back."""
        choices = await asyncio.to_thread(self.reviewer.look_up)
        for panel in self.query(RatingPanel):
            panel.offer(choices, self.reviewer.suggestion)
        self.rating_open = True
        self.turn()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer ratings when the answer is shown, undoing when there is a rating."""
        if action in {"rate", "take", "pass_over", "demonstrate", "bury", "suspend"}:
            return self.rating_open
        if action == "undo":
            return self.reviewer.session.undoable and not (self.at_work or self.leaving)
        return super().check_action(action, parameters)

    async def action_rate(self, rating: int) -> None:
        """Rate the card and go on."""
        self.rating_open = False
        self.leave()
        await self.logged(lambda: self.reviewer.give(rating))
        self.quiz.next_card()

    async def action_take(self) -> None:
        """Rate as suggested; not by an Enter that was meant for the answer."""
        if not self.in_a_hurry():
            await self.action_rate(self.reviewer.suggestion)

    async def action_pass_over(self) -> None:
        """Leave the card without a rating."""
        self.rating_open = False
        await self.action_skip()

    async def action_bury(self) -> None:
        """Ask the card no more today."""
        await self._put_away("buried")

    async def action_suspend(self) -> None:
        """Ask the card no more until it is restored."""
        await self._put_away("suspended")

    async def _put_away(self, kind: Away) -> None:
        self.rating_open = False
        self.leave()
        await self.logged(lambda: self.reviewer.put_away(kind))
        self.app.notify(PUT_AWAY[kind], markup=False)
        self.quiz.next_card()

    async def action_undo(self) -> None:
        """Take the last rating back and show its card again."""
        self.rating_open = False
        await self.logged(self.player.undo)
        self.quiz.show_card()


class DrillAskScreen(RatedScreen, AskScreen):
    """A numeric card."""

    BINDINGS = bindings("rating", "unseen", "ask", "proved", "player")

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self._demonstrated = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the demonstration's keys once it is shown, new numbers until a number was wrong."""
        if self._demonstrated if action == "demonstrate" else action in OF_DEMONSTRATION and not self._demonstrated:
            return False
        if action == "renew" and self.attempt.tries:
            return False
        return action != "next" and super().check_action(action, parameters)

    async def left_empty(self) -> bool:
        """Show the answer to a learner who thought or spoke."""
        await self.action_reveal()
        return True

    def proved(self) -> None:
        """Ask for the rating; the run waits for its key, unless it stands beside the question and covers nothing."""
        self.ask_rating()
        if self.has_class("-wide"):
            self.action_demonstrate()

    def action_demonstrate(self) -> None:
        """Show the demonstration."""
        self._demonstrated = True
        self.add_class("running")
        if not self.has_class("-wide"):
            self._show_steps(False)
        super().proved()
        self.refresh_bindings()


class DrillProseScreen(RatedScreen, ProseScreen):
    """A question to answer in one's own words."""

    BINDINGS = bindings("rating", "unseen", "rubric", "prose")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the model answer until it is shown."""
        return not self.revealed if action == "reveal" else super().check_action(action, parameters)

    async def action_reveal(self) -> None:
        """Show the model answer."""
        await self.reveal()

    def closed(self) -> None:
        """Ask for the rating once the rubric is ticked."""
        self.tell_credit("rate how well you knew it")
        self.ask_rating()

    async def action_demonstrate(self) -> None:
        """Run the question's first skill before the learner's eyes; once more, if it was shown."""
        for running in self.query(Demonstration):
            running.toggle()
            return
        demonstration = Demonstration()
        await self.query_one("#side").mount(demonstration, before=0)
        shown = demonstrated(self.prose)
        demonstration.begin(await asyncio.to_thread(shown.scene), f"convquiz-{shown.id}")
        self.call_after_refresh(demonstration.scroll_visible, animate=False)

    def go_on(self) -> None:
        """Stay until the card is rated."""
