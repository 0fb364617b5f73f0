"""Nouns after a number: which of them may follow any answer, which contradict what is asked, and k, M and G."""

from __future__ import annotations

import re
from functools import lru_cache

from quiz.answering.spelling import UnclearError

FAMILIES = {
    "work": "MAC|multiplication|product|multiply-add|multiply-accumulate",
    "operations": "FLOP|op|operation|addition",
    "weights": "param|parameter|weight",
    "biases": "bias|biases",
    "depth": "channel|map|filter|kernel|slice|group",
    "layers": "layer",
    "lengths": "px|pixel|tap|hole|gap|sample|step|position|row|column|cell",
    "": "entry|entries|value|element|neuron|unit|number|input|output|image",
}
"""What may be counted in any answer, an s may follow; those of one family say the same, those of "" nothing."""
NOUNS = "|".join(FAMILIES.values())
NOUN = rf"(?:{NOUNS})s?"
RATIO = ("x", "×", "times")
"""What may follow a ratio besides."""
RATES = {"times": "A ratio", "percent": "A percentage"}
"""What is no count, by what follows it."""

THOUSANDS_OF = {"k": 3, "K": 3, "thousand": 3, "M": 6, "million": 6, "G": 9, "B": 9, "billion": 9, "T": 12}
"""The power of ten of a prefix; m is none, since it may be milli."""
PREFIXED = re.compile(rf"(?P<number>.*[0-9.])\s*(?P<prefix>{'|'.join(THOUSANDS_OF)}|[mg])\s*(?P<noun>(?i:{NOUN}))?")


@lru_cache
def nouns(units: tuple[str, ...], whole: bool) -> re.Pattern[str]:
    """Match nouns after a number; a letter only in its own case, and no k, M or G where a count is exact."""
    extra = set(units) - ({"k", "M", "G"} if whole else set())
    letters = "|".join(re.escape(unit) for unit in extra if len(unit) == 1) or "(?!)"
    longer = "|".join(re.escape(unit) for unit in extra if len(unit) > 1) or "(?!)"
    noun = rf"(?:{letters}|(?i:{longer}|{NOUN}))"
    named = rf"{noun}(?:\s+{noun})*"
    return re.compile(rf"(?<=[0-9.)%\s])(?:{named}|\(\s*{named}\s*\))(?:\s*\(\s*{named}\s*\))?$")


def refuse_other(said: str, unit: str) -> None:
    """Refuse a noun that says another thing than what is asked; raises UnclearError."""
    words = re.findall(r"[A-Za-z][A-Za-z-]*", said)
    if rate := RATES.get(unit):
        if words and all(map(_family, words)):
            raise UnclearError(f"{rate} is wanted, and that says {' '.join(words)}: write the number alone.")
        return
    wanted = _family(unit) or unit
    for word in words if wanted else ():
        if (_family(word) or wanted) != wanted:
            raise UnclearError(f"{unit} are wanted, and that says {word}: write the number of {unit}.")


def is_noun(word: str) -> bool:
    """Tell whether a word may stand behind any number."""
    return bool(re.fullmatch(NOUN, word, re.IGNORECASE | re.ASCII))


def _family(noun: str) -> str:
    """Return the family of a noun, "" for one that is in none."""
    return next((name for name, known in FAMILIES.items() if re.fullmatch(rf"(?i:(?:{known})s?)", noun)), "")
