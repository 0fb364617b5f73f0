"""Questions and variants by number, slug, topic, level and words; what is not there is named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cache

from questions import load
from questions.drawing import parse_share_code, parse_variant_id
from questions.model import Ask, Question, Variant
from questions.model import variants as variants_of
from quiz.deck.making import made, numbers_in


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
    return _owned()[variant.trains or variant.id][0]


def variants() -> Iterator[type[Variant]]:
    """Yield all variants in the order of their questions."""
    return (variant for entry in load() for variant in entry.variants)


def beside() -> tuple[type[Variant], ...]:
    """Return what only an interview asks: the parts of chains, and reverse asks."""
    return *variants_of("C1"), *variants_of("R1")


def variant(variant_id: str) -> type[Variant]:
    """Return the variant with this id."""
    if found := _owned().get(variant_id):
        return found[1]
    for candidate in () if variant_id[:1].isdigit() else beside():
        if candidate.id == variant_id:
            return candidate
    question = variant_id.partition(".")[0]
    siblings = [known for known in _owned() if known.partition(".")[0] == question]
    there_are = f"there are {', '.join(siblings)}" if siblings else "`convquiz list` names all"
    raise NotInDeckError(f"there is no variant {variant_id!r}; {there_are}")


@cache
def _owned() -> dict[str, tuple[Question, type[Variant]]]:
    return {variant.id: (entry, variant) for entry in load() for variant in entry.variants}


def is_code(text: str) -> bool:
    """Tell whether a text begins as the code of an ask does, right or wrong."""
    head = text.split(maxsplit=1)[:1]
    return bool(head and parse_variant_id(re.sub(r"-\w{1,6}$", "", head[0])))


def ask(code: str, *words: str) -> Ask:
    """Return the ask of a code: of drawn numbers, `Q03.1-7F3K`, or of one's own, `Q03.1 size=12 kernel=3 …`.

    One's own may also come as further words. ValueError or NotInDeckError say what is wrong.
    """
    head, *numbers = re.split(r"\s+(?=\w+=)", code.strip())
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


BEGINNING = 0.9
"""What a word counts that begins with the one that is sought; the same word counts 1."""
LIKENESS = 0.75
"""How alike (difflib's ratio) two words without digits must be for one to be a misspelling of the other…"""
MISSPELT = 0.8
"""…which counts so much of that ratio."""
RELATED = 0.9
"""What a question's words count for its variants, and theirs for it."""
SIGNS = str.maketrans({"×": "x", "*": "x", "’": "'"})


@dataclass(frozen=True, slots=True)
class Found:
    """A question that fits the words sought, and those of its variants that do."""

    question: Question
    variants: tuple[type[Variant], ...]
    score: float
    """1 where every word stands there as it was typed."""


def search(text: str) -> list[Found]:
    """Return the questions that fit all words of a text, the best first; without a word, all.

    A word fits one that is the same, one that begins with it, or one of which it is a misspelling. A question's
    words are those of its title, slug, topics, level and number, a variant's those of its title and id; each has the
    other's as well, for a little less. A text scores the mean of its words.
    """
    wanted = [_ranked(word) for word in words(text)]
    if not wanted:
        return [Found(entry, tuple(entry.variants), 1.0) for entry in load()]
    found = []
    for entry in load():
        own = _scores(_words_of(entry), wanted)
        inherited = [score * RELATED for score in own]
        ranks = {
            variant: _mean(map(max, _scores(words(f"{variant.id} {variant.title}"), wanted), inherited))
            for variant in entry.variants
        }
        if score := max(_mean(own), RELATED * max(ranks.values())):
            found.append(Found(entry, tuple(variant for variant, rank in ranks.items() if rank), score))
    return sorted(found, key=lambda entry: -entry.score)


def topics_for(text: str) -> list[str]:
    """Return the topics that fit all words of a text, by the same rule; without a word, all."""
    wanted = [_ranked(word) for word in words(text)]
    return [topic for topic in topics() if not wanted or _mean(_scores(words(topic), wanted))]


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case: `1×1` and `5.2` are one word each."""
    return re.findall(r"\w+(?:\.\w+)*", text.casefold().translate(SIGNS))


@cache
def vocabulary() -> frozenset[str]:
    """Return all words that can be found."""
    own = {word for entry in load() for word in _words_of(entry)}
    return frozenset(own.union(*(words(f"{variant.id} {variant.title}") for variant in variants())))


def _words_of(entry: Question) -> list[str]:
    return words(f"{entry.number} {entry.title} {entry.slug} {' '.join(entry.topics)} {entry.level}")


def _ranked(wanted: str) -> Mapping[str, float]:
    """Return what every word that fits counts."""
    ranks = {}
    misspelt = not re.search(r"\d", wanted)
    matcher = SequenceMatcher(b=wanted)
    for word in vocabulary():
        matcher.set_seq1(word)
        if word == wanted:
            ranks[word] = 1.0
        elif word.startswith(wanted):
            ranks[word] = BEGINNING
        elif misspelt and matcher.quick_ratio() >= LIKENESS and (alike := matcher.ratio()) >= LIKENESS:
            ranks[word] = MISSPELT * alike
    return ranks


def _scores(own: Sequence[str], wanted: Sequence[Mapping[str, float]]) -> list[float]:
    """Return the best that each word sought finds among a text's own, 0 if nothing fits."""
    return [max((ranks.get(word, 0.0) for word in own), default=0.0) for ranks in wanted]


def _mean(scores: Iterable[float]) -> float:
    """Return the mean of the scores, 0 unless every word fits."""
    each = list(scores)
    return sum(each) / len(each) if each and all(each) else 0.0
