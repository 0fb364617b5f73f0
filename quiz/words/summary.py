"""What is said at the end of a session: its score, or the report on an interview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from quiz.cards.attempt import Attempt
from quiz.cards.card import Played, credit, name
from quiz.cards.mistakes import Mistake, mistakes, told_later
from quiz.cards.prose import Prose
from quiz.sessions.interview import InterviewSession
from quiz.sessions.report import report_on
from quiz.sessions.session import Session
from quiz.words.report import report_lines


def summary_lines(session: Session) -> list[str]:
    """Return score, time, named slips and the weakest three, after an interview its report."""
    if isinstance(session, InterviewSession):
        return report_lines(report_on(session))
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


def traps(session: Session) -> Iterator[str]:
    """Yield the learner's named slips, the most frequent first, and the traps of prose cards."""
    cards = sorted((at.card for at in session.played), key=lambda card: isinstance(card, Prose))
    shown = dict(told_later(cards))
    made = [shown.get(mistake, mistake) for card in cards for mistake in mistakes(card)]
    told = {mistake.name: mistake.message for mistake in made}
    for tags, times in Counter(mistake.name for mistake in made).most_common():
        yield f"{times}× {told[tags]} ({tags})"
    yield from (f"Left open by one ask, shown by another: {_it_was(*way)}" for way in shown.items())


def _it_was(mistake: Mistake, shown: Mistake) -> str:
    return f"it was {shown.tags[0]}, not {' or '.join(tag for tag in mistake.tags if tag != shown.tags[0])}."


def weakest(played: list[Played], number: int = 3) -> list[str]:
    """Return the names of the cards with the least credit, those that are not perfect."""
    earned: dict[str, list[float]] = {}
    for at in played:
        if (value := credit(at.card)) is not None:
            earned.setdefault(name(at.card), []).append(value)
    means = sorted((sum(values) / len(values), card) for card, values in earned.items())
    return [card for mean, card in means if mean < 1][:number]


def ended_wrong(session: Session) -> bool:
    """Tell whether any ask ended without a right answer."""
    attempts = [at.card for at in session.played if isinstance(at.card, Attempt)]
    return any(attempt.unresolved or attempt.missed for attempt in attempts)
