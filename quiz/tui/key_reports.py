"""Keys as terminals report them, also where they tell more of a key than they were asked, or less than makes sense."""

from __future__ import annotations

import re
from functools import lru_cache

from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.keys import Keys

from quiz.keys.key import spelt

RELEASED = "3"
KEYPAD = {
    "decimal": ".",
    "divide": "/",
    "multiply": "*",
    "subtract": "-",
    "add": "+",
    "equal": "=",
    "separator": ",",
}
"""Signs of the keypad, which terminals that tell the keypad's keys from the others may report without a character."""
SHIFTED = {"shift+backspace": "backspace", "shift+delete": "delete", "shift+space": "space"}
"""Keys that are the same where Shift is still held down from the sign before, such as a bracket."""
XTERM = re.compile(r"\x1b\[27;([0-9]+);([0-9]+)~")
"""A key with ctrl or shift as xterm writes it, and tmux after it: the modifiers, then the key."""

_as_asked = XTermParser._parse_extended_key


@lru_cache(maxsize=1024)
def _keys(parser: XTermParser, sequence: str) -> list[Key] | None:
    """Return the keys of a report; one that says nothing types nothing, and ends no program."""
    if xterm := XTERM.fullmatch(sequence):
        sequence = f"\x1b[{xterm[2]};{xterm[1]}u"
    try:
        keys = _as_asked(parser, sequence)
    except (ValueError, OverflowError):
        keys = _without_more(parser, sequence)
    return None if keys is None else list(map(_wherever_it_is, keys))


def _wherever_it_is(key: Key) -> Key:
    """Return a key as terminals report it that tell neither the keypad nor Shift apart."""
    if sign := KEYPAD.get(key.key):
        sign = key.character or sign  # the decimal sign is a comma in many countries
        return Key(spelt(sign), sign)
    if plain := SHIFTED.get(key.key):
        return Key(plain, " " if plain == "space" else key.character)
    return key


def _without_more(parser: XTermParser, sequence: str) -> list[Key]:
    """Read a report without what follows a colon: the key on other layouts, and whether it goes down or up."""
    key, modifiers, *text = [*sequence[2:-1].split(";"), ""][:3]
    modifiers, _, event = modifiers.partition(":")
    if event != RELEASED:
        plain = ";".join((key.partition(":")[0], modifiers, *text))
        try:
            return _as_asked(parser, f"\x1b[{plain}{sequence[-1]}") or []
        except (ValueError, OverflowError):
            pass
    return [Key(Keys.Ignore, sequence)]


def read_every_report() -> None:
    """Let no report of a key be one that Textual's reader of keys raises an error for."""
    setattr(XTermParser, _as_asked.__name__, _keys)
