"""What people's keyboards, phones and clipboards write, folded to the ASCII signs of arithmetic."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 200
MAX_DEPTH = 40

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
POWER = re.compile(f"[{SUPERSCRIPTS}]+")
RAISED = str.maketrans(SUPERSCRIPTS, "0123456789+-")
VULGAR = re.compile("[¼-¾⅐-⅞]")
MIXED = re.compile(r"\d\s*[¼-¾⅐-⅞]|[¼-¾⅐-⅞]\s*\d")
ROOT = re.compile(r"√\s*([0-9]+(?:\.[0-9]+)?)")
SIGNS = str.maketrans(
    {
        **dict.fromkeys("−–—‐‑‒➖", "-"),
        **dict.fromkeys("·⋅∙•∗", "*"),
        **dict.fromkeys("÷∕⁄➗", "/"),
        **dict.fromkeys("‘’ʼ", "'"),
        **dict.fromkeys("✕✖⨯", "×"),
        **dict.fromkeys("хХ", "x"),
        **dict.fromkeys("٬،、", ","),
        "ˆ": "^",
        "➕": "+",
        "٫": ".",
        "؛": ";",
        "∶": ":",
        "⌊": "floor(",
        "⌈": "ceil(",
        **dict.fromkeys("⌋⌉", ")"),
    }
)
"""Signs of mathematics, letters that look like them, and their keyboard form; × stays: it also stands in shapes."""
UNSEEN = {"\u2062": "*", "\u2063": ",", "\u2064": "+"}
"""Signs of mathematics that print as nothing; every other character of format goes."""


class UnclearError(Exception):
    """A text that has no meaning, or more than one; the message says what to write."""


def cleaned(text: str) -> str:
    """Fold a text of any script to ASCII signs; one too long or too deep is refused before it is parsed."""
    if len(text) > MAX_LENGTH:
        raise UnclearError(f"That is longer than {MAX_LENGTH} characters: write the number or a short expression.")
    if not text.isascii():
        text = _folded(text)
    if _depth(text) > MAX_DEPTH:
        raise UnclearError(f"Brackets are nested more than {MAX_DEPTH} deep: simplify the expression.")
    return text


def _folded(text: str) -> str:
    text = "".join(UNSEEN.get(sign, "") if unicodedata.category(sign) == "Cf" else sign for sign in text)
    if text.count("⌊") != text.count("⌋") or text.count("⌈") != text.count("⌉"):
        raise UnclearError("A floor or ceiling bracket has no partner: write floor(…) or ceil(…).")
    if MIXED.search(text):
        raise UnclearError("A fraction sign next to a digit can be read in two ways: write 5/2 or 2.5 for 2½.")
    # Powers come before NFKC, which would turn 3² into 32.
    text = POWER.sub(lambda run: f"**({run[0].translate(RAISED)})", text)
    text = VULGAR.sub(lambda sign: f"({unicodedata.normalize('NFKC', sign[0])})", text)
    text = text.replace("log₂", "log2")
    for sign in text:
        if unicodedata.category(sign) in ("No", "Nl"):
            raise UnclearError(f"{quoted(sign)} is not understood: write ordinary digits.")
    text = unicodedata.normalize("NFKC", text).translate(SIGNS)
    text = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    return ROOT.sub(r"sqrt(\1)", text).replace("√", "sqrt")


def _depth(text: str) -> int:
    depth = deepest = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest


def split(text: str, separators: str) -> list[str]:
    """Split at separators that stand outside all brackets."""
    pieces, depth = [""], 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 and sign in separators:
            pieces.append("")
        else:
            pieces[-1] += sign
    return [piece.strip() for piece in pieces]


def unwrapped(text: str) -> str:
    """Drop one pair of brackets that holds the whole text: `(32, 32)`, `[32, 32]`, `{32, 32}`."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            return text[1:-1].strip() if place == len(text) - 1 > 0 else text
    return text


def quoted(text: str) -> str:
    """Quote a piece of what was typed, invisible characters by their number."""
    shown = text if text.isprintable() else " ".join(f"U+{ord(sign):04X}" for sign in text)
    return f"“{shown[:20]}”"
