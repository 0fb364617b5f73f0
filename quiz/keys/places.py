"""Every key of the application, once: bindings, footer and help are all made from this registry."""

from __future__ import annotations

from quiz.keys.key import Key
from quiz.keys.on_cards import ON_CARDS

PLACES: dict[str, tuple[str, tuple[Key, ...]]] = {
    "everywhere": (
        "Everywhere",
        (
            Key(
                "ctrl+p",
                "command_palette",
                "commands: questions, modes, themes, a seed, a share code",
                "commands",
                footer=True,
                shown="^p",
            ),
            Key("question_mark,f1", "help", "help", footer=True, shown="?"),
            Key("ctrl+q", "quit", "leave the program; nothing is lost"),
        ),
    ),
    "home": (
        "At the start",
        (
            Key("r", "resume", "go on with what was left last", "resume", footer=True),
            Key("R", "older", "list everything that was left"),
            Key("p", "progress", "what you know, your slips", "progress", footer=True),
            Key("q", "app.quit", "quit", footer=True),
        ),
    ),
    "opening": ("While something is opened", (Key("escape", "out", "leave it", "give up", footer=True, shown="Esc"),)),
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
    "sheet": (
        "On the cheat sheet",
        (
            Key("slash", "find", "look for words", "find", footer=True, shown="/"),
            Key("escape", "out", "back", footer=True, shown="Esc"),
        ),
    ),
    "prompt": (
        "Where a setting or a code is typed",
        (Key("escape", "out", "leave it as it is", "cancel", footer=True, shown="Esc"),),
    ),
    "sets": (
        "Making a practice set",
        (
            Key("f2", "save", "make and save it", "save", footer=True, shown="F2"),
            Key("f5", "renew", "another seed", footer=True, shown="F5"),
            Key("escape", "out", "back", footer=True, shown="Esc"),
        ),
    ),
    "saving": (
        "While a practice set is saved",
        (Key("escape", "out", "stop; files that are whole stay", "stop", footer=True, shown="Esc"),),
    ),
    "saved": (
        "When a practice set is saved",
        (
            Key("p", "play", "play it now", "play", footer=True),
            Key("b", "blank", "write the sheet to fill in", "blank sheet", footer=True),
            Key("c", "copy", "copy the path", "copy", footer=True),
            Key("escape,enter", "out", "back", footer=True, shown="Esc"),
        ),
    ),
    "ticks": (
        "In a list to tick",
        (
            Key("space", "tick", "tick a line, or take the tick away", "tick", footer=True, shown="Space"),
            Key("escape", "out", "done", footer=True, shown="Esc"),
        ),
    ),
    "plan": (
        "In Plan",
        (
            Key("t", "today", "begin today's session", "today", footer=True),
            Key("escape", "out", "back", footer=True, shown="Esc"),
        ),
    ),
    "stats": (
        "In Progress",
        (
            Key("p", "to_slips", "choose a slip to practise", "slips", footer=True),
            Key("tab", "app.focus_next", "from topics to slips", shown="Tab"),
            Key("escape", "out", "back", footer=True, shown="Esc"),
        ),
    ),
    **ON_CARDS,
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
    "network": (
        "On your network",
        (
            Key("a", "ask", "ask me about this", "ask me", footer=True),
            Key("q", "quiz", "quiz me on this network", "quiz me", footer=True),
            Key("space", "play", "what an output of this layer sees", "footprint", footer=True, shown="Space"),
            Key("c", "cell", "what one output of your choice sees", "cell", footer=True),
            Key("slash", "find", "look for layers", "search", footer=True, shown="/"),
            Key("m", "measure", "run every layer, or stop that", "run", footer=True),
            Key("f", "fold", "close all modules, or open them"),
            Key("escape", "out", "back, to another network", "back", footer=True, shown="Esc"),
        ),
    ),
    "network_file": (
        "Where a network is chosen",
        (
            Key("tab", "app.focus_next", "from the name to the lists", "lists", footer=True, shown="Tab"),
            Key("escape", "out", "back", footer=True, shown="Esc"),
        ),
    ),
    "typing": (
        "While typing something of your own",
        (
            Key("f2,ctrl+s", "take", "take it", footer=True, shown="F2"),
            Key("escape", "out", "leave it", footer=True, shown="Esc"),
        ),
    ),
    "kata": (
        "On a kata",
        (
            Key("e", "edit", "write it, in your editor or in a box", "write", footer=True),
            Key("r", "check", "run it; each save does so", "run", footer=True),
            Key("n", "next_failure", "next failing setting", "next", footer=True),
            Key("h", "next_hint", "hint", footer=True),
            Key("escape", "out", "back; what runs is stopped", "back", footer=True, shown="Esc"),
        ),
    ),
    "program": (
        "While writing a kata here",
        (
            Key("f2,ctrl+s", "take", "keep it and check it", "keep", footer=True, shown="F2"),
            Key("escape", "out", "keep it, check it and go back", "back", footer=True, shown="Esc"),
        ),
    ),
    "study": (
        "While studying a question",
        (
            Key("n", "question(1)", "next question", "next", footer=True),
            Key("p", "question(-1)", "question before"),
            Key("q", "quiz", "quiz me on this", "quiz me", footer=True),
            Key("v", "variant", "demonstrate another variant", "variant", footer=True),
            Key("t", "page(1)", "next page of it", "pages", footer=True),
            Key("T", "page(-1)", "page before"),
            Key("escape", "out", "back", shown="Esc"),
        ),
    ),
    "summary": (
        "At the end of a session",
        (
            Key("r", "again", "ask the marked one again, with new numbers", "again", footer=True),
            Key("d", "drill", "drill the asks with slips", "drill", footer=True),
            Key("e", "keep", "keep the report as a file", "keep", footer=True),
            Key("u", "undo", "take the last rating of the drill back", "undo", footer=True),
            Key("tab", "app.focus_next", "to what to practise next", shown="Tab"),
            Key("escape", "out", "back", footer=True, shown="Esc"),
        ),
    ),
    "review": (
        "Looking at an ask again",
        (Key("escape,enter", "out", "back to the summary", "summary", footer=True, shown="Esc"),),
    ),
    "left_drill": (
        "Where a drill is chosen",
        (Key("u", "undo", "take the last rating of the last drill back", "undo last", footer=True),),
    ),
}
"""Places by name: the heading of their help and their keys."""
TOGETHER = (
    ("ask", "proved", "player"),
    *((place, "player") for place in ("picture", "review", "study")),
    ("rubric", "prose", "list"),
    ("unseen", "ask"),
    ("unseen", "prose", "list"),
    ("rating", "player"),
    ("summary", "list"),
    ("left_drill", "page", "list"),
    *((place, "list") for place in ("home", "network", "page", "plan", "sets", "stats", "ticks")),
    ("page", "search"),
)
"""Places that share a screen: a key means one thing in all of them, and everywhere."""
TYPED_IN = ("everywhere", "ask", "unseen", "prose", "sets", "network_file")
"""Places where a box may be typed in, which takes every character for itself."""
