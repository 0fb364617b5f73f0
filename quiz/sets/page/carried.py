"""What the page carries of an ask: what its script needs to read and to grade an answer as `quiz/answering` does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from keyword import kwlist
from typing import Any

from questions.answers import Answer, Choice, Grid, Integer, Number, Part, Parts, Percent, Shape, fraction
from questions.model import Variant, differences, turned
from questions.slips import Slip
from questions.slips.wording import computation
from quiz.answering.generic import GENERIC
from quiz.answering.grading import UNEXPLAINED
from quiz.answering.naming import DIFFERENCES, PAIRS, Mistakes
from quiz.answering.spelling import SIGNS, UNSEEN
from quiz.answering.units import FAMILIES, RATES, RATIO, THOUSANDS_OF

Data = dict[str, Any]
"""What JSON holds; numbers are texts, `32` or `1/9`, so that none is rounded."""


@cache
def house() -> Data:
    """Return the words and signs that reading knows, which stand in the reader alone."""
    return {
        "differences": str(DIFFERENCES),
        "families": FAMILIES,
        "rates": RATES,
        "generic": GENERIC,
        "keywords": kwlist,
        "pairs": str(PAIRS),
        "ratio": RATIO,
        "signs": {chr(sign): instead for sign, instead in SIGNS.items()},
        "thousands": THOUSANDS_OF,
        "unexplained": UNEXPLAINED,
        "unseen": UNSEEN,
    }


def graded_by(variant: Variant) -> Data:
    """Return the right answer of an ask and the mistakes that it knows."""
    answer = variant.answer()
    return {"answer": answer_data(answer), "mistakes": _mistakes(variant, answer)}


def answer_data(answer: Answer) -> Data:
    """Return an answer with all that its reading and comparing need."""
    data: Data = {
        "kind": next(kind.__name__ for kind in KINDS if isinstance(answer, kind)),
        "form": answer.form,
        "units": answer.units,
        "unit": "",
        "optional": False,
        "places": None,
    }
    match answer:
        case Parts(parts=parts):
            data["parts"] = {name: answer_data(part) for name, part in parts.items()}
        case Integer(optional=optional, counts=counts, unit=unit):
            data |= {"optional": optional, "counts": counts, "unit": unit}
        case Number(significant_figures=figures, places=places, exact=exact, unit=unit):
            data |= {"figures": figures, "places": places, "exact": exact, "unit": unit}
        case Percent(places=places):
            data["places"] = places
        case Shape(axes=axes, optional=optional, joint=joint):
            data |= {"axes": axes, "length": answer.length, "optional": optional, "joint": joint}
        case Grid(one_row=one_row):
            data["oneRow"] = one_row
        case Choice(options=options):
            data["options"] = options
    return data | {"value": value_data(answer.value)}


KINDS = (Parts, Integer, Number, Percent, Shape, Grid, Choice)


def value_data(value: Any) -> Any:
    """Return a value, its numbers as texts."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {name: value_data(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [value_data(part) for part in value]
    return str(fraction(value))


def _mistakes(variant: Variant, answer: Answer) -> Data:
    known = Mistakes(variant)
    parts: Mapping[str, Part] = answer.parts if isinstance(answer, Parts) else {"": answer}
    return {
        "listed": _slips(known.listed),
        "misread": _slips(known.misread),
        "pairs": _slips(known.pairs),
        "suggested": {
            name: {"turned": _slips(turned(part)), "differences": _slips(differences(variant, part))}
            for name, part in parts.items()
        },
    }


def _slips(slips: Iterable[Slip]) -> list[Data]:
    return [
        {
            "tag": slip.tag,
            "value": value_data(slip.value),
            "message": slip.message,
            "working": computation(slip),
            "also": slip.also,
            "and": slip.and_,
        }
        for slip in slips
    ]
