"""What a question's `server.py` does on a PrairieLearn server, phase by phase.

The server calls each function with the dictionary `data` of one student's variant and keeps what it changes, as JSON:
https://docs.prairielearn.com/question/server/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from questions.answers import Answer, Part, Parts
from questions.drawing import SEEDS, share_code
from questions.model import Variant, live_slips
from quiz.answering.grading import Verdict, graded
from quiz.answering.reading import read
from quiz.deck import catalog
from quiz.sets import fragments
from quiz.sets.entry import entry
from quiz.sets.exporting import figure
from quiz.sets.problem import Problem

if TYPE_CHECKING:
    from quiz.sets.exporting import Figure

FIGURE = "figure.svg"
"""What the demonstration's picture is called."""


class Served:
    """One variant; its methods are the functions that PrairieLearn looks for."""

    def __init__(self, variant_id: str) -> None:
        self._kind = catalog.variant(variant_id)

    def generate(self, data: dict[str, Any]) -> None:
        """Draw this student's numbers."""
        problem = self._problem(data)
        shown, answer = entry(problem), problem.answer
        boxes = [{"name": name, "label": label, "form": part.form} for name, label, part in _boxes(answer)]
        data["params"] |= {
            "code": problem.code,
            "ask": fragments.flow(shown.ask),
            "boxes": boxes,
            "solution": fragments.worked(shown),
        }
        data["correct_answers"] |= {name: part.plain for name, _, part in _boxes(answer)}

    def parse(self, data: dict[str, Any]) -> None:
        """Read what was typed; what is unclear is a format error, which costs no attempt."""
        answer = self._draw(data).answer()
        for name, _, part in _boxes(answer):
            text = data["submitted_answers"].get(name)
            unclear = "" if text is None else read(text, part).unclear
            if unclear and name not in data["format_errors"]:
                data["format_errors"][name] = fragments.inline(unclear)

    def grade(self, data: dict[str, Any]) -> None:
        """Judge what was typed, and name the slip."""
        variant = self._draw(data)
        answer = variant.answer()
        boxes = [*_boxes(answer)]
        typed = {label: data["submitted_answers"][name] for name, label, _ in boxes}
        verdict = graded(variant, typed if isinstance(answer, Parts) else typed[""])
        if verdict.kind == "clarify":
            data["format_errors"][boxes[0][0]] = fragments.inline(verdict.message)
            return
        _score(data, answer, {label: part.credit for label, part in _verdicts(verdict).items()})
        data["feedback"]["said"] = "".join(
            _told(label, part) for label, part in _verdicts(verdict).items() if part.kind == "reject"
        )

    def file(self, data: dict[str, Any]) -> bytes | None:
        """Return the picture that shows the answer."""
        return self._figure(data).svg.encode() if data["filename"] == FIGURE else None

    def test(self, data: dict[str, Any]) -> None:
        """Fill in what the server tries each question with: a right answer, a slip, or what cannot be read."""
        variant = self._draw(data)
        answer, slip = variant.answer(), live_slips(variant)[0].value
        wrong = slip if isinstance(answer, Parts) else {"": slip}
        shares: dict[str, float] = {}
        for name, label, part in _boxes(answer):
            missed = data["test_type"] == "incorrect" and label in wrong and not part.accepts(wrong[label])
            text = part.write(wrong[label]) if missed else part.plain
            data["raw_submitted_answers"][name] = "?" if data["test_type"] == "invalid" else text
            shares[label] = 0.0 if missed else 1.0
            if data["test_type"] == "invalid":
                data["format_errors"][name] = "not readable"
        if data["test_type"] != "invalid":
            _score(data, answer, shares)

    def _draw(self, data: Mapping[str, Any]) -> Variant:
        return self._kind.draw(data["variant_seed"] % SEEDS)

    def _problem(self, data: Mapping[str, Any]) -> Problem:
        variant = self._draw(data)
        code = share_code(variant.id, data["variant_seed"] % SEEDS)
        return Problem(1, code, catalog.question_of(self._kind), variant, variant.answer(), live_slips(variant))

    def _figure(self, data: Mapping[str, Any]) -> Figure:
        return figure(self._problem(data))


def _boxes(answer: Answer) -> list[tuple[str, str, Part]]:
    """Return name, label and kind of each box."""
    if isinstance(answer, Parts):
        return [(f"part{at}", label, part) for at, (label, part) in enumerate(answer.parts.items(), 1)]
    return [("answer", "", answer)]


def _verdicts(verdict: Verdict) -> Mapping[str, Verdict]:
    return verdict.parts or {"": verdict}


def _told(label: str, verdict: Verdict) -> str:
    """Say of a wrong part what was read, what it is, and how it comes about."""
    head = f"<b>{fragments.inline(label)}</b> " if label else ""
    working = f"<br><i>{fragments.inline('; '.join(verdict.working.splitlines()))}</i>" if verdict.working else ""
    read_as = fragments.inline(f"Read as {verdict.reading}: {verdict.message}")
    return f"<p>{head}{read_as}{working}</p>"


def _score(data: dict[str, Any], answer: Answer, shares: Mapping[str, float]) -> None:
    """Set the score of each box, and that of the whole: the share that is right."""
    for name, label, _ in _boxes(answer):
        data["partial_scores"][name] = {"score": shares[label], "weight": 1}
    data["score"] = sum(shares.values()) / len(shares)
