"""How numbers are drawn: promised random streams, what fields draw from, share codes."""

from questions.drawing.codes import (
    ALPHABET,
    NAME,
    SEEDS,
    parse_share_code,
    parse_variant_id,
    prefix,
    share_code,
)
from questions.drawing.draw import Draw, Drawable, DrawSeveral
from questions.drawing.pool import Pool
from questions.drawing.stream import ATTEMPTS, NoAdmissibleDrawError, Stream

__all__ = [
    "ALPHABET",
    "ATTEMPTS",
    "NAME",
    "SEEDS",
    "Draw",
    "DrawSeveral",
    "Drawable",
    "NoAdmissibleDrawError",
    "Pool",
    "Stream",
    "parse_share_code",
    "parse_variant_id",
    "prefix",
    "share_code",
]
