"""Keyboards without Latin letters: what stands on them where a key of ours stands."""

from __future__ import annotations

from collections.abc import Iterator

ROWS = "qwertyuiopasdfghjklzxcvbnm"
LAYOUTS = {
    "Russian": "йцукенгшщзфывапролдячсмить",
    "Ukrainian": "йцукенгшщзфівапролдячсмить",
    "Greek": "\0\0ερτυθιοπασδφγηξκλζχψωβνμ",
    "Hebrew": "/'קראטוןםפשדגכעיחלךזסבהנמצ",
    "Arabic": "ضصثقفغعهخحشسيبلاتنمئءؤر\0ىة",
    "Korean": "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ",
}
"""The letters on the keys of ROWS, in the place of none a null; of each alphabet those that stand on one key."""


def on_other_layouts(key: str) -> Iterator[str]:
    """Yield the letters that other keyboards type by the key of a Latin letter, capitals for a capital."""
    if len(key) != 1 or key.lower() not in ROWS:
        return
    at = ROWS.index(key.lower())
    for letters in LAYOUTS.values():
        letter = letters[at]
        if letter.isalpha() and (letter.upper() != letter or key.islower()):
            yield letter.upper() if key.isupper() else letter
