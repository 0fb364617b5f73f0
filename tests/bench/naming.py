"""Naming: `python -m tests.bench.naming` says how often a wrong number that means nothing gets a name, and how fast."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median
from typing import Any

from questions.answers import Answer, Choice, Fitting, Grid, Integer, Number, Part, Parts, Percent, Shape
from questions.model import Variant
from quiz.answering.grading import Verdict, graded
from quiz.deck import catalog

DRAWS, TYPED = 5, 12
"""Draws of a variant, and wrong numbers of each kind typed to each."""
CHANCE, USUAL, MOST = 0.02, 5, 50
"""The share of false names, and the milliseconds of a verdict, that are promised."""
LAYERS = ("listed", "misread", "pair", "difference", "anywhere", "")


@dataclass
class Seen:
    """What became of wrong numbers of one kind."""

    layers: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)


def main() -> None:
    """Print the share of each layer's names, by kind of wrong number, and the time of a verdict."""
    seen = {"random": Seen(), "neighbours": Seen()}
    slowest = (0.0, "")
    rng = random.Random("convquiz")
    for variant in (*catalog.variants(), *catalog.beside()):
        for seed in range(DRAWS):
            drawn = variant.draw(seed)
            for kind, texts in (("random", far(rng, drawn.answer())), ("neighbours", near(rng, drawn.answer()))):
                for text in texts:
                    milliseconds, verdict = timed(drawn, text)
                    if verdict.kind != "reject":
                        continue
                    slip = verdict.matched
                    seen[kind].layers[slip.layer if slip else "anywhere" if verdict.slip else ""] += 1
                    seen[kind].milliseconds.append(milliseconds)
                    slowest = max(slowest, (milliseconds, f"{drawn.id} {text!r}"))
    for kind, found in seen.items():
        total = found.layers.total()
        shares = ", ".join(f"{name or 'no name'} {found.layers[name] / total:.2%}" for name in LAYERS)
        print(f"{kind}, {total:,}: {shares} (pair and difference: at most {CHANCE:.0%} each)")
    every = [each for found in seen.values() for each in found.milliseconds]
    print(
        f"a verdict on a wrong answer: {median(every):.2f} ms (at most {USUAL}), slowest {slowest[0]:.1f} ms "
        f"(at most {MOST}): {slowest[1]}"
    )


def timed(drawn: Variant, text: str) -> tuple[float, Verdict]:
    """Return the milliseconds that a verdict takes, in this process alone, and the verdict."""
    began = time.process_time()
    verdict = graded(drawn, text)
    return 1000 * (time.process_time() - began), verdict


def far(rng: random.Random, answer: Answer) -> Iterator[str]:
    """Yield answers with one number replaced by any from a third to three times it."""
    for _ in range(TYPED):
        yield changed(rng, answer, lambda number: number * Fraction(3 ** rng.uniform(-1, 1)))


def near(rng: random.Random, answer: Answer) -> Iterator[str]:
    """Yield answers with one number a little off, or with one of its digits wrong."""

    def off(number: Fraction) -> Fraction:
        digits = str(abs(int(number)))
        if rng.random() < 0.5:
            return number + rng.choice((-1, 1)) * rng.randint(1, 9)
        place = rng.randrange(len(digits))
        return number + (rng.randint(0, 9) - int(digits[place])) * 10 ** (len(digits) - place - 1)

    for _ in range(TYPED):
        yield changed(rng, answer, off)


def changed(rng: random.Random, answer: Answer, change: Any) -> str:
    """Return the right answer as text, one of its numbers changed."""
    if isinstance(answer, Parts):
        name = rng.choice([name for name, part in answer.parts.items() if not isinstance(part, Choice)])
        return answer.write({**answer.value, name: new_value(rng, answer.parts[name], change)})
    return answer.write(new_value(rng, answer, change))


def new_value(rng: random.Random, answer: Part, change: Any) -> Any:
    """Return the value of a part, one of its numbers changed."""
    match answer:
        case Choice() | Fitting():
            return answer.value
        case Integer(value=int(value)):
            return int(change(Fraction(value)))
        case Number() | Percent():
            return change(Fraction(answer.value))
        case Shape(value=tuple(entries)):
            at = rng.randrange(len(entries))
            return tuple(int(change(Fraction(e))) if at == place else e for place, e in enumerate(entries))
        case Grid(value=rows):
            row, column = rng.randrange(len(rows)), rng.randrange(len(rows[0]))
            return tuple(
                tuple(int(change(Fraction(e)) + 1) if (row, column) == (r, c) else e for c, e in enumerate(entries))
                for r, entries in enumerate(rows)
            )
    return answer.value


if __name__ == "__main__":
    main()
