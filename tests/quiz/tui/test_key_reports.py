"""Reports of keys that were not asked for: a terminal's habit, not the learner's mistake."""

from __future__ import annotations

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key

from quiz.keys.key import spelt
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.key_reports import read_every_report


@pytest.fixture(autouse=True)
def _every_report_is_read() -> None:
    read_every_report()


def keys_of(sequence: str) -> list[tuple[str, str | None]]:
    """Return what Textual makes of bytes of a terminal, and of a letter after them."""
    parser = XTermParser()
    events = [event for text in (sequence, "z") for event in parser.feed(text)]
    return [(event.key, event.character) for event in events if isinstance(event, Key)]


AFTER = ("z", "z")
as_textual_has_it = XTermParser._parse_extended_key


@pytest.mark.parametrize(
    ("sequence", "key"),
    [
        ("\x1b[50;1:1u", "2"),
        ("\x1b[50;1:1;50u", "2"),
        ("\x1b[50;1:2;50u", "2"),
        ("\x1b[97:65;2;65u", "A"),
        ("\x1b[223::115;;223u", "ß"),
        ("\x1b[1;1:1D", "left"),
        ("\x1b[13;1:1u", "enter"),
    ],
)
def test_a_key_that_says_that_it_goes_down_is_that_key(sequence: str, key: str) -> None:
    """Terminals that tell it unasked ended the application with a ValueError at the first key."""
    assert keys_of(sequence) == [(key, key if len(key) == 1 else None), AFTER]


@pytest.mark.parametrize("sequence", ["\x1b[50;1:3u", "\x1b[1;1:3A", "\x1b[57441;2:3u", "\x1b[3;1:3~"])
def test_a_key_let_go_is_no_key(sequence: str) -> None:
    assert keys_of(sequence) == [AFTER]


@pytest.mark.parametrize("sequence", ["\x1b[1114112u", "\x1b[99999999999u", "\x1b[97;1;1114112u"])
def test_a_report_of_nothing_types_nothing(sequence: str) -> None:
    assert not [character for key, character in keys_of(sequence) if character and character != "z"]
    assert keys_of(sequence)[-1] == AFTER


@pytest.mark.parametrize(
    ("sequence", "key"), [("\x1b[27;5;49~", "ctrl+1"), ("\x1b[27;5;104~", "ctrl+h"), ("\x1b[27;2;13~", "shift+enter")]
)
def test_tmux_writes_ctrl_and_a_key_another_way(sequence: str, key: str) -> None:
    """Ctrl+1 in tmux with `extended-keys always` put a 1 into the answer."""
    assert keys_of(sequence) == [(key, None), AFTER]


@pytest.mark.parametrize("state", ["", ";129", ";65"])
@pytest.mark.parametrize(("number", "sign"), [(57409, "."), (57410, "/"), (57411, "*"), (57412, "-"), (57413, "+")])
def test_a_sign_of_the_keypad_is_the_sign(number: int, sign: str, state: str) -> None:
    """Alone it typed nothing into the answer; with its character it was no key that means a command."""
    told = [] if not state else [f"\x1b[{number}{state};{ord(sign)}u"]
    for sequence in (f"\x1b[{number}{state}u", *told):
        assert keys_of(sequence) == [(spelt(sign), sign), AFTER]


def test_the_decimal_key_is_a_comma_where_the_terminal_says_so() -> None:
    assert keys_of("\x1b[57409;129;44u") == [("comma", ","), AFTER]


@pytest.mark.parametrize(
    ("sequence", "key", "character"),
    [
        ("\x1b[127;2u", "backspace", None),
        ("\x1b[3;2~", "delete", None),
        ("\x1b[32;2u", "space", " "),
        ("\x1b[32;2;32u", "space", " "),
    ],
)
def test_shift_held_from_the_sign_before_changes_no_key(sequence: str, key: str, character: str | None) -> None:
    """Backspace right after a bracket took nothing back."""
    assert keys_of(sequence) == [(key, character), AFTER]


async def test_the_application_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The monkeypatch puts Textual's own reader back, as it is before the application starts."""
    monkeypatch.setattr(XTermParser, "_parse_extended_key", as_textual_has_it)
    with pytest.raises(ValueError, match="invalid literal"):
        keys_of("\x1b[50;1:1u")
    async with ConvquizApp(Settings(save=False)).run_test():
        assert keys_of("\x1b[50;1:1u") == [("2", "2"), AFTER]
