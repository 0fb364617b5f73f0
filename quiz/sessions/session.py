"""What all sessions share: a machine that events drive, so that a log replays to the same place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Self, cast

from pydantic import BaseModel, ConfigDict, Field

from quiz.answering.grading import Verdict
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card, Played, code_of
from quiz.cards.prose import Prose, Tick
from quiz.log.events import Event

if TYPE_CHECKING:
    from quiz.log.progress import Progress


class Recipe(BaseModel, ABC):
    """Everything that decides a session beside the learner's answers; the log keeps it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    goes_on: ClassVar[bool] = False
    """Whether beginning it again goes on with its session, where one is open."""

    mode: str
    seed: int = Field(ge=0)

    @abstractmethod
    def begin(self) -> Session:
        """Return the session at its start."""

    def prepared(self, progress: Progress | None) -> Self:
        """Return the recipe with what the log has to add to it; NothingToAskError says why there is no session."""
        return self


class DeckChangedError(Exception):
    """A logged session asks for something that this deck no longer draws."""


UNREPLAYABLE = (DeckChangedError, LookupError, TypeError, ValueError, AttributeError)
"""What the replay of a log can end in: an imported one may hold anything."""


class Session(ABC):
    """A session in progress: `play` takes events, `card` is what is asked now; each mode says what comes next."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.played: list[Played] = []
        """All cards so far, the present one last."""
        self.over = False
        self.again = False
        """Whether the card on the table has come back."""
        self.comes_back = False
        """Whether it will."""

    @property
    def renews(self) -> bool:
        """Whether the ask on the table may be had with other numbers."""
        return True

    @property
    @abstractmethod
    def left(self) -> int:
        """Cards still to come, as far as known now."""

    @abstractmethod
    def next_card(self, elapsed: float) -> Card | None:
        """Return what is asked next, None at the end."""

    @abstractmethod
    def renewed(self, card: Attempt) -> Attempt:
        """Return the same skill with other numbers."""

    @abstractmethod
    def closed(self, card: Card, event: Event) -> None:
        """Take note of a card that is done."""

    @property
    def settled(self) -> bool:
        """Whether the card on the table, if any, waits for nothing more."""
        return self.card is None or self.card.done

    @property
    def returning(self) -> int:
        """Cards among those still to come that come back."""
        return 0

    @property
    def planned(self) -> int:
        """Cards in all, those that come back not counted."""
        return len(self.played) + self.left

    @property
    def place(self) -> str:
        """How far it is: `3 of 10`; what comes back is told beside it and moves no total."""
        coming = self.returning
        told = [f"{self.planned - self.left + coming} of {self.planned}", "again" if self.again else ""]
        told.append(f"{coming} {'comes' if coming == 1 else 'come'} back" if coming else "")
        return ", ".join(filter(None, told))

    @property
    def turns(self) -> Sequence[Sequence[Played]]:
        """The cards so far, those together that are one ask in several parts."""
        return [[at] for at in self.played]

    @property
    def parts_ahead(self) -> int:
        """Parts not begun of the ask on the table, which usually is one."""
        return 0

    @property
    def turns_ahead(self) -> int:
        """Asks not begun, those that come back not counted."""
        return self.left - self.returning

    @property
    def promised(self) -> float | None:
        """The seconds that the whole is said to take, None where nothing is said."""
        return None

    @property
    def clocked(self) -> bool:
        """Whether the time on a card matters though none is suggested."""
        return False

    def why(self, card: Card) -> str:
        """Say why a card is asked, empty where that goes without saying."""
        return ""

    def suggested(self, card: Card) -> float | None:
        """Return the seconds that a card should take, None where nobody minds."""
        return None

    def withholds(self, card: Attempt) -> bool:
        """Tell whether the solution of an ask that is done has to wait for later ones."""
        return False

    def made_up_for(self, card: Attempt) -> Sequence[Attempt]:
        """Return the earlier asks whose solution has waited for this one to be done."""
        return ()

    def elsewhere(self, log: Progress, session: str) -> Sequence[str]:
        """Return the cards that need not be asked in this session any more, for what was done elsewhere."""
        return ()

    def remarks(self) -> list[str]:
        """Return what the mode has to say in the summary beside scores."""
        return []

    @property
    def card(self) -> Card | None:
        """The card that is asked, or whose verdict is shown; None before the first and at the end."""
        return self.played[-1].card if self.played and not self.over else None

    def play(self, event: Event) -> Verdict | None:
        """Apply one event; an answer returns its verdict.

        Raises DeckChangedError where a logged card is not the one that this deck draws.
        """
        card = self.card
        if event.kind == "asked":
            self._ask_next(event)
        elif event.kind == "drafted" and card:
            typed = cast("Mapping[str, str]", event.detail["typed"])
            card.draft = {str(name): str(text) for name, text in typed.items()}
        elif isinstance(card, Attempt):
            return self._play_attempt(card, event)
        elif isinstance(card, Prose):
            self._play_prose(card, event)
        return None

    def _ask_next(self, event: Event) -> None:
        card = self.next_card(event.elapsed)
        if card is None:
            self.over = True
            return
        self.played.append(Played(card, event.elapsed))
        if event.code and event.code != code_of(card):
            raise DeckChangedError(f"the log asked {event.code}, this deck draws {code_of(card)}")

    def _play_attempt(self, card: Attempt, event: Event) -> Verdict | None:
        verdict = None
        match event.kind:
            case "answered":
                verdict = card.submit(event.text, cast("Mapping[str, str] | None", event.detail.get("parts")))
                self.played[-1].seconds = event.elapsed - self.played[-1].began
            case "hinted":
                card.hint()
            case "revealed":
                card.reveal()
            case "skipped":
                card.skip()
            case "renewed":
                self._renew(card, event)
                return None
        if card.done:
            self._close(card, event)
        return verdict

    def _renew(self, card: Attempt, event: Event) -> None:
        """Put other numbers on the table; a wrong answer to the old ones stays on record."""
        fresh = self.renewed(card)
        if card.tries:
            card.skip()
            self.played[-1].seconds = event.elapsed - self.played[-1].began
            self.played.append(Played(fresh, event.elapsed))
        else:
            self.played[-1].card = fresh

    def _play_prose(self, card: Prose, event: Event) -> None:
        if event.kind == "told":
            card.tell(event.text)
            self.played[-1].answered = self.played[-1].seconds = event.elapsed - self.played[-1].began
        elif event.kind == "marked":
            card.mark(cast("Sequence[Tick | None]", event.detail["ticks"]), bool(event.detail["trapped"]))
        elif event.kind == "rated":
            ticks = cast("Sequence[Tick]", event.detail["ticks"])
            card.rate(ticks, bool(event.detail["trapped"]), event.text)
        elif event.kind == "skipped":
            card.skipped = True
        if card.done:
            self._close(card, event)

    def _close(self, card: Card, event: Event) -> None:
        self.played[-1].seconds = event.elapsed - self.played[-1].began
        self.closed(card, event)


def replayed(recipe: Recipe, events: Iterable[Event]) -> Session:
    """Return the session as its log left it; DeckChangedError where the deck has changed since."""
    session = recipe.begin()
    for event in events:
        session.play(event)
    return session
