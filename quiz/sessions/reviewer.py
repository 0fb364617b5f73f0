"""What rating a card of the drill would lead to, and the rating that is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from quiz.drill.cards import card_of
from quiz.drill.deeds import learned
from quiz.drill.rating import suggested
from quiz.drill.schedule import Schedule
from quiz.log.days import local_now
from quiz.log.progress import ProgressUnavailable
from quiz.log.review import Review
from quiz.sessions.drill import DrillSession
from quiz.sessions.player import Away, Player


class Reviewer:
    """Stands beside the player of a drill while a card waits for its rating."""

    def __init__(self, player: Player, now: Callable[[], datetime] | None = None) -> None:
        session = player.session
        assert isinstance(session, DrillSession)
        self.player, self.session = player, session
        self._now = now or (lambda: local_now(session.recipe.day_begins))
        self.choices: list[Review] = []
        """One review a rating, as they are shown; the one that is given is logged as it stands."""

    @property
    def suggestion(self) -> int:
        """The rating that the card on the table earned."""
        at = self.session.played[-1]
        return suggested(at.card, at.seconds)

    def look_up(self) -> list[Review]:
        """Read the log and work out what each rating of the card on the table leads to."""
        card = self.player.card
        assert card is not None
        name = card_of(card)
        self.choices = self.session.recipe.choices(Schedule(self._reviews(name)), name, self._now())
        return self.choices

    def give(self, rating: int) -> None:
        """Rate the card, if it waits for that; when this returns, the rating is on the disk."""
        if not self.session.settled and self.player.card and self.player.card.done:
            self.player.grade(self.choices[rating - 1].detail)

    def put_away(self, kind: Away) -> None:
        """Ask the card on the table no more: today, or until it is restored."""
        card = self.player.card
        if card and not self.session.settled:
            self.player.put_away(kind, {"card": card_of(card), "day": self._now().date().isoformat()})

    def _reviews(self, card: str) -> list[Review]:
        """Return what is known of a card; what is not saved, the session knows."""
        try:
            if self.player.log:
                return learned(self.player.log, card)
        except ProgressUnavailable:
            pass
        return [rated.review for rated in self.session.rated]
