"""Questions, variants and topics by their names; what is not there is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

import questions
from questions import index, load
from questions.drawing import parse_share_code, parse_variant_id
from questions.model import Ask, Variant, variant_with, variants_of
from quiz.deck.making import made, numbers_in

if TYPE_CHECKING:
    from questions.model import Question


class NotInDeckError(LookupError):
    """The deck has no such question, variant or topic; the message says what there is."""


def question(key: str) -> Question:
    """Return the question with this number or slug, or the only one whose slug begins so."""
    wanted = key.strip().lower()
    for number in index.numbers():
        if wanted == index.slug(number) or wanted.removeprefix("q").lstrip("0") == str(number):
            return questions.question(number)
    begun = [number for number in index.numbers() if wanted and index.slug(number).startswith(wanted)]
    if len(begun) == 1:
        return questions.question(begun[0])
    known = [f"{number} {index.slug(number)}" for number in begun or index.numbers()]
    if begun:
        raise NotInDeckError(f"{key!r} may be {' or '.join(known)}: write which")
    if (of := re.match(r"[qk]?0*+(\d{1,2})\.\d", wanted)) and int(of[1]) in index.numbers():
        raise NotInDeckError(f"{key!r} is no question, but of question {of[1]}, {index.slug(int(of[1]))}")
    raise NotInDeckError(f"there is no question {key!r}; there are {', '.join(known)}")


def question_of(variant: type[Variant]) -> Question:
    """Return the question whose skill a variant trains."""
    return questions.question(int((variant.trains or variant.id).partition(".")[0]))


def variants() -> Iterator[type[Variant]]:
    """Yield all variants in the order of their questions."""
    return (variant for number in index.numbers() for variant in variants_of(str(number)))


def beside() -> tuple[type[Variant], ...]:
    """Return what only an interview asks: the parts of chains, and reverse asks."""
    return tuple(variant for head in index.folders() if not head.isdigit() for variant in variants_of(head))


def variant(variant_id: str) -> type[Variant]:
    """Return the variant with this id."""
    siblings = index.files(variant_id.partition(".")[0])
    if variant_id in siblings:
        return variant_with(variant_id)
    there_are = f"there are {', '.join(siblings)}" if siblings else "`convquiz list` names all"
    raise NotInDeckError(f"there is no variant {variant_id!r}; {there_are}")


def is_code(text: str) -> bool:
    """Tell whether a text begins as the code of an ask does, right or wrong."""
    head = text.split(maxsplit=1)[:1]
    return bool(head and parse_variant_id(re.sub(r"-\w{1,6}\W*$", "", head[0])))


def ask(code: str, *words: str) -> Ask:
    """Return the ask of a code: of drawn numbers, `Q03.1-7F3K`, or of one's own, `Q03.1 size=12 kernel=3 …`.

    One's own may also come as further words. ValueError or NotInDeckError say what is wrong.
    """
    head, *numbers = re.split(r"(?<!\s)\s++(?=\w+=)", code.strip())
    numbers += words
    if own := parse_variant_id(head):
        chosen = variant(own)
        return Ask(made(chosen, numbers_in(numbers, chosen)), None)
    variant_id, seed = parse_share_code(head)
    if numbers:
        raise ValueError(f"{head} brings its numbers along; leave {numbers[0]} out")
    return Ask(variant(variant_id).draw(seed), seed)


def topics() -> list[str]:
    """Return all topics, in the order of the questions."""
    return list(index.topics())


def topic(name: str) -> str:
    """Return the topic that is meant by a name, the beginning of one of its words or a near miss.

    What may mean several is asked back.
    """
    wanted, known = _typed(name), {_typed(entry): entry for entry in topics()}
    if not wanted or wanted in known:
        matches = [known[wanted]] if wanted else []
    else:
        matches = [full for folded, full in known.items() if f" {wanted}" in f" {folded}"]
        matches = matches or [known[close] for close in get_close_matches(wanted, known, 1)]
    if len(matches) > 1:
        raise NotInDeckError(f"{name!r} may be {' or '.join(matches)}: write which")
    if not matches:
        raise NotInDeckError(f"there is no topic {name!r}; there are {', '.join(topics())}")
    return matches[0]


def _typed(name: str) -> str:
    """Return a name as any keyboard writes it: `1x1 convolution` for 1×1 convolution."""
    return re.sub(r"\s*×\s*|(?<=\d)\s+x\s+(?=\d)", "x", " ".join(name.split()).casefold())


def selected(numbers: Sequence[int] = (), wanted_topics: Sequence[str] = ()) -> list[Question]:
    """Return the questions with these numbers and one of these topics; left out, all."""
    return [
        entry
        for entry in load()
        if (not numbers or entry.number in numbers) and (not wanted_topics or set(entry.topics) & set(wanted_topics))
    ]
