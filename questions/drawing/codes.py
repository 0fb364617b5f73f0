"""Share codes: what brings back the same draw on any machine."""

from __future__ import annotations

import re
from unicodedata import normalize

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that reads like a digit."""
SEEDS = len(ALPHABET) ** 4
NAME = r"([QCR]?)[0O]?([\dOIL]{1,2})\.([\dOIL]{1,2})"
"""A variant as people write it: `Q03.1`, `3.1`, `C01.4`."""

DASHES = "-‐‑‒–—−"
"""What stands for a hyphen in texts that were copied."""
AROUND = " \t\r\n\u00a0.,;:?\"'`*()[]<>{}“”‘’„‚«»‹›…"
"""What stands around a code in a sentence, and is copied with it."""
_LOOKALIKES = str.maketrans("OIL", "011")


def share_code(variant_id: str, seed: int) -> str:
    """Return the code that brings back a draw on any machine; chains begin with C and reverse asks with R, not Q."""
    digits = "".join(ALPHABET[seed >> shift & 31] for shift in (15, 10, 5, 0))
    return f"{prefix(variant_id)}-{digits}"


def prefix(variant_id: str) -> str:
    """Return how the code of a variant begins: `Q03.1` for 3.1, `C01.4` for C1.4."""
    question, _, variant = variant_id.partition(".")
    number = question.lstrip("CR")
    return f"{question.removesuffix(number) or 'Q'}{int(number):02}.{variant}"


def parse_variant_id(text: str) -> str:
    """Return the variant id that is written `Q03.1`, `3.1` or `C01.4`, empty if it is none."""
    match = re.fullmatch(NAME, _bare(text), re.ASCII)
    return _variant_id(match) if match else ""


def _bare(text: str) -> str:
    """Return what is typed without what stands around it, in capitals; full-width letters are letters."""
    return normalize("NFKC", text.strip(AROUND)).upper()


def _variant_id(match: re.Match[str]) -> str:
    question, variant = (int(match[at].translate(_LOOKALIKES)) for at in (2, 3))
    return f"{match[1].strip('Q')}{question}.{variant}"


def parse_share_code(text: str) -> tuple[str, int]:
    """Return variant id and seed; a ValueError says what a code looks like.

    Letter case, a missing leading zero, O, I, L for 0, 1, 1, the dashes that word processors set, or a space, and the
    quotes, brackets and stops of the sentence that a code was copied from are forgiven.
    """
    match = re.fullmatch(NAME + f"(?:\\s*[{DASHES}]\\s*|\\s+)([0-9A-Z]{{4}})", _bare(text), re.ASCII)
    digits = match[4].translate(_LOOKALIKES) if match else ""
    if not match or not set(digits) <= set(ALPHABET):
        raise ValueError(f"{text!r} is not a share code; one looks like Q03.1-7F3K")
    seed = 0
    for digit in digits:
        seed = seed * 32 + ALPHABET.index(digit)
    return _variant_id(match), seed
