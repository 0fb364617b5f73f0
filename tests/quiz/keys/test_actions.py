"""The registry of keys: what it has by itself, and which other keys it takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key
from textual.widgets import Input, TextArea

from quiz.keys.check import EDITING, check_keys
from quiz.keys.key import split_keys
from quiz.keys.layouts import LAYOUTS, ROWS
from quiz.keys.places import PLACES, TOGETHER
from quiz.keys.registry import action_names, help_text, keymap, on_any_layout

TAKEN = {key for _, keys in PLACES.values() for entry in keys for key in split_keys(on_any_layout(entry.keys))}


def test_a_name_in_a_place_is_one_action() -> None:
    """Otherwise another key for one would move both."""
    for heading, keys in PLACES.values():
        assert len({key.name for key in keys}) == len(keys), heading


@pytest.mark.parametrize("places", TOGETHER, ids=" ".join)
def test_by_itself_a_key_means_one_thing_on_a_screen(places: tuple[str, ...]) -> None:
    """Enter goes on in every way; what else two places share would do what is not meant, and cannot be taken back."""
    actions: dict[str, set[str]] = {}
    for place in ("everywhere", *places):
        for entry in PLACES[place][1]:
            for key in split_keys(entry.keys):
                actions.setdefault(key, set()).add(entry.action)
    assert not {key: each for key, each in actions.items() if len(each) > 1 and key != "enter"}


def test_names_can_be_typed() -> None:
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in action_names()), action_names()


def test_the_letters_for_editing_are_those_of_the_boxes() -> None:
    keys = {key for box in (Input, TextArea) for entry in box.BINDINGS for key in entry.key.split(",")}
    assert {key[-1] for key in keys if re.fullmatch("ctrl\\+[a-z]", key)} == EDITING


@pytest.mark.parametrize(
    "wanted",
    [
        {"hint": "f3", "reveal": "f2"},
        {"next": "space", "play": "x"},
        {"flag": "f8, f"},
        {"said": "a", "half": "s", "missed": "d"},
        {"step": "L", "last_frame": "."},
        {"hint": "ctrl+g"},
        {"play": "é"},
        {"play": "§"},
        {"play": "¤, ´"},
    ],
)
def test_other_keys_are_taken(wanted: dict[str, str]) -> None:
    check_keys(wanted)
    assert keymap(wanted).keys() == wanted.keys()
    for keys in wanted.values():
        assert keys.split(",")[0].capitalize()[1:] in help_text(wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        {"hint": "f3"},
        {"next": "f2"},
        {"hint": "f8", "reveal": "f8"},
        {"said": "k"},
        {"half": "f4"},
        {"play": "ctrl+p"},
        {"flag": "f"},
        {"hint": "ctrl+a"},
        {"help": "?"},
        {"play": "alt+p"},
        {"play": "ctrl+m"},
        {"play": ""},
        {"play": "f13"},
        {"game": "x"},
    ],
)
def test_keys_that_mean_two_things_or_never_arrive_are_refused(wanted: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"keys\.|action"):
        check_keys(wanted)


@given(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")))
def test_any_printable_character_is_a_key_under_its_name(character: str) -> None:
    """Of Textual's own making, since by that name it will come."""
    if not character.isprintable() or character in " ,":
        return
    name = _character_to_key(character)
    assert keymap({"play": character})["play"].split(",")[0] == name
    if not TAKEN & set(on_any_layout(character).split(",")):
        check_keys({"play": character})


def test_a_letter_is_pressed_on_any_layout() -> None:
    """т stands on the key of n, μ on that of m."""
    assert {"т", "ν", "מ"} <= set(on_any_layout("n").split(","))
    assert "Ы" in on_any_layout("S").split(",")
    assert on_any_layout("f2,enter") == "f2,enter"
    assert {len(letters) for letters in LAYOUTS.values()} == {len(ROWS)}
    stands_on: dict[str, set[str]] = {}
    for latin in ROWS + ROWS.upper():
        for letter in on_any_layout(latin).split(","):
            stands_on.setdefault(letter, set()).add(latin)
    assert all(len(latin) == 1 for latin in stands_on.values()), "a letter is one key, whatever the layout"


def test_a_letter_of_another_layout_that_is_taken_is_refused() -> None:
    """т is n there."""
    with pytest.raises(ValueError, match="next already"):
        check_keys({"play": "т"})
