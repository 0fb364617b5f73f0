"""Every key of the application, once: bindings, footer and help are all made from this registry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.binding import Binding, BindingType


@dataclass(frozen=True, slots=True)
class Key:
    """What one key, or several for the same thing, does in a place."""

    keys: str
    """As Textual names them, separated by commas."""
    action: str
    label: str
    """As the help says it."""
    brief: str = ""
    """As the footer says it, where the label is long for it."""
    footer: bool = False
    """Whether the footer has it; six are the most that fit."""
    shown: str = ""
    """How the key is written, where Textual's name is not how people say it."""

    @property
    def name(self) -> str:
        """What the settings call it: the action, or its label where one action does several things."""
        action = self.action.removeprefix("app.")
        return re.sub(r"\W+", "_", self.label).strip("_").lower() if "(" in action else action

    @property
    def telling(self) -> bool:
        """Whether its action wants to know which of the keys it was; these cannot be changed."""
        return "{key}" in self.action

    @property
    def bindings(self) -> list[Binding]:
        """The key as Textual wants it."""
        from textual.binding import Binding  # settings are checked without the screens

        return [
            Binding(
                keys,
                self.action.format(key=keys),
                self.brief or self.label,
                show=self.footer,
                key_display=self.shown or None,
                id=None if self.telling else self.name,
            )
            for keys in (self.keys.split(",") if self.telling else [self.keys])
        ]


PLACES: dict[str, tuple[str, tuple[Key, ...]]] = {
    "everywhere": (
        "Everywhere",
        (
            Key("question_mark,f1", "help", "help", footer=True, shown="?"),
            Key("ctrl+p", "command_palette", "commands: questions, modes, themes, a seed, a share code"),
            Key("ctrl+q", "quit", "leave the program; nothing is lost"),
        ),
    ),
    "home": ("At the start", (Key("q", "app.quit", "quit", footer=True),)),
    "list": (
        "In lists",
        (
            Key("j", "cursor_down", "next line"),
            Key("k", "cursor_up", "line above"),
            Key("enter", "select", "choose"),
        ),
    ),
    "search": (
        "In By topic, while you type",
        (
            Key("up", "menu('cursor_up')", "line above"),
            Key("down", "menu('cursor_down')", "next line"),
            Key("home", "menu('first')", "first line"),
            Key("end", "menu('last')", "last line"),
            Key("enter", "menu('select')", "choose"),
        ),
    ),
    "page": ("On pages and in By topic", (Key("escape,enter", "out", "back", footer=True, shown="Esc"),)),
    "prompt": ("Where a setting or a code is typed", (Key("escape", "out", "leave it as it is", shown="Esc"),)),
    "sets": (
        "Making a practice set",
        (
            Key("f2", "save", "make and save it", "save", footer=True, shown="F2"),
            Key("f5", "renew", "another seed", footer=True, shown="F5"),
            Key("escape", "out", "back", footer=True, shown="Esc"),
        ),
    ),
    "ticks": ("In a list to tick", (Key("escape", "out", "done", footer=True, shown="Esc"),)),
    "stats": (
        "In Progress",
        (
            Key("p", "to_slips", "choose a slip to practise", "practise", footer=True),
            Key("escape", "out", "back", footer=True, shown="Esc"),
        ),
    ),
    "box": ("In an answer's box", (Key("enter", "submit", "check the answer; from part to part"),)),
    "ask": (
        "While an ask is open",
        (
            Key("f2", "hint", "hint", footer=True, shown="F2"),
            Key("f3", "reveal", "reveal", footer=True, shown="F3"),
            Key("f4", "skip", "skip", footer=True, shown="F4"),
            Key("f5", "renew", "new numbers", "new", footer=True, shown="F5"),
            Key("f6", "flag", "flag: this is wrong", shown="F6"),
            Key("escape", "out", "to the start; the quiz can be resumed", shown="Esc"),
        ),
    ),
    "proved": (
        "After the verdict",
        (
            Key("enter,n", "next", "next", footer=True, shown="Enter"),
            Key("w", "work", "worked steps", "steps", footer=True),
            Key("c", "copy", "copy the share code"),
            Key("f,f6", "flag", "flag: this is wrong"),
            Key("escape", "out", "to the start; the quiz can be resumed", shown="Esc"),
        ),
    ),
    "player": (
        "While a demonstration is shown",
        (
            Key("space", "play", "play", footer=True, shown="Space"),
            Key("right,l", "step(1)", "step", footer=True, shown="→"),
            Key("left,h", "step(-1)", "step back", shown="←"),
            Key("r", "backwards", "play backwards"),
            Key("g,0", "jump(0)", "first frame"),
            Key("G", "jump(1)", "last frame"),
            Key("plus", "speed(2)", "faster", shown="+"),
            Key("minus", "speed(0.5)", "slower", shown="-"),
            Key("i", "inspect", "look at single cells and what is tied to them", brief="cells", footer=True),
            Key("s", "save('svg')", "save the picture as SVG"),
            Key("S", "save('txt')", "save the picture as text"),
        ),
    ),
    "lab": (
        "In the lab",
        (
            Key("right,l,plus", "turn(1)", "turn the knob up", shown="→"),
            Key("left,h,minus", "turn(-1)", "turn it down", shown="←"),
            Key("down,j", "knob(1)", "next knob", shown="↓"),
            Key("up,k", "knob(-1)", "knob before", shown="↑"),
            Key("0,1,2,3,4,5,6,7,8,9", "digit({key})", "put it at the number typed", shown="0–9"),
            Key("enter", "own", "type an image, a kernel or a network file of your own", shown="Enter"),
            Key("n", "experiment(1)", "next experiment", "next", footer=True),
            Key("p", "experiment(-1)", "experiment before"),
            Key("space", "play", "play the picture", "play", footer=True, shown="Space"),
            Key("c", "code", "the same in PyTorch", "code", footer=True),
            Key("a", "ask", "ask me about this", "ask me", footer=True),
            Key("r", "reset", "back to the start of this experiment"),
            Key("pagedown", "scroll(1)", "scroll down", shown="PgDn"),
            Key("pageup", "scroll(-1)", "scroll up", shown="PgUp"),
            Key("escape", "out", "back", shown="Esc"),
        ),
    ),
    "typing": (
        "While typing something of your own",
        (
            Key("f2,ctrl+s", "take", "take it", footer=True, shown="F2"),
            Key("escape", "out", "leave it", footer=True, shown="Esc"),
        ),
    ),
    "picture": (
        "While a picture plays in the lab",
        (Key("escape,enter", "out", "back", footer=True, shown="Esc"),),
    ),
    "study": (
        "While studying a question",
        (
            Key("n", "question(1)", "next question", "next", footer=True),
            Key("p", "question(-1)", "question before"),
            Key("q", "quiz", "quiz me on this", "quiz me", footer=True),
            Key("v", "variant", "demonstrate another variant", "variant", footer=True),
            Key("tab", "app.focus_next", "to the follow-ups and links; Enter opens them", shown="Tab"),
            Key("escape", "out", "back", shown="Esc"),
        ),
    ),
    "cells": (
        "On the cells of a demonstration",
        (
            Key("left,h", "cell(0, -1)", "cell to the left"),
            Key("right,l", "cell(0, 1)", "cell to the right"),
            Key("up,k", "cell(-1, 0)", "cell above"),
            Key("down,j", "cell(1, 0)", "cell below"),
            Key("tab", "pane", "next grid", footer=True),
            Key("escape,i", "leave", "back to the frames", brief="back", footer=True, shown="Esc"),
        ),
    ),
    "rubric": (
        "Under a model answer",
        (
            Key("s,1", "tick('said')", "said", footer=True),
            Key("h,2", "tick('half')", "half", footer=True),
            Key("m,3", "tick('missed')", "missed", footer=True),
            Key("t", "trap", "fell for the trap"),
            Key("enter", "to_rubric", "to the rubric"),
        ),
    ),
    "prose": (
        "On a prose card",
        (
            Key("f4", "skip", "skip", footer=True, shown="F4"),
            Key("f6", "flag", "flag: this is wrong", shown="F6"),
            Key("escape", "out", "to the start; the quiz can be resumed", shown="Esc"),
        ),
    ),
    "summary": (
        "At the end of a drill",
        (Key("u", "undo", "take the last rating back", "undo", footer=True, shown="U"),),
    ),
    "unseen": (
        "In a drill, before the answer",
        (
            Key("space", "show_answer", "show the answer, while nothing is typed"),
            Key("f7", "undo", "take the last rating back", "undo", shown="F7"),
        ),
    ),
    "rating": (
        "In a drill, once the answer is shown",
        (
            Key("1,j", "rate(1)", "again: not known"),
            Key("2,k", "rate(2)", "hard"),
            Key("3,l", "rate(3)", "good"),
            Key("4,semicolon", "rate(4)", "easy", shown="4"),
            Key("enter", "take", "take the [suggested] rating", "take", footer=True, shown="Enter"),
            Key("u", "undo", "take the last rating back", "undo", footer=True, shown="U"),
            Key("e", "demonstrate", "demonstration", "run", footer=True, shown="E"),
            Key("s", "pass_over", "skip, without a rating"),
            Key("f", "flag", "flag: this is wrong"),
        ),
    ),
}
"""Places by name: the heading of their help and their keys."""


TOGETHER = (
    ("ask", "proved", "player"),
    *((place, "player") for place in ("picture", "study")),
    ("rubric", "prose", "list"),
    ("unseen", "ask"),
    ("unseen", "prose", "list"),
    ("rating", "player"),
    ("summary", "page"),
    *((place, "list") for place in ("home", "page", "sets", "stats", "ticks")),
    ("page", "search"),
)
"""Places that share a screen: a key means one thing in all of them, and everywhere."""
TYPED_IN = ("everywhere", "ask", "unseen", "prose", "sets")
"""Places where a box may be typed in, which takes every character for itself…"""
EDITING = frozenset("acdekuvwxyz")
"""…and with ctrl these letters, to edit with."""
SPELT = {"?": "question_mark", "+": "plus", "-": "minus", ".": "full_stop", "/": "slash", "*": "asterisk"}
"""Textual's names of characters that people write as they are."""
FORM = re.compile(
    r"[A-Za-z0-9?+\-./*]|ctrl\+[a-gk-ln-z]|(?:shift\+)?(?:f[1-9]|f1[0-2]|up|down|left|right|home|end|pageup|pagedown)"
    r"|space|comma|enter|tab|escape|backspace|delete|insert"
)
"""Keys that a terminal tells apart: alt+letter would be typed, ctrl+m is enter."""


def bindings(*places: str) -> list[BindingType]:
    """Return the bindings of some places."""
    return [binding for place in places for key in PLACES[place][1] for binding in key.bindings]


def split_keys(keys: str) -> list[str]:
    """Return the keys in a list of them: `f8, ctrl+g`."""
    return [key.strip() for key in keys.split(",")]


def action_names() -> list[str]:
    """Return what can be given other keys."""
    return sorted({key.name for _, keys in PLACES.values() for key in keys if not key.telling})


def check_keys(wanted: Mapping[str, str]) -> None:
    """Raise ValueError for an action that does not exist, a key that cannot work, and a key that means two things."""
    names = action_names()
    for name, keys in wanted.items():
        if name not in names:
            near = "".join(f" (did you mean {close}?)" for close in get_close_matches(name, names, 1))
            raise ValueError(f"there is no action {name!r}{near}; there are {', '.join(names)}")
        for key in split_keys(keys):
            if not FORM.fullmatch(key):
                raise ValueError(
                    f"keys.{name}: {key!r} is no key; write such as f8, ctrl+g, space or a single character"
                )
        typed_in = [place for place in TYPED_IN if any(key.name == name for key in PLACES[place][1])]
        if typed_in and not any(_reaches(key) for key in split_keys(keys)):
            raise ValueError(f"keys.{name}: {keys!r} goes into the answer's box; write a function key, such as f8")
    for group in (*TOGETHER, *((place,) for place in PLACES)):
        _refuse_conflicts(wanted, ("everywhere", *group))


def _reaches(key: str) -> bool:
    """Tell whether a key is left alone by a box that is typed in."""
    return bool(re.fullmatch(r"(shift\+)?f\d+|escape", key)) or (key.startswith("ctrl+") and key[-1] not in EDITING)


def _refuse_conflicts(wanted: Mapping[str, str], places: tuple[str, ...]) -> None:
    here = [key for place in places for key in PLACES[place][1]]
    usual = {(key.name, spelt(at)) for key in here for at in split_keys(key.keys)}
    owners: dict[str, str] = {}
    for entry in sorted(here, key=lambda entry: entry.name in wanted):  # what is wanted comes last and is blamed
        for key in split_keys(wanted.get(entry.name, entry.keys)):
            owner = owners.setdefault(spelt(key), entry.name)
            as_usual = {(owner, spelt(key)), (entry.name, spelt(key))} <= usual
            if owner != entry.name and not as_usual:
                raise ValueError(f"keys.{entry.name}: {key!r} is {owner} already; give {owner} another key first")


def keymap(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the learner's keys as Textual takes them, by the id of the binding."""
    return {name: ",".join(map(spelt, split_keys(keys))) for name, keys in wanted.items()}


def spelt(key: str) -> str:
    """Return a key under Textual's name."""
    return SPELT.get(key, key)


def places_of(active: Collection[tuple[str, str]]) -> list[str]:
    """Return the places that bindings belong to, which are given by action and description.

    A place is known by a binding that no other has; one without any by all of its own, unless another tells of them.
    """
    pairs = {
        place: {(binding.action, binding.description) for key in keys for binding in key.bindings}
        for place, (_, keys) in PLACES.items()
    }
    often = Counter(pair for each in pairs.values() for pair in each)
    here = [place for place, each in pairs.items() if any(often[pair] == 1 and pair in active for pair in each)]
    told = {pair for place in here for pair in pairs[place]}
    for place, each in pairs.items():
        if min(often[pair] for pair in each) > 1 and each <= set(active) - told:
            here.append(place)
            told |= each
    return here


def help_text(wanted: Mapping[str, str], here: Sequence[str] = ()) -> str:
    """Return all keys, a line each, by place, those of the places `here` first; the learner's own where they differ."""
    lines: list[str] = []
    for place in sorted(PLACES, key=lambda place: place not in here):
        heading, keys = PLACES[place]
        lines += ["", heading]
        lines += [f"  {' '.join(_shown(key, wanted)):<10} {key.label}" for key in keys]
    return "\n".join(lines).strip()


def _shown(key: Key, wanted: Mapping[str, str]) -> Iterator[str]:
    own = wanted.get(key.name)
    if key.telling:
        yield key.shown
        return
    for at, name in enumerate(split_keys(own or key.keys)):
        usual = key.shown if at == 0 and own is None else ""
        yield usual or shown_key(name)


def shown_key(key: str) -> str:
    """Return a key as people write it: `Ctrl+p`, `?`."""
    plain = next((sign for sign, name in SPELT.items() if name == key), key)
    return plain if len(plain) == 1 else plain.capitalize()
