"""The log read across sessions: which reviews stand, and how each card went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from quiz.drill.names import card_of_code, codes_of
from quiz.log.progress import Logged, Progress
from quiz.log.review import Review

AWAY = ("suspended", "buried")
TAKEN_BACK = ("graded", *AWAY)
"""Kinds of which "undone" takes back the last of its session."""
REVIEW_KINDS = (*TAKEN_BACK, "undone")
AWAY_KINDS = (*REVIEW_KINDS, "restored")


def reviews(logged: Iterable[Logged]) -> tuple[list[Review], list[str]]:
    """Return the reviews that stand, from REVIEW_KINDS, and the ids of events that should tell of one and do not.

    A grade that was taken back, or that was given in free practice, is no review.
    """
    given: dict[str, list[Review | None]] = {}
    unreadable = []
    for row in logged:
        of_session = given.setdefault(row.session, [])
        if row.event.kind == "graded":
            try:
                of_session.append(Review.of(row.event.detail))
            except (KeyError, TypeError, ValueError, OverflowError):
                of_session.append(None)
                unreadable.append(row.id)
        elif row.event.kind != "undone":
            of_session.append(None)
        elif of_session:
            of_session.pop()
    standing = (review for of_session in given.values() for review in of_session)
    return [review for review in standing if review and not review.free], unreadable


def put_away(logged: Iterable[Logged], today: date) -> tuple[set[str], set[str]]:
    """Return the cards that are suspended, and those that are buried today, from events of AWAY_KINDS."""
    done: dict[str, list[Logged]] = {}
    for row in logged:
        of_session = done.setdefault(row.session, [])
        if row.event.kind != "undone":
            of_session.append(row)
        elif of_session:
            of_session.pop()
    suspended, buried = set[str](), set[str]()
    for row in sorted((row for rows in done.values() for row in rows), key=lambda row: row.at):
        card = str(row.event.detail.get("card"))
        if row.event.kind == "suspended":
            suspended.add(card)
        elif row.event.kind == "restored":
            suspended.discard(card)
        elif row.event.kind == "buried" and row.event.detail.get("day") == today.isoformat():
            buried.add(card)
    return suspended, buried


def learned(progress: Progress | None, card: str = "") -> list[Review]:
    """Return the reviews that stand in the log, all or those of a card; without a log, none."""
    codes = codes_of(card) if card else ""
    return reviews(progress.read(*REVIEW_KINDS, code=codes))[0] if progress else []


class Made(NamedTuple):
    """A mistake that was named."""

    tag: str
    at: datetime
    unsure: bool
    """Whether another gives the same answer there."""


@dataclass(frozen=True, slots=True)
class Outing:
    """One time that a card was on the table, in any mode, until it was done."""

    card: str
    """`Q03` or `3.1`."""
    code: str
    at: datetime
    seconds: float
    tries: int
    right: bool
    """Right in the end, or every ★ point said."""
    slips: tuple[Made, ...] = ()
    """The mistakes that were named."""
    utc_offset: int | None = None
    """As of the event that ended it."""
    ticks: tuple[str, ...] = ()
    """What was said of each point of a rubric, as far as the log tells it."""

    @property
    def at_once(self) -> bool:
        """Whether the first try was right."""
        return self.right and self.tries == 1


OUTING_KINDS = ("asked", "answered", "revealed", "renewed", "rated")


def outings(logged: Iterable[Logged]) -> list[Outing]:
    """Return how each card went, in the order of time, from events of OUTING_KINDS.

    A card that was left without a try does not count.
    """
    began: dict[str, float] = {}
    done: dict[str, list[Logged]] = {}
    found: list[Outing | None] = []
    for row in logged:
        if row.event.kind in {"asked", "renewed"}:
            found.append(_outing(done.pop(row.session, []), began.get(row.session, 0.0)))
            began[row.session] = row.event.elapsed
        elif row.event.code and row.event.verdict != "clarify":
            done.setdefault(row.session, []).append(row)
    found += [_outing(rows, began.get(session, 0.0)) for session, rows in done.items()]
    return sorted((outing for outing in found if outing), key=lambda outing: outing.at)


def _outing(rows: Sequence[Logged], began: float) -> Outing | None:
    if not rows:
        return None
    last = rows[-1]
    ticks = last.event.detail.get("ticks")  # an imported log may hold anything
    return Outing(
        card=card_of_code(last.event.code),
        code=last.event.code,
        at=last.at,
        seconds=max(last.event.elapsed - began, 0.0),
        tries=sum(row.event.kind != "revealed" for row in rows),
        right=last.event.verdict == "accept",
        slips=tuple(made for row in rows for made in _made(row)),
        utc_offset=last.utc_offset,
        ticks=tuple(map(str, ticks)) if isinstance(ticks, list) else (),
    )


def _made(row: Logged) -> Iterator[Made]:
    """Yield what an answer may have been, and all that it was together."""
    event = row.event
    if event.kind != "answered" or not event.slip:
        return
    further = event.detail.get("either") or event.detail.get("both")  # an imported log may hold anything
    tags = [tag for tag in further if isinstance(tag, str)] if isinstance(further, list) else []
    for tag in dict.fromkeys((event.slip, *tags)):
        yield Made(tag, row.at, "either" in event.detail)


class Past(NamedTuple):
    """What a log says of the cards, read once for all who work with it."""

    outings: list[Outing]
    """In the order of time."""
    reviews: list[Review]
    """Those that stand."""


def past(progress: Progress | None) -> Past:
    """Read the log; without one nothing was done."""
    return Past(outings(progress.read(*OUTING_KINDS)) if progress else [], learned(progress))
