"""What is said about verdicts, solutions and results; the screens and the line mode say the same."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from questions.answers import Answer
from questions.model import Claim, Evidence, Question, Variant
from questions.slips import Slip
from quiz.answering.grading import Verdict
from quiz.cards.attempt import Attempt
from quiz.cards.prose import Prose
from quiz.deck import catalog
from quiz.sessions.session import Card, Played, Session
from solvers.measure import Measurement

if TYPE_CHECKING:
    from questions.sheet.sheet import Fact, Line


def place(session: Session) -> str:
    """Say how far a session is: `3 of 10`."""
    return session.place


def clock(spent: float, suggested: float) -> str:
    """Say the time on a card beside what it should take: `0:32 of 1:30`."""
    return f"{minutes(spent)} of {minutes(suggested)}{', over time' if spent > suggested else ''}"


def minutes(seconds: float) -> str:
    """Write a time in whole seconds: `1:30`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def heading(card: Card) -> str:
    """Say where a card comes from: share code, level, topic, and what it trains."""
    if isinstance(card, Prose):
        kind = "asked next" if card.follow_up else "in your own words"
        return f"{card.code} · {card.question.level} · {card.question.topics[0]} · {kind}"
    variant = card.ask.variant
    topic = catalog.question_of(type(variant)).topics[0]
    return f"{card.ask.code} · {variant.difficulty()} · {topic} · {variant.title}"


def solve_words(variant: Variant) -> str:
    """Return the command that solves an ask with these numbers."""
    return shlex.join(["convquiz", "solve", variant.id, *variant.words()])


def wanted(variant: Variant) -> str:
    """Say the form of answer wanted and the kind of work it is."""
    work = "in the head" if variant.mental() else "paper or calculator, 3*3*64 is fine"
    return f"{variant.answer().form} · {work}"


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
    if verdict.matched and verdict.matched.working:
        lines.append(f"Your computation: {verdict.matched.working}".replace("\n", "; "))
    lines.extend(run)
    if attempt.unresolved:
        lines.append("One more try.")
    return lines


def demonstrated(card: Card) -> Variant:
    """Return the draw whose run is shown for a card: its own, for a question's prose its first variant's."""
    return card.ask.variant if isinstance(card, Attempt) else card.question.variants[0].draw(0)


def slip_run(slip: Slip | None) -> Iterator[str]:
    """Run the mistake, where the op can commit it, or try the learner's number; say what came out."""
    if slip and slip.run:
        yield f"The op, run with that mistake, gives the same: {slip.run().run}"
    if slip and slip.trial:
        yield f"The op, given your number: {slip.trial().run}"


def go_on_line(card: Attempt) -> str:
    """Say that the solution waits, and what later parts are judged on."""
    own = card.verdict.reading if card.verdict else ""
    return f"Go on from your {own}: what follows is judged on it too. What it really is comes with the last part."


def made_up_lines(cards: Iterable[Attempt]) -> Iterator[str]:
    """Say what has waited: the solutions of earlier parts."""
    for card in cards:
        said = card.verdict.reading if card.verdict else "nothing"
        yield f"{card.ask.variant.title}: you said {said}, it is {card.ask.variant.answer().shown}."
        yield from (f"  {step}" for step in card.ask.variant.steps())


def solution_lines(attempt: Attempt, made_up_for: Iterable[Attempt]) -> list[str]:
    """Return the worked solution, after those that have waited for it."""
    variant = attempt.settled
    worked = [f"The answer is {variant.answer().shown}.", *(f"  {step}" for step in variant.steps())]
    return [*made_up_lines(made_up_for), *worked]


def proof_lines(attempt: Attempt) -> list[str]:
    """Run what an ask is proved by, also on the learner's own number; say what was run and what both witnesses say."""
    variant = attempt.settled
    measured = variant.measure()
    lines = [measured.run, proof(variant, measured)]
    if attempt.verdict and (way := attempt.verdict.carried):
        run = way.measure()
        lines += [f"From your own number: {run.run}", witnesses(way.answer, run)]
    return lines


def proof(variant: Variant, measured: Measurement) -> str:
    """Put the two witnesses of an ask side by side: `formula 112 · op 112`."""
    return witnesses(variant.answer(), measured)


def witnesses(answer: Answer, measured: Measurement) -> str:
    """Put a closed form and a run side by side."""
    line = f"formula {answer.shown} · op {answer.show(measured.value)}"
    return line if answer.accepts(measured.value) else f"{line} · THEY DISAGREE, please flag this ask"


def claim_line(claim: Claim, evidence: Evidence | None) -> str:
    """Say a claim with what proves it."""
    if evidence is None:
        return f"{claim.says} [cited: {claim.source}]"
    return f"{claim.says} [{'run' if evidence.holds else 'NOT CONFIRMED'}: {evidence.observed}]"


def sheet_lines(entry: Line | Fact, seen: Evidence | None) -> list[str]:
    """Say an entry of the cheat sheet with what proves it, None before that has run."""
    proof = "…" if seen is None else seen.observed if seen.holds else f"{seen.observed} · NOT CONFIRMED"
    return [f"{entry.topic}: {entry.formula}", *([f"  {entry.case}"] if entry.case else []), f"  {proof}"]


def credit(card: Card) -> float | None:
    """Return what a card counts: at the second try half, in parts the share that is right; None if left open."""
    if isinstance(card, Prose):
        return card.credit if card.ticks else None
    if card.outcome in (None, "skipped"):
        return 0.0 if card.unresolved else None
    if card.outcome == "wrong" and card.verdict:
        return card.verdict.credit / 2
    return {"right": 1.0, "second try": 0.5}.get(card.outcome, 0.0)


def name(card: Card) -> str:
    """Return what a card is about."""
    if isinstance(card, Prose):
        return f"{card.question.number}{f'+{card.follow_up}' if card.follow_up else ''} {card.question.title}"
    return f"{card.ask.variant.id} {card.ask.variant.title}"


def ended_wrong(session: Session) -> bool:
    """Tell whether any ask ended without a right answer."""
    attempts = [at.card for at in session.played if isinstance(at.card, Attempt)]
    return any(attempt.unresolved or attempt.missed for attempt in attempts)


def traps(session: Session) -> Iterator[str]:
    """Yield the learner's named slips, the most frequent first, and the traps of prose cards."""
    made = [slip for at in session.played if isinstance(at.card, Attempt) for slip in at.card.slips]
    made += [
        (f"{at.card.code} trap", at.card.question.trap)
        for at in session.played
        if isinstance(at.card, Prose) and at.card.trapped
    ]
    told = dict(made)
    for tag, times in Counter(tag for tag, _ in made).most_common():
        yield f"{times}× {told[tag]} ({tag})"


def weakest(played: list[Played], number: int = 3) -> list[str]:
    """Return the names of the cards with the least credit, those that are not perfect."""
    earned: dict[str, list[float]] = {}
    for at in played:
        if (value := credit(at.card)) is not None:
            earned.setdefault(name(at.card), []).append(value)
    means = sorted((sum(values) / len(values), card) for card, values in earned.items())
    return [card for mean, card in means if mean < 1][:number]


def summary_lines(session: Session) -> list[str]:
    """Return score, time, named slips and the weakest three, unless the session has a closing of its own."""
    if closing := session.closing():
        return closing
    earned = [value for at in session.played if (value := credit(at.card)) is not None]
    remarks = session.remarks()
    seconds = round(sum(at.seconds for at in session.played))
    if not earned:
        return ["Nothing was answered.", *remarks]
    lines = [f"Score {sum(earned):g} of {len(earned)} in {seconds // 60} min {seconds % 60} s", *remarks]
    if named := list(traps(session)):
        lines += ["", "Your traps:", *named]
    if weak := weakest(session.played):
        lines += ["", "To practise next:", *weak]
    return lines


def heard_lines(question: Question) -> list[str]:
    """Return the common wordings, each with why it fails."""
    return [f"Often heard: “{wording.says}” {wording.but}" for wording in question.common_wording]


def named(question: Question) -> str:
    """Return number and title."""
    return f"{question.number}. {question.title}"


def rubric_lines(question: Question) -> list[str]:
    """Return the points, essential ones with a star."""
    return [f"{'★' if point.essential else ' '} {point.text}" for point in question.rubric]
