"""The page's reader in an engine of its own, and what people type: right, wrong, decorated, and nonsense."""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer

import tests.quiz.answering
from questions.answers import Answer, Choice, Grid, Number, Parts, Percent, Shape, fraction
from questions.model import Variant
from quiz.answering.grading import Verdict
from quiz.answering.naming import Mistakes
from quiz.sets.page.carried import answer_data, graded_by, value_data
from quiz.sets.page.script import reader

GLUE = """
const put = new Map();
function keep(name, data) {
  const answer = answerOf(data.answer);
  put.set(name, [answer, mistakesOf(answer, data.mistakes)]);
  return true;
}
function judged(name, texts) {
  const told = texts.map((text) => grade(...put.get(name), text)).map((verdict) => ({
    kind: verdict.kind, slip: verdict.slip, message: verdict.message, echo: verdict.echo, reading: verdict.reading,
    credit: verdict.credit, value: verdict.kind === "clarify" ? null : dataOf(verdict.value),
    also: verdict.matched?.also ?? [], and: verdict.matched?.and ?? [],
  }));
  return JSON.stringify(told);
}
function heardAs(name, texts) {
  return JSON.stringify(texts.map((text) => heard(text, put.get(name)[0])));
}
function dataOf(value) {
  if (value === null || typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(dataOf);
  if (typeof value.n === "bigint") return shown(value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, dataOf(part)]));
}
"""
NONE = {"listed": [], "misread": [], "pairs": []}

Text = str | Mapping[str, str]


class Page:
    """The reader as the page runs it."""

    def __init__(self) -> None:
        self.engine = MiniRacer()
        self.engine.eval(reader() + GLUE)

    def of_variant(self, variant: Variant, texts: list[Text]) -> list[dict[str, Any]]:
        return self._judged(graded_by(variant), texts)

    def of_answer(self, answer: Answer, texts: list[Text]) -> list[dict[str, Any]]:
        return self._judged(_alone(answer), texts)

    def heard(self, answer: Answer, texts: list[Text]) -> list[str]:
        self.engine.call("keep", "ask", _alone(answer))
        said: list[str] = json.loads(self.engine.call("heardAs", "ask", texts))
        return said

    def _judged(self, data: dict[str, Any], texts: list[Text]) -> list[dict[str, Any]]:
        self.engine.call("keep", "ask", data)
        told: list[dict[str, Any]] = json.loads(self.engine.call("judged", "ask", texts))
        return told


def _alone(answer: Answer) -> dict[str, Any]:
    """Return what the page carries of an answer that knows no mistakes."""
    names = answer.parts if isinstance(answer, Parts) else [""]
    nothing = {name: {"turned": [], "differences": []} for name in names}
    return {"answer": answer_data(answer), "mistakes": {**NONE, "suggested": nothing}}


def as_told(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict of Python's as the page gives it."""
    return {
        "kind": verdict.kind,
        "slip": verdict.slip or "",
        "message": verdict.message,
        "echo": verdict.echo,
        "reading": verdict.reading or "",
        "credit": verdict.credit,
        "value": None if verdict.kind == "clarify" else value_data(verdict.value),
        "also": list(verdict.matched.also) if verdict.matched else [],
        "and": list(verdict.matched.and_) if verdict.matched else [],
    }


def literals() -> list[str]:
    """Return every text that stands in the tests of the reader and could be typed."""
    found: dict[str, None] = {}
    for path in sorted(Path(tests.quiz.answering.__path__[0]).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) <= 240:
                found[node.value] = None
    return list(found)


def typed(variant: Variant, rng: random.Random, number: int) -> Iterator[Text]:
    """Yield answers to an ask: right, the slips, numbers nearby, each in many spellings; and broken ones."""
    answer = variant.answer()
    known = Mistakes(variant)
    slips = [*known.listed, *known.misread, *known.pairs]
    for _ in range(number):
        value: Any = answer.value
        if slips and rng.random() < 0.4:
            value = rng.choice(slips).value
            value = {**answer.value, **value} if isinstance(answer, Parts) else value
        elif rng.random() < 0.6:
            value = _nearby(answer, value, rng)
        text = _written(answer, value, rng)
        if isinstance(answer, Parts) and rng.random() < 0.5:
            yield {name: _decorated(_spelled(part, value[name], rng), rng) for name, part in answer.parts.items()}
        else:
            yield _decorated(text, rng)


def _nearby(answer: Answer, value: Any, rng: random.Random) -> Any:
    if isinstance(answer, Parts):
        return {name: _nearby(part, value[name], rng) for name, part in answer.parts.items()}
    if isinstance(answer, Choice):
        return rng.choice(answer.options)
    if value is None:
        return None
    if isinstance(value, tuple):
        entries = [_nearby(answer, entry, rng) for entry in value]
        if rng.random() < 0.3:
            rng.shuffle(entries)
        return tuple(entries)
    exact = fraction(value) or Fraction(0)
    whole = exact.denominator == 1 and not isinstance(answer, Number | Percent)
    changes = [exact, exact + 1, exact - 1, exact * 2, -exact, exact * 10, exact * 1000, exact + rng.randint(-99, 99)]
    if not whole:
        changes += [exact / 2, exact / 1000, 100 - exact, 1 / exact if exact else exact, exact * Fraction(101, 100)]
    return rng.choice(changes)


def _written(answer: Answer, value: Any, rng: random.Random) -> str:
    if not isinstance(answer, Parts):
        return _spelled(answer, value, rng)
    texts = {name: _spelled(part, value[name], rng) for name, part in answer.parts.items()}
    form = rng.randrange(5)
    if form == 0:
        return ", ".join(texts.values())
    if form == 1:
        return " ".join(f"{name}={text}" for name, text in texts.items())
    if form == 2:
        return "; ".join(f"{name} {text}" for name, text in sorted(texts.items()))
    return rng.choice(("; ", ";", "\n")).join(texts.values())


def _spelled(part: Any, value: Any, rng: random.Random) -> str:
    text: str = rng.choice((part.write, part.show))(value)
    if isinstance(part, Grid) and rng.random() < 0.5:
        return rng.choice((str([list(row) for row in value]), " / ".join(" ".join(map(str, row)) for row in value)))
    if isinstance(part, Shape) and value is not None and rng.random() < 0.6:
        joint = rng.choice((", ", "x", " by ", " ", "; ", "×", ","))
        inner = joint.join(map(str, value))
        spelt = (inner, f"({inner})", f"({inner},)", f"torch.Size([{inner}])", f"(None, {inner})", f"1{joint}{inner}")
        return rng.choice(spelt)
    number = None if isinstance(part, Choice) or isinstance(value, tuple) else fraction(value)
    if number is None:
        return text[: rng.choice((99, 99, 1, 3))]
    whole = str(int(number))
    return rng.choice(
        (
            text,
            text,
            f"{number}",
            f"{float(number):.4g}",
            f"{float(number):g}",
            f"{int(number):,}",
            f"{int(number):,}".replace(",", rng.choice(" .'_\u202f")),
            f"{number - 7} + 7",
            f"2*{whole} - {whole}",
            f"floor({whole}.7)",
            f"⌈{whole}/3⌉*3",
            f"sqrt({whole}) + 2^{rng.randrange(70)} - log2({whole})",
            f"{whole}**0.5*{whole}",
            f"min({whole}, 3)/max({whole},{rng.randrange(9)})",
            f"{float(number):e}",
            f"{whole} x 10^{rng.randrange(4)}",
            f"{float(number) / 1e6:.3g}{rng.choice('kMGB%')}",
            f"{number}={text}",
            whole.translate(
                str.maketrans("0123456789", rng.choice(("٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "०१२३४५६७८९")))
            ),
        )
    )


BEFORE = ("= ", "O = ", "answer: ", "The answer is ", "≈", "~", "(", "[", "+", "-", "− ", "about ", "\t", "\u2009")
AFTER = (
    " px",
    "%",
    " params",
    " MACs",
    " FLOPs",
    "x",
    ".",
    ",",
    ";",
    ")",
    "]",
    "?",
    "!",
    " by",
    "²",
    "½",
    " channels",
    "k",
)
NOISE = "0123456789.,;x×%+-*/^() kM=≈[]²½⌊⌋√eE'_:@<>aπ√٣"


def _decorated(text: str, rng: random.Random) -> str:
    if rng.random() < 0.2:
        text = rng.choice(BEFORE) + text
    if rng.random() < 0.25:
        text += rng.choice(AFTER)
    while rng.random() < 0.12:
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(NOISE) + text[at + rng.randrange(2) :]
    return text if rng.random() > 0.02 else "".join(rng.choices(NOISE, k=rng.randrange(1, 25)))
