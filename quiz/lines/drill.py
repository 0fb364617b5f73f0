"""The drill without a screen: the quiz line by line, and after each card its rating."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from quiz.cards.attempt import Attempt
from quiz.cards.card import Card, demonstrated
from quiz.cards.prose import Prose
from quiz.drill.rating import NAMES, choice_words, rating_line
from quiz.lines.quiz import PlainQuiz
from quiz.render.text import scene_text
from quiz.sessions.player import Away, Player
from quiz.sessions.reviewer import Reviewer

RATINGS = {
    **{str(rating): rating for rating in NAMES},
    **{name.lower(): rating for rating, name in NAMES.items()},
    **dict(zip("jkl;", NAMES, strict=True)),
}
AWAY: dict[str, Away] = {"@": "suspended", "suspend": "suspended", "-": "buried", "bury": "buried"}
AFTERWARDS = (
    "1-4 rates, Enter takes [the suggestion]; u undoes, e demonstrates, f flags, s skips, - buries, @ suspends, quit."
)


class PlainDrill(PlainQuiz):
    """Plays a drill line by line."""

    HELP = (
        f"Type an answer, or only Enter to see it; or: hint,{PlainQuiz.NEW} skip, bury (not again today), suspend, "
        "undo (the last rating, or either of these), flag (this is wrong), help, quit. "
        f"Then rate how well you knew it: {AFTERWARDS}"
    )
    EMPTY = "reveal"

    def __init__(
        self, player: Player, flags: Path | None, source: TextIO | None, out: TextIO, timer: bool = True
    ) -> None:
        super().__init__(player, flags, source, out, timer)
        self.reviewer = Reviewer(player)

    def _aside(self, word: str) -> bool:
        if word in AWAY:
            self.reviewer.put_away(AWAY[word])
            self._say(f"The card is {AWAY[word]}; undo takes that back.")
            return True
        if word not in {"u", "undo"}:
            return False
        session = self.reviewer.session
        ratings = len(session.rated)
        if not session.undoable:
            self._say("Nothing was rated yet.")
        else:
            self.player.undo()
            told = "The last rating is taken back." if len(session.rated) < ratings else "The card is asked again."
            self._say(told)
        return True

    def _reopened(self) -> bool:
        """Offer to take the rating of the last card back as well."""
        if not self.reviewer.session.undoable:
            return False
        word = self._line("That was the last card; u takes its rating back, Enter ends: ").strip().lower()
        return self._aside(word)

    def _prose(self, card: Prose) -> None:
        if not card.done:
            super()._prose(card)

    def _finish(self, card: Card) -> None:
        """Ask for the rating, unless the card was skipped."""
        session = self.reviewer.session
        if not session.settled:
            if session.recipe.timer:
                self._say(f"It took {session.played[-1].seconds:.0f} s.")
            self._say("", rating_line(self.reviewer.look_up(), self.reviewer.suggestion))
        while not session.settled and self.player.card is card:
            self._rate(card)
        if session.settled:
            self.player.next_card()

    def _rate(self, card: Card) -> None:
        word = self._line("How well did you know it? ").strip().lower()
        if not word or word in RATINGS:
            rating = RATINGS.get(word, self.reviewer.suggestion)
            self.reviewer.give(rating)
            self._say(f"Rated {rating} {NAMES[rating]} {choice_words(self.reviewer.choices[rating - 1])}.")
        elif self._aside(word):
            pass
        elif word in {"s", "skip"}:
            self.player.skip()
        elif word in {"f", "flag"}:
            verdict = card.verdict.kind if isinstance(card, Attempt) and card.verdict else ""
            self._flag(self.player.code, card.typed, verdict)
        elif word in {"e", "demo"}:
            self._say("", verbatim=scene_text(demonstrated(card).scene(), self.width))
        else:
            self._say(AFTERWARDS)
