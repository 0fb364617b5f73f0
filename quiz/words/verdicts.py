"""What became of an ask: the verdict in words, the mistake set against the op."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from questions.slips import Slip
from questions.slips.wording import ways
from quiz.answering.grading import UNEXPLAINED
from quiz.cards.attempt import Attempt
from quiz.sessions.session import Session
from quiz.words.marks import Mark

YOU, RIGHT, THE_OP = "you", "right", "the op"
ONE_MORE = "one more try"


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict in words."""

    mark: Mark
    title: str
    """What became of the answer, in a word or two."""
    answers: tuple[tuple[str, str], ...] = ()
    """The learner's answer and the right one, once it may be told, each under its label, which may be empty."""
    message: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    """What was computed and what the op says, each under its label."""
    then: str = ""
    """What comes of it: another try."""

    @property
    def line(self) -> str:
        """The verdict in one line: `✗ Missed: you 53, 56, right 53, 54`."""
        answers = ", ".join(f"{label} {answer}".strip() for label, answer in self.answers)
        return f"{self.mark} {self.title}{': ' if answers else ''}{answers}"

    @property
    def unexplained(self) -> bool:
        """Whether the message only says that nothing is known of the mistake."""
        return self.message.endswith(UNEXPLAINED)


def told(attempt: Attempt, run: Iterable[tuple[str, str]] = (), waits: bool = False) -> Told:
    """Put in words what became of an ask that was answered or revealed, and what a run of its mistake gave.

    What could not be read since changes nothing. The right answer is not told while a try is left, nor where it waits
    for later asks.
    """
    verdict, right = attempt.judged, attempt.settled.answer().shown
    if verdict is None:
        return Told(Mark.MISSED, "Revealed", (("", right),))
    if verdict.kind == "accept":
        return Told(Mark.RIGHT, "Right", (("", verdict.reading or ""),), verdict.message if verdict.carried else "")
    given = verdict.reading or ""
    judged: tuple[str, tuple[tuple[str, str], ...]] = ("Not right", (("", given),))
    if attempt.done and not waits:
        judged = "Missed", ((YOU, given), (RIGHT, right))
    pairs = (*(working(verdict.matched) if verdict.matched else ()), *run)
    return Told(Mark.MISSED, *judged, verdict.message, pairs, _then(attempt))


def _then(attempt: Attempt) -> str:
    if attempt.repeated:
        return f"the same answer again, which costs no try: {ONE_MORE}"
    return ONE_MORE if attempt.unresolved else ""


def verdict_lines(attempt: Attempt, run: Iterable[tuple[str, str]] = (), waits: bool = False) -> list[str]:
    """Say the verdict line by line, or why there is none."""
    if attempt.verdict and attempt.verdict.kind == "clarify":
        return [f"{Mark.HALF} Not graded: {attempt.verdict.message}"]
    said = told(attempt, run, waits)
    lines = [said.line, said.message, *(f"{label}: {what}" for label, what in said.pairs), said.then]
    return [line for line in lines if line]


def working(slip: Slip) -> Iterator[tuple[str, str]]:
    """Say how the mistake computes its number; as the learner's own computation only where it can be no other."""
    if slip.working:
        yield YOU, ways(slip) if slip.sure else f"what this gives: {ways(slip)}"


def slip_run(slip: Slip | None) -> Iterator[tuple[str, str]]:
    """Run the mistake, where the op can commit it, or try the learner's number; say what came out."""
    if slip and (ran := slip.ran()):
        yield THE_OP, f"with {_mistake(slip)} gives the same: {ran.run}"
    if slip and slip.trial:
        yield THE_OP, slip.trial().run


def _mistake(slip: Slip) -> str:
    if slip.and_:
        return "both mistakes"
    return "that mistake" if slip.sure else "the first of these mistakes"


def comes_back_line(session: Session) -> str:
    """Say that the card on the table will be asked again, if it will."""
    return "comes back, with other numbers" if session.comes_back else ""
