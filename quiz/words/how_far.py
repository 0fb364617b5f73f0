"""Where a session stands: its mode, a mark for every ask, how far it is, what comes back, the score or the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.cards.card import Card, Played, title_of
from quiz.cards.prose import Prose
from quiz.sessions.player import Player
from quiz.sessions.session import Recipe, Session
from quiz.words.marks import Mark
from quiz.words.standing import Standing
from quiz.words.times import clock, minutes

ONE = "One ask"
MODES = {
    "tour": "Interview tomorrow",
    "interview": "Mock interview",
    "drill": "Drill",
    "today": "Today",
    "set": "Practice set",
    "lab": ONE,
    "network": "Your network",
}


def standing(player: Player, timed: bool = True) -> Standing:
    """Say where a session stands; `timed` tells whether the learner wants to see times."""
    session = player.session
    told, over = _time(player) if timed else ("", False)
    became = "" if told and not session.clocked else score(session)
    beside = "   ".join(filter(None, (became, told)))
    return Standing(mode(session.recipe), marks(session), session.place, beside, over)


def mode(recipe: Recipe) -> str:
    """Return what a learner calls a mode."""
    if recipe.mode == "set" and len(getattr(recipe, "codes", ())) == 1:
        return ONE
    narrowed = getattr(recipe, "questions", ()) or getattr(recipe, "topics", ())
    return MODES.get(recipe.mode, "Quiz" if narrowed else "Quick quiz")


def marks(session: Session) -> tuple[Mark, ...]:
    """Return a mark for every ask: what became of it, which one it is now, what is ahead, what comes back."""
    past = [_mark(of, session) for of in session.turns]
    return (*past, *[Mark.AHEAD] * session.turns_ahead, *[Mark.AGAIN] * session.returning)


def part_marks(session: Session) -> tuple[Mark, ...]:
    """Return a mark for every part of the ask on the table; none where it is one."""
    parts = session.turns[-1] if session.turns else ()
    if len(parts) + session.parts_ahead < 2:
        return ()
    return (*(_mark([part], session) for part in parts), *[Mark.AHEAD] * session.parts_ahead)


def _mark(turn: Sequence[Played], session: Session) -> Mark:
    """Return the mark of an ask in one part or several."""
    last = turn[-1].card
    if last is session.card and not last.done:
        return Mark.NOW if isinstance(last, Prose) or not last.tries else Mark.HALF
    each = {mark_of(at.card) for at in turn}
    for mark in (Mark.RIGHT, Mark.MISSED, Mark.SKIPPED):
        if each == {mark}:
            return mark
    return Mark.HALF


def mark_of(card: Card) -> Mark:
    """Return what became of a card."""
    if card.skipped or not card.done:
        return Mark.SKIPPED
    if isinstance(card, Prose):
        return Mark.RIGHT if card.passed else Mark.HALF if card.credit else Mark.MISSED
    return {"right": Mark.RIGHT, "second try": Mark.HALF}.get(card.outcome or "", Mark.MISSED)


def score(session: Session) -> str:
    """Count what became of the cards: `✓ 2  ✗ 1`; nothing before the first."""
    became = [mark_of(at.card) for at in session.played if at.card.done]
    return "  ".join(f"{mark} {became.count(mark)}" for mark in (Mark.RIGHT, Mark.HALF, Mark.MISSED) if mark in became)


def _time(player: Player) -> tuple[str, bool]:
    """Say the time on the ask beside what it should take, and what is left of the whole; tell whether it is over."""
    session, card = player.session, player.card
    suggested = session.suggested(card) if card else None
    told = [f"ask {clock(player.spent, suggested)}"] if suggested else []
    if card and session.clocked:
        told.append(minutes(player.spent))
    if session.promised is not None:
        left = session.promised - player.elapsed
        told.append(f"{minutes(left)} left" if left >= 0 else f"{minutes(-left)} over")
    return " · ".join(told), bool(suggested and player.spent > suggested)


def kept_line(player: Player) -> str:
    """Say that a session with a clock is kept when it is left, its clock stopped; nothing where no time is measured."""
    session = player.session
    if session.promised is None or session.over:
        return ""
    return f"Kept: {mode(session.recipe)}, {session.place}; its clock stands still"


@dataclass(frozen=True, slots=True)
class Line:
    """One ask in the list of all."""

    mark: Mark
    number: int
    title: str = ""
    time: str = ""


def asked_lines(player: Player) -> list[Line]:
    """List the asks so far with what became of them and the time they took, then those ahead without a title."""
    session = player.session
    lines = [
        Line(
            mark, number, title_of(turn[0].card), minutes(sum(at.seconds for at in turn)) if turn[-1].card.done else ""
        )
        for number, (mark, turn) in enumerate(zip(marks(session), session.turns, strict=False), start=1)
    ]
    ahead = marks(session)[len(lines) :]
    return lines + [
        Line(mark, number, "comes back" if mark is Mark.AGAIN else "")
        for number, mark in enumerate(ahead, start=len(lines) + 1)
    ]
