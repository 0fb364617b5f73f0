"""What is said about verdicts, solutions and results; the screens and the line mode say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from questions.claims import Claim, Evidence
from questions.model import Question, Variant
from questions.slips import Slip
from quiz import catalog
from quiz.attempt import Attempt
from quiz.grading import Verdict
from quiz.prose import Prose
from quiz.session import Card, Played, Session
from solvers.measure import Measurement


def place(session: Session) -> str:
    """Say how far a session is: `3 of 10`."""
    done = len(session.played)
    return f"{done} of {done + session.left}"


def heading(card: Card) -> str:
    """Say where a card comes from: share code, level, topic, and what it trains."""
    if isinstance(card, Prose):
        return f"{card.code} · {card.question.level} · {card.question.topics[0]} · in your own words"
    variant = card.ask.variant
    topic = catalog.question(variant.id.partition(".")[0]).topics[0]
    return f"{card.ask.code} · {variant.difficulty()} · {topic} · {variant.title}"


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
        yield f"The op, run with that mistake: {slip.run().run}"
    if slip and slip.trial:
        yield f"The op, given your number: {slip.trial().run}"


def proof(variant: Variant, measured: Measurement) -> str:
    """Put the two witnesses side by side: `formula 112 · op 112`."""
    answer = variant.answer()
    line = f"formula {answer.shown} · op {answer.show(measured.value)}"
    return line if answer.accepts(measured.value) else f"{line} · THEY DISAGREE, please flag this ask"


def claim_line(claim: Claim, evidence: Evidence | None) -> str:
    """Say a claim with what proves it."""
    if evidence is None:
        return f"{claim.says} [{claim.source}]"
    return f"{claim.says} [{'run' if evidence.holds else 'NOT CONFIRMED'}: {evidence.observed}]"


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
        return f"{card.question.number} {card.question.title}"
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
    """Return score, time, named slips and the weakest three."""
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


def rubric_lines(question: Question) -> list[str]:
    """Return the points, essential ones with a star."""
    return [f"{'★' if point.essential else ' '} {point.text}" for point in question.rubric]
