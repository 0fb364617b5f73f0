"""The registry of keys: what it has by itself, and which other keys it takes."""

from __future__ import annotations

import re

import pytest
from textual.widgets import Input, TextArea

from quiz.keys.check import EDITING, check_keys
from quiz.keys.places import PLACES
from quiz.keys.registry import action_names, help_text, keymap


def test_a_name_in_a_place_is_one_action() -> None:
    """Otherwise another key for one would move both."""
    for heading, keys in PLACES.values():
        assert len({key.name for key in keys}) == len(keys), heading


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
        {"play": "é"},
        {"play": "f13"},
        {"game": "x"},
    ],
)
def test_keys_that_mean_two_things_or_never_arrive_are_refused(wanted: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"keys\.|action"):
        check_keys(wanted)
