"""What is said at the end of a session: its score, or the report on an interview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from questions.answers import Parts
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card, Played, credit, name, title_of
from quiz.cards.mistakes import Mistake, mistakes, told_later
from quiz.cards.prose import Prose
from quiz.sessions.interview import InterviewSession
from quiz.sessions.report import report_on
from quiz.sessions.session import Session
from quiz.words.how_far import mark_of
from quiz.words.marks import Mark
from quiz.words.overview import slip_name
from quiz.words.report import report_lines
from quiz.words.times import minutes

OF_TYPING = frozenset({"grid.size"})
"""What is named as a mistake although it is one of typing alone."""


def summary_lines(session: Session) -> list[str]:
    """Return score, time, named slips and the weakest three, after an interview its report."""
    if isinstance(session, InterviewSession):
        return report_lines(report_on(session))
    earned = [value for at in session.played if (value := credit(at.card)) is not None]
    remarks = session.remarks()
    if not earned:
        return ["Nothing was answered.", *remarks]
    spent = minutes(sum(at.seconds for at in session.played))
    lines = [f"Score {sum(earned):g} of {len(earned)} in {spent}", *remarks]
    if named := list(traps(session)):
        lines += ["", "Your slips:", *named]
    if weak := weakest(session.played):
        lines += ["", "To practise next:", *weak]
    return lines


@dataclass(frozen=True, slots=True)
class AskLine:
    """A card of a session, as its end tells of it."""

    card: Card
    mark: Mark
    title: str
    typed: str
    """What the learner answered, empty if that was nothing."""
    right: str
    """The right answer, empty for prose."""
    brief: str
    """The right answer in the form in which it is typed, parts without their names."""
    time: str
    suggested: str
    """Empty where nobody minds."""
    note: str
    """What went wrong, in a few words."""


def ask_lines(session: Session) -> list[AskLine]:
    """Return a line for each card that was on the table."""
    return [_ask_line(session, at) for at in session.played]


def _ask_line(session: Session, at: Played) -> AskLine:
    card, suggested = at.card, session.suggested(at.card)
    over = suggested is not None and (at.answered or at.seconds) > suggested
    attempt = card if isinstance(card, Attempt) else None
    named = [slip_name(tag) for mistake in mistakes(card) for tag in mistake.tags] if attempt else []
    points = f"{card.credit:.0%} of points" if isinstance(card, Prose) and card.ticks else ""
    answer = attempt.settled.answer() if attempt and not session.withholds(attempt) else None
    right = answer.shown.replace("\n", "; ") if answer else ""
    return AskLine(
        card=card,
        mark=mark_of(card),
        title=title_of(card),
        typed=points or (attempt.typed if attempt else ""),
        right=right,
        brief=answer.plain if isinstance(answer, Parts) else right,
        time=minutes(at.answered or at.seconds),
        suggested=minutes(suggested) if suggested else "",
        note=", ".join([*dict.fromkeys(named), *(["over time"] if over else [])]),
    )


def traps(session: Session) -> Iterator[str]:
    """Yield the learner's named slips, the most frequent first, and the traps of prose cards; none about typing."""
    cards = sorted((at.card for at in session.played), key=lambda card: isinstance(card, Prose))
    shown = dict(told_later(cards))
    made = [shown.get(mistake, mistake) for card in cards for mistake in mistakes(card)]
    made = [mistake for mistake in made if not OF_TYPING & set(mistake.tags)]
    told = {mistake.name: mistake.message for mistake in made}
    for tags, times in Counter(mistake.name for mistake in made).most_common():
        yield f"{times}× {told[tags]}"
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
