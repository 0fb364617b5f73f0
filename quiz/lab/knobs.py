"""Knobs, and turning them as far as there is a valid layer; a knob that stops says why."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, ClassVar, NamedTuple

from questions.scenes import Frame, Place, Scene

OWN = "own"
"""The choice that stands for what the learner typed."""


class Knob(NamedTuple):
    """One number of a setting, or a choice that a number stands for."""

    name: str
    start: int
    least: int = 1
    most: int = 16
    choices: tuple[str, ...] = ()
    """What 0, 1, … stand for, where they are no numbers."""
    skips: bool = False
    """Whether it goes on to the next valid number where its neighbour is none: groups must divide channels."""

    @property
    def label(self) -> str:
        """The name as a screen writes it."""
        return self.name.replace("_", " ")

    @property
    def longest(self) -> int:
        """The columns that its number takes at most."""
        return max(map(len, self.choices)) if self.choices else len(str(self.most))

    @property
    def range(self) -> range:
        """All numbers it can stand at."""
        return range(len(self.choices)) if self.choices else range(self.least, self.most + 1)

    def shown(self, number: int) -> str:
        """Return what a number stands for."""
        return self.choices[number] if self.choices else str(number)

    def read(self, text: str) -> int:
        """Return the number that is meant; ValueError says what it can be."""
        if self.choices:
            near = [choice for choice in self.choices if choice == text.strip().lower()]
            near = near or [choice for choice in self.choices if choice.startswith(text.strip().lower())]
            near = near or get_close_matches(text, self.choices, 1)
            if not near:
                raise ValueError(f"{self.name} is one of {', '.join(self.choices)}, not {text!r}")
            return self.choices.index(near[0])
        if not text.strip().isascii() or not text.strip().isdecimal():
            raise ValueError(f"{self.name} must be a whole number, not {text!r}")
        return int(text) if len(text) < 10 else 10**9  # beyond every knob, whose end is told


@dataclass(frozen=True)
class Setting:
    """Where all knobs of an experiment stand, and what the learner typed for some."""

    experiment: Experiment
    numbers: Mapping[str, int]
    own: Mapping[str, Any] = field(default_factory=dict)
    """Grids and networks of the learner, by the knob whose choice `own` stands for them."""

    def __getitem__(self, name: str) -> int:
        return self.numbers[name]

    def choice(self, name: str) -> str:
        """Return what a knob's number stands for."""
        return self.experiment.knob(name).shown(self[name])

    def with_number(self, name: str, number: int) -> Setting:
        """Return this setting with one knob elsewhere, valid or not."""
        return replace(self, numbers={**self.numbers, name: number})

    def with_own(self, name: str, content: Any, **numbers: int) -> Setting:
        """Return this setting with something of the learner's in the place of a knob's choices, valid or not."""
        chosen = self.experiment.knob(name).choices.index(OWN)
        return replace(self, own={**self.own, name: content}, numbers={**self.numbers, **numbers, name: chosen})


class Turned(NamedTuple):
    """A setting after a turn, and why the knob stopped, empty if it did not."""

    setting: Setting
    why: str = ""


class Figure(NamedTuple):
    """One live quantity: its formula with the present numbers, and what comes out."""

    name: str
    formula: str
    value: str


class Experiment(ABC):
    """What can be tried out: knobs, and what follows from where they stand."""

    name: ClassVar[str]
    title: ClassVar[str]
    knobs: ClassVar[tuple[Knob, ...]]
    fixed: ClassVar[Mapping[str, int]] = {}
    """Settings that have no knob here."""

    def start(self) -> Setting:
        """Return the setting that the lab opens with."""
        return Setting(self, {**self.fixed, **{knob.name: knob.start for knob in self.knobs}})

    def knob(self, name: str) -> Knob:
        """Return one knob; KeyError if there is none of that name."""
        return next((knob for knob in self.knobs if knob.name == name), None) or _no_knob(name)

    def shown(self, setting: Setting, name: str) -> str:
        """Return what stands at a knob."""
        return self.knob(name).shown(setting[name])

    def read(self, setting: Setting, name: str, text: str) -> int:
        """Return the number that is meant for a knob; ValueError says what it can be."""
        return self.knob(name).read(text)

    def settled(self, setting: Setting, turned: str) -> Setting:
        """Return a setting whose other knobs follow the one that was turned."""
        return setting

    @abstractmethod
    def refusal(self, setting: Setting) -> str:
        """Say why no such layer can be, empty if it can."""

    @abstractmethod
    def figures(self, setting: Setting) -> Sequence[Figure]:
        """Return the figures by closed form."""

    @abstractmethod
    def measured(self, setting: Setting) -> Mapping[str, str]:
        """Run the op and return what it shows of the figures, by their names."""

    @abstractmethod
    def picture(self, setting: Setting) -> Scene | None:
        """Return the picture, None where there is none for this setting."""

    def still(self, scene: Scene) -> Frame:
        """Return what of a picture is shown while it does not play: what is tied to the middle output, or the end."""
        output = scene.links.panes.get("output") if scene.links else None
        if scene.links and output:
            return scene.links.frame(Place("output", output[0] // 2, output[1] // 2))
        return scene.frame(scene.length - 1)

    def table(self, setting: Setting) -> Sequence[str]:
        """Return what there is to say line by line."""
        return ()

    @abstractmethod
    def code(self, setting: Setting) -> str:
        """Return the same in PyTorch."""

    @abstractmethod
    def asks(self, setting: Setting) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield ids of variants and the numbers that this setting gives them, whether they take them or not."""


def _no_knob(name: str) -> Knob:
    raise KeyError(name)


def turn(setting: Setting, name: str, steps: int) -> Turned:
    """Turn a knob by steps, as far as it goes."""
    knob, why = setting.experiment.knob(name), ""
    for _ in range(abs(steps)):
        setting, why = _one_step(setting, knob, 1 if steps > 0 else -1)
        if why:
            break
    return Turned(setting, why)


def _one_step(setting: Setting, knob: Knob, step: int) -> Turned:
    number, why = setting[knob.name] + step, ""
    while number in knob.range:
        candidate = setting.experiment.settled(setting.with_number(knob.name, number), knob.name)
        refused = setting.experiment.refusal(candidate)
        if not refused:
            return Turned(candidate)
        why = why or refused
        number += step
        if not knob.skips and not knob.choices:
            break
    return Turned(setting, why or _end(knob, step > 0))


def put(setting: Setting, name: str, number: int) -> Turned:
    """Put a knob at a number, if that is valid."""
    knob = setting.experiment.knob(name)
    if number not in knob.range:
        return Turned(setting, _end(knob, number > knob.range[-1]))
    candidate = setting.experiment.settled(setting.with_number(name, number), name)
    why = setting.experiment.refusal(candidate)
    return Turned(setting if why else candidate, why)


def _end(knob: Knob, upper: bool) -> str:
    if knob.choices:
        return f"{knob.shown(knob.range[-1 if upper else 0])} is the {'last' if upper else 'first'} choice"
    return f"{knob.label} is at {'most' if upper else 'least'} {knob.range[-1 if upper else 0]} here"
