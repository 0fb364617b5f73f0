"""Sets to export, readers that are stricter than the programs exported to, and texts that mean harm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import Annotated, ClassVar

from questions import load
from questions.answers import Answer, Choice, Grid, Integer, Number, Parts, Percent, Shape
from questions.drawing import Draw
from questions.model import Ask, Level, Variant
from questions.scenes import Frame, Scene
from questions.slips import Slip
from quiz.sets.exporting import Answers, Export
from quiz.sets.formats import FORMATS
from quiz.sets.model import Item, PracticeSet, SetRecipe
from quiz.sets.problem import Problem
from quiz.sets.solve import split
from solvers.measure import Measurement

REVISION = "2031-05-06"


def set_of(*variants: type[Variant], seeds: Iterable[int] = (7,)) -> PracticeSet:
    asks = [Ask(variant.draw(seed), seed) for seed in seeds for variant in variants]
    items = [
        Item(
            question=int(ask.variant.id.partition(".")[0]),
            variant=ask.variant.id,
            numbers=ask.variant.model_dump(mode="json"),
            code=ask.code,
        )
        for ask in asks
    ]
    made = PracticeSet(
        id="0",
        seed=90210,
        bank_revision="2030-01-02",
        recipe=SetRecipe(length=len(items), topics=("cost",)),
        items=tuple(items),
    )
    return made.model_copy(update={"id": made.content_id})


@cache
def sampler() -> PracticeSet:
    """Return one variant of every question, all kinds of answer among them."""
    wanted = {1: "1.4", 2: "2.4", 6: "6.1", 8: "8.4", 13: "13.2", 15: "15.3", 18: "18.2", 20: "20.6"}
    chosen = []
    for question in load():
        named = wanted.get(question.number, f"{question.number}.1")
        chosen += [variant for variant in question.variants if variant.id == named]
    return set_of(*chosen)


@cache
def every_variant() -> PracticeSet:
    return set_of(*(variant for question in load() for variant in question.variants), seeds=(3,))


def solved(practice_set: PracticeSet) -> list[Problem]:
    found, changed = split(practice_set)
    assert changed == []
    return found


def exported(
    name: str,
    practice_set: PracticeSet,
    *,
    answers: Answers = "worked",
    figures: bool = False,
    revision: str = REVISION,
    problems: Iterable[Problem] | None = None,
) -> tuple[bytes, Export]:
    export = Export(practice_set, answers, figures, revision, name)
    export.take(solved(practice_set) if problems is None else problems)
    return b"".join(FORMATS[name].write(export)), export


HOSTILE = (
    "=a {b} ~c <d> & \"e\" 'f' $x$ $$y$$ \\(z\\) \\nabla \\neq \\\\ #g :: // %50% *h* _i_ `j<k` | é 日 -> ]]> "
    "{{l}} {% m %} {1:NUMERICAL:=3} <!-- --> &amp; &lt; ![n](o) 😀"
)


class Hostile(Variant):
    """21.1 =Title {of} ~harm #1 <b>."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = HOSTILE
    number: Annotated[int, Draw(range(9))]

    def ask(self) -> str:
        return f"{HOSTILE}\n  1 −2 /\n  3  4\n- {HOSTILE}"

    def answer(self) -> Answer:
        kinds: tuple[Answer, ...] = (
            Integer(value=-5),
            Integer(value=None, optional=True),
            Number(value=0.125),
            Percent(value=12.5),
            Shape(value=(3, 4), axes=("~height}", "#width")),
            Grid(value=((1, -2), (3, 4))),
            Choice(value="=yes", options=("=yes", "~no}")),
            Parts(parts={"#kept": Integer(value=7), "=why": Choice(value="a#b", options=("a#b", "c}d"))}),
        )
        return kinds[self.number]

    def slips(self) -> Iterator[Slip]:
        values = (6, 7, 0.25, 14, (4, 3), ((1, 2), (3, 4)), "~no}", {"#kept": 8})
        yield Slip(tag="hostile", value=values[self.number], message=HOSTILE, working=HOSTILE)

    def steps(self) -> Iterator[str]:
        yield HOSTILE

    def measure(self) -> Measurement:
        raise NotImplementedError

    def scene(self) -> Scene:
        return Scene(HOSTILE, 1, lambda _: Frame((), HOSTILE))


def hostile_problems() -> list[Problem]:
    """Return an ask of every kind of answer, all texts hostile."""
    question = load()[0].model_copy(update={"title": HOSTILE, "topics": (HOSTILE,)})
    made = [Hostile(number=number) for number in range(8)]
    return [
        Problem(at, f"Q21.1-000{at}", question, variant, variant.answer(), tuple(variant.slips()))
        for at, variant in enumerate(made, 1)
    ]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "br", "td", "tr", "li", "caption", "h2", "h3"):
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def words(html: str) -> str:
    """Return what a browser shows of HTML, blanks folded."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return folded("".join(reader.pieces))


def folded(text: str) -> str:
    return " ".join(text.split())


SHOWN = folded(HOSTILE.replace("`", ""))
"""The hostile text as it should be seen, its backticks being code."""


@dataclass(frozen=True)
class Marked:
    """An answer that a platform recognises."""

    text: str
    fraction: float
    feedback: str
    tolerance: float = 0.0


def mark(answers: Iterable[Marked], value: float) -> Marked | None:
    """Mark a number as Moodle does: the first answer within its tolerance and a trifle for binary fractions."""
    for answer in answers:
        reach = answer.tolerance + 1e-14 * max(1.0, abs(float(answer.text)))
        if abs(value - float(answer.text)) <= reach:
            return answer
    return None


def mark_text(answers: Iterable[Marked], text: str) -> Marked | None:
    return next((answer for answer in answers if answer.text.casefold() == text.strip().casefold()), None)


BOX = re.compile(r"\{1:(NUMERICAL|SHORTANSWER|MULTICHOICE):((?:[^{}~#]+(?:#[^{}~]*)?)(?:~[^{}~#]+(?:#[^{}~]*)?)*)\}")


def boxes(html: str) -> list[tuple[str, list[Marked]]]:
    """Read the boxes of an embedded question by Moodle's rules: one line, `~` between answers, `#` before feedback."""
    assert html.count("{") == html.count("}") == len(BOX.findall(html)), html
    found = []
    for kind, body in BOX.findall(html):
        answers = []
        for alternative in body.split("~"):
            text, _, feedback = alternative.partition("#") if "&#" not in alternative else _parted(alternative)
            fraction = 100.0 if text.startswith("=") else 0.0
            text = text.removeprefix("=").removeprefix("%0%")
            number, _, tolerance = text.partition(":") if kind == "NUMERICAL" else (text, "", "")
            answers.append(Marked(unescape(number), fraction, words(unescape(feedback)), float(tolerance or 0)))
        found.append((kind, answers))
    return found


def _parted(alternative: str) -> tuple[str, str, str]:
    """Part at the first `#` that is not that of a reference."""
    place = re.search(r"(?<!&)#", alternative)
    return (alternative[: place.start()], "#", alternative[place.end() :]) if place else (alternative, "", "")
