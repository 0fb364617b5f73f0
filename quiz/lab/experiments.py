"""All experiments by name, and settings made of words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quiz.files.input import read_input, text_of
from quiz.lab.conv import Conv, Dilated, Grouped
from quiz.lab.cost import Cost
from quiz.lab.deformable import Deformable
from quiz.lab.field import Field
from quiz.lab.grids import parse_grid
from quiz.lab.knobs import OWN, Experiment, Knob, Setting
from quiz.lab.pool import Pool
from quiz.lab.transpose import Transpose
from quiz.networks.named import network_named

EXPERIMENTS: dict[str, Experiment] = {
    each.name: each for each in (Conv(), Transpose(), Pool(), Dilated(), Deformable(), Grouped(), Field(), Cost())
}
SIDES = {"image": "input", "weights": "kernel"}
"""The knob that a typed grid sets to its side."""
LARGEST_FILE = 1 << 16


def with_typed(setting: Setting, name: str, text: str) -> Setting:
    """Return a setting with the learner's own in the place of a knob's choices: a grid, or the name of a network file.

    ValueError says what is wrong with it.
    """
    if name == "network":
        return setting.experiment.settled(setting.with_own(name, network_named(text.strip())), name)
    rows, side = parse_grid(text), SIDES[name]
    most = setting.experiment.knob(side).most
    if len(rows) > most:
        raise ValueError(f"{name} has side {len(rows)}; {side} is at most {most} here")
    return setting.with_own(name, rows, **{side: len(rows)})


def made(name: str, words: Sequence[str]) -> Setting:
    """Return the setting of an experiment that `knob=value` words describe; ValueError says what is wrong."""
    experiment = EXPERIMENTS[name]
    setting = experiment.start()
    known = ", ".join(knob.name for knob in experiment.knobs)
    given: dict[str, str] = {}
    for word in words:
        knob, equals, value = word.partition("=")
        if not equals:
            raise ValueError(f"{word!r} is not NAME=VALUE; {name} takes {known}")
        if knob not in {each.name for each in experiment.knobs}:
            raise ValueError(f"{name} has no {knob!r}; it takes {known}")
        if knob in given:
            raise ValueError(f"{knob} is given twice")
        given[knob] = value
    choosing = [knob for knob in given if OWN in experiment.knob(knob).choices]
    for knob in (*choosing, *(knob for knob in given if knob not in choosing)):
        setting = _taken(setting, knob, given[knob])
    if why := experiment.refusal(setting):
        raise ValueError(why)
    return setting


def _taken(setting: Setting, name: str, value: str) -> Setting:
    """Return a setting with what was meant for one knob, in its range but not yet looked at with the others."""
    knob = setting.experiment.knob(name)
    if OWN in knob.choices and value not in knob.choices:
        return with_typed(setting, name, value if name == "network" else _grid(knob, value))
    number = setting.experiment.read(setting, name, value)
    if number not in knob.range:
        raise ValueError(f"{name} is {knob.range[0]} to {knob.range[-1]} here, not {value}")
    if knob.choices and knob.shown(number) == OWN:
        instead = "name its file" if name == "network" else "write its numbers, or name a file of them"
        raise ValueError(f"{name}={OWN} stands for one of yours: {instead} in its place")
    return setting.experiment.settled(setting.with_number(name, number), name)


def _grid(knob: Knob, value: str) -> str:
    """Return a typed grid, or what stands in the file that is named; ValueError if it is neither."""
    if any(map(str.isdecimal, value)) and not _is_there(value):
        return value
    try:
        content = read_input(value, LARGEST_FILE)
        if len(content) > LARGEST_FILE:
            raise ValueError(f"{value}: longer than {LARGEST_FILE:,} bytes, no file of a grid")
        return text_of(content)
    except UnicodeDecodeError:
        raise ValueError(f"{value}: not a text file in UTF-8") from None
    except FileNotFoundError:
        presets = ", ".join(choice for choice in knob.choices if choice != OWN)
        raise ValueError(f"{knob.name} is one of {presets}, a file, or rows such as 0 1;1 0, not {value!r}") from None
    except OSError as error:
        raise ValueError(f"{value} cannot be read ({error.strerror})") from None


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except OSError:  # a grid may be longer than a name can be
        return False
