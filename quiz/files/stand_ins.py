"""Signs that the encoding of a terminal lacks, in signs that each has: a minus must not become a question mark."""

from __future__ import annotations

import unicodedata
from itertools import groupby

NAME = "stand-ins"
"""What streams know `stand_ins` by."""
SIGNS = {
    sign: stand_in
    for signs, stand_in in (
        ("−–—‐‑‒─━╸⁻₋", "-"),
        ("×✗", "x"),
        ("·•∙⋅∗★●◆", "*"),
        ("✓↓▾", "v"),
        ("↑", "^"),
        ("◐≈∼", "~"),
        ("↷", "/"),
        ("▸▶›⟩", ">"),
        ("◂‹⟨", "<"),
        ("↻", "@"),
        ("○□", "o"),
        ("│┃║‖", "|"),
        ("┌┐└┘├┤┬┴┼", "+"),
        ("█▓■▆▇▉▊▋▌▐▀", "#"),
        ("▒▄▅", "="),
        ("░▍▎▏", ":"),
        ("▁▂▃", "_"),
        ("‘’ʼ", "'"),
        ("“”", '"'),
        ("→", "->"),
        ("←", "<-"),
        ("…", "..."),
        ("≤", "<="),
        ("≥", ">="),
        ("≠", "!="),
        ("±", "+-"),
        ("÷", "/"),
        ("⌊", "floor("),
        ("⌈", "ceil("),
        ("⌋⌉", ")"),
        ("√", "sqrt "),
        ("∞", "inf"),
        ("∂", "d"),
        ("∏", "product"),
        ("§", "section "),
        ("°", " degrees"),
    )
    for sign in signs
}
RAISED = {"<super>": "^", "<sub>": "_"}


def stand_ins(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for signs that cannot be encoded, and where to go on: a handler for `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    runs = groupby(error.object[error.start : error.end], _raised)
    return "".join(raised + "".join(map(_stand_in, run)) for raised, run in runs), error.end


def _raised(sign: str) -> str:
    """Return what stands before signs that are written above or below others: `^` in 10⁻⁴."""
    return RAISED.get(unicodedata.decomposition(sign).partition(" ")[0], "")


def _stand_in(sign: str) -> str:
    if sign in SIGNS:
        return SIGNS[sign]
    if unicodedata.combining(sign):
        return ""
    *script, letter = unicodedata.name(sign, "?").split()
    if script[:1] == ["GREEK"]:
        return letter.lower() if sign.islower() else letter.title()
    spelled = unicodedata.normalize("NFKD", sign).replace("\u2044", "/")
    return spelled.encode("ascii", "ignore").decode() or "?"
