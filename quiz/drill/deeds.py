"""What was done with cards of the drill, over all sessions: which reviews stand, and what is put away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from quiz.drill.names import card_of_code, codes_of
from quiz.log.events import JSON
from quiz.log.progress import Progress, forked_from
from quiz.log.review import Review
from quiz.log.rows import utc

KINDS = ("graded", "suspended", "buried", "undone", "restored")


class Deed(NamedTuple):
    """An event of KINDS, as the log has it."""

    id: str
    at: datetime
    session: str
    place: int
    kind: str
    code: str
    detail: Mapping[str, JSON]


class Deeds(NamedTuple):
    """What was done with cards of the drill and was not taken back."""

    reviews: list[Review]
    away: list[Deed]
    """What puts cards away, and what brings them back."""
    unreadable: list[str]
    """The ids of events that should tell of a review and do not."""


class _Done(NamedTuple):
    id: str
    place: int
    card: object
    """As an imported log may hold it."""
    told: Review | Deed | None
    """None for a grade that cannot be read."""

    @property
    def takes_back(self) -> bool:
        return isinstance(self.told, Deed) and self.told.kind == "undone"


def deeds(log: Progress, code: str = "", since: str = "") -> Deeds:
    """Read what was done, as `Progress.read` chooses it; "undone" takes back the last of its session.

    A grade that was given in free practice is no review.
    """
    sessions: dict[str, list[_Done]] = {}
    found = Deeds([], [], [])
    for row in log.read(Deed, *KINDS, code=code, since=since):
        told: Review | Deed | None = row
        if row.kind == "graded":
            try:
                told = Review.of(row.detail)
            except (KeyError, TypeError, ValueError, OverflowError):
                told = None
                found.unreadable.append(row.id)
        card = card_of_code(row.code) if row.kind == "undone" else row.detail.get("card")
        sessions.setdefault(row.session, []).append(_Done(row.id, row.place, card, told))
    undone = {deed.id for session in sessions for deed in _taken_back(log, sessions, session)}
    for deed in chain.from_iterable(sessions.values()):
        if isinstance(deed.told, Deed):
            if not (deed.takes_back or deed.id in undone):
                found.away.append(deed.told)
        elif deed.told and not deed.told.free and deed.id not in undone:
            found.reviews.append(deed.told)
    return found


def _taken_back(log: Progress, sessions: Mapping[str, Sequence[_Done]], session: str) -> Iterator[_Done]:
    """Yield what a session takes back; a part of it that went on elsewhere, also what was done before they parted."""
    own = sessions[session]
    if not any(deed.takes_back for deed in own):
        return
    whole = sessions.get(forked_from(session), ())
    parted = log.first_place(session) if whole else 0
    before = [deed for deed in whole if deed.place < parted]
    standing: list[_Done] = []
    for deed in (*before, *own):
        if not deed.takes_back:
            standing.append(deed)
        elif standing:
            last = next((each for each in reversed(standing) if each.card == deed.card), standing[-1])
            standing.remove(last)
            yield last


def put_away(deeds: Iterable[Deed], today: date) -> tuple[dict[str, str], set[str]]:
    """Return the cards that are suspended, each with the time as the log holds it, and those that are buried today."""
    suspended, buried = dict[str, str](), set[str]()
    for row in sorted(deeds, key=_counts_from):
        card = str(row.detail.get("card"))
        if row.kind == "suspended":
            suspended[card] = _counts_from(row)
        elif row.kind == "restored":
            suspended.pop(card, None)
        elif row.kind == "buried" and row.detail.get("day") == today.isoformat():
            buried.add(card)
    return suspended, buried


def _counts_from(row: Deed) -> str:
    """Return when a deed counts: a card is restored after it was suspended, even if the clock was set back."""
    return max(utc(row.at), str(row.detail.get("at", "")))


def learned(progress: Progress | None, card: str = "") -> list[Review]:
    """Return the reviews that stand in the log, all or those of a card; without a log, none."""
    return deeds(progress, codes_of(card) if card else "").reviews if progress else []
