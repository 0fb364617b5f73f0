"""The cards of a drill on the screen: as in a quiz, then how well they were known."""

from __future__ import annotations

import asyncio
from time import monotonic

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from quiz.cards.card import demonstrated
from quiz.drill.rating import rating_line
from quiz.sessions.player import Player
from quiz.sessions.reviewer import Reviewer
from quiz.tui.screens.ask import DOUBLE_TAP, AskScreen
from quiz.tui.screens.card import CardScreen
from quiz.tui.screens.prose import ProseScreen
from quiz.tui.widgets.answer import AnswerBox
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.demonstration import Demonstration

OF_DEMONSTRATION = frozenset({"play", "backwards", "step", "jump", "speed", "inspect", "save"})


class RatedScreen(CardScreen):
    """What the drill adds to the screen of a card."""

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self.reviewer = Reviewer(player)
        self.rating_open = False
        """Whether the ratings are shown and none is given yet."""
        self._opened_at = 0.0

    def compose(self) -> ComposeResult:
        """Add a line for the ratings, and before them for the time, above the footer."""
        yield from super().compose()
        yield Static(markup=False, id="rating")

    def on_mount(self) -> None:
        """Show the time where that is wanted."""
        self.say("#rating", "")
        if self.reviewer.session.recipe.timer:
            self.set_interval(1, self._tell_time)

    def _tell_time(self) -> None:
        card = self.player.card
        if card and not card.done:
            seconds = int(self.player.elapsed - self.player.session.played[-1].began)
            self.say("#rating", f"{seconds // 60}:{seconds % 60:02}")

    @work(exclusive=True, group="rating")
    async def ask_rating(self) -> None:
        """Show the four ratings, each with when the card comes back."""
        self.query_one("#body", VerticalScroll).focus()
        choices = await asyncio.to_thread(self.reviewer.look_up)
        self.say("#rating", rating_line(choices, self.reviewer.suggestion))
        self.rating_open, self._opened_at = True, monotonic()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer ratings when the answer is shown, undoing when there is a rating."""
        if action in {"rate", "take", "pass_over", "demonstrate"}:
            return self.rating_open
        if action == "undo":
            return bool(self.reviewer.session.rated)
        return super().check_action(action, parameters)

    async def action_rate(self, rating: int) -> None:
        """Rate the card and go on."""
        self.rating_open = False
        await self.logged(lambda: self.reviewer.give(rating))
        self.quiz.next_card()

    async def action_take(self) -> None:
        """Rate as suggested; not by an Enter that was meant for the answer."""
        if monotonic() - self._opened_at > DOUBLE_TAP:
            await self.action_rate(self.reviewer.suggestion)

    async def action_pass_over(self) -> None:
        """Leave the card without a rating."""
        self.rating_open = False
        await self.action_skip()

    async def action_undo(self) -> None:
        """Take the last rating back and show its card again."""
        self.rating_open = False
        await self.logged(self.player.undo)
        self.quiz.show_card()


class DrillAskScreen(RatedScreen, AskScreen):
    """A numeric card."""

    BINDINGS = bindings("rating", "unseen", "ask", "proved", "player")
    FORM = "Enter checks it; if empty, shows the answer"

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self._demonstrated = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the demonstration's keys once it is shown, new numbers until a number was wrong."""
        if action in OF_DEMONSTRATION:
            return self._demonstrated
        if action == "demonstrate" and self._demonstrated:
            return False
        if action == "show_answer":
            return not self.attempt.done
        if action == "renew" and self.attempt.tries:
            return False
        return action != "next" and super().check_action(action, parameters)

    async def left_empty(self) -> bool:
        """Show the answer to a learner who thought or spoke."""
        await self.action_reveal()
        return True

    async def action_show_answer(self) -> None:
        """Show the answer, unless a part of it is typed already."""
        if not any(box.value.strip() for box in self.query(AnswerBox)):
            await self.action_reveal()

    def proved(self) -> None:
        """Ask for the rating; the demonstration waits for its key."""
        self.ask_rating()

    def action_demonstrate(self) -> None:
        """Show the demonstration."""
        self._demonstrated = True
        self.demonstrate(self.attempt)
        self.refresh_bindings()


class DrillProseScreen(RatedScreen, ProseScreen):
    """A question to answer in one's own words."""

    BINDINGS = bindings("rating", "unseen", "rubric", "prose")

    async def action_show_answer(self) -> None:
        """Show the model answer."""
        await self.reveal()

    def closed(self) -> None:
        """Ask for the rating once the rubric is ticked."""
        self.tell_credit(
            "every ★ point said" if self.prose.passed else "a ★ point is missing", "Rate how well you knew it."
        )
        self.ask_rating()

    async def action_demonstrate(self) -> None:
        """Run the question's first skill before the learner's eyes; once more, if it was shown."""
        for running in self.query(Demonstration):
            running.toggle()
            return
        demonstration = Demonstration()
        await self.query_one("#body").mount(demonstration)
        shown = demonstrated(self.prose)
        demonstration.begin(await asyncio.to_thread(shown.scene), f"convquiz-{shown.id}")
        self.call_after_refresh(demonstration.scroll_visible, animate=False)

    def go_on(self) -> None:
        """Stay until the card is rated."""
