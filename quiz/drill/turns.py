"""The cards of a session as the log tells of them, each with what was done while it lay on the table."""

from __future__ import annotations

from quiz.log.progress import Logged


class Turn:
    """One time that a card was dealt, also where it was put back meanwhile."""

    __slots__ = "_asked", "_began", "_left", "rows", "seconds"  # a log has 100 000 of them

    def __init__(self, code: str, elapsed: float) -> None:
        self._asked, self._began, self._left = code, elapsed, elapsed
        self.rows: list[Logged] = []
        self.seconds = 0.0
        """On the table until the last of the rows."""

    @property
    def code(self) -> str:
        """What the log calls the card; empty where other numbers were drawn and nothing was answered."""
        return self.rows[-1].event.code if self.rows else self._asked

    def add(self, row: Logged) -> None:
        """Take what was done with the card."""
        self.rows.append(row)
        self.seconds = max(row.event.elapsed - self._began, 0.0)

    def leave(self, elapsed: float) -> None:
        """Make room for another card."""
        self._left = elapsed

    def go_on(self, elapsed: float) -> None:
        """Lie on the table again; the while between does not count."""
        self._began += elapsed - self._left


class Turns:
    """All of a session, the present one last; to undo puts it back and lays an earlier card on the table."""

    def __init__(self) -> None:
        self.all = [Turn("", 0.0)]
        self._put_back: dict[str, Turn] = {}

    @property
    def present(self) -> Turn:
        """The card on the table."""
        return self.all[-1]

    def deal(self, code: str, elapsed: float) -> None:
        """Lay the next card, which may have been put back."""
        self.present.leave(elapsed)
        if put_back := self._put_back.pop(code, None):
            self._again(put_back, elapsed)
        else:
            self.all.append(Turn(code, elapsed))

    def undo(self, code: str, elapsed: float) -> None:
        """Go back to the card of which the last deed is taken back."""
        present = self.present
        if present.code == code:
            return
        present.leave(elapsed)
        self._put_back[present.code] = present
        if earlier := next((turn for turn in reversed(self.all) if turn.code == code), None):
            self._again(earlier, elapsed)
        else:
            self.all.append(Turn(code, elapsed))

    def _again(self, turn: Turn, elapsed: float) -> None:
        turn.go_on(elapsed)
        self.all.remove(turn)
        self.all.append(turn)
