"""Every key of the application, once: bindings, footer and help are all made from this registry."""

from __future__ import annotations

from dataclasses import dataclass

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
    def binding(self) -> Binding:
        """The key as Textual wants it."""
        return Binding(
            self.keys, self.action, self.brief or self.label, show=self.footer, key_display=self.shown or None
        )


PLACES: dict[str, tuple[str, tuple[Key, ...]]] = {
    "everywhere": (
        "Everywhere",
        (
            Key("question_mark,f1", "help", "help", footer=True, shown="?"),
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
    "page": ("On pages and in By topic", (Key("escape,enter", "out", "back", footer=True, shown="Esc"),)),
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
            Key("space", "play", "play", footer=True, shown="Space"),
            Key("right,l", "step(1)", "step", footer=True, shown="→"),
            Key("left,h", "step(-1)", "step back", shown="←"),
            Key("r", "backwards", "play backwards"),
            Key("g,0", "jump(0)", "first frame"),
            Key("G", "jump(1)", "last frame"),
            Key("plus", "speed(2)", "faster", shown="+"),
            Key("minus", "speed(0.5)", "slower", shown="-"),
            Key("w", "work", "worked steps", "steps", footer=True),
            Key("f,f6", "flag", "flag: this is wrong"),
            Key("escape", "out", "to the start; the quiz can be resumed", shown="Esc"),
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


def bindings(*places: str) -> list[BindingType]:
    """Return the bindings of some places."""
    return [key.binding for place in places for key in PLACES[place][1]]


def help_text() -> str:
    """Return all keys, a line each, by place."""
    lines: list[str] = []
    for heading, keys in PLACES.values():
        lines += ["", heading]
        for key in keys:
            first, *others = (name if len(name) == 1 else name.capitalize() for name in key.keys.split(","))
            names = [key.shown or first, *others]
            lines.append(f"  {' '.join(names):<10} {key.label}")
    return "\n".join(lines).strip()
