"""How cards went, each time that one lay on the table, as the log tells of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple

from quiz.drill.names import card_of_code
from quiz.log.days import learners_day
from quiz.log.events import JSON
from quiz.log.progress import Progress

KINDS = ("asked", "answered", "revealed", "renewed", "rated", "undone")


class Move(NamedTuple):
    """What happened with a card on the table: an event of KINDS, as the log has it."""

    at: datetime
    utc_offset: int | None
    session: str
    kind: str
    elapsed: float
    code: str
    verdict: str
    slip: str
    detail: Mapping[str, JSON]


class Made(NamedTuple):
    """A mistake that was named."""

    tag: str
    at: datetime
    unsure: bool
    """Whether another gives the same answer there."""


class Outing(NamedTuple):
    """One time that a card was on the table, in any mode, until it was done."""

    card: str
    """`Q03` or `3.1`."""
    code: str
    at: datetime
    """When it was done."""
    day: date
    """The learner's, where and when that was."""
    seconds: float
    tries: int
    right: bool
    """Right in the end, or every ★ point said."""
    slips: tuple[Made, ...] = ()
    """The mistakes that were named."""
    ticks: tuple[str, ...] = ()
    """What was said of each point of a rubric, as far as the log tells it."""

    @property
    def at_once(self) -> bool:
        """Whether the first try was right."""
        return self.right and self.tries == 1


def outings(log: Progress, day_begins: int) -> list[Outing]:
    """Return how each card went, in the order of time.

    A card that was left without a try does not count.
    """
    sessions = defaultdict[str, _Table](_Table)
    for move in log.read(Move, *KINDS):
        table = sessions[move.session]
        match move.kind:
            case "asked":
                table.deal(move.code, move.elapsed)
            case "renewed":
                table.deal("", move.elapsed)
            case "undone":
                table.undo(move.code, move.elapsed)
            case _ if move.code and move.verdict != "clarify":
                table.turns[-1].add(move)
    found = [_outing(turn, turn.last, day_begins) for table in sessions.values() for turn in table.turns if turn.last]
    return sorted(found, key=attrgetter("at"))


class _Turn:
    """One time that a card was dealt, also where it was put back meanwhile."""

    __slots__ = "_asked", "_began", "_left", "last", "seconds", "slips", "tries"  # a log has 100 000 of them

    def __init__(self, code: str, elapsed: float) -> None:
        self._asked, self._began, self._left = code, elapsed, elapsed
        self.last: Move | None = None
        """What was done with the card last."""
        self.seconds = 0.0
        """On the table until then."""
        self.tries = 0
        self.slips: tuple[Made, ...] = ()

    @property
    def code(self) -> str:
        """What the log calls the card; empty where other numbers were drawn and nothing was answered."""
        return self.last.code if self.last else self._asked

    def add(self, move: Move) -> None:
        """Take what was done with the card."""
        self.last = move
        self.seconds = max(move.elapsed - self._began, 0.0)
        self.tries += move.kind != "revealed"
        if move.slip:
            self.slips += tuple(_made(move))

    def leave(self, elapsed: float) -> None:
        """Make room for another card."""
        self._left = elapsed

    def go_on(self, elapsed: float) -> None:
        """Lie on the table again; the while between does not count."""
        self._began += elapsed - self._left


class _Table:
    """The cards of a session, the present one last; to undo puts it back and lays an earlier card on the table."""

    def __init__(self) -> None:
        self.turns = [_Turn("", 0.0)]
        self._put_back: dict[str, _Turn] = {}

    def deal(self, code: str, elapsed: float) -> None:
        """Lay the next card, which may have been put back."""
        self.turns[-1].leave(elapsed)
        if put_back := self._put_back.pop(code, None):
            self._again(put_back, elapsed)
        else:
            self.turns.append(_Turn(code, elapsed))

    def undo(self, code: str, elapsed: float) -> None:
        """Go back to the card of which the last deed is taken back."""
        present = self.turns[-1]
        if present.code == code:
            return
        present.leave(elapsed)
        self._put_back[present.code] = present
        if earlier := next((turn for turn in reversed(self.turns) if turn.code == code), None):
            self._again(earlier, elapsed)
        else:
            self.turns.append(_Turn(code, elapsed))

    def _again(self, turn: _Turn, elapsed: float) -> None:
        turn.go_on(elapsed)
        self.turns.remove(turn)
        self.turns.append(turn)


def _outing(turn: _Turn, last: Move, day_begins: int) -> Outing:
    ticks = last.detail.get("ticks")  # an imported log may hold anything
    said = tuple(map(str, ticks)) if isinstance(ticks, list) else ()
    card, day = card_of_code(last.code), learners_day(last.at, last.utc_offset, day_begins)
    return Outing(card, last.code, last.at, day, turn.seconds, turn.tries, last.verdict == "accept", turn.slips, said)


def _made(move: Move) -> Iterator[Made]:
    """Yield what an answer may have been, and all that it was together."""
    if move.kind != "answered":
        return
    further = move.detail.get("either") or move.detail.get("both")  # an imported log may hold anything
    tags = [tag for tag in further if isinstance(tag, str)] if isinstance(further, list) else []
    for tag in dict.fromkeys((move.slip, *tags)):
        yield Made(tag, move.at, "either" in move.detail)
