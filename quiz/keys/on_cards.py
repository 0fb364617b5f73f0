"""Every key of the cards: while they wait, when they are proved, and how well they were known."""

from __future__ import annotations

from quiz.keys.key import Key

ON_CARDS: dict[str, tuple[str, tuple[Key, ...]]] = {
    "box": (
        "In an answer's box",
        (
            Key("enter", "submit", "check the answer; from part to part", "check", footer=True, shown="Enter"),
            Key("up", "screen.part(-1)", "the part above", shown="↑"),
            Key("down", "screen.part(1)", "the part below", shown="↓"),
        ),
    ),
    "ask": (
        "While an ask is open",
        (
            Key("f2", "hint", "hint", footer=True, shown="F2"),
            Key("f3", "reveal", "reveal", footer=True, shown="F3"),
            Key("f4", "skip", "skip", footer=True, shown="F4"),
            Key("f5", "renew", "new numbers", footer=True, shown="F5"),
            Key("f6", "flag", "flag: this is wrong", shown="F6"),
            Key("escape", "out", "to the start; the quiz can be resumed", "leave", footer=True, shown="Esc"),
        ),
    ),
    "proved": (
        "After the verdict",
        (
            Key("enter,n", "next", "next", footer=True, shown="Enter"),
            Key("w", "work", "worked steps", "steps", footer=True),
            Key("q", "whole", "the whole question, or what it asks alone", "question", footer=True),
            Key("c", "copy", "copy the share code"),
            Key("C", "copy(True)", "copy its matrices as NumPy code"),
            Key("f,f6", "flag", "flag: this is wrong"),
            Key("escape", "out", "to the start; the quiz can be resumed", "leave", footer=True, shown="Esc"),
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
            Key("greater_than_sign", "speed(2)", "faster"),
            Key("less_than_sign", "speed(0.5)", "slower"),
            Key("i", "inspect", "look at single cells and what is tied to them", brief="cells", footer=True),
            Key("s", "save('svg')", "save the picture as SVG"),
            Key("S", "save('txt')", "save the picture as text"),
        ),
    ),
    "picture": (
        "While a picture plays in the lab",
        (Key("escape,enter", "out", "back", footer=True, shown="Esc"),),
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
            Key("enter", "finish", "done; what is not ticked counts as missed", "done", footer=True, shown="Enter"),
            Key("enter", "go_on", "next card", "next", footer=True, shown="Enter"),
            Key("s", "tick('said')", "said", footer=True),
            Key("h", "tick('half')", "half", footer=True),
            Key("m", "tick('missed')", "missed", footer=True),
            Key("space", "tick_next", "tick the point in turn", "tick", footer=True, shown="Space"),
            Key("y", "take_suggested", "tick what your words suggest", "as suggested", footer=True),
            Key("t", "trap", "fell for the trap"),
            Key("o", "unfold", "open what is folded under the model answer"),
            Key("pagedown", "read(1)", "scroll the model answer down", shown="PgDn"),
            Key("pageup", "read(-1)", "scroll the model answer up", shown="PgUp"),
        ),
    ),
    "own_words": (
        "While you answer in your own words",
        (Key("enter", "submit", "compare with a model answer", "compare", footer=True, shown="Enter"),),
    ),
    "prose": (
        "On a prose card",
        (
            Key("f4", "skip", "skip", footer=True, shown="F4"),
            Key("f6", "flag", "flag: this is wrong", shown="F6"),
            Key("escape", "out", "to the start; the quiz can be resumed", "leave", footer=True, shown="Esc"),
        ),
    ),
    "unseen": (
        "In a drill, before the answer",
        (
            Key("f3", "reveal", "show the answer; so does Enter, while nothing is typed", shown="F3"),
            Key("f7", "undo", "undo: take the last rating back", "undo", footer=True, shown="F7"),
        ),
    ),
    "rating": (
        "In a drill, once the answer is shown",
        (
            Key("1", "rate(1)", "again: not known"),
            Key("2", "rate(2)", "hard"),
            Key("3", "rate(3)", "good"),
            Key("4", "rate(4)", "easy"),
            Key("enter", "take", "take the [suggested] rating", "take", footer=True, shown="Enter"),
            Key("u", "undo", "undo: take the last rating back", "undo", footer=True),
            Key("e", "demonstrate", "demonstration", "run", footer=True),
            Key("n", "pass_over", "next, without a rating", "no rating"),
            Key("minus", "bury", "bury: not again today"),
            Key("at", "suspend", "suspend: not again until `convquiz progress unsuspend`"),
            Key("f", "flag", "flag: this is wrong"),
        ),
    ),
}
