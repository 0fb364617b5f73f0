"""A text as people type what they look for in it."""

from __future__ import annotations

import unicodedata

SIGNS = str.maketrans({"×": "x", "*": "x", "·": "x", "’": "'", "−": "-", "^": None})
"""What keyboards have in the place of a sign."""


def folded(text: str) -> str:
    """Return a text in lower case and in the signs of a keyboard: `3x3` for 3×3, `k2` for K² and for K^2."""
    return unicodedata.normalize("NFKC", text).casefold().translate(SIGNS)
