"""Questions, variants and topics by words: misspelt ones are found, and what fits best comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from questions import load
from questions.index import Headline, headlines
from questions.model import Question
from questions.notation.folded import folded
from quiz.deck.catalog import topics

BEGINNING = 0.9
"""What a word counts that begins with the one that is sought; the same word counts 1."""
LIKENESS = 0.75
"""How alike (difflib's ratio) two words without digits must be for one to be a misspelling of the other…"""
MISSPELT = 0.8
"""…which counts so much of that ratio."""
RELATED = 0.9
"""What a question's words count for its variants, and theirs for it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A question that fits the words sought, and those of its variants that do."""

    question: Question
    variants: tuple[Headline, ...]
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
        return [Found(entry, _headlines(entry), 1.0) for entry in load()]
    found = []
    for entry in load():
        own = _scores(_words_of(entry), wanted)
        inherited = [score * RELATED for score in own]
        ranks = {
            variant: _mean(map(max, _scores(words(f"{variant.id} {variant.title}"), wanted), inherited))
            for variant in _headlines(entry)
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
    return re.findall(r"\w+(?:\.\w+)*", folded(text))


@cache
def vocabulary() -> frozenset[str]:
    """Return all words that can be found."""
    own = {word for entry in load() for word in _words_of(entry)}
    return frozenset(
        own.union(*(words(f"{variant.id} {variant.title}") for entry in load() for variant in _headlines(entry)))
    )


def _headlines(entry: Question) -> tuple[Headline, ...]:
    return headlines(str(entry.number))


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
