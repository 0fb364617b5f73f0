"""What became of a typed answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from questions.slips import Slip
from quiz.answering.grading import Verdict
from quiz.cards.attempt import Attempt


def verdict_lines(verdict: Verdict, attempt: Attempt, run: Iterable[str] = ()) -> list[str]:
    """Say what became of a typed answer, and what a run of its mistake gave.

    The right answer is not told while a try is left.
    """
    if verdict.kind == "clarify":
        return [f"Not graded: {verdict.message}"]
    if verdict.kind == "accept":
        if verdict.carried:
            return [verdict.message, *([f"{verdict.echo.capitalize()}."] if verdict.echo else [])]
        return [f"Right, {verdict.echo}." if verdict.echo else "Right."]
    lines = [f"Not right: {verdict.reading}.", verdict.message]
    if slip := verdict.matched:
        lines.extend(working_lines(slip))
    lines.extend(run)
    if attempt.unresolved:
        lines.append("One more try.")
    return lines


def working_lines(slip: Slip) -> Iterator[str]:
    """Say how the mistake computes its number; as the learner's own computation only where it can be no other."""
    if slip.working:
        ways = slip.working.split("\n")
        begun = "Your computation: " if slip.sure else "This number is what this gives: "
        yield begun + ("; " if slip.and_ else "; or ").join(ways)


def slip_run(slip: Slip | None) -> Iterator[str]:
    """Run the mistake, where the op can commit it, or try the learner's number; say what came out."""
    if slip and slip.run:
        yield f"The op, run with {_mistake(slip)}, gives the same: {slip.run().run}"
    if slip and slip.trial:
        yield f"The op, given your number: {slip.trial().run}"


def _mistake(slip: Slip) -> str:
    if slip.and_:
        return "both mistakes"
    return "that mistake" if slip.sure else "the first of these mistakes"
