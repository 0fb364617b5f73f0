"""Which points of a rubric an answer in one's own words seems to make: a suggestion, by words that were found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from questions.model import Point

FORMULA = re.compile(r"[0-9/+=×,·²_−]")
"""What makes an alternative a formula, which is looked for without blanks."""
SIGNS = str.maketrans({"−": "-", "–": "-", "²": "2", "³": "3", "β": "beta", "α": "alpha", "⌊": "floor ", "*": "·"})
SHORT, LONG = 4, 6
"""Letters under which a word may only be bent, and from which on it may have a slip of the pen."""
ALIKE = 0.84
"""Share of the letters that are to be the same then."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a point may be ticked as."""

    tick: Literal["said", "half"]
    found: tuple[str, ...]
    """The words and formulas that tell so."""


def suggested(points: Sequence[Point], text: str) -> list[Suggestion | None]:
    """Return for each point what the text makes of it; None where it says too little of it."""
    said = _Said(text)
    return [_suggestion(point, said) for point in points]


def _suggestion(point: Point, said: _Said) -> Suggestion | None:
    ideas = [said.idea(alternatives.split("|")) for alternatives in point.words]
    found = tuple(dict.fromkeys(word for idea in ideas for word in idea))
    made = sum(map(bool, ideas))
    if not made or 2 * made < len(ideas):
        return None
    return Suggestion("said" if made == len(ideas) else "half", found)


class _Said:
    """An answer, to look words and formulas up in."""

    def __init__(self, text: str) -> None:
        self._words = list(_words(text))
        self._compact = _compact(text)

    def idea(self, alternatives: Sequence[str]) -> tuple[str, ...]:
        """Return the words of the first alternative that is there, none if none is."""
        for alternative in alternatives:
            if FORMULA.search(alternative):
                if _compact(alternative) in self._compact:
                    return (alternative,)
                continue
            words = [self._typed(word) for word in _words(alternative)]
            if words and all(words):
                return tuple(words)
        return ()

    def _typed(self, word: str) -> str:
        """Return the first word of the answer that begins like this one, empty if none does."""
        return next((each for each in self._words if _begins(each, word)), "")


def _begins(typed: str, word: str) -> bool:
    if len(word) < SHORT:
        bent = {"", "s", "es", "ed", "ing", f"{word[-1]}ed", f"{word[-1]}ing"}
        return typed.startswith(word) and typed[len(word) :] in bent
    if typed.startswith(word):
        return True
    if len(word) < LONG or typed[0] != word[0]:
        return False
    return SequenceMatcher(None, typed[: len(word)], word, autojunk=False).ratio() >= ALIKE


def _words(text: str) -> Iterator[str]:
    joined = re.sub(r"(?<=[a-z])[-_](?=[a-z])", "", text.casefold().translate(SIGNS))
    yield from re.findall(r"[^\W_]+", joined)


def _compact(text: str) -> str:
    folded = re.sub(r"[\s()\[\]{}^_·]", "", text.casefold().translate(SIGNS))
    return re.sub(r"(?<=\d),(?=\d{3})", "", folded.replace("×", "x"))
