"""The report on an interview, made from its session alone: the same log, the same report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from questions.drawing import SEEDS, Stream, share_code
from questions.model import LEVELS, Question, Variant
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card, Played, code_of, credit, name
from quiz.cards.mistakes import mistakes
from quiz.cards.prose import Prose
from quiz.deck import catalog
from quiz.sessions.interview import InterviewSession

PRACTISE = 3
"""Variants to practise next."""


@dataclass(frozen=True, slots=True)
class Line:
    """One card of the interview."""

    code: str
    role: str
    """opener, medium, by hand, reverse, chain, prose or hard; what is asked next has its question's."""
    name: str
    topic: str
    level: str
    outcome: str
    credit: float
    """0 to 1; a card that was skipped has none of it."""
    seconds: float
    """Until the answer was given."""
    suggested: float
    typed: str
    answer: str
    """The right one; empty for prose."""
    slips: tuple[str, ...]
    carried: str
    """From which own number an answer of a chain was right."""


@dataclass(frozen=True, slots=True)
class Score:
    """What was earned on one topic or level."""

    name: str
    credit: float
    asks: int
    seconds: float
    suggested: float


@dataclass(frozen=True, slots=True)
class SlipCount:
    """A named mistake, over all cards."""

    tag: str
    times: int
    message: str
    codes: tuple[str, ...]
    """Where it was made."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A variant to practise, with numbers that were not asked."""

    variant: str
    title: str
    code: str
    because: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is told at the end."""

    seed: int
    minutes: int
    finished: bool
    credit: float
    seconds: float
    suggested: float
    weakest_topic: str
    """Empty where nothing was missed."""
    lines: tuple[Line, ...]
    topics: tuple[Score, ...]
    levels: tuple[Score, ...]
    slips: tuple[SlipCount, ...]
    practise: tuple[Practice, ...]


def report_on(session: InterviewSession) -> Report:
    """Return the report on what was played so far; the card on the table counts once something was answered."""
    played = [(number, at) for number, at in enumerate(session.played) if at.card.done or _begun(at.card)]
    lines = tuple(_line(session, number, at) for number, at in played)
    topics = _scores(lines, lambda line: line.topic)
    weakest = min(topics, key=lambda score: score.credit / score.asks, default=None)
    return Report(
        seed=session.recipe.seed,
        minutes=session.recipe.minutes,
        finished=session.over,
        credit=sum(line.credit for line in lines),
        seconds=round(sum(line.seconds for line in lines), 1),
        suggested=sum(line.suggested for line in lines),
        weakest_topic=weakest.name if weakest and weakest.credit < weakest.asks else "",
        lines=lines,
        topics=tuple(sorted(topics, key=lambda score: score.credit / score.asks)),
        levels=tuple(sorted(_scores(lines, lambda line: line.level), key=lambda score: LEVELS.index(score.name))),
        slips=tuple(_slips(at.card for _, at in played)),
        practise=tuple(_practise(session, [at for _, at in played])),
    )


def _begun(card: Card) -> bool:
    return card.unresolved if isinstance(card, Attempt) else card.told


def _question(card: Card) -> Question:
    return card.question if isinstance(card, Prose) else catalog.question_of(type(card.ask.variant))


def _line(session: InterviewSession, number: int, at: Played) -> Line:
    card = at.card
    attempt = card if isinstance(card, Attempt) else None
    carried = attempt.verdict.carried if attempt and attempt.verdict else None
    return Line(
        code=code_of(card),
        role=session.role(number),
        name=name(card).partition(" ")[2],
        topic=_question(card).topics[0],
        level=attempt.ask.variant.difficulty() if attempt else _question(card).level,
        outcome=_outcome(card),
        credit=float(credit(card) or 0),
        seconds=round(at.answered or at.seconds, 1),
        suggested=session.suggested(card),
        typed=card.typed,
        answer=attempt.settled.answer().shown if attempt else "",
        slips=tuple(mistake.name for mistake in mistakes(card)),
        carried=carried.told if carried else "",
    )


def _outcome(card: Card) -> str:
    if isinstance(card, Attempt):
        return card.outcome or "left open"
    if card.skipped:
        return "skipped"
    return ("passed" if card.passed else card.essentials) if card.done else "left open"


def _scores(lines: Iterable[Line], key: Callable[[Line], str]) -> list[Score]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return [
        Score(
            name=group,
            credit=sum(line.credit for line in members),
            asks=len(members),
            seconds=round(sum(line.seconds for line in members), 1),
            suggested=sum(line.suggested for line in members),
        )
        for group, members in groups.items()
    ]


def _slips(cards: Iterable[Card]) -> Iterator[SlipCount]:
    """Yield the named mistakes, the most frequent first, then in the order in which they were made."""
    by_tag: dict[str, list[tuple[str, str]]] = {}
    for card in cards:
        for mistake in mistakes(card):
            by_tag.setdefault(mistake.name, []).append((mistake.message, code_of(card)))
    for tag, made in sorted(by_tag.items(), key=lambda entry: -len(entry[1])):
        yield SlipCount(tag, len(made), made[0][0], tuple(dict.fromkeys(code for _, code in made)))


def _practise(session: InterviewSession, played: Sequence[Played]) -> Iterator[Practice]:
    """Yield three variants, each with a draw that was not asked.

    Those with the least credit come first, the slowest of them before; then others of the same questions.
    """
    worst_first = sorted(played, key=lambda at: (credit(at.card) or 0, -_haste(session, at)))
    chosen: dict[str, str] = {}
    for at in worst_first:
        chosen.setdefault(_trained(at.card).id, _because(session, at))
    for at in worst_first:
        for variant in _question(at.card).variants:
            chosen.setdefault(variant.id, "of the same question")
    asked = {at.card.ask.variant for at in played if isinstance(at.card, Attempt)}
    for variant_id, because in islice(chosen.items(), PRACTISE):
        variant = catalog.variant(variant_id)
        stream = Stream("practise", session.recipe.seed, variant_id)
        seeds = [stream.below(SEEDS) for _ in range(20)]
        seed = next((seed for seed in seeds if variant.draw(seed) not in asked), seeds[0])
        yield Practice(variant_id, variant.title, share_code(variant_id, seed), because)


def _because(session: InterviewSession, at: Played) -> str:
    """Say why what a card trains is to be practised."""
    if at.card.skipped:
        return "skipped"
    if (earned := credit(at.card) or 0) < 1:
        return f"{earned:.0%} of its mark"
    return "right, but over time" if _haste(session, at) > 1 else "right"


def _haste(session: InterviewSession, at: Played) -> float:
    """Return the time taken over the time suggested."""
    return (at.answered or at.seconds) / session.suggested(at.card)


def _trained(card: Card) -> type[Variant]:
    """Return the variant of a question that trains the skill of a card; for prose, the question's first."""
    if isinstance(card, Prose):
        return card.question.variants[0]
    variant = type(card.ask.variant)
    return catalog.variant(variant.trains) if variant.trains else variant
