"""Questions and variants by number, slug, topic and level; what is not there is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache

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


def variants() -> Iterator[type[Variant]]:
    """Yield all variants in the order of their questions."""
    return (variant for entry in load() for variant in entry.variants)


def variant(variant_id: str) -> type[Variant]:
    """Return the variant with this id."""
    if found := _owned().get(variant_id):
        return found[1]
    raise NotInDeckError(f"there is no variant {variant_id!r}; there are {', '.join(_owned())}")


def owner(variant: type[Variant]) -> Question:
    """Return the question that a variant belongs to."""
    return _owned()[variant.id][0]


@cache
def _owned() -> dict[str, tuple[Question, type[Variant]]]:
    return {variant.id: (entry, variant) for entry in load() for variant in entry.variants}


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
