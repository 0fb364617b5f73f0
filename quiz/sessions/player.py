"""A learner at a session: turns deeds into events, logs each before anything is shown, keeps the time."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import RLock
from typing import Literal

from quiz.answering.grading import Verdict
from quiz.cards.card import Card, code_of
from quiz.cards.prose import Prose, Tick
from quiz.drill.cards import card_of
from quiz.log.events import JSON, Event
from quiz.log.progress import Progress, ProgressUnavailable
from quiz.sessions.session import Recipe, replayed

Away = Literal["suspended", "buried"]


class Player:
    """Drives one session; without a log, or when the log fails, the quiz goes on unsaved."""

    def __init__(
        self,
        recipe: Recipe,
        progress: Progress | None,
        *,
        clock: Callable[[], float] = time.monotonic,
        earlier: tuple[str, Sequence[Event]] | None = None,
    ) -> None:
        """`earlier` is the id and the log of a session to go on with; one of UNREPLAYABLE if that is not possible."""
        self.trouble = ""
        """One line that says why nothing is saved any more."""
        self.log = progress
        """What is written to; None once nothing is saved."""
        self._clock = clock
        self._drafted = False
        self._elsewhere: Sequence[str] = ()
        """Cards to be left out from the next one on."""
        self._paused: float | None = None
        self._logged = 0
        """Events of the session that are in the log, as far as this program knows."""
        self._turn = RLock()
        """Held by a deed until it is in the log: another one, from whichever thread, comes after it there too."""
        if earlier:
            self.id, events = earlier
            self._logged = len(events)
            self.session = replayed(recipe, events)
            self._began = clock() - events[-1].elapsed
        else:
            self.id, self.session, self._began = uuid.uuid4().hex, recipe.begin(), clock()
            self._log(Event(kind="started", elapsed=0, detail={"recipe": recipe.model_dump(mode="json")}))

    @property
    def card(self) -> Card | None:
        """The card on the table."""
        return self.session.card

    @property
    def code(self) -> str:
        """What the log calls the card on the table; empty if there is none."""
        return code_of(self.card) if self.card else ""

    @property
    def elapsed(self) -> float:
        """Seconds of play so far."""
        return (self._paused or self._clock()) - self._began

    @property
    def spent(self) -> float:
        """Seconds on the card on the table until its answer was given, or until now."""
        at = self.session.played[-1]
        return at.answered or (at.seconds if at.card.done else self.elapsed - at.began)

    def pause(self) -> None:
        """Stop the clock until the next deed or `unpause`."""
        self._paused = self._paused or self._clock()

    def unpause(self) -> None:
        """Let the clock go on."""
        if self._paused:
            self._began += self._clock() - self._paused
            self._paused = None

    def next_card(self) -> Card | None:
        """Go on to the next card; None, and the session is over, when there is none."""
        with self._turn:
            elsewhere, self._elsewhere = self._elsewhere, ()
            self._do("asked", detail={"elsewhere": elsewhere} if elsewhere else None)
            if self.session.over:
                self._log(Event(kind="ended", elapsed=self.elapsed))
            return self.card

    def lay(self) -> None:
        """Go on to the next card where the one on the table waits for nothing more, or was done with elsewhere.

        Another thread may be doing so.
        """
        with self._turn:
            if self.session.played and self.log:
                with suppress(ProgressUnavailable):
                    self._elsewhere = self.session.elsewhere(self.log, self.id)
            if self.card is None or self.session.settled or card_of(self.card) in self._elsewhere:
                self.next_card()

    def submit(self, text: str, parts: Mapping[str, str] | None = None) -> Verdict:
        """Grade a typed answer, or one text a part; it is on the disk when this returns."""
        verdict = self._do("answered", text=text, detail={"parts": dict(parts)} if parts else None)
        assert verdict is not None
        return verdict

    def draft(self, typed: Mapping[str, str]) -> None:
        """Take what stands in the boxes, by the name of the part; it reaches the log with `keep_draft`."""
        if self.card and not self.card.done and typed != self.card.draft:
            self.card.draft = dict(typed)
            self._drafted = True

    def keep_draft(self) -> None:
        """Log what was typed and not given, if that is new."""
        with self._turn:
            if self._drafted and self.card and not self.card.done:
                typed = dict(self.card.draft)
                self._log(Event(kind="drafted", elapsed=self.elapsed, code=self.code, detail={"typed": typed}))
            self._drafted = False

    def hint(self) -> None:
        """Take the next hint."""
        self._do("hinted")

    def reveal(self) -> None:
        """Give up on this ask."""
        self._do("revealed")

    def skip(self) -> None:
        """Leave this card."""
        self._do("skipped")

    def renew(self) -> None:
        """Ask for new numbers."""
        self._do("renewed")

    def tell(self, typed: str) -> None:
        """Give a prose card's answer, empty if it was said aloud."""
        self._do("told", text=typed)

    def mark(self, marks: Sequence[Tick | None], trapped: bool) -> None:
        """Keep the ticks so far."""
        self._do("marked", detail={"ticks": list(marks), "trapped": trapped})

    def rate(self, ticks: Sequence[Tick], trapped: bool, typed: str = "") -> None:
        """Tick the rubric of a prose card."""
        self._do("rated", text=typed, detail={"ticks": list(ticks), "trapped": trapped})

    def grade(self, detail: Mapping[str, JSON]) -> None:
        """Say how well the card was known: the detail of a review."""
        self._do("graded", detail=detail)

    def put_away(self, kind: Away, detail: Mapping[str, JSON]) -> None:
        """Suspend or bury the card on the table: its name, and the learner's day."""
        self._do(kind, detail=detail)

    def undo(self) -> None:
        """Take back the last grade, suspending or burying, and go back to its card."""
        self._do("undone")

    def _do(self, kind: str, text: str = "", detail: Mapping[str, JSON] | None = None) -> Verdict | None:
        with self._turn:
            self.unpause()
            if kind != "answered":
                self.keep_draft()
            self._drafted = False
            event = Event(kind=kind, elapsed=self.elapsed, text=text, detail=detail or {})
            changes_card = kind in {"asked", "undone"}
            code = self.code
            verdict = self.session.play(event)
            event = event._replace(code=self.code if changes_card else code)
            if verdict:
                named = {"either": list(verdict.either), "both": list(verdict.both)}
                event = event._replace(
                    verdict=verdict.kind,
                    slip=verdict.slip or "",
                    credit=verdict.credit,
                    detail={**event.detail, **{way: tags for way, tags in named.items() if tags}},
                )
            elif kind == "rated" and isinstance(self.card, Prose):
                event = event._replace(verdict="accept" if self.card.passed else "reject", credit=self.card.credit)
            self._log(event)
            return verdict

    def _log(self, event: Event) -> None:
        if self.log is None:
            return
        try:
            self.log.append(self.id, event, self._logged)
            self._logged += 1
        except ProgressUnavailable as error:
            self.log, self.trouble = None, str(error)
