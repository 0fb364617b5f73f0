"""Questions and variants by number, slug, topic and level; what is not there is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from questions import load
from questions.drawing import Ask, parse_share_code
from questions.model import Question, Variant


class NotInDeckError(LookupError):
    """The deck has no such question, variant or topic; the message says what there is."""


def question(key: str) -> Question:
    """Return the question with this number or slug."""
    wanted = key.strip().lower()
    for candidate in load():
        if wanted == candidate.slug or wanted.removeprefix("q").lstrip("0") == str(candidate.number):
            return candidate
    known = ", ".join(f"{candidate.number} {candidate.slug}" for candidate in load())
    raise NotInDeckError(f"there is no question {key!r}; there are {known}")


def question_of(variant: type[Variant]) -> Question:
    """Return the question whose skill a variant trains."""
    return question((variant.trains or variant.id).partition(".")[0])


def variants() -> Iterator[type[Variant]]:
    """Yield all variants in the order of their questions."""
    return (variant for entry in load() for variant in entry.variants)


def beside() -> tuple[type[Variant], ...]:
    """Return what only an interview asks: the parts of chains, and reverse asks."""
    from questions.chains import CHAIN  # a quiz needs neither
    from questions.reverse import REVERSE

    return *CHAIN, *REVERSE


def variant(variant_id: str) -> type[Variant]:
    """Return the variant with this id."""
    for candidate in variants() if variant_id[:1].isdigit() else beside():
        if candidate.id == variant_id:
            return candidate
    known = ", ".join(candidate.id for candidate in variants())
    raise NotInDeckError(f"there is no variant {variant_id!r}; there are {known}")


def ask(code: str) -> Ask:
    """Return the ask of a share code; ValueError or NotInDeckError say what is wrong with it."""
    variant_id, seed = parse_share_code(code)
    return Ask(variant(variant_id).draw(seed), seed)


def topics() -> list[str]:
    """Return all topics, in the order of the questions."""
    return list(dict.fromkeys(topic for entry in load() for topic in entry.topics))


def topic(name: str) -> str:
    """Return the topic that is meant by a name, a beginning or a near miss."""
    wanted, known = name.strip().casefold(), {entry.casefold(): entry for entry in topics()}
    matches = [full for folded, full in known.items() if folded.startswith(wanted)]
    matches = matches or [known[close] for close in get_close_matches(wanted, known, 1)]
    if wanted in known or len(matches) == 1:
        return known.get(wanted) or matches[0]
    raise NotInDeckError(f"there is no topic {name!r}; there are {', '.join(topics())}")


def selected(numbers: Sequence[int] = (), wanted_topics: Sequence[str] = ()) -> list[Question]:
    """Return the questions with these numbers and one of these topics; left out, all."""
    return [
        entry
        for entry in load()
        if (not numbers or entry.number in numbers) and (not wanted_topics or set(entry.topics) & set(wanted_topics))
    ]
